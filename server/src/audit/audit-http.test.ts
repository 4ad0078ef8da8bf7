/** The audit log over HTTP: pages, filters, the chain's verdict, export, and who may not see it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import type { Visitor } from '../../test/visitor.ts';
import { appendAudit } from './index.ts';

let application: Application;
let institution: Institution;
let admin: Visitor;
let adminId: string;
const entityId = crypto.randomUUID();
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
  admin = await application.signedIn(institution.people.admin);
  adminId = (await admin.get('/api/session')).body.staff.id;
  await append('uji.pertama', '2026-11-20T16:59:59.000Z');
  await append('uji.kedua', '2026-11-20T17:00:00.000Z');
});
afterAll(() => application.close());

function append(action: string, at: string, data: Record<string, string> = {}) {
  const facts = { institutionId: institution.id, at: new Date(at), actorId: adminId, action, entityId, data };
  return application.context.db.$transaction((tx) => appendAudit(tx, facts));
}
const actionsOf = async (query: string) =>
  (await admin.get(`/api/audit?${query}`)).body.items.map(({ action }: { action: string }) => action);

it('[X-04] shows who did what to whom, newest first, with names beside the ids', async () => {
  const { items, total, actions, pageSize } = (await admin.get('/api/audit')).body;
  expect(items[0]).toMatchObject({ action: 'uji.kedua', entityId, actor: { id: adminId, name: 'admin' } });
  expect(items.find(({ action }: { action: string }) => action === 'staff.signed-in').entityName).toBe('admin');
  expect(items.map(({ seq }: { seq: number }) => seq)).toEqual(items.map((_: unknown, index: number) => total - index));
  expect(total).toBeLessThan(pageSize);
  expect(actions).toContain('staff.created');
});

it('filters by subject, person, action and by days on the institution’s clocks', async () => {
  expect(await actionsOf(`subject=${entityId}`)).toEqual(['uji.kedua', 'uji.pertama']);
  expect(await actionsOf(`action=uji.p&actorId=${adminId}`)).toEqual(['uji.pertama']);
  // 17:00 UTC is midnight in Jakarta.
  expect(await actionsOf('action=uji.&to=2026-11-20')).toEqual(['uji.pertama']);
  expect(await actionsOf('action=uji.&from=2026-11-21&to=2026-11-21')).toEqual(['uji.kedua']);
  expect(await actionsOf(`actorId=${crypto.randomUUID()}`)).toEqual([]);
  expect((await admin.get('/api/audit?action=%27--')).problem.code).toBe('invalid-input');
  expect(await actionsOf('page=2')).toEqual([]);
});

it('is exported as a table that a spreadsheet does not run', async () => {
  await append('uji.ketiga', '2026-11-20T17:00:01.000Z', { catatan: '=1+1' });
  const answer = await admin.get('/api/audit/export?action=uji.');
  expect(answer.headers.get('content-type')).toMatch(/text\/csv/);
  const lines = answer.text.trim().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain('uji.ketiga');
});

it('[BATAN-37] proves the chain, and names the first entry that somebody changed', async () => {
  const sound = (await admin.get('/api/audit/verification')).body;
  expect(sound.broken).toBeNull();
  expect(sound.headHash).toMatch(/^[0-9a-f]{64}$/);
  const { db } = application.context;
  const target = await db.auditEntry.findFirstOrThrow({ where: { action: 'uji.pertama' } });
  // Somebody with the database's own password, past the trigger that forbids it.
  await db.$transaction([
    db.$executeRaw`SET LOCAL session_replication_role = replica`,
    db.$executeRaw`UPDATE audit_entries SET data = '{"palsu":true}' WHERE institution_id = ${institution.id}::uuid AND seq = ${target.seq}`,
  ]);
  expect((await admin.get('/api/audit/verification')).body).toEqual({
    entries: sound.entries,
    headHash: sound.headHash,
    broken: { seq: Number(target.seq), reason: 'hash' },
  });
});

it('is the admin’s alone, of the own institution', async () => {
  const other = await createInstitution(application, 'dua.example');
  const elsewhere = await application.signedIn(other.people.admin);
  expect((await elsewhere.get(`/api/audit?subject=${entityId}`)).body.items).toEqual([]);
  for (const path of ['/api/audit', '/api/audit/export', '/api/audit/verification']) {
    expect((await application.visitor().get(path)).problem.code).toBe('not-signed-in');
    const technician = await application.signedIn(institution.people.technician);
    expect((await technician.get(path)).problem.code).toBe('forbidden');
  }
});
