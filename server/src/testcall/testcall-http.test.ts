/** Tests of test calls over HTTP: who may open and read them, and when a decision is taken. */
import type { Side } from '@sambung/contract/http';
import type { TestSample } from '@sambung/contract/test-run';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { file, requestValues } from '../../test/procedure.ts';
import { approvedRequest, wayInOf } from '../../test/room.ts';
import { sampleOf } from '../../test/run-seconds.ts';
import { verifyChain } from '../audit/index.ts';
import * as sampleStore from './sample-store.ts';
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

let seconds = 0;
/** A good second of these directions, in the phase of the first plan. */
const addSamples = (testCallId: string, ...sides: Side[]) => {
  seconds += 1;
  const samples = sides.map((direction) => sampleOf({ direction, second: seconds, phase: 'gates', planNumber: 0 }));
  return sampleStore.insertSamples(application.context.db, testCallId, application.context.clock(), samples);
};
const refusal = { decision: 'not-certified', note: 'Suara putus-putus' } as const;

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
      (await person.post(`/api/test-calls/${testCall.id}/decision`, refusal)).status,
      (await person.post(`/api/test-calls/${testCall.id}/phase`, { planNumber: 0, phase: 'real' })).status,
      (await person.post(`/api/test-calls/${testCall.id}/messages`, { text: 'Halo' })).status,
      (await person.put(`/api/test-calls/${testCall.id}/note`, { note: 'x' })).status,
    ]);
  }
  expect(outcomes).toEqual([Array(6).fill(403), Array(6).fill(403), Array(6).fill(403), Array(6).fill(404)]);
  expect((await application.visitor().get(`/api/test-calls/${testCall.id}`)).status).toBe(401);
});

test('cannot be decided before both directions were measured', async () => {
  const { technician, testCall } = await open();
  const decide = () => technician.post(`/api/test-calls/${testCall.id}/decision`, refusal);
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
  const answers = await Promise.all(Array.from({ length: 5 }, () => technician.post(path, refusal)));
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
  expect(body.samples).toMatchObject([
    { from: 'host', lossPercent: 0, soundLevelDbfs: -26, trust: { lossPercent: 'cross-checked' } },
    { from: 'audience', lossPercent: 0, soundLevelDbfs: -26 },
  ]);
  expect(body.judgement).toMatchObject({ verdict: 'not-certified', certifiable: false, rubricKey: 'default' });
  const inOrder = { where: { entityId: testCall.id }, orderBy: { seq: 'asc' } } as const;
  const entries = await application.context.db.auditEntry.findMany(inOrder);
  expect(entries.map(({ action }) => action)).toEqual(['test-call.opened', 'test-call.not-certified']);
  expect(entries[1]?.data).toMatchObject({ simulatedReasons: ['same-machine', 'fake-device'], sampleCount: 2 });
  expect(await verifyChain(application.context.db, first.id)).toBeNull();
});

test('[X-22] its result is told to whoever asked for the conference', async () => {
  const { technician, testCall, request } = await open();
  await addSamples(testCall.id, 'host', 'audience');
  await technician.post(`/api/test-calls/${testCall.id}/decision`, refusal);
  const { db } = application.context;
  const { id: staffId } = await db.staff.findUniqueOrThrow({ where: { email: first.people.requester } });
  const rows = await db.outboxMessage.findMany({ where: { requestId: request.id, event: 'test-result', staffId } });
  expect(rows.map(({ channel }) => channel).sort()).toEqual(['in-app', 'mail']);
  expect(rows[0]?.data).toMatchObject({ certified: false, note: 'Suara putus-putus' });
});

test('that was decided lets nobody in any more', async () => {
  const { technician, testCall } = await open();
  await addSamples(testCall.id, 'host', 'audience');
  await technician.post(`/api/test-calls/${testCall.id}/decision`, refusal);
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
});

test('samples are append-only', async () => {
  const { testCall } = await open();
  await addSamples(testCall.id, 'host');
  await expect(
    application.context.db.testCallSample.deleteMany({ where: { testCallId: testCall.id } }),
  ).rejects.toThrow(/append-only/);
});

test('[UNSRI-80] cannot be certified by a technician beyond what was measured', async () => {
  const { technician, testCall } = await open();
  await addSamples(testCall.id, 'host', 'audience');
  const path = `/api/test-calls/${testCall.id}/decision`;
  const answer = await technician.post(path, { decision: 'certified', note: 'Baik', reason: 'Saya yakin' });
  expect([answer.status, answer.problem.code]).toEqual([409, 'requirements-missing']);
  expect(answer.problem.errors?.map(({ pointer }) => pointer)).toContain('/decision');
});

test('goes from phase to phase, and who saw an older one is told so', async () => {
  const { technician, testCall } = await open();
  const path = `/api/test-calls/${testCall.id}/phase`;
  const changed = await technician.post(path, { planNumber: 0, phase: 'real', loopSource: 'host' });
  expect(changed.body).toMatchObject({ phase: 'real', planNumber: 1, loopSource: 'host' });
  const late = await technician.post(path, { planNumber: 0, phase: 'synthetic' });
  expect([late.status, late.problem.code]).toEqual([409, 'state-conflict']);
  const both = await Promise.all(
    ['synthetic', 'verdict'].map((phase) => technician.post(path, { planNumber: 1, phase })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test('[UNSRI-82] counts its attempts, and keeps what was written and noted', async () => {
  const { technician, testCall, request } = await open();
  expect(testCall).toMatchObject({ kind: 'test', attempt: 1, lineClass: 'sd' });
  const again = await technician.post(`/api/requests/${request.id}/test-calls`, { lineClass: 'hd' });
  expect(again.body).toMatchObject({ attempt: 2, lineClass: 'hd' });
  await technician.post(`/api/test-calls/${testCall.id}/messages`, { text: 'Periksa firewall, lalu coba lagi.' });
  await technician.put(`/api/test-calls/${testCall.id}/note`, { note: 'UDP tertutup' });
  const { body } = await technician.get(`/api/test-calls/${testCall.id}`);
  expect(body).toMatchObject({
    note: 'UDP tertutup',
    messages: [{ side: null, name: 'technician', text: 'Periksa firewall, lalu coba lagi.' }],
  });
});
