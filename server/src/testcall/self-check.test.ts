/** Tests of the self-check before a test call: what is kept and shown, who is refused, and its room of its own on the media node. */
import type { Ack } from '@sambung/contract/problem';
import type { SelfCheckRequestName } from '@sambung/contract/self-check';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { soundParameters } from '../../test/media.ts';
import { admitted, approvedRequest, openMeeting, openPage, wayInOf } from '../../test/room.ts';
import { goodFacts } from '../../test/self-check.ts';
import type { Visitor } from '../../test/visitor.ts';
import { Sfu } from '../media/index.ts';
import { keptPerSide } from './self-check.ts';
import { insertSelfCheck } from './self-check-store.ts';

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
  const testCall = (await technician.post(`/api/requests/${request.id}/test-calls`, {})).body;
  return { technician, testCall, path: `/api/access/${testCall.code}/self-checks` };
}

describe('what a page found', () => {
  it('is kept with the call and shown to the technician, the newest of each side', async () => {
    const { technician, testCall, path } = await openTestCall();
    const of = async () => (await technician.get(`/api/test-calls/${testCall.id}/self-checks`)).body;
    expect(await of()).toEqual({ host: null, audience: null });
    const host = await admitted(application, wayInOf(testCall.hostUrl));
    const audience = await admitted(application, wayInOf(testCall.audienceUrl));
    expect((await host.post(path, { facts: goodFacts })).status).toBe(204);
    application.advance(60_000);
    const silent = { ...goodFacts, microphone: { ...goodFacts.microphone, loudestDbfs: -90 } };
    expect((await host.post(path, { facts: silent })).status).toBe(204);
    expect((await audience.post(path, { facts: goodFacts })).status).toBe(204);
    const at = application.context.clock().toISOString();
    expect(await of()).toEqual({ host: { at, facts: silent }, audience: { at, facts: goodFacts } });
  });

  it('is refused without the link, in a meeting, after the decision, and when it is not what a page finds', async () => {
    const { testCall, path } = await openTestCall();
    const code = async (person: Visitor, to: string, body: unknown) => (await person.post(to, body)).problem.code;
    expect(await code(application.visitor(), path, { facts: goodFacts })).toBe('link-not-valid');
    const meeting = await openMeeting(application, first);
    const guest = await admitted(application, meeting);
    expect(await code(guest, `/api/access/${meeting.code}/self-checks`, { facts: goodFacts })).toBe('forbidden');
    // A door of another room opens nothing here.
    expect(await code(guest, path, { facts: goodFacts })).toBe('link-not-valid');
    const host = await admitted(application, wayInOf(testCall.hostUrl));
    const lies = { ...goodFacts, microphone: { ...goodFacts.microphone, loudestDbfs: 12 } };
    for (const body of [{}, { facts: {} }, { facts: lies }, { facts: { ...goodFacts, more: 1 } }])
      expect(await code(host, path, body)).toBe('invalid-input');
    await application.context.db.testCall.update({
      where: { id: testCall.id },
      data: { endedAt: application.context.clock() },
    });
    expect(await code(host, path, { facts: goodFacts })).toBe('room-not-open');
  });

  it('is the technician’s of this institution alone to read', async () => {
    const { testCall } = await openTestCall();
    const path = `/api/test-calls/${testCall.id}/self-checks`;
    expect((await application.visitor().get(path)).status).toBe(401);
    const answers = [first.people.requester, second.people.technician].map(
      async (email) => (await (await application.signedIn(email)).get(path)).status,
    );
    expect(await Promise.all(answers)).toEqual([403, 404]);
  });

  it('is taken so many times a side and no more', async () => {
    const { testCall, path } = await openTestCall();
    const { db, clock } = application.context;
    const kept = { testCallId: testCall.id, side: 'host' as const, at: clock(), facts: goodFacts };
    for (let index = 0; index < keptPerSide; index++) expect(await insertSelfCheck(db, kept, keptPerSide)).toBe(true);
    const host = await admitted(application, wayInOf(testCall.hostUrl));
    expect((await host.post(path, { facts: goodFacts })).problem.code).toBe('too-many-requests');
    expect(
      (await (await admitted(application, wayInOf(testCall.audienceUrl))).post(path, { facts: goodFacts })).status,
    ).toBe(204);
  });
});

