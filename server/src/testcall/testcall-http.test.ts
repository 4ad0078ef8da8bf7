/** Tests of test calls over HTTP: who may open and read them, and when a decision is taken. */
import type { Side, TestSample } from '@sambung/contract/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { file, requestValues } from '../../test/procedure.ts';
import { approvedRequest, wayInOf } from '../../test/room.ts';
import { verifyChain } from '../audit/index.ts';
import * as store from './store.ts';

let application: Application;
let first: Institution;
let second: Institution;

beforeAll(async () => {
  application = await startApplication();
  first = await createInstitution(application);
  second = await createInstitution(application, 'dua.example');
});
afterAll(() => application?.close());

async function open() {
  const request = await approvedRequest(application, first);
  const technician = await application.signedIn(first.people.technician);
  const answer = await technician.post(`/api/requests/${request.id}/test-calls`, {});
  expect(answer.status).toBe(201);
  return { technician, request, testCall: answer.body };
}

const sample = (from: Side): TestSample => ({
  at: application.context.clock().toISOString(),
  from,
  connectionState: 'connected',
  route: 'udp',
  cipher: 'AEAD_AES_128_GCM',
  roundTripMs: 12,
  lossPercent: 0.5,
  jitterMs: 3,
  audioBitrateBps: 32_000,
  videoBitrateBps: 900_000,
  framesPerSecond: null,
  soundLevelDbfs: -30,
  trust: { lossPercent: 'cross-checked' },
});
const addSamples = (testCallId: string, ...sides: Side[]) =>
  store.insertSamples(application.context.db, testCallId, sides.map(sample));

test('a technician opens one for an approved request and gets a link for each side', async () => {
  const { request, testCall, technician } = await open();
  expect(testCall).toMatchObject({
    requestId: request.id,
    requestNumber: request.number,
    decision: null,
    sides: [],
    sampleCount: 0,
    simulated: false,
  });
  const links = [wayInOf(testCall.hostUrl), wayInOf(testCall.audienceUrl)];
  expect(links.map(({ code }) => code)).toEqual([testCall.code, testCall.code]);
  for (const [index, side] of (['host', 'audience'] as const).entries()) {
    const { code, secret } = links[index] ?? { code: '', secret: '' };
    const access = await application.visitor().post('/api/access', { code, invite: secret });
    expect(access.body).toMatchObject({ kind: 'test-call', side });
  }
  expect((await technician.get(`/api/test-calls/${testCall.id}`)).body).toEqual(testCall);
});

test('is not opened for a request that was not approved', async () => {
  const requester = await application.signedIn(first.people.requester);
  const filed = await file(requester, first.sopVersionId, requestValues(first.places[1]?.id ?? ''));
  const technician = await application.signedIn(first.people.technician);
  const answer = await technician.post(`/api/requests/${filed.body.id}/test-calls`, {});
  expect([answer.status, answer.problem.code]).toEqual([409, 'state-conflict']);
});

test('belongs to technicians of its institution alone', async () => {
  const { request, testCall } = await open();
  const outcomes = [];
  for (const email of [first.people.requester, first.people.approver, first.people.noRole, second.people.technician]) {
    const person = await application.signedIn(email);
    outcomes.push([
      (await person.post(`/api/requests/${request.id}/test-calls`, {})).status,
      (await person.get(`/api/test-calls/${testCall.id}`)).status,
      (await person.post(`/api/test-calls/${testCall.id}/decision`, { decision: 'certified', note: 'x' })).status,
    ]);
  }
  expect(outcomes).toEqual([
    [403, 403, 403],
    [403, 403, 403],
    [403, 403, 403],
    [404, 404, 404],
  ]);
  expect((await application.visitor().get(`/api/test-calls/${testCall.id}`)).status).toBe(401);
});

test('cannot be decided before both directions were measured', async () => {
  const { technician, testCall } = await open();
  const decide = () =>
    technician.post(`/api/test-calls/${testCall.id}/decision`, { decision: 'certified', note: 'Baik' });
  expect((await decide()).problem.code).toBe('state-conflict');
  await addSamples(testCall.id, 'host', 'host');
  expect((await decide()).problem.code).toBe('state-conflict');
  await addSamples(testCall.id, 'audience');
  expect((await decide()).status).toBe(200);
});

