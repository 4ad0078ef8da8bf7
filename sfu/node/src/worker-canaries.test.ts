/** Tests of canaries from the control socket to the wire: the real process, its real workers, and endpoints that tell of every packet. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sfuErrorCodes } from '@sambung/contract/sfu';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Load, type RawEndpoint } from '../../../tests/support/load.ts';
import { until } from '../../../tests/support/product.ts';
import { writeNack } from '../../../tests/support/rtcp-packet.ts';
import { readRtp, writeRtp } from '../../../tests/support/rtp-packet.ts';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { connect, microphone, type ServerEnd, signTicket, soundParameters } from '../test/driver.ts';
import { WorkerCanaries } from './worker-canaries.ts';

const plan = { oneIn: 10, spacingMs: 0 };
const canaries = { audio: plan, video: plan };
const packetCount = 400;

describe('canaries on the wire', () => {
  let sfu: SfuProcess;
  let server: ServerEnd;
  let load: Load;
  beforeAll(async () => {
    sfu = await startSfu({ env: { MEDIA_WORKERS: '1' } });
    server = await connect(sfu);
    load = new Load();
    // The endpoints may have to be built first.
  }, 600_000);
  afterAll(async () => {
    server?.close();
    await load?.close();
    await sfu?.stop();
  });

  async function endpoint(roomId: string, peerId: string, direction: 'send' | 'receive') {
    const transport = await server.ask('transport:create', { roomId, peerId, direction });
    const { iceParameters, dtlsParameters } = transport;
    const iceCandidates = transport.iceCandidates.map((one) => ({ ...one, address: one.ip }));
    const opened = await load.openRaw({ iceParameters, iceCandidates, dtlsParameters } as never);
    const peer = { roomId, peerId, transportId: transport.transportId };
    await server.ask('transport:connect', { ...peer, dtlsParameters: opened.dtlsParameters });
    await opened.connect();
    return { peer, opened };
  }

  /** A room in which one sends sound and another receives it; canaries are asked for before and after the consumer is made, where they are. */
  async function line(wanted: typeof canaries | null) {
    const [roomId, speaker, listener] = [randomUUID(), randomUUID(), randomUUID()];
    for (const peerId of [speaker, listener])
      await server.ask('peer:join', { ticket: await signTicket(sfu.secret, roomId, peerId) });
    const [up, down] = [await endpoint(roomId, speaker, 'send'), await endpoint(roomId, listener, 'receive')];
    const rtpParameters = soundParameters();
    const { producerId } = await server.ask('producer:create', { ...up.peer, ...microphone, rtpParameters });
    const { routerRtpCapabilities: rtpCapabilities } = await server.ask('room:open', { roomId });
    await server.ask('room:withhold', { roomId, canaries: wanted });
    const consumer = await server.ask('consumer:create', { ...down.peer, producerId, rtpCapabilities });
    await server.ask('room:withhold', { roomId, canaries: wanted });
    await server.ask('consumer:resume', { ...down.peer, consumerId: consumer.consumerId });
    const [encoding] = consumer.rtpParameters.encodings ?? [];
    let sequence = 0;
    return {
      roomId,
      receiver: down.opened,
      ssrc: encoding?.ssrc ?? 0,
      feedback: consumer.rtpParameters.codecs[0]?.rtcpFeedback?.map(({ type }) => type),
      send: async (count: number) => {
        const ssrc = rtpParameters.encodings?.[0]?.ssrc ?? 0;
        for (const last = sequence + count; sequence < last; ) {
          sequence += 1;
          await up.opened.write(
            writeRtp({ payloadType: 111, ssrc, sequence, timestamp: 960 * sequence, payload: Buffer.from('sound') }),
          );
        }
        return sequence;
      },
      consumerStats: async () => {
        const { peers } = await server.ask('room:stats', { roomId });
        return peers.flatMap(({ consumers }) => consumers)[0];
      },
    };
  }

  const numbersAt = (receiver: RawEndpoint, ssrc: number) =>
    receiver.packets
      .filter(({ rtcp }) => !rtcp)
      .map(({ bytes }) => readRtp(bytes))
      .filter((packet) => packet.ssrc === ssrc)
      .map(({ sequence }) => sequence);
  const missingOf = (numbers: readonly number[]) => {
    const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
    return Array.from({ length: ((last - first) & 0xffff) + 1 }, (_, step) => (first + step) & 0xffff).filter(
      (number) => !numbers.includes(number),
    );
  };

  it('are missing where the receiver gets them, are counted, and named by a NACK', async () => {
    const { receiver, ssrc, feedback, send, consumerStats } = await line(canaries);
    expect(feedback).toContain('nack');
    // Nothing is withheld while a stream is new, and a canary that nobody names is counted three seconds later.
    await until(
      'the stream is no longer new',
      async () => {
        await send(1);
        return ((await consumerStats())?.withheldCount ?? 0) > 0;
      },
      30_000,
    );
    const total = await send(packetCount);
    const stats = await until('everything sent or withheld', async () => {
      const now = await consumerStats();
      return now && numbersAt(receiver, ssrc).length === now.packetCount && now.packetCount > total - packetCount / 2
        ? now
        : null;
    });
    const missing = missingOf(numbersAt(receiver, ssrc));
    expect(missing.length).toBeGreaterThan(packetCount / 20);
    expect(stats.packetCount + missing.length).toBeGreaterThan(total - 20);
    await receiver.write(writeNack(1, ssrc, missing.slice(-3)));
    const counted = await until('what was withheld is settled', async () => {
      const now = await consumerStats();
      // The last one sent may be withheld too, which nobody who receives can see.
      return now && now.packetCount + (now.withheldCount ?? 0) === total ? now : null;
    });
    expect(counted.withheldNamedCount).toBe(3);
    expect(numbersAt(receiver, ssrc).length).toBe(counted.packetCount);
  });

  it('are not there in a room where nobody asked for them: every packet goes out, and sound is not asked for again', async () => {
    const { receiver, ssrc, feedback, send, consumerStats } = await line(null);
    expect(feedback).not.toContain('nack');
    await send(packetCount);
    await until('all packets', () => numbersAt(receiver, ssrc).length === packetCount);
    expect(missingOf(numbersAt(receiver, ssrc))).toEqual([]);
    expect(await consumerStats()).toMatchObject({ withheldCount: null, withheldNamedCount: null });
  });

  it('end when they are not asked for any more', async () => {
    const { roomId, receiver, ssrc, send, consumerStats } = await line(canaries);
    await server.ask('room:withhold', { roomId, canaries: null });
    await send(packetCount);
    await until('all packets', () => numbersAt(receiver, ssrc).length === packetCount);
    expect(await consumerStats()).toMatchObject({ withheldCount: 0, withheldNamedCount: 0 });
  });

  it('are refused for a room that is not there, and for a share that is none', async () => {
    const roomId = randomUUID();
    expect(await server.refusal('room:withhold', { roomId, canaries })).toBe(sfuErrorCodes.notFound);
    const everything = { ...canaries, audio: { oneIn: 1, spacingMs: 0 } };
    expect(await server.refusal('room:withhold', { roomId, canaries: everything })).toBe(sfuErrorCodes.invalidInput);
  });
});

describe('a worker without a control socket', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sambung-control-'));
  let other: Server | undefined;
  afterEach(() => other?.close());
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('has no canaries and does not complain', async () => {
    for (const worker of [new WorkerCanaries(null, 1), new WorkerCanaries(directory, 1)]) {
      await worker.withhold(canaries, [{ id: 'a', kind: 'audio' }]);
      expect(await worker.counts(['a'])).toEqual(new Map());
      expect(worker.consuming(canaries)).toEqual({});
    }
  });

  it.each(['?\n', '-\n', 'nonsense 7/7\n', ''])('nor where the answer is %j', async (answer) => {
    other = createServer((socket) => void socket.on('data', () => socket.end(answer)));
    await new Promise<void>((listening) => other?.listen(join(directory, '2.control'), listening));
    expect(await new WorkerCanaries(directory, 2).counts(['a'])).toEqual(new Map());
  });
});
