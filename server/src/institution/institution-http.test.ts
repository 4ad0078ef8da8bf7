/** The institution over HTTP: letterhead, settings, logo, privacy notice, further institutions, checks of the installation. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  password,
  startApplication,
} from '../../test/application.ts';
import type { Visitor } from '../../test/visitor.ts';

let application: Application;
let institution: Institution;
let other: Institution;
let admin: Visitor;
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
  other = await createInstitution(application, 'dua.example');
  const value = { doneAt: application.context.clock().toISOString(), institutionId: institution.id };
  await application.context.db.setting.create({ data: { key: 'setup', value } });
  admin = await application.signedIn(institution.people.admin);
});
afterAll(() => application.close());

describe('letterhead and settings', () => {
  it('are kept as they were given, everything else stays, and the audit log names the parts', async () => {
    const before = (await admin.get('/api/institution')).body;
    expect(before).toMatchObject({ id: institution.id, letterhead: { lines: [] }, settings: { digestAt: '07:00' } });
    const letterhead = { lines: ['KEMENTERIAN', 'UNIT CONTOH'], address: 'Jalan Contoh 1', phone: '+62 711 123456' };
    const answer = await admin.patch('/api/institution', {
      letterhead: { ...letterhead, email: '', website: '', footer: 'Kaki' },
      settings: { ...before.settings, digestAt: '06:30', secondStepFor: [] },
    });
    expect(answer.body).toMatchObject({ name: before.name, letterhead, settings: { digestAt: '06:30' } });
    expect((await admin.get('/api/institution')).body).toEqual(answer.body);
    const entry = await application.context.db.auditEntry.findFirstOrThrow({
      where: { action: 'institution.edited', institutionId: institution.id },
    });
    expect(entry.data).toEqual({ fields: ['letterhead', 'settings'] });
  });

  it('are refused field by field', async () => {
    const answer = await admin.patch('/api/institution', {
      timeZone: 'Asia/Atlantis',
      letterhead: { lines: [''], email: 'bukan' },
      settings: { digestAt: '24:00' },
    });
    expect(answer.problem.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      '/letterhead/email',
      '/letterhead/lines/0',
      '/settings/digestAt',
      '/timeZone',
    ]);
  });

  it('are the admin’s alone, and each institution’s own', async () => {
    for (const role of ['requester', 'approver', 'technician', 'noRole'] as const) {
      const visitor = await application.signedIn(institution.people[role]);
      for (const path of ['/api/institution', '/api/institutions', '/api/installation/checks', '/api/audit']) {
        expect((await visitor.get(path)).problem.code, `${role} ${path}`).toBe('forbidden');
      }
      expect((await visitor.patch('/api/institution', { name: 'X' })).problem.code).toBe('forbidden');
    }
    const elsewhere = await application.signedIn(other.people.admin);
    expect((await elsewhere.get('/api/institution')).body.id).toBe(other.id);
    expect((await application.visitor().get('/api/institution')).problem.code).toBe('not-signed-in');
  });
});

/** A PNG of one pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the logo', () => {
  async function upload(bytes: Buffer, name: string, visitor = admin) {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), name);
    const encoded = new Response(form);
    return await visitor.send('POST', '/api/institution/logo', new Uint8Array(await encoded.arrayBuffer()), {
      origin: application.url,
      'content-type': encoded.headers.get('content-type') ?? '',
      'x-csrf-token': (await visitor.get('/api/session')).body.csrfToken,
    });
  }

  it('is a picture by its content, shown to the institution’s people, and can be taken away', async () => {
    expect((await admin.get('/api/institution/logo')).problem.code).toBe('not-found');
    expect((await upload(Buffer.from('%PDF-1.7\n'), 'logo.png')).problem.code).toBe('file-type-refused');
    const kept = await upload(png, 'logo.png');
    expect(kept.body.letterhead.logoFileId).toMatch(/^[0-9a-f-]{36}$/);
    const requester = await application.signedIn(institution.people.requester);
    const shown = await requester.get('/api/institution/logo');
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect((await upload(png, 'logo.png', requester)).problem.code).toBe('forbidden');
    const elsewhere = await application.signedIn(other.people.admin);
    expect((await elsewhere.get('/api/institution/logo')).problem.code).toBe('not-found');
    expect((await admin.delete('/api/institution/logo')).body.letterhead.logoFileId).toBeNull();
  });
});

describe('one installation for many institutions', () => {
  const creation = {
    name: 'Dinas Baru',
    timeZone: 'Asia/Jayapura',
    admin: { name: 'Admin Baru', email: 'Admin@Baru.example' },
  };

  it('gets another one from an admin of the institution that runs it, with an administrator of its own', async () => {
    const answer = await admin.post('/api/institutions', creation);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ name: 'Dinas Baru', operator: false, staffCount: 1 });
    const first = application.visitor();
    const signedIn = await first.post('/api/session', {
      email: 'admin@baru.example',
      password: answer.body.firstPassword,
    });
    expect(signedIn.body.staff).toMatchObject({
      operator: false,
      duties: ['change-password'],
      institution: { name: 'Dinas Baru', timeZone: 'Asia/Jayapura' },
    });
    await first.put('/api/account/password', { next: 'sandi milik sendiri' });
    const people = (await first.get('/api/people')).body;
    expect(people.map(({ email }: { email: string }) => email)).toEqual(['admin@baru.example']);
    expect((await admin.post('/api/institutions', creation)).problem.code).toBe('email-taken');
    expect((await admin.get('/api/people')).text).not.toContain('baru.example');
  });

  it('is closed to admins of the others', async () => {
    const elsewhere = await application.signedIn(other.people.admin);
    expect((await elsewhere.get('/api/session')).body.staff.operator).toBe(false);
    for (const answer of [
      await elsewhere.get('/api/institutions'),
      await elsewhere.post('/api/institutions', creation),
      await elsewhere.get('/api/installation/checks'),
    ]) {
      expect(answer.problem.code).toBe('forbidden');
    }
  });
});

describe('the privacy notice', () => {
  it('[X-31] is shown without an account, in the reader’s language, with purpose, rights and periods', async () => {
    const indonesian = (await application.visitor('id').get(`/api/privacy-notice?institution=${other.id}`)).body;
    expect(indonesian.institutionName).toBe('Instansi dua.example');
    expect(indonesian.text).toMatch(/Undang-Undang Nomor 27 Tahun 2022/);
    expect(indonesian.retention.addresses).toBe(365);
    const english = (await application.visitor('en').get('/api/privacy-notice')).body;
    expect(english.institutionName).toBe('Instansi satu.example');
    expect(english.text).toMatch(/Law 27 of 2022/);
    const unknown = await application.visitor().get(`/api/privacy-notice?institution=${crypto.randomUUID()}`);
    expect(unknown.problem.code).toBe('not-found');
  });

  it('[X-31] says what the institution wrote itself', async () => {
    const { settings } = (await admin.get('/api/institution')).body;
    const privacyNotice = { id: 'Kata kami sendiri', en: '' };
    await admin.patch('/api/institution', {
      settings: { ...settings, privacyNotice, privacyContact: 'ppid@satu.example' },
    });
    const notice = (await application.visitor('id').get('/api/privacy-notice')).body;
    expect(notice).toMatchObject({ text: 'Kata kami sendiri', contact: 'ppid@satu.example' });
    expect((await application.visitor('en').get('/api/privacy-notice')).body.text).toMatch(/Law 27/);
  });
});

describe('the checks of an installation', () => {
  it('reach our own health page through the public address, and say what is not there', async () => {
    const checks = (await admin.get('/api/installation/checks')).body;
    expect(checks).toMatchObject({
      publicUrl: application.url,
      publicAddress: { result: 'passed', detail: 'reached' },
      secureContext: { result: 'passed', detail: 'this-machine-only' },
      media: [{ result: 'failed', detail: 'media-away' }],
    });
    const elsewhere = await startApplication({ publicUrl: 'http://127.0.0.1:9' });
    try {
      const one = await createInstitution(elsewhere);
      const value = { institutionId: one.id };
      await elsewhere.context.db.setting.create({ data: { key: 'setup', value } });
      const visitor = elsewhere.visitor();
      const { csrfToken } = (await visitor.get('/api/session')).body;
      const headers = { origin: 'http://127.0.0.1:9', 'content-type': 'application/json', 'x-csrf-token': csrfToken };
      await visitor.send('POST', '/api/session', JSON.stringify({ email: one.people.admin, password }), headers);
      const wrong = (await visitor.get('/api/installation/checks')).body;
      expect(wrong.publicAddress).toMatchObject({ result: 'failed', detail: 'not-reached' });
    } finally {
      await elsewhere.close();
    }
  });
});
