/** Tests of sampling and watching a running test call: real sockets, database, sfu process and workers. What needs packets is tested in a browser. */
import type { PeerStats, SfuResult } from '@sambung/contract/sfu';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { soundParameters } from '../../test/media.ts';
import { pageReport, picture, sound } from '../../test/page-report.ts';
import { approvedRequest, openPage, type Page, type WayIn, wayInOf } from '../../test/room.ts';
import { sampleOf } from '../../test/run-seconds.ts';
import { Sfu } from '../media/index.ts';
import type { RoomParticipant } from '../meeting/index.ts';
import * as sampleStore from './sample-store.ts';
import { Sampler } from './sampler.ts';
import { withholding } from './withholding.ts';

let media: SfuProcess;
let application: Application;
let first: Institution;
let second: Institution;

beforeAll(async () => {
  media = await startSfu({ env: { MEDIA_WORKERS: '1' } });
  application = await startApplication({}, { media });
  first = await createInstitution(application);
  second = await createInstitution(application, 'dua.example');
});
afterAll(async () => {
  await application?.close();
  await media?.stop();
});

async function openTestCall() {
  const request = await approvedRequest(application, first);
  const technician = await application.signedIn(first.people.technician);
  return (await technician.post(`/api/requests/${request.id}/test-calls`, {})).body;
}

async function watcher(email: string | null): Promise<Socket> {
  const cookie = email ? (await application.signedIn(email)).cookieHeader() : '';
  const socket = io(`${application.url}/staff`, {
    extraHeaders: { cookie },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => reject(new Error((error as { data?: { code: string } }).data?.code)));
  });
  return socket;
}
const ask = (socket: Socket, name: string, input: unknown) => socket.timeout(15_000).emitWithAck(name, input);

/** A side's page: joined, sending, and receiving `from` the other when it is given. */
async function side(wayIn: WayIn, displayName: string, from?: string) {
  const page = await openPage(application, wayIn);
  const { self, routerRtpCapabilities: rtpCapabilities } = await page.get('join', { displayName, transportIds: [] });
  const { transportId } = await page.get('transport:create', { direction: 'send' });
  const sound = { transportId, kind: 'audio', source: 'microphone', paused: false } as const;
  const { producerId } = await page.get('producer:create', { ...sound, rtpParameters: soundParameters() });
  const receive = async (wanted: string) => {
    const down = await page.get('transport:create', { direction: 'receive' });
    await page.get('consumer:create', { transportId: down.transportId, producerId: wanted, rtpCapabilities });
  };
  if (from) await receive(from);
  return { page, self, producerId, receive };
}

const report = {
  ...pageReport,
  protocol: 'udp',
  relayed: false,
  srtpCipher: 'AEAD_AES_128_GCM',
  roundTripMs: 4,
  sound: { ...sound, levelDbfs: -28, jitterMs: 2 },
  picture: { ...picture, framesDecoded: 25, frozenMs: 0 },
  devices: [{ kind: 'camera' as const, label: 'fake_device_0' }],
  browser: 'Chromium 156',
};

