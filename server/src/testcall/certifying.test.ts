/** A run that is decided for is signed with everything around its numbers: charts, the things it is bound to, who took part. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { approvedRequest } from '../../test/room.ts';
import { sampleOf } from '../../test/run-seconds.ts';
import * as sampleStore from './sample-store.ts';
import * as store from './store.ts';

let application: Application;
let institution: Institution;
beforeAll(async () => {
  application = await startApplication({ simulationCounts: true });
  institution = await createInstitution(application);
});
afterAll(() => application.close());

const well = {
  heard: true,
  seen: true,
  audio: 5,
  video: 5,
  echo: 5,
  clap: 5,
  connection: 'wired',
  sameSetup: true,
} as const;
const room = (camera: string): store.SiteSetup => ({
  devices: [
    { kind: 'microphone', label: 'Meja Jabra' },
    { kind: 'camera', label: camera },
  ],
  browser: 'Chromium 156',
});

/** A simulated run of twenty good seconds with the devices, opened and not yet decided; of a request that has a test already, another. */
async function measured(kind: string, { of, camera = 'Logitech Rally' }: { of?: string; camera?: string } = {}) {
  const { db, clock } = application.context;
  const request = of === undefined ? await approvedRequest(application, institution) : { id: of };
  const technician = await application.signedIn(institution.people.technician);
  if (kind === 'pre-test') {
    const startsAt = new Date(clock().getTime() + 30 * 60_000);
    await db.request.update({ where: { id: request.id }, data: { startsAt } });
  }
  const values = { 'contact-title': { test: 'Kepala Lab' }, 'contact-name': { test: 'Bayu Lestari' } };
  if (of === undefined)
    await db.siteProfile.create({
      data: { requestId: request.id, values: { ...values, 'bridge-manufacturer': 'Poly' } },
    });
  const { body } = await technician.post(`/api/requests/${request.id}/test-calls`, { kind });
  await technician.post(`/api/test-calls/${body.id}/phase`, { planNumber: 0, phase: 'real' });
  await technician.put(`/api/test-calls/${body.id}/bridge`, { exchanged: true });
  const samples = Array.from({ length: 40 }, (_, index) => {
    const good = sampleOf({ direction: index % 2 === 0 ? 'host' : 'audience', second: index >> 1 });
    return { ...good, site: { ...good.site, srtpProfile: 'AEAD_AES_128_GCM', dtlsVersion: '1.2' } };
  });
  await sampleStore.insertSamples(db, body.id, clock(), samples);
  for (const side of ['host', 'audience'] as const) await store.saveAnswers(db, body.id, side, well);
  await store.addSimulatedReasons(db, body.id, ['same-machine']);
  // The host's browser may not name its devices.
  await store.saveSetups(db, body.id, {
    audience: room(camera),
    host: { devices: [{ kind: 'camera', label: '' }], browser: '' },
  });
  const decide = (decision: string) =>
    technician.post(`/api/test-calls/${body.id}/decision`, {
      ...{ decision, note: 'Baik', reason: 'Simulasi' },
      conditions: decision === 'certified-with-conditions' ? 'Pakai kabel' : '',
    });
  return { technician, requestId: request.id as string, decide };
}

it('charts, bridge, position and both contacts are signed; nobody is named', async () => {
  const { technician, requestId, decide } = await measured('test');
  const decided = await decide('certified-with-conditions');
  expect(decided.problem.errors ?? []).toEqual([]);
  expect(decided.status).toBe(200);
  const { body: list } = await technician.get(`/api/requests/${requestId}/certificates`);
  const { content } = (await technician.get(`/api/certificates/${list[0].id}`)).body;
  const metrics = content.series.map(({ metric, direction }: Record<string, string>) => `${metric} ${direction}`);
  expect(metrics).toHaveLength(6);
  expect(content.series.find(({ metric }: { metric: string }) => metric === 'packet-loss').values).toEqual([0, 0]);
  expect(content.bound).toMatchObject({ bridge: 'Poly', accessLine: null });
  expect(content.people).toEqual([
    { part: 'technician', position: content.decision.by.position },
    { part: 'host-contact', position: 'N.' },
    { part: 'audience-contact', position: 'Kepala Lab, B.L.' },
  ]);
  expect(JSON.stringify(content)).not.toContain('Bayu');
});

it('[UNSRI-38] a pre-test that went well or worse than the test makes no certificate', async () => {
  const { technician, requestId, decide } = await measured('pre-test');
  expect((await decide('certified-with-conditions')).status).toBe(200);
  expect((await technician.get(`/api/requests/${requestId}/certificates`)).body).toEqual([]);
});

it('devices and browser of each site are signed, as far as they were named', async () => {
  const { technician, requestId, decide } = await measured('test');
  await decide('certified-with-conditions');
  const { body: list } = await technician.get(`/api/requests/${requestId}/certificates`);
  const { content } = (await technician.get(`/api/certificates/${list[0].id}`)).body;
  expect(content.bound).toMatchObject({
    devices: [
      { side: 'audience', kind: 'microphone', label: 'Meja Jabra' },
      { side: 'audience', kind: 'camera', label: 'Logitech Rally' },
    ],
    browsers: [{ side: 'audience', name: 'Chromium 156' }],
  });
});

it.each([
  ['the same camera', 'Logitech Rally', 'conditional', [null]],
  ['another camera', 'Webcam laptop', 'suspended', [null, 'camera-changed']],
])('[X-16] a pre-test with %s leaves the certificate %s', async (_name, camera, state, causes) => {
  const { technician, requestId, decide } = await measured('test');
  await decide('certified-with-conditions');
  const preTest = await measured('pre-test', { of: requestId, camera });
  expect((await preTest.decide('certified-with-conditions')).status).toBe(200);
  const { body: list } = await technician.get(`/api/requests/${requestId}/certificates`);
  const { body } = await technician.get(`/api/certificates/${list[0].id}`);
  expect(body.state).toBe(state);
  expect(body.history.map(({ cause }: { cause: string | null }) => cause)).toEqual(causes);
});
