/** Tests of rooms and peers with the real process and its real media workers, as a server drives them over the control socket. */
import { randomUUID } from 'node:crypto';
import { sfuErrorCodes } from '@sambung/contract/sfu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { connect, fingerprint, microphone, type ServerEnd, signTicket, soundParameters } from '../test/driver.ts';

let sfu: SfuProcess;
let server: ServerEnd;

beforeAll(async () => {
  sfu = await startSfu();
  server = await connect(sfu);
});
afterAll(() => sfu?.stop());

async function join(roomId: string, peerId: string) {
  return server.ask('peer:join', { ticket: await signTicket(sfu.secret, roomId, peerId) });
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

  it('speaks Opus, VP8, H.264 and VP9 with retransmission, transport-wide feedback, NACK and PLI', async () => {
    const { routerRtpCapabilities } = await server.ask('room:open', { roomId: randomUUID() });
    const codecs = routerRtpCapabilities.codecs ?? [];
    expect(codecs.map(({ mimeType }) => mimeType)).toEqual([
      'audio/opus',
      ...['video/VP8', 'video/H264', 'video/VP9'].flatMap((codec) => [codec, 'video/rtx']),
    ]);
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
    const forged = await signTicket('another secret of more than thirty-two characters', roomId, peerId);
    expect(await server.refusal('peer:join', { ticket: forged })).toBe(sfuErrorCodes.ticketNotValid);
    const once = await signTicket(sfu.secret, roomId, peerId);
    expect((await server.ask('peer:join', { ticket: once })).peers).toEqual([
      { peerId, transportIds: [], connected: false },
    ]);
    expect(await server.refusal('peer:join', { ticket: once })).toBe(sfuErrorCodes.ticketNotValid);
  });
});

describe('a peer', () => {
  it('gets transports with a candidate for UDP and one for TCP on each address, all on its worker’s ports', async () => {
    const { up, down } = await openRoom();
    expect(up.iceCandidates).toMatchObject([
      { protocol: 'udp', type: 'host' },
      { protocol: 'tcp', type: 'host', tcpType: 'passive' },
    ]);
    const [udp, tcp] = up.iceCandidates;
    expect(udp?.priority).toBeGreaterThan(tcp?.priority ?? 0);
    expect(up.iceCandidates[0]).toMatchObject({ ip: '127.0.0.1' });
    expect(down.iceCandidates[0]?.port).toBe(up.iceCandidates[0]?.port);
    expect(up.iceParameters.iceLite).toBe(true);
    expect(up.dtlsParameters.fingerprints.map(({ algorithm }) => algorithm)).toContain('sha-256');
  });

  it('keeps its transports when it joins again', async () => {
    const { roomId, speaker, up } = await openRoom();
    const { peers } = await join(roomId, speaker);
    expect(peers).toContainEqual({ peerId: speaker, transportIds: [up.transportId], connected: false });
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
      ...{ roomId, peerId: speaker, transportId: up.transportId, rtpParameters: soundParameters() },
      ...microphone,
    });
    const thief = { roomId, peerId: listener, producerId };
    const dtlsParameters = { fingerprints: [fingerprint] };
    expect([
      await server.refusal('transport:connect', { ...foreign, dtlsParameters }),
      await server.refusal('transport:restart-ice', foreign),
      await server.refusal('transport:close', foreign),
      await server.refusal('producer:create', { ...foreign, ...microphone, rtpParameters: soundParameters() }),
      await server.refusal('producer:pause', thief),
      await server.refusal('producer:resume', thief),
      await server.refusal('producer:close', thief),
    ]).toEqual(Array(7).fill(sfuErrorCodes.notFound));
  });

  it('has as many transports and producers as it may, also when it asks for many at once', async () => {
    const { roomId, speaker, up } = await openRoom();
    const peer = { roomId, peerId: speaker };
    const transports = Array.from({ length: 10 }, () =>
      server.refusal('transport:create', { ...peer, direction: 'send' }),
    );
    const producers = Array.from({ length: 20 }, (_, index) =>
      server.refusal('producer:create', {
        ...{ ...peer, transportId: up.transportId, ...microphone },
        rtpParameters: soundParameters(String(index)),
      }),
    );
    const accepted = async (answers: Promise<unknown>[]) =>
      (await Promise.all(answers)).filter((answer) => answer === 'accepted').length;
    expect([await accepted(transports), await accepted(producers)]).toEqual([3, 8]);
    expect(await Promise.all(transports)).toContain(sfuErrorCodes.limitReached);
  });

  it('is told when what it sends makes no sense', async () => {
    const { roomId, speaker, listener, up, down, rtpCapabilities } = await openRoom();
    const video = { ...soundParameters(), codecs: [{ mimeType: 'video/H265', payloadType: 100, clockRate: 90_000 }] };
    expect([
      await server.refusal('producer:create', {
        ...{ roomId, peerId: speaker, transportId: up.transportId, rtpParameters: video },
        ...{ kind: 'video', source: 'camera', paused: false },
      }),
      await server.refusal('producer:create', {
        ...{ roomId, peerId: listener, transportId: down.transportId, rtpParameters: soundParameters() },
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
      ...{ roomId, peerId: speaker, transportId: up.transportId, rtpParameters: soundParameters() },
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
      ...{ roomId, peerId: speaker, transportId: up.transportId, rtpParameters: soundParameters() },
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
      ...{ roomId, peerId: speaker, transportId: up.transportId, rtpParameters: soundParameters() },
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