test('is decided once, with who, when and why, and what made it a simulation', async () => {
  const { technician, testCall } = await open();
  await addSamples(testCall.id, 'host', 'audience');
  await store.addSimulatedReasons(application.context.db, testCall.id, ['same-machine']);
  await store.addSimulatedReasons(application.context.db, testCall.id, ['same-machine', 'fake-device']);
  const path = `/api/test-calls/${testCall.id}/decision`;
  const refused = await technician.post(path, { decision: 'not-certified', note: '  ' });
  expect([refused.status, refused.problem.errors?.[0]?.pointer]).toEqual([400, '/note']);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => technician.post(path, { decision: 'not-certified', note: 'Suara putus-putus' })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.flatMap(({ problem, status }) => (status === 409 ? problem.code : []))).toEqual(
    Array(4).fill('already-decided'),
  );
  const { body } = await technician.get(`/api/test-calls/${testCall.id}`);
  expect(body).toMatchObject({
    decision: 'not-certified',
    note: 'Suara putus-putus',
    decidedByName: 'technician',
    decidedAt: application.context.clock().toISOString(),
    endedAt: application.context.clock().toISOString(),
    simulated: true,
    simulatedReasons: ['same-machine', 'fake-device'],
    sampleCount: 2,
  });
  expect(body.samples).toEqual([sample('host'), sample('audience')]);
  const inOrder = { where: { entityId: testCall.id }, orderBy: { seq: 'asc' } } as const;
  const entries = await application.context.db.auditEntry.findMany(inOrder);
  expect(entries.map(({ action }) => action)).toEqual(['test-call.opened', 'test-call.not-certified']);
  expect(entries[1]?.data).toMatchObject({ simulatedReasons: ['same-machine', 'fake-device'], sampleCount: 2 });
  expect(await verifyChain(application.context.db, first.id)).toBeNull();
});

test('[X-22] its result is told to whoever asked for the conference', async () => {
  const { technician, testCall, request } = await open();
  await addSamples(testCall.id, 'host', 'audience');
  await technician.post(`/api/test-calls/${testCall.id}/decision`, { decision: 'certified', note: 'Baik' });
  const { db } = application.context;
  const { id: staffId } = await db.staff.findUniqueOrThrow({ where: { email: first.people.requester } });
  const rows = await db.outboxMessage.findMany({ where: { requestId: request.id, event: 'test-result', staffId } });
  expect(rows.map(({ channel }) => channel).sort()).toEqual(['in-app', 'mail']);
  expect(rows[0]?.data).toMatchObject({ certified: true, note: 'Baik' });
});

test('that was decided lets nobody in any more', async () => {
  const { technician, testCall } = await open();
  await addSamples(testCall.id, 'host', 'audience');
  await technician.post(`/api/test-calls/${testCall.id}/decision`, { decision: 'certified', note: 'Baik' });
  const { code, secret } = wayInOf(testCall.hostUrl);
  const answer = await application.visitor().post('/api/access', { code, invite: secret });
  expect(answer.problem.code).toBe('room-not-open');
});

test('shows the newest samples, oldest first', async () => {
  const { technician, testCall } = await open();
  for (let second = 0; second < 130; second++) {
    await addSamples(testCall.id, 'host', 'audience');
    application.advance(1_000);
  }
  const { body } = await technician.get(`/api/test-calls/${testCall.id}`);
  expect([body.sampleCount, body.samples.length]).toEqual([260, 240]);
  const instants = body.samples.map(({ at }: TestSample) => at);
  expect(instants).toEqual([...instants].sort());
  expect(Date.parse(instants.at(-1))).toBe(application.context.clock().getTime() - 1_000);
});

test('samples are append-only', async () => {
  const { testCall } = await open();
  await addSamples(testCall.id, 'host');
  await expect(
    application.context.db.testCallSample.deleteMany({ where: { testCallId: testCall.id } }),
  ).rejects.toThrow(/append-only/);
});
