/** Tests of test calls over HTTP: who may open and read them, and when a decision is taken. */
import type { Side } from '@sambung/contract/http';
import type { TestSample } from '@sambung/contract/test-run';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { certified } from '../../test/certificate.ts';
import { file, requestValues } from '../../test/procedure.ts';
import { approvedRequest, wayInOf } from '../../test/room.ts';
import { sampleOf } from '../../test/run-seconds.ts';
import { verifyChain } from '../audit/index.ts';
import { applyRetention } from '../privacy/index.ts';
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
const refusal = { decision: 'not-certified', note: 'Suara putus-putus', diagnosis: ['bandwidth', 'device'] } as const;

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
      (await person.put(`/api/test-calls/${testCall.id}/bridge`, { exchanged: true })).status,
    ]);
  }
  expect(outcomes).toEqual([Array(7).fill(403), Array(7).fill(403), Array(7).fill(403), Array(7).fill(404)]);
  expect((await application.visitor().get(`/api/test-calls/${testCall.id}`)).status).toBe(401);
});

test('cannot be certified before both directions were measured', async () => {
  const { technician, testCall } = await open();
  const path = `/api/test-calls/${testCall.id}/decision`;
  const certify = async () => (await technician.post(path, { decision: 'certified', note: 'Baik' })).problem.code;
  expect(await certify()).toBe('state-conflict');
  await addSamples(testCall.id, 'host', 'host');
  expect(await certify()).toBe('state-conflict');
  await addSamples(testCall.id, 'audience');
  expect(await certify()).toBe('requirements-missing');
  expect((await technician.post(path, refusal)).status).toBe(200);
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
    diagnosis: ['device', 'bandwidth'],
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
  const proposed = await technician.get(`/api/test-calls/${testCall.id}/proposal`);
  expect(proposed.body.proposal).toMatchObject({ verdict: 'not-certified', certifiable: false, rubricKey: 'default' });
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

test('[X-31] samples go with their retention period, and by nothing else', async () => {
  const { testCall } = await open();
  const { db, clock } = application.context;
  await addSamples(testCall.id, 'host', 'audience');
  await expect(db.testCallSample.deleteMany({ where: { testCallId: testCall.id } })).rejects.toThrow(/append-only/);
  const afterDays = (days: number) => new Date(clock().getTime() + days * 24 * 3_600_000);
  await applyRetention(db, afterDays(729));
  expect(await sampleStore.countSamples(db, testCall.id)).toBe(2);
  await applyRetention(db, afterDays(731));
  expect(await sampleStore.countSamples(db, testCall.id)).toBe(0);
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

test('[UNSRI-40] what hangs behind the client’s bridge opens its gate only when the technician saw it', async () => {
  const { technician, testCall, request } = await open();
  const { db } = application.context;
  const path = `/api/test-calls/${testCall.id}`;
  const gate = async () => {
    const { gates } = (await technician.get(`${path}/proposal`)).body.proposal;
    return gates.find((one: { gate: string }) => one.gate === 'cascade');
  };
  await addSamples(testCall.id, 'host', 'audience');
  expect(await gate()).toMatchObject({ applies: false });
  expect((await technician.put(`${path}/bridge`, { exchanged: true })).problem.code).toBe('state-conflict');
  await db.siteProfile.create({ data: { requestId: request.id, values: { 'bridge-manufacturer': 'Poly' } } });
  expect((await technician.get(path)).body).toMatchObject({ bridge: 'Poly', bridgeObserved: null, cascaded: false });
  expect(await gate()).toMatchObject({ applies: true, passed: null });
  for (const exchanged of [false, true]) {
    expect((await technician.put(`${path}/bridge`, { exchanged })).status).toBe(204);
    expect(await gate()).toMatchObject({ applies: true, passed: exchanged });
  }
  const seen = await db.auditEntry.findMany({
    where: { entityId: testCall.id, action: 'test-call.bridge-observed' },
    orderBy: { seq: 'asc' },
  });
  expect(seen.map(({ data }) => data)).toEqual([{ exchanged: false }, { exchanged: true }]);
  await technician.post(`${path}/decision`, refusal);
  expect((await technician.put(`${path}/bridge`, { exchanged: false })).problem.code).toBe('state-conflict');
});

test('is held through two media nodes only where there are two', async () => {
  const { technician, request } = await open();
  const openings = `/api/requests/${request.id}/test-call-openings`;
  expect((await technician.get(openings)).body).toMatchObject({ canCascade: false, bridge: null });
  const refused = await technician.post(`/api/requests/${request.id}/test-calls`, { cascaded: true });
  expect([refused.status, refused.problem.errors?.[0]?.pointer]).toEqual([400, '/cascaded']);
});

test('[UNSRI-38] a pre-test that failed suspends the certificate at once, and makes none', async () => {
  const { technician, request } = await open();
  const { db } = application.context;
  const { id: technicianId } = await db.staff.findUniqueOrThrow({ where: { email: first.people.technician } });
  const issued = await certified(application, { institutionId: first.id, requestId: request.id, technicianId });
  // Half an hour before the event, whatever the slot is.
  const startsAt = new Date(application.context.clock().getTime() + 30 * 60_000);
  await db.request.update({ where: { id: request.id }, data: { startsAt } });
  const preTest = await technician.post(`/api/requests/${request.id}/test-calls`, { kind: 'pre-test' });
  expect([preTest.status, preTest.body.kind]).toEqual([201, 'pre-test']);
  await addSamples(preTest.body.id, 'host', 'audience');
  const proposal = await technician.get(`/api/test-calls/${preTest.body.id}/proposal`);
  expect(new Set(proposal.body.proposal.rows.map(({ code }: { code: string }) => code))).toEqual(
    new Set(['M1', 'M4', 'M7', 'M10', 'M12', 'M14', 'M19']),
  );
  expect((await technician.post(`/api/test-calls/${preTest.body.id}/decision`, refusal)).status).toBe(200);
  const { body } = await technician.get(`/api/certificates/${issued.id}`);
  expect([body.state, body.history.at(-1).cause]).toEqual(['suspended', 'pre-test-failed']);
  expect(await db.certificate.count({ where: { requestId: request.id } })).toBe(1);
});