describe('/self-check', () => {
  async function checking(visitor: Visitor, code: string): Promise<Socket> {
    const socket = io(`${application.url}/self-check`, {
      auth: { code },
      extraHeaders: { cookie: visitor.cookieHeader() },
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
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test expects of it.
  const ask = (socket: Socket, name: SelfCheckRequestName | 'join', input: unknown): Promise<Ack<any>> =>
    socket.timeout(15_000).emitWithAck(name, input);

  it('opens to whoever holds the link of a test call, and to nobody else', async () => {
    const { testCall } = await openTestCall();
    await expect(checking(application.visitor(), testCall.code)).rejects.toThrow('link-not-valid');
    const meeting = await openMeeting(application, first);
    await expect(checking(await admitted(application, meeting), meeting.code)).rejects.toThrow('link-not-valid');
    const host = await admitted(application, wayInOf(testCall.hostUrl));
    const socket = await checking(host, testCall.code);
    // The same link once more ends the check before.
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    (await checking(host, testCall.code)).close();
    await gone;
  });

  it('gives a room of its own, in which the page receives what it sends, and nobody in the call notices', async () => {
    const { testCall } = await openTestCall();
    const other = await openPage(application, wayInOf(testCall.audienceUrl));
    await other.get('join', { displayName: 'Budi', transportIds: [] });
    const socket = await checking(await admitted(application, wayInOf(testCall.hostUrl)), testCall.code);
    expect(await ask(socket, 'producer:create', {})).toMatchObject({ problem: { code: 'invalid-input' } });
    expect(await ask(socket, 'join', {})).toMatchObject({ problem: { code: 'not-found' } });
    const { data } = (await ask(socket, 'begin', {})) as { data: Record<'send' | 'receive', { transportId: string }> };
    expect(data).toMatchObject({
      send: { iceCandidates: expect.arrayContaining([expect.objectContaining({ protocol: 'udp' })]) },
    });
    const produced = await ask(socket, 'producer:create', {
      ...{ transportId: data.send.transportId, kind: 'audio', source: 'microphone', paused: false },
      rtpParameters: soundParameters(),
    });
    const { producerId } = (produced as { data: { producerId: string } }).data;
    const rtpCapabilities = (data as unknown as { routerRtpCapabilities: object }).routerRtpCapabilities;
    const consumed = await ask(socket, 'consumer:create', {
      ...{ transportId: data.receive.transportId, producerId, rtpCapabilities },
    });
    expect(consumed).toMatchObject({ ok: true, data: { producerId, kind: 'audio' } });
    expect(other.told('participant:joined')).toEqual([]);
    expect(other.told('producer:opened')).toEqual([]);

    // The room ends with the page's socket.
    const node = new Sfu({ controlSocket: media.socketPath, controlSecret: media.secret }, application.context.log);
    const rooms = async () => (await node.request('node:status', {})).roomIds.length;
    const before = await rooms();
    socket.close();
    await expect.poll(rooms).toBe(before - 1);
    node.close();
    other.close();
  });

  it('refuses more rounds than a person makes', async () => {
    const { testCall } = await openTestCall();
    const socket = await checking(await admitted(application, wayInOf(testCall.hostUrl)), testCall.code);
    const codes: string[] = [];
    for (let index = 0; index < 61; index++) {
      const answer = await ask(socket, 'begin', {});
      codes.push(answer.ok ? 'ok' : answer.problem.code);
    }
    expect(codes.indexOf('too-many-requests')).toBe(60);
    socket.close();
  });
});
