/** Tests of a conference that is measured: over HTTP and sockets, with real sfu process and database. What needs packets is tested in a browser. */
import type { PeerStats } from '@sambung/contract/sfu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { pageReport, picture, sound } from '../../test/page-report.ts';
import { approvedRequest, openPage, wayInOf } from '../../test/room.ts';
import { sampleOf } from '../../test/run-seconds.ts';
import { ActualCallSampler } from './sampler.ts';
import * as store from './store.ts';
import { summariseQuietCalls } from './summarising.ts';

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

const report = {
  ...pageReport,
  ...{ planNumber: 0, protocol: 'udp', relayed: false, connectionState: 'connected' },
  sound: { ...sound, samples: 48_000, concealedSamples: 0, levelDbfs: -28, jitterMs: 2 },
  picture: { ...picture, framesDecoded: 25, frozenMs: 0, freezes: 0, longestFreezeMs: 0 },
  sent: { ...pageReport.sent, levelDbfs: -24 },
};

/** A conference with three people in it, and its technician. */
async function conference() {
  const request = await approvedRequest(application, first);
  const wayIn = wayInOf(request.meeting.inviteUrl);
  const join = async (displayName: string) => {
    const page = await openPage(application, wayIn);
    const { self } = await page.get('join', { displayName, transportIds: [] });
    return { page, id: self.participantId };
  };
  const people = { room: await join('Ruang Rektorat'), guest: await join('Tamu'), hall: await join('Aula Audiens') };
  const technician = await application.signedIn(first.people.technician);
  const path = `/api/requests/${request.id}/actual-call`;
  const { id: meetingId } = await application.context.db.meeting.findUniqueOrThrow({
    where: { requestId: request.id },
    select: { id: true },
  });
  const close = () => {
    for (const { page } of Object.values(people)) page.close();
  };
  return { request, meetingId, people, technician, path, close };
}

describe('naming the sites', () => {
  it('[UNSRI-75] lists who is there; from then on exactly the two who were named may report', async () => {
    const { people, technician, path, close } = await conference();
    const before = (await technician.get(path)).body;
    expect([before.startedAt, before.people.map(({ displayName }: { displayName: string }) => displayName)]).toEqual([
      null,
      ['Ruang Rektorat', 'Tamu', 'Aula Audiens'],
    ]);
    expect(await people.room.page.refusal('test:report', report)).toBe('forbidden');
    const named = await technician.put(`${path}/sites`, { host: people.room.id, audience: people.hall.id });
    expect(named.status).toBe(200);
    expect(named.body.people.map(({ side }: { side: string | null }) => side)).toEqual(['host', null, 'audience']);
    await expect
      .poll(() => people.room.page.told('participant:joined').map(({ side }) => side))
      .toEqual([null, null, 'host', 'audience']);
    expect(await people.room.page.refusal('test:report', report)).toBe('ok');
    expect(await people.guest.page.refusal('test:report', report)).toBe('forbidden');
    expect(await people.room.page.refusal('test:say', { text: 'Halo' })).toBe('forbidden');
    expect(await people.room.page.refusal('clock:answer', { askNumber: 0, pageAtMs: 1 })).toBe('forbidden');
    close();
  });

  it('another choice takes the place of the first, and is kept when the page comes back', async () => {
    const { meetingId, people, technician, path, close } = await conference();
    await technician.put(`${path}/sites`, { host: people.room.id, audience: people.hall.id });
    const again = await technician.put(`${path}/sites`, { host: people.guest.id, audience: people.hall.id });
    expect(again.body.people.map(({ side }: { side: string | null }) => side)).toEqual([null, 'host', 'audience']);
    expect(await people.room.page.refusal('test:report', report)).toBe('forbidden');
    const back = await people.guest.page.get('join', { displayName: 'Tamu', transportIds: [] });
    expect(back.self.side).toBe('host');
    const entries = await application.context.db.auditEntry.findMany({
      where: { action: 'actual-call.sites-named', entityId: meetingId },
    });
    expect(entries.length).toBe(2);
    close();
  });

  it('refuses strangers, one person for both, somebody who is not there, and another institution', async () => {
    const { people, technician, path, close } = await conference();
    const sites = { host: people.room.id, audience: people.hall.id };
    const requester = await application.signedIn(first.people.requester);
    expect((await requester.put(`${path}/sites`, sites)).problem.code).toBe('forbidden');
    expect((await application.visitor().get(path)).problem.code).toBe('not-signed-in');
    const foreign = await application.signedIn(second.people.technician);
    expect((await foreign.put(`${path}/sites`, sites)).problem.code).toBe('not-found');
    expect((await foreign.get(`${path}/summary`)).problem.code).toBe('not-found');
    const both = { host: people.room.id, audience: people.room.id };
    expect((await technician.put(`${path}/sites`, both)).problem.code).toBe('invalid-input');
    const gone = { host: people.room.id, audience: '01970000-0000-7000-8000-000000000001' };
    expect((await technician.put(`${path}/sites`, gone)).problem.code).toBe('not-found');
    expect((await technician.get(path)).body.startedAt).toBeNull();
    close();
  });
});

