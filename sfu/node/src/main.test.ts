/** Tests of the whole sfu process with its real media workers, as a server drives it over the control socket. */
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { existsSync, readlinkSync } from 'node:fs';
import { createConnection } from 'node:net';
import {
  type SfuInput,
  type SfuNotificationName,
  type SfuNotifications,
  type SfuRequestName,
  type SfuResult,
  sfuErrorCodes,
  ticketAudience,
} from '@sambung/contract/sfu';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMessageConnection } from 'vscode-jsonrpc/node';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';

let sfu: SfuProcess;
let server: Server;

beforeAll(async () => {
  sfu = await startSfu();
  server = await connect(sfu);
});
afterAll(() => sfu?.stop());

/** A server's end of the control socket. */
interface Server {
  ask<N extends SfuRequestName>(name: N, input: SfuInput<N>): Promise<SfuResult<N>>;
  /** The error code with which a request is refused. */
  refusal<N extends SfuRequestName>(name: N, input: SfuInput<N>): Promise<unknown>;
  /** All notifications of one name so far. */
  heard<N extends SfuNotificationName>(name: N): SfuNotifications[N][];
  close(): void;
}

async function connect({ socketPath, secret }: SfuProcess): Promise<Server> {
  const socket = createConnection(socketPath);
  const rpc = createMessageConnection(socket, socket);
  const notifications: { name: string; data: unknown }[] = [];
  rpc.onNotification((name, data) => void notifications.push({ name, data }));
  rpc.listen();
  const ask: Server['ask'] = (name, input) => rpc.sendRequest(name, input);
  await ask('authenticate', { secret });
  return {
    ask,
    refusal: (name, input) =>
      ask(name, input).then(
        () => 'accepted',
        (error) => error.code,
      ),
    heard: (name) => notifications.filter((each) => each.name === name).map(({ data }) => data as never),
    close: () => socket.destroy(),
  };
}

async function ticket(roomId: string, peerId: string, secret = sfu.secret): Promise<string> {
  return new SignJWT({ roomId, peerId })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(ticketAudience)
    .setIssuedAt()
    .setExpirationTime('30s')
    .setJti(randomUUID())
    .sign(new TextEncoder().encode(secret));
}

async function join(roomId: string, peerId: string) {
  return server.ask('peer:join', { ticket: await ticket(roomId, peerId) });
}

/** A room with two peers; the first sends sound, the second is ready to receive. */
async function openRoom() {
  const [roomId, speaker, listener] = [randomUUID(), randomUUID(), randomUUID()];
  await join(roomId, speaker);
  const { routerRtpCapabilities: rtpCapabilities } = await join(roomId, listener);
  const up = await server.ask('transport:create', { roomId, peerId: speaker, direction: 'send' });
  const down = await server.ask('transport:create', { roomId, peerId: listener, direction: 'receive' });
  return { roomId, speaker, listener, up, down, rtpCapabilities };
}

let lastSsrc = 1_000;
function sound(mid = '0'): SfuInput<'producer:create'>['rtpParameters'] {
  return {
    mid,
    codecs: [
      {
        mimeType: 'audio/opus',
        payloadType: 111,
        clockRate: 48_000,
        channels: 2,
        parameters: { useinbandfec: 1 },
        rtcpFeedback: [{ type: 'transport-cc' }],
      },
    ],
    headerExtensions: [
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 },
      { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10 },
    ],
    encodings: [{ ssrc: ++lastSsrc }],
    rtcp: { cname: 'speaker' },
  };
}

