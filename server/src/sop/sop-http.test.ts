/** Procedures over HTTP: publishing, versions, retirement; cases keep the version they began with. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { file } from '../../test/procedure.ts';
import { verifyChain } from '../audit/index.ts';
import { installProcedures, shippedCodes, shippedSop } from './index.ts';

let application: Application;
let institution: Institution;
let other: Institution;
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application, 'sop.example');
  other = await createInstitution(application, 'lain.example');
});
afterAll(() => application.close());

const admin = () => application.signedIn(institution.people.admin);
const demak = shippedSop('demak').source;

async function publishDemak(code: string) {
  const answer = await (await admin()).post('/api/sops', { code, source: demak, changeNote: 'Pertama' });
  expect(answer.status).toBe(201);
  return answer.body;
}

describe('publishing', () => {
  it('[X-01] keeps every version with its number, note and author, the newest offered', async () => {
    const first = await publishDemak('versi');
    expect(first).toMatchObject({
      code: 'versi',
      version: 1,
      number: 'Dinkominfo / 4 / 1 / 88',
      publishedByName: 'admin',
    });
    const source = demak.replace('days: 0', 'days: 3');
    const second = await (await admin()).post(`/api/sops/${first.id}/versions`, {
      source,
      changeNote: 'Tenggat tiga hari',
      baseVersion: 1,
    });
    expect(second.status).toBe(201);
    expect(second.body.history).toMatchObject([
      { version: 2, changeNote: 'Tenggat tiga hari', publishedByName: 'admin' },
      { version: 1, changeNote: 'Pertama' },
    ]);
    const requester = await application.signedIn(institution.people.requester);
    const services = await requester.get('/api/sops');
    expect(services.body.find(({ code }: { code: string }) => code === 'versi')).toMatchObject({ version: 2 });
    const old = await requester.get(`/api/sops/${first.id}/versions/1`);
    expect(old.body.document.policies.leadTime.days).toBe(0);
    expect(old.body.source).toBe(demak);
  });

  it('refuses an author who had not seen the newest version', async () => {
    const { id } = await publishDemak('bersamaan');
    const body = { source: demak, changeNote: 'x', baseVersion: 1 };
    const both = await Promise.all([1, 2].map(async () => (await admin()).post(`/api/sops/${id}/versions`, body)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });

  it('refuses a faulty text by line, a taken code by field', async () => {
    const faulty = await (await admin()).post('/api/sops', {
      code: 'salah',
      source: demak.replace('next: [host]', 'next: [hosts]'),
      changeNote: 'x',
    });
    expect(faulty.status).toBe(400);
    expect(faulty.body.errors[0]).toMatchObject({
      pointer: '/source',
      detail: expect.stringMatching(/^Line \d+: There is no step “hosts”/),
    });
    await publishDemak('terpakai');
    const taken = await (await admin()).post('/api/sops', { code: 'terpakai', source: demak, changeNote: 'x' });
    expect(taken.body.errors).toMatchObject([{ pointer: '/code' }]);
  });

  it('makes the positions that are missing, with their superiors, and leaves the others alone', async () => {
    const { db } = application.context;
    const { id: institutionId } = await createInstitution(application, 'jabatan.example');
    await db.position.create({ data: { institutionId, key: 'pimpinan', title: 'Bupati', roles: ['approver'] } });
    await db.$transaction((tx) => installProcedures(tx, institutionId, ['demak'], new Date()));
    const positions = await db.position.findMany({ where: { institutionId }, include: { superior: true } });
    const of = (key: string) => positions.find((one) => one.key === key);
    expect(of('pimpinan')).toMatchObject({ title: 'Bupati', superior: null });
    expect(of('operator-cc')).toMatchObject({ roles: ['technician'], superior: { key: 'sub-koor-spa' } });
    expect(of('sub-koor-spa')?.superior?.key).toBe('pimpinan');
  });

  it('[X-01] leaves a running case on the version it began with', async () => {
    const batan = shippedSop('batan').source;
    const published = await (await admin()).post('/api/sops', { code: 'berjalan', source: batan, changeNote: 'x' });
    const first = published.body;
    const requester = await application.signedIn(institution.people.requester);
    const filed = await file(requester, first.versionId, {
      name: 'Pemohon',
      email: 'pemohon@sop.example',
      unit: 'Unit',
      activity: 'Rapat',
      execution: { startsAt: '2026-12-14T02:00:00.000Z', endsAt: '2026-12-14T04:00:00.000Z' },
      place: institution.places[0]?.id,
    });
    expect(filed.status).toBe(200);
    const source = batan.replace('days: 2', 'days: 3');
    await (await admin()).post(`/api/sops/${first.id}/versions`, { source, changeNote: 'x', baseVersion: 1 });
    const kase = await requester.get(`/api/requests/${filed.body.id}`);
    expect(kase.body.sop).toMatchObject({ code: 'berjalan', version: 1 });
    const newest = await requester.get(`/api/sops/${first.id}/versions/2`);
    expect(newest.body.history.map(({ runningCases }: { runningCases: number }) => runningCases)).toEqual([0, 1]);
    const list = await (await admin()).get('/api/admin/sops');
    expect(list.body.find(({ code }: { code: string }) => code === 'berjalan')).toMatchObject({ runningCases: 1 });
  });

  it('keeps what was published from being changed', async () => {
    const { db } = application.context;
    const { versionId } = await publishDemak('tetap');
    await expect(db.sopVersion.update({ where: { id: versionId }, data: { source: 'x' } })).rejects.toThrow();
  });
});

describe('retirement', () => {
  it('takes a procedure out of the services and back, each once in the audit', async () => {
    const { id, code } = await publishDemak('pensiun');
    const requester = await application.signedIn(institution.people.requester);
    const offered = async () => (await requester.get('/api/sops')).body.map((sop: { code: string }) => sop.code);
    const retired = await (await admin()).post(`/api/sops/${id}/retirement`, {});
    expect(retired.body).toMatchObject({ retiredAt: expect.any(String) });
    await (await admin()).post(`/api/sops/${id}/retirement`, {});
    expect(await offered()).not.toContain(code);
    const refused = await (await admin()).post(`/api/sops/${id}/versions`, {
      source: demak,
      changeNote: 'x',
      baseVersion: 1,
    });
    expect(refused.status).toBe(409);
    const restored = await (await admin()).delete(`/api/sops/${id}/retirement`);
    expect(restored.body).toMatchObject({ retiredAt: null });
    expect(await offered()).toContain(code);
    const { db } = application.context;
    const entries = await db.auditEntry.findMany({ where: { entityId: id }, orderBy: { seq: 'asc' } });
    expect(entries.map(({ action }) => action)).toEqual(['sop.published', 'sop.retired', 'sop.restored']);
    expect(await verifyChain(db, institution.id)).toBeNull();
  });
});

describe('who may', () => {
  it('lets administrators alone publish, check and retire', async () => {
    const { id } = await publishDemak('hak');
    for (const role of ['requester', 'approver', 'technician'] as const) {
      const person = await application.signedIn(institution.people[role]);
      const answers = await Promise.all([
        person.post('/api/sops', { code: 'x', source: demak, changeNote: 'x' }),
        person.post('/api/sops/check', { source: demak }),
        person.post(`/api/sops/${id}/versions`, { source: demak, changeNote: 'x', baseVersion: 1 }),
        person.post(`/api/sops/${id}/retirement`, {}),
        person.get('/api/admin/sops'),
        person.get('/api/shipped-sops'),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
    }
  });

  it('shows no procedure of one institution to another', async () => {
    const { id } = await publishDemak('milik');
    const stranger = await application.signedIn(other.people.admin);
    const answers = await Promise.all([
      stranger.get(`/api/sops/${id}/versions/1`),
      stranger.post(`/api/sops/${id}/versions`, { source: demak, changeNote: 'x', baseVersion: 1 }),
      stranger.post(`/api/sops/${id}/retirement`, {}),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect((await stranger.get('/api/admin/sops')).body.map(({ code }: { code: string }) => code)).not.toContain(
      'milik',
    );
  });
});

describe('what comes with the product', () => {
  it('is offered as texts to begin with', async () => {
    const list = await (await admin()).get('/api/shipped-sops');
    expect(list.body.map(({ code }: { code: string }) => code)).toEqual([...shippedCodes]);
    const batan = await (await admin()).get('/api/shipped-sops/batan');
    expect(batan.body.source).toBe(shippedSop('batan').source);
    expect((await (await admin()).get('/api/shipped-sops/nothing')).status).toBe(404);
  });

  it('is checked live', async () => {
    const good = await (await admin()).post('/api/sops/check', { source: demak });
    expect(good.body).toMatchObject({ errors: [], document: { control: { title: 'Pengoperasian Video Conference' } } });
    const bad = await (await admin()).post('/api/sops/check', { source: 'control: 1' });
    expect(bad.body.document).toBeNull();
    expect(bad.body.errors[0]).toMatchObject({ line: 1, message: { id: expect.any(String), en: expect.any(String) } });
  });
});