describe('/staff', () => {
  it.each<[string, () => string | null, string]>([
    ['nobody', () => null, 'not-signed-in'],
    ['a requester', () => first.people.requester, 'forbidden'],
  ])('is shut to %s', async (_name, email, code) => {
    await expect(watcher(email())).rejects.toThrow(code);
  });

  it('shows no test call of another institution', async () => {
    const { id: testCallId } = await openTestCall();
    const foreign = await watcher(second.people.technician);
    expect(await ask(foreign, 'test-call:watch', { testCallId })).toMatchObject({ problem: { code: 'not-found' } });
    expect(await ask(foreign, 'test-call:watch', { testCallId: 'all' })).toMatchObject({
      problem: { code: 'invalid-input' },
    });
    expect(await ask(foreign, 'test-call:delete', {})).toMatchObject({ problem: { code: 'not-found' } });
    foreign.close();
  });

  it('ends for somebody who signs out', async () => {
    const { id: testCallId } = await openTestCall();
    const person = application.visitor();
    await person.post('/api/session', { email: first.people.everyRole, password: 'sandi-untuk-uji-coba' });
    const socket = io(`${application.url}/staff`, {
      extraHeaders: { cookie: person.cookieHeader() },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    expect(await ask(socket, 'test-call:watch', { testCallId })).toMatchObject({ ok: true });
    await person.delete('/api/session');
    expect(await ask(socket, 'test-call:watch', { testCallId })).toMatchObject({ problem: { code: 'not-signed-in' } });
    socket.close();
  });

  it('tells who watches that a side came, and the decision ends the call for both sides', async () => {
    const testCall = await openTestCall();
    const socket = await watcher(first.people.technician);
    let changes = 0;
    socket.on('test-call:changed', ({ testCallId }) => {
      if (testCallId === testCall.id) changes += 1;
    });
    await ask(socket, 'test-call:watch', { testCallId: testCall.id });
    const host = await side(wayInOf(testCall.hostUrl), 'Sari');
    await expect.poll(() => changes).toBe(1);
    const audience = await side(wayInOf(testCall.audienceUrl), 'Budi', host.producerId);
    const technician = await application.signedIn(first.people.technician);
    expect((await technician.get(`/api/test-calls/${testCall.id}`)).body.sides).toEqual([
      { side: 'host', displayName: 'Sari', connected: true },
      { side: 'audience', displayName: 'Budi', connected: true },
    ]);
    const { db, clock } = application.context;
    const samples = (['host', 'audience'] as const).map((direction) => sampleOf({ direction }));
    await sampleStore.insertSamples(db, testCall.id, clock(), samples);
    await technician.post(`/api/test-calls/${testCall.id}/decision`, { decision: 'not-certified', note: 'Baik' });
    for (const { page } of [host, audience])
      await expect.poll(() => page.told('room:ended')).toEqual([{ reason: 'ended' }]);
    socket.close();
  });
});

describe('the sampler', () => {
  it('reads the node’s own numbers of both sides, and takes no sample before anything can flow', async () => {
    const testCall = await openTestCall();
    const host = await side(wayInOf(testCall.hostUrl), 'Sari');
    const audience = await side(wayInOf(testCall.audienceUrl), 'Budi', host.producerId);
    await host.receive(audience.producerId);
    const node = new Sfu({ controlSocket: media.socketPath, controlSecret: media.secret }, application.context.log);
    const answers: SfuResult<'room:stats'>[] = [];
    const request = async (_name: string, input: { roomId: string }) => {
      const answer = await node.request('room:stats', input);
      answers.push(answer);
      return answer;
    };
    const participants = [host, audience].map(({ self }) => ({ ...self, connected: true }));
    const sampler = new Sampler(
      application.context,
      { request: request as never, on: () => {} },
      { participants: () => participants, on: () => {}, tell: () => {} },
    );
    await sampler.watch(testCall.id);
    await sampler.tick();
    expect(answers[0]?.peers.map(({ producers, consumers }) => [producers.length, consumers.length])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(await sampleStore.countSamples(application.context.db, testCall.id)).toBe(0);
    node.close();
    close(host.page, audience.page);
  });

  it('refuses reports of somebody who has not joined', async () => {
    const page = await openPage(application, wayInOf((await openTestCall()).hostUrl));
    expect(await page.refusal('test:report', report)).toBe('not-joined');
    expect(await page.refusal('join', { displayName: '', transportIds: [] })).toBe('invalid-input');
    close(page);
  });

  /** The node's answers, second by second, as it gives them while packets flow; everything else is real. */
  function running(testCallId: string) {
    let seconds = 0;
    let participants: RoomParticipant[] = ['host', 'audience'].map((name) => ({
      participantId: name,
      displayName: name,
      side: name as 'host' | 'audience',
      connected: true,
    }));
    const listeners: ((reported: never) => void)[] = [];
    const told: { participantId: string; name: string; data: unknown }[] = [];
    const stats = (peerId: string, other: string): PeerStats => ({
      peerId,
      transports: (['send', 'receive'] as const).map((direction) => ({
        ...{ transportId: `${peerId}-${direction}`, direction, iceState: 'completed', dtlsState: 'connected' },
        ...{ protocol: 'udp' as const, remoteAddress: '127.0.0.1', roundTripMs: 3 },
      })),
      producers: [
        {
          ...{ producerId: `of-${peerId}`, kind: 'video', source: 'camera', bitrateBps: 900_000 },
          ...{
            packetCount: 100 * seconds,
            repairedCount: 0,
            packetsLost: 0,
            byteCount: 112_500 * seconds,
            jitterMs: 2,
            roundTripMs: null,
          },
        },
      ],
      consumers: [
        {
          ...{ consumerId: `at-${peerId}`, producerId: `of-${other}`, kind: 'video', bitrateBps: 900_000 },
          ...{
            packetCount: 100 * seconds,
            packetsLost: 0,
            byteCount: 112_500 * seconds,
            fractionLost: 0,
            roundTripMs: 3,
            withheldCount: seconds,
            withheldNamedCount: seconds,
            skippedCount: 0,
          },
        },
      ],
    });
    const asked: unknown[] = [];
    const answers = (): SfuResult<'room:stats'> => ({
      peers: [stats('host', 'audience'), stats('audience', 'host')],
      crossed: [],
    });
    const sampler = new Sampler(
      application.context,
      {
        request: (async (name: string, input: unknown) => {
          if (name === 'room:withhold') asked.push(input);
          return answers();
        }) as never,
        on: () => {},
      },
      {
        participants: () => participants,
        on: (name, listener) => void (name === 'reported' && listeners.push(listener as never)),
        tell: (_, participantId, change) => void told.push({ participantId, ...change }),
      },
    );
    void sampler.watch(testCallId);
    return {
      sampler,
      told,
      /** What the node was asked to withhold. */
      asked,
      report: (participantId: string) => {
        for (const listener of listeners) listener({ roomId: testCallId, participantId, report } as never);
      },
      second: async () => {
        seconds += 1;
        application.advance(1_000);
        await sampler.tick();
      },
      leave: (name: string) => {
        participants = participants.filter(({ participantId }) => participantId !== name);
      },
      /** The socket of this side is lost or back; its participant is waited for. */
      connect: (name: string, connected: boolean) => {
        participants = participants.map((one) => (one.participantId === name ? { ...one, connected } : one));
      },
    };
  }

  it('stores both directions every second, with what the pages told and why it is a simulation', async () => {
    const { id } = await openTestCall();
    const call = running(id);
    const told: string[] = [];
    call.sampler.on('sampled', (testCallId, samples) => void told.push(`${testCallId} ${samples.length}`));
    for (const _ of [1, 2]) {
      for (const name of ['host', 'audience']) call.report(name);
      await call.second();
    }
    const samples = await sampleStore.readSamples(application.context.db, id);
    expect(samples.map(({ direction }) => direction)).toEqual(['host', 'audience', 'host', 'audience']);
    expect(samples.at(-1)).toMatchObject({
      ...{ voided: null, phase: 'gates', planNumber: 0 },
      uplink: { sound: null, picture: { expected: 100, lost: 0, bytes: 112_500, jitterMs: 2 } },
      downlink: { picture: { sent: 100 } },
      picture: { framesDecoded: 25 },
      site: { roundTripMs: 3, protocol: 'udp', relayed: false, srtpProfile: 'AEAD_AES_128_GCM' },
    });
    expect(told).toEqual([`${id} 2`, `${id} 2`]);
    const row = await application.context.db.testCall.findUnique({ where: { id } });
    expect(row?.simulatedReasons).toEqual(['same-machine', 'fake-device']);
    const setup = { devices: report.devices, browser: 'Chromium 156' };
    expect(row?.setups).toEqual({ host: setup, audience: setup });
  });

  it('lets the node withhold while the run is on, and nothing any more when it was decided', async () => {
    const { id } = await openTestCall();
    const call = running(id);
    for (let second = 0; second < 5; second++) {
      for (const name of ['host', 'audience']) call.report(name);
      await call.second();
    }
    const { audio, video } = withholding;
    expect(call.asked.at(-1)).toEqual({ roomId: id, canaries: { audio, video } });
    const samples = await sampleStore.readSamples(application.context.db, id);
    const pictures = samples.flatMap(({ direction, downlink }) =>
      direction === 'host' ? (downlink.picture ?? []) : [],
    );
    // The page tells of no loss at all: after three seconds its canaries are counted without it.
    expect(pictures.map(({ withheld, withheldNamed }) => [withheld, withheldNamed])).toEqual([
      ...Array.from({ length: 3 }, () => [0, 0]),
      [1, 1],
    ]);
    const technician = await application.signedIn(first.people.technician);
    await technician.post(`/api/test-calls/${id}/decision`, { decision: 'not-certified', note: 'Diulang besok' });
    await call.second();
    expect(call.asked.at(-1)).toEqual({ roomId: id, canaries: null });
  });

  it('tells each page its plan with a seed of its own', async () => {
    const { id } = await openTestCall();
    const call = running(id);
    await call.sampler.tellPages(id);
    const plans = call.told.filter(({ name }) => name === 'test:planned').slice(-2);
    expect(plans.map(({ participantId }) => participantId)).toEqual(['host', 'audience']);
    expect(plans[0]?.data).toMatchObject({ phase: 'gates', planNumber: 0, lineClass: 'sd', streamId: 1, loop: 'off' });
    const seeds = plans.map(({ data }) => (data as { seed: string }).seed);
    expect(seeds[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(seeds[0]).not.toBe(seeds[1]);
  });

  it('asks both pages their clocks and keeps the quickest exchange', async () => {
    const { id } = await openTestCall();
    const call = running(id);
    call.sampler.askClocks();
    expect(call.told.filter(({ name }) => name === 'clock:asked').map(({ participantId }) => participantId)).toEqual([
      'host',
      'audience',
    ]);
  });

  it('rests while a side is away and begins with fresh differences when it is back', async () => {
    const { id } = await openTestCall();
    const call = running(id);
    await call.second();
    call.leave('audience');
    await call.second();
    expect(await sampleStore.countSamples(application.context.db, id)).toBe(2);
  });

  it('goes on after twenty seconds without a socket: no second of the gap, none of those before lost', async () => {
    const { id } = await openTestCall();
    const call = running(id);
    for (const name of ['host', 'audience']) call.report(name);
    await call.second();
    const before = await sampleStore.readSamples(application.context.db, id);
    call.connect('audience', false);
    for (let second = 0; second < 20; second++) await call.second();
    expect(await sampleStore.readSamples(application.context.db, id)).toEqual(before);
    call.connect('audience', true);
    for (const name of ['host', 'audience']) call.report(name);
    await call.second();
    const after = await sampleStore.readSamples(application.context.db, id);
    expect(after.slice(0, 2)).toEqual(before);
    expect(after.slice(2).map(({ direction, voided }) => [direction, voided])).toEqual([
      ['host', null],
      ['audience', null],
    ]);
    expect((after[2]?.second ?? 0) - (before[0]?.second ?? 0)).toBe(21);
  });

  it('[UNSRI-94] of a call to which one side never comes has no second; it can only be closed as not certified', async () => {
    const { id } = await openTestCall();
    const call = running(id);
    call.leave('audience');
    for (let second = 0; second < 3; second++) await call.second();
    const technician = await application.signedIn(first.people.technician);
    const path = `/api/test-calls/${id}/decision`;
    const hopeful = await technician.post(path, { decision: 'certified', note: 'x' });
    expect([hopeful.problem.code, await sampleStore.countSamples(application.context.db, id)]).toEqual([
      'state-conflict',
      0,
    ]);
    const closed = await technician.post(path, { decision: 'not-certified', note: 'Audiens tidak datang' });
    expect([closed.status, closed.body.decision]).toEqual([200, 'not-certified']);
    expect((await technician.get(`/api/test-calls/${id}/proposal`)).body.proposal).toBeNull();
    const certificates = application.context.db.certificate.count({ where: { testCallId: id } });
    expect(await certificates).toBe(0);
  });

  it('adds nothing to a call that was decided', async () => {
    const { id } = await openTestCall();
    const call = running(id);
    await call.second();
    const technician = await application.signedIn(first.people.technician);
    const answer = await technician.post(`/api/test-calls/${id}/decision`, { decision: 'not-certified', note: 'x' });
    expect(answer.status).toBe(200);
    await call.second();
    expect(await sampleStore.countSamples(application.context.db, id)).toBe(2);
  });
});

function close(...pages: Page[]): void {
  for (const page of pages) page.close();
}