const microphone = { kind: 'audio', source: 'microphone', paused: false } as const;
const fingerprint = { algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') };

describe('the process', () => {
  it('is ready with workers that run from the binary they name', async () => {
    expect(sfu.workers).toHaveLength(2);
    for (const { pid, binary } of sfu.workers) expect(readlinkSync(`/proc/${pid}/exe`)).toBe(binary);
    expect((await server.ask('node:status', {})).workers.map(({ pid }) => pid)).toEqual(
      sfu.workers.map(({ pid }) => pid),
    );
  });
});

describe('a room', () => {
  it('is opened once, and spread over the workers', async () => {
    const roomIds = [randomUUID(), randomUUID()];
    const states = await Promise.all([...roomIds, ...roomIds].map((roomId) => server.ask('room:open', { roomId })));
    expect(states[0]?.mediaEpoch).toBe(states[2]?.mediaEpoch);
    const { workers } = await server.ask('node:status', {});
    expect(Math.abs((workers[0]?.roomCount ?? 0) - (workers[1]?.roomCount ?? 0))).toBeLessThanOrEqual(1);
    for (const roomId of roomIds) await server.ask('room:close', { roomId });
    expect((await server.ask('node:status', {})).roomIds).not.toContain(roomIds[0]);
  });

  it('speaks Opus and VP8 with retransmission, transport-wide feedback, NACK and PLI', async () => {
    const { routerRtpCapabilities } = await server.ask('room:open', { roomId: randomUUID() });
    const codecs = routerRtpCapabilities.codecs ?? [];
    expect(codecs.map(({ mimeType }) => mimeType)).toEqual(['audio/opus', 'video/VP8', 'video/rtx']);
    expect(codecs[1]?.rtcpFeedback).toEqual(
      expect.arrayContaining([
        { type: 'transport-cc', parameter: '' },
        { type: 'nack', parameter: '' },
        { type: 'nack', parameter: 'pli' },
      ]),
    );
  });

  it('admits by ticket only, and each ticket once', async () => {
    const [roomId, peerId] = [randomUUID(), randomUUID()];
    const forged = await ticket(roomId, peerId, 'another secret of more than thirty-two characters');
    expect(await server.refusal('peer:join', { ticket: forged })).toBe(sfuErrorCodes.ticketNotValid);
    const once = await ticket(roomId, peerId);
    expect((await server.ask('peer:join', { ticket: once })).peers).toEqual([{ peerId, transportIds: [] }]);
    expect(await server.refusal('peer:join', { ticket: once })).toBe(sfuErrorCodes.ticketNotValid);
  });
});

describe('a peer', () => {
  it('gets transports with one UDP candidate for each address, all on its worker’s port', async () => {
    const { up, down } = await openRoom();
    expect(up.iceCandidates).toMatchObject([{ protocol: 'udp', type: 'host' }]);
    expect(up.iceCandidates[0]).toMatchObject({ ip: '127.0.0.1' });
    expect(down.iceCandidates[0]?.port).toBe(up.iceCandidates[0]?.port);
    expect(up.iceParameters.iceLite).toBe(true);
    expect(up.dtlsParameters.fingerprints.map(({ algorithm }) => algorithm)).toContain('sha-256');
  });

  it('keeps its transports when it joins again', async () => {
    const { roomId, speaker, up } = await openRoom();
    const { peers } = await join(roomId, speaker);
    expect(peers).toContainEqual({ peerId: speaker, transportIds: [up.transportId] });
  });

  it('restarts ICE with new credentials', async () => {
    const { roomId, speaker, up } = await openRoom();
    const transport = { roomId, peerId: speaker, transportId: up.transportId };
    const { iceParameters } = await server.ask('transport:restart-ice', transport);
    expect(iceParameters.usernameFragment).not.toBe(up.iceParameters.usernameFragment);
  });

  it('cannot touch another peer’s media', async () => {
    const { roomId, speaker, listener, up } = await openRoom();
    const foreign = { roomId, peerId: listener, transportId: up.transportId };
    const { producerId } = await server.ask('producer:create', {
      ...{ roomId, peerId: speaker, transportId: up.transportId, rtpParameters: sound() },
      ...microphone,
    });
    const thief = { roomId, peerId: listener, producerId };
    const dtlsParameters = { fingerprints: [fingerprint] };
    expect([
      await server.refusal('transport:connect', { ...foreign, dtlsParameters }),
      await server.refusal('transport:restart-ice', foreign),
      await server.refusal('transport:close', foreign),
      await server.refusal('producer:create', { ...foreign, ...microphone, rtpParameters: sound() }),
      await server.refusal('producer:pause', thief),
      await server.refusal('producer:resume', thief),
      await server.refusal('producer:close', thief),
    ]).toEqual(Array(7).fill(sfuErrorCodes.notFound));
  });

  it('has as many transports and producers as it may, and no more', async () => {
    const { roomId, speaker, up } = await openRoom();
    const direction = 'send' as const;
    for (let i = 0; i < 3; i++) await server.ask('transport:create', { roomId, peerId: speaker, direction });
    expect(await server.refusal('transport:create', { roomId, peerId: speaker, direction })).toBe(
      sfuErrorCodes.limitReached,
    );
    const produce = (mid: number) => ({
      ...{ roomId, peerId: speaker, transportId: up.transportId, ...microphone },
      rtpParameters: sound(String(mid)),
    });
    for (let mid = 0; mid < 8; mid++) await server.ask('producer:create', produce(mid));
    expect(await server.refusal('producer:create', produce(8))).toBe(sfuErrorCodes.limitReached);
  });

  it('is told when what it sends makes no sense', async () => {
    const { roomId, speaker, listener, up, down, rtpCapabilities } = await openRoom();
    const video = { ...sound(), codecs: [{ mimeType: 'video/H265', payloadType: 100, clockRate: 90_000 }] };
    expect([
      await server.refusal('producer:create', {
        ...{ roomId, peerId: speaker, transportId: up.transportId, rtpParameters: video },
        ...{ kind: 'video', source: 'camera', paused: false },
      }),
      await server.refusal('producer:create', {
        ...{ roomId, peerId: listener, transportId: down.transportId, rtpParameters: sound() },
        ...microphone,
      }),
      await server.refusal('consumer:create', {
        ...{ roomId, peerId: listener, transportId: down.transportId, producerId: randomUUID(), rtpCapabilities },
      }),
    ]).toEqual(Array(3).fill(sfuErrorCodes.invalidInput));
  });
});

describe('a producer and its consumer', () => {
  it('are told of from opening to closing, and the consumer starts paused', async () => {
    const { roomId, speaker, listener, up, down, rtpCapabilities } = await openRoom();
    const { producerId } = await server.ask('producer:create', {
      ...{ roomId, peerId: speaker, transportId: up.transportId, rtpParameters: sound() },
      ...microphone,
    });
    const consumer = await server.ask('consumer:create', {
      ...{ roomId, peerId: listener, transportId: down.transportId, producerId, rtpCapabilities },
    });
    expect(consumer).toMatchObject({ producerId, kind: 'audio', producerPaused: false });
    expect(consumer.rtpParameters.codecs[0]).toMatchObject({ mimeType: 'audio/opus' });
    const { consumerId } = consumer;
    await server.ask('consumer:resume', { roomId, peerId: listener, consumerId });
    await server.ask('consumer:pause', { roomId, peerId: listener, consumerId });
    await server.ask('producer:pause', { roomId, peerId: speaker, producerId });
    await server.ask('producer:resume', { roomId, peerId: speaker, producerId });
    expect((await server.ask('room:open', { roomId })).producers).toEqual([
      { producerId, peerId: speaker, kind: 'audio', source: 'microphone', paused: false },
    ]);
    await server.ask('producer:close', { roomId, peerId: speaker, producerId });
    const mine = <T extends { roomId: string }>(all: T[]) => all.filter((each) => each.roomId === roomId);
    await expect.poll(() => mine(server.heard('consumer:closed'))).toEqual([{ roomId, peerId: listener, consumerId }]);
    expect(mine(server.heard('producer:opened'))).toHaveLength(1);
    expect(mine(server.heard('producer:changed')).map(({ paused }) => paused)).toEqual([true, false]);
    expect(mine(server.heard('producer:closed'))).toEqual([{ roomId, producerId, peerId: speaker }]);
    expect(await server.refusal('consumer:resume', { roomId, peerId: listener, consumerId })).toBe(
      sfuErrorCodes.notFound,
    );
  });

  it('have statistics', async () => {
    const { roomId, speaker, listener, up, down, rtpCapabilities } = await openRoom();
    const { producerId } = await server.ask('producer:create', {
      ...{ roomId, peerId: speaker, transportId: up.transportId, rtpParameters: sound() },
      ...microphone,
    });
    await server.ask('consumer:create', {
      ...{ roomId, peerId: listener, transportId: down.transportId, producerId, rtpCapabilities },
    });
    const { peers } = await server.ask('room:stats', { roomId });
    expect(peers.find(({ peerId }) => peerId === speaker)).toMatchObject({
      transports: [{ transportId: up.transportId, direction: 'send', iceState: 'new', protocol: null }],
      producers: [{ producerId, source: 'microphone', bitrateBps: 0, jitterMs: null }],
    });
    expect(peers.find(({ peerId }) => peerId === listener)).toMatchObject({
      consumers: [{ producerId, kind: 'audio', packetCount: 0, fractionLost: null }],
    });
  });

  it('go when the peer leaves', async () => {
    const { roomId, speaker, up } = await openRoom();
    await server.ask('producer:create', {
      ...{ roomId, peerId: speaker, transportId: up.transportId, rtpParameters: sound() },
      ...microphone,
    });
    await server.ask('peer:leave', { roomId, peerId: speaker });
    const { peers, producers } = await server.ask('room:open', { roomId });
    expect([peers.map(({ peerId }) => peerId).includes(speaker), producers]).toEqual([false, []]);
  });
});

describe('a worker that dies', () => {
  it('is replaced, its rooms are reported lost, and they open anew; the other worker’s rooms go on', async () => {
    const rooms = [await openRoom(), await openRoom()];
    const before = await Promise.all(rooms.map(({ roomId }) => server.ask('room:open', { roomId })));
    const [victim] = (await server.ask('node:status', {})).workers;
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    await expect.poll(() => server.heard('room:lost').map(({ roomId }) => roomId), { timeout: 10_000 }).not.toEqual([]);
    await expect
      .poll(
        () =>
          server
            .heard('workers:changed')
            .at(-1)
            ?.workers.map(({ pid }) => pid),
        { timeout: 10_000 },
      )
      .toHaveLength(2);
    const { workers } = await server.ask('node:status', {});
    expect(workers.map(({ pid }) => pid)).not.toContain(victim?.pid);
    const lost = server.heard('room:lost').map(({ roomId }) => roomId);
    const after = await Promise.all(rooms.map(({ roomId }) => server.ask('room:open', { roomId })));
    for (const [index, { roomId }] of rooms.entries()) {
      const isSame = before[index]?.mediaEpoch === after[index]?.mediaEpoch;
      expect(isSame).toBe(!lost.includes(roomId));
    }
    expect(rooms.filter(({ roomId }) => lost.includes(roomId))).toHaveLength(1);
  });
});

describe('the end', () => {
  it.each<[string, (process: SfuProcess) => void]>([
    ['SIGTERM', (process) => process.kill('SIGTERM')],
    ['SIGINT', (process) => process.kill('SIGINT')],
    ['the death of the supervisor', (process) => process.abandon()],
  ])('by %s is in order: exit 0, no worker and no socket left', async (_name, end) => {
    const process = await startSfu({ env: { MEDIA_WORKERS: '1' } });
    end(process);
    expect(await process.exited).toBe(0);
    await expect.poll(() => existsSync(`/proc/${process.workers[0]?.pid}/exe`), { timeout: 10_000 }).toBe(false);
    expect(existsSync(process.socketPath)).toBe(false);
  });
});

describe('a setting that cannot be used', () => {
  const taken = createSocket('udp4');
  beforeAll(() => new Promise<void>((bound) => taken.bind(0, '127.0.0.1', bound)));
  afterAll(() => taken.close());

  it.each<[string, () => Record<string, string>, RegExp]>([
    ['no secret', () => ({ CONTROL_SECRET: '' }), /CONTROL_SECRET must be/],
    ['no such worker', () => ({ MEDIA_WORKER_BIN: '/nowhere/worker' }), /\/nowhere\/worker cannot be started/],
    [
      'a port that is taken',
      () => ({ MEDIA_WORKERS: '1', MEDIA_PORTS: String(taken.address().port) }),
      /The media port \d+ \(UDP\) on 127.0.0.1 cannot be used/,
    ],
    ['another node’s socket', () => ({ CONTROL_SOCKET: sfu.socketPath }), /already listens/],
    ['no such folder', () => ({ CONTROL_SOCKET: '/nowhere/control.sock' }), /control socket .* cannot be used/],
  ])('%s ends the start with exit 78 and a sentence', async (_name, env, sentence) => {
    const failure = await startSfu({ env: env() }).catch((error) => error);
    expect([failure.exitCode, failure.message]).toEqual([78, expect.stringMatching(sentence)]);
  });
});
