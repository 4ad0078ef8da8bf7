/** Personal data: what an export holds, what an erasure takes and leaves, who may ask, when the hold wins, what periods let go. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { file, requestValues } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';
import { verifyChain } from '../audit/index.ts';
import { applyRetention } from './index.ts';
import { erasedEmail, erasedWord, mentions, redact } from './redaction.ts';

describe('taking a person out of answers', () => {
  const traces = { email: 'siti@contoh.example', words: ['Siti Contoh'] };

  it('[X-31] empties their contact whole, and their address and name elsewhere; everybody else stays', () => {
    const other = { name: 'Budi', phone: '0811', email: 'budi@contoh.example' };
    const values = {
      kegiatan: 'Rapat',
      kontak: { name: 'Siti C.', position: '', phone: '+62 812', email: 'SITI@contoh.example' },
      lain: other,
      undangan: ['siti@contoh.example', 'budi@contoh.example'],
      pemohon: 'siti contoh',
    };
    expect(mentions(values, traces.email)).toBe(true);
    expect(mentions(other, traces.email)).toBe(false);
    expect(redact(values, traces)).toEqual({
      kegiatan: 'Rapat',
      kontak: { name: erasedWord, position: '', phone: erasedWord, email: erasedEmail },
      lain: other,
      undangan: [erasedEmail, 'budi@contoh.example'],
      pemohon: erasedWord,
    });
  });
});

let application: Application;
let institution: Institution;
let admin: Visitor;
let count = 0;
beforeAll(async () => {
  application = await startApplication();
});
beforeEach(async () => {
  institution = await createInstitution(application, `data${++count}.example`);
  admin = await application.signedIn(institution.people.admin);
});
afterAll(() => application.close());

const guest = { name: 'Tamu Luar', email: 'tamu@luar.example', phone: '+62 813 9999 0000' };
/** Files a request in which the guest is the audience's contact, and ends it. */
async function fileWithGuest(state: 'archived' | null = 'archived') {
  const requester = await application.signedIn(institution.people.requester);
  const values = requestValues(institution.places[0]?.id ?? '', { 'kontak-peserta': guest });
  const filed = await file(requester, institution.sopVersionId, values);
  expect(filed.status).toBe(200);
  if (state) await application.context.db.request.update({ where: { id: filed.body.id }, data: { state } });
  return filed.body.id as string;
}
const idOf = async (role: 'requester' | 'approver' | 'admin') =>
  (await application.context.db.staff.findUniqueOrThrow({ where: { email: institution.people[role] } })).id;
const reason = 'permintaan pemilik data';

describe('the export of a person’s data', () => {
  it('[X-31] holds what a staff member left, without a secret, for themselves and for the admin', async () => {
    const requestId = await fileWithGuest();
    const requester = await application.signedIn(institution.people.requester);
    const own = (await requester.get('/api/account/data')).body;
    expect(own.subject).toEqual({ kind: 'staff', email: institution.people.requester });
    expect(own.records.account[0]).toMatchObject({ name: 'requester' });
    expect(own.records.requests).toHaveLength(1);
    expect(own.records.actions.map(({ entityId }: { entityId: string }) => entityId)).toContain(requestId);
    expect(JSON.stringify(own)).not.toMatch(/passwordHash|argon2|totpSealed|recoveryHashes/);
    const byAdmin = (await admin.get(`/api/people/${await idOf('requester')}/data`)).body;
    expect(byAdmin.records.requests).toEqual(own.records.requests);
    expect((await requester.get(`/api/people/${await idOf('approver')}/data`)).problem.code).toBe('forbidden');
  });

  it('[X-31] holds what is written about somebody without an account, in this institution only', async () => {
    await fileWithGuest();
    const found = (await admin.post('/api/contacts/data', { email: guest.email.toUpperCase() })).body;
    expect(found.records.requests).toHaveLength(1);
    const other = await createInstitution(application, `lain${count}.example`);
    const elsewhere = await application.signedIn(other.people.admin);
    expect((await elsewhere.post('/api/contacts/data', { email: guest.email })).body.records.requests).toEqual([]);
    expect((await elsewhere.get(`/api/people/${await idOf('requester')}/data`)).problem.code).toBe('not-found');
  });
});

