/** The audit chain: sound as written, broken by any change. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Application, createInstitution, startApplication, startOfTime } from '../../test/application.ts';
import { type AuditEntry, canonicalJson, findBreak, nextEntry } from './audit.ts';
import { appendAudit, verifyChain } from './index.ts';

function chainOf(length: number): AuditEntry[] {
  const chain: AuditEntry[] = [];
  for (let index = 0; index < length; index++) {
    const facts = {
      institutionId: '01970000-0000-7000-8000-000000000001',
      at: new Date(startOfTime.getTime() + index),
      actorId: null,
      action: 'request.submitted',
      entityId: '01970000-0000-7000-8000-000000000002',
      data: { number: `2026-${index}`, nested: { b: 1, a: [1, 'x', null, true] } },
    };
    chain.push(nextEntry(chain.at(-1) ?? null, facts));
  }
  return chain;
}

test('a chain as it was written is sound', () => {
  expect(findBreak([])).toBeNull();
  expect(findBreak(chainOf(5))).toBeNull();
});

test.each<[string, Partial<AuditEntry>]>([
  ['at', { at: new Date(0) }],
  ['actorId', { actorId: '01970000-0000-7000-8000-000000000003' }],
  ['action', { action: 'request.refused' }],
  ['entityId', { entityId: '01970000-0000-7000-8000-000000000004' }],
  ['data', { data: {} }],
  ['institutionId', { institutionId: '01970000-0000-7000-8000-000000000009' }],
])('a changed %s breaks its hash', (_name, change) => {
  const chain = chainOf(5);
  chain[2] = { ...(chain[2] as AuditEntry), ...change };
  expect(findBreak(chain)).toEqual({ seq: 3n, reason: 'hash' });
});

test('an entry rewritten with a fitting hash breaks the link of the next', () => {
  const chain = chainOf(5);
  chain[2] = nextEntry(chain[1] as AuditEntry, { ...(chain[2] as AuditEntry), action: 'request.refused' });
  expect(findBreak(chain)).toEqual({ seq: 4n, reason: 'link' });
});

test('a removed entry and an exchanged pair are gaps', () => {
  const chain = chainOf(5);
  expect(findBreak(chain.toSpliced(2, 1))).toEqual({ seq: 4n, reason: 'gap' });
  expect(findBreak(chain.slice(1))).toEqual({ seq: 2n, reason: 'gap' });
  const [a, b, ...rest] = chain as [AuditEntry, AuditEntry];
  expect(findBreak([b, a, ...rest])).toEqual({ seq: 2n, reason: 'gap' });
});

test('the order of keys does not matter to the hash', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
});

let application: Application;
beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());

test('entries appended in parallel make one sound chain a database gives back unchanged; a tampered copy is found', async () => {
  const { db } = application.context;
  const { id: institutionId } = await createInstitution(application, 'rantai.example');
  await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      db.$transaction((tx) =>
        appendAudit(tx, {
          institutionId,
          at: startOfTime,
          actorId: null,
          action: 'request.submitted',
          entityId: institutionId,
          data: { index, z: { y: 'é€😀', a: [0.5, false, null] } },
        }),
      ),
    ),
  );
  expect(await verifyChain(db, institutionId)).toBeNull();
  const copy = (await db.auditEntry.findMany({
    where: { institutionId },
    orderBy: { seq: 'asc' },
  })) as unknown as AuditEntry[];
  expect(copy.length).toBeGreaterThanOrEqual(12);
  expect(findBreak(copy.map((entry, at) => (at === 4 ? { ...entry, action: 'request.approved' } : entry)))).toEqual({
    seq: 5n,
    reason: 'hash',
  });
});

test('the database itself refuses to change or delete an entry', async () => {
  const { db } = application.context;
  await expect(db.auditEntry.updateMany({ data: { action: 'x' } })).rejects.toThrow(/append-only/);
  await expect(db.auditEntry.deleteMany({})).rejects.toThrow(/append-only/);
});

test('an entry is there exactly when its change is', async () => {
  const { db } = application.context;
  const { id: institutionId } = await createInstitution(application, 'batal.example');
  const before = await db.auditEntry.count({ where: { institutionId } });
  const facts = { institutionId, at: startOfTime, actorId: null, action: 'x.done', entityId: institutionId, data: {} };
  const failing = db.$transaction(async (tx) => {
    await appendAudit(tx, facts);
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(await db.auditEntry.count({ where: { institutionId } })).toBe(before);
  expect(await verifyChain(db, institutionId)).toBeNull();
});