/** The conference's seconds, as the node counts them while packets flow; `dead` sides send nothing. */
async function measured(lostPerSecond = 0) {
  const { request, meetingId, people, technician, path, close } = await conference();
  await technician.put(`${path}/sites`, { host: people.room.id, audience: people.hall.id });
  let seconds = 0;
  const listeners = new Map<string, (told: never) => void>();
  const [host, audience] = [people.room.id, people.hall.id];
  const stats = (peerId: string, other: string): PeerStats => ({
    peerId,
    transports: (['send', 'receive'] as const).map((direction) => ({
      ...{ transportId: `${peerId}-${direction}`, direction, iceState: 'completed', dtlsState: 'connected' },
      ...{ protocol: 'udp' as const, remoteAddress: '127.0.0.1', roundTripMs: 20 },
    })),
    producers: (['audio', 'video'] as const).map((kind) => ({
      ...{ producerId: `${kind}-${peerId}`, kind, source: kind === 'audio' ? 'microphone' : 'camera' },
      ...{ bitrateBps: 0, packetCount: 50 * seconds, repairedCount: 0, packetsLost: 0, byteCount: 50_000 * seconds },
      ...{ jitterMs: 2, roundTripMs: null },
    })),
    consumers: (['audio', 'video'] as const).map((kind) => ({
      ...{ consumerId: `${kind}-at-${peerId}`, producerId: `${kind}-${other}`, kind, bitrateBps: 0 },
      ...{ packetCount: 50 * seconds, packetsLost: lostPerSecond * seconds, byteCount: 50_000 * seconds },
      ...{ fractionLost: 0, roundTripMs: 20, withheldCount: null, withheldNamedCount: null, skippedCount: null },
    })),
  });
  const sampler = new ActualCallSampler(
    application.context,
    { request: (async () => ({ peers: [stats(host, audience), stats(audience, host)] })) as never },
    {
      participants: () => [
        { participantId: host, displayName: 'Ruang Rektorat', side: 'host', connected: true },
        { participantId: audience, displayName: 'Aula', side: 'audience', connected: true },
      ],
      on: (name, listener) => void listeners.set(name, listener as never),
    },
  );
  listeners.get('changed')?.({ roomId: meetingId, kind: 'meeting' } as never);
  const concealed = lostPerSecond * 960;
  const heard = { ...report, sound: { ...report.sound, concealedSamples: concealed, packetsLost: lostPerSecond } };
  const run = async (count: number) => {
    for (let index = 0; index < count; index++) {
      for (const participantId of [host, audience])
        listeners.get('site-reported')?.({ roomId: meetingId, participantId, report: heard } as never);
      seconds += 1;
      application.advance(1_000);
      await sampler.tick();
    }
  };
  return { request, meetingId, technician, path, close, run };
}

describe('measuring', () => {
  it('[X-17, UNSRI-75] takes both directions every second and sums them up by the rubric of the test once it is quiet', async () => {
    const { request, technician, path, close, run } = await measured();
    await run(30);
    expect((await technician.get(path)).body).toMatchObject({ sampleCount: 60, drops: { host: 0, audience: 0 } });
    const { body } = await technician.get(`${path}/summary`);
    expect(body).toMatchObject({
      testCallId: null,
      summary: {
        lineClass: 'sd',
        tooBad: false,
        badSpeechPercent: 0,
        path: { host: 'udp-direct', audience: 'udp-direct' },
      },
    });
    const loss = body.summary.rows.filter(({ code }: { code: string }) => code === 'M4');
    expect(loss.map(({ grade }: { grade: string }) => grade)).toEqual(['pass', 'pass']);
    await summariseQuietCalls(application.context);
    const { db } = application.context;
    expect((await store.findActualCall(db, request.id))?.summarisedAt).toBeNull();
    application.advance(4 * 60_000);
    await summariseQuietCalls(application.context);
    const row = await store.findActualCall(db, request.id);
    expect(store.summaryOf(row?.summary ?? null)?.validSeconds.host).toBeGreaterThanOrEqual(29);
    // Summed up once: nothing new came.
    application.advance(4 * 60_000);
    await summariseQuietCalls(application.context);
    expect((await store.findActualCall(db, request.id))?.summarisedAt).toEqual(row?.summarisedAt);
    close();
  });

  it('says that a conference whose speech was bad for more than a tenth of the time was too bad', async () => {
    const { technician, path, close, run } = await measured(8);
    await run(40);
    const { body } = await technician.get(`${path}/summary`);
    expect(body.summary).toMatchObject({ tooBad: true, badSpeechPercent: 100 });
    close();
  });

  it('does not look again and again at one of which a direction was never measured', async () => {
    const { request, meetingId, technician, path, close } = await measured();
    const { db, clock } = application.context;
    await store.insertSamples(db, meetingId, clock(), [sampleOf({ direction: 'host', planNumber: 0 })]);
    application.advance(4 * 60_000);
    await summariseQuietCalls(application.context);
    expect(await store.findActualCall(db, request.id)).toMatchObject({ summary: null, summarisedAt: clock() });
    expect((await technician.get(`${path}/summary`)).body.summary).toBeNull();
    close();
  });

  it('keeps its samples as they are', async () => {
    const { meetingId, close, run } = await measured();
    await run(2);
    const { db } = application.context;
    await expect(db.actualCallSample.deleteMany({ where: { meetingId } })).rejects.toThrow(/append-only/);
    close();
  });
});