describe('erasure', () => {
  it('[X-31] of somebody without an account takes every trace out of requests and messages', async () => {
    const id = await fileWithGuest();
    const { db } = application.context;
    const answer = await admin.post('/api/contacts/anonymisation', { email: guest.email, reason });
    expect(answer.body.changed.requests).toBe(1);
    const row = await db.request.findUniqueOrThrow({ where: { id } });
    for (const trace of Object.values(guest)) expect(JSON.stringify(row)).not.toContain(trace);
    expect(JSON.stringify(row.values)).toContain('narahubung@contoh.example');
    expect(await db.outboxMessage.count({ where: { institutionId: institution.id, address: guest.email } })).toBe(0);
    expect(await verifyChain(db, institution.id)).toBeNull();
    const entry = await db.auditEntry.findFirstOrThrow({
      where: { action: 'contact.anonymised', institutionId: institution.id },
    });
    expect(JSON.stringify(entry.data)).not.toContain(guest.email);
  });

  it('[X-31] of a staff member ends the account for good and leaves decisions and the audit log whole', async () => {
    await fileWithGuest();
    const requester = await application.signedIn(institution.people.requester);
    const id = await idOf('requester');
    const email = institution.people.requester;
    const answer = await admin.post(`/api/people/${id}/anonymisation`, { reason });
    expect(answer.status).toBe(200);
    expect((await requester.get('/api/account')).problem.code).toBe('not-signed-in');
    const { db } = application.context;
    const row = await db.staff.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ name: erasedWord, phone: '', passwordHash: 'erased' });
    const left = JSON.stringify([
      await db.request.findMany({ where: { institutionId: institution.id } }),
      await db.outboxMessage.findMany({ where: { institutionId: institution.id } }),
    ]);
    expect(left).not.toContain(email);
    expect((await admin.post(`/api/people/${id}/reactivation`, undefined)).problem.code).toBe('state-conflict');
    const listed = (await admin.get('/api/people')).body.find((each: { id: string }) => each.id === id);
    expect(listed).toMatchObject({ anonymised: true, roles: [] });
    expect(await verifyChain(db, institution.id)).toBeNull();
    expect((await application.visitor().post('/api/session', { email, password: 'apa saja' })).problem.code).toBe(
      'wrong-credentials',
    );
  });

  it('[X-31] yields to a legal hold, and says why', async () => {
    const id = await fileWithGuest();
    const { settings } = (await admin.get('/api/institution')).body;
    await admin.patch('/api/institution', { settings: { ...settings, legalHold: 'Pemeriksaan Inspektorat' } });
    for (const [path, body] of [
      [`/api/people/${await idOf('requester')}/anonymisation`, { reason }],
      ['/api/contacts/anonymisation', { email: guest.email, reason }],
    ] as const) {
      const answer = await admin.post(path, body);
      expect(answer.problem).toMatchObject({ code: 'legal-hold', status: 409 });
      expect(answer.problem.detail).toContain('Pemeriksaan Inspektorat');
    }
    const row = await application.context.db.request.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(row.values)).toContain(guest.email);
    const years = new Date(application.context.clock().getTime() + 20 * 365 * 24 * 3_600_000);
    expect((await applyRetention(application.context.db, years))[institution.id]).toBeUndefined();
  });

  it('waits while a running request needs the person, and never leaves the institution without an admin', async () => {
    await fileWithGuest(null);
    const open = await admin.post('/api/contacts/anonymisation', { email: guest.email, reason });
    expect(open.problem.code).toBe('state-conflict');
    expect(open.problem.detail).toMatch(/\d{4}-\d{6}/);
    expect((await admin.post(`/api/people/${await idOf('requester')}/anonymisation`, { reason })).problem.code).toBe(
      'state-conflict',
    );
    await application.context.db.staff.update({
      where: { email: institution.people.everyRole },
      data: { deactivatedAt: application.context.clock() },
    });
    expect((await admin.post(`/api/people/${await idOf('admin')}/anonymisation`, { reason })).problem.code).toBe(
      'state-conflict',
    );
    expect((await admin.get('/api/people')).status).toBe(200);
  });

  it('is the admin’s alone', async () => {
    const id = await idOf('requester');
    for (const role of ['requester', 'approver', 'technician'] as const) {
      const visitor = await application.signedIn(institution.people[role]);
      for (const path of [`/api/people/${id}/anonymisation`, '/api/contacts/anonymisation', '/api/contacts/data']) {
        expect((await visitor.post(path, { email: guest.email, reason })).problem.code).toBe('forbidden');
      }
    }
  });
});

describe('retention periods', () => {
  it('[X-31] let go of what is older, kind by kind, and of nothing younger', async () => {
    const id = await fileWithGuest();
    const { db } = application.context;
    await db.request.update({
      where: { id },
      data: { applicant: { name: 'Pemohon', unit: 'Umum', email: 'p@luar.example', phone: '0811' } },
    });
    const { settings } = (await admin.get('/api/institution')).body;
    const retention = { ...settings.retention, messages: 10, contacts: 30 };
    await admin.patch('/api/institution', { settings: { ...settings, retention } });
    const after = (days: number) => new Date(application.context.clock().getTime() + days * 24 * 3_600_000 + 1_000);
    const messages = () => db.outboxMessage.count({ where: { institutionId: institution.id } });
    expect(await messages()).toBeGreaterThan(0);
    await applyRetention(db, after(9));
    expect(await messages()).toBeGreaterThan(0);
    await applyRetention(db, after(11));
    expect(await messages()).toBe(0);
    const applicant = async () => (await db.request.findUniqueOrThrow({ where: { id } })).applicant;
    expect(await applicant()).toMatchObject({ name: 'Pemohon' });
    await db.request.update({ where: { id }, data: { updatedAt: application.context.clock() } });
    expect((await applyRetention(db, after(31)))[institution.id]).toMatchObject({ contacts: 1 });
    expect(await applicant()).toEqual({ name: '', unit: 'Umum', email: '', phone: '' });
    expect((await applyRetention(db, after(32)))[institution.id]).toMatchObject({ contacts: 0 });
    expect(await verifyChain(db, institution.id)).toBeNull();
  });
});
