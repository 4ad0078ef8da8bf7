/** The relay over real sockets: what both ends see of each impairment is what its log says, and the log says what was asked for. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createConnection, createServer, type Socket as Stream } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../product.ts';
import { type Relay, startRelay } from './relay.ts';
import type { Conditions, ScheduleInput } from './schedule.ts';
import { summarize } from './summary.ts';

/** A datagram that carries its number and when it was sent, in the clock of this process. */
interface Seen {
  number: number;
  tookMs: number;
  fromPort: number;
}

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function boundSocket(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 });
  opened.push(socket);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

/** A relay with a receiver behind it and a sender before it. */
async function udpLine(schedule: ScheduleInput) {
  const [far, near] = [await boundSocket(), await boundSocket()];
  const relay = await startRelay(schedule);
  const { port, address } = await relay.openUdp({ address: '127.0.0.1', port: far.address().port });
  const seen: Seen[] = [];
  far.on('message', (bytes, from) => {
    seen.push({
      number: bytes.readUInt32BE(4),
      tookMs: performance.now() - bytes.readDoubleBE(8),
      fromPort: from.port,
    });
  });
  /** Looks like RTP, so that the log tells SSRC and sequence. */
  const send = (number: number, size = 1_000) => {
    const bytes = Buffer.alloc(size);
    bytes[0] = 0x80;
    bytes[1] = 96;
    bytes.writeUInt16BE(number & 0xffff, 2);
    bytes.writeUInt32BE(number, 4);
    bytes.writeDoubleBE(performance.now(), 8);
    near.send(bytes, port, address);
  };
  return { relay, far, near, seen, send };
}

/** Sends `count` datagrams up, one every `everyMs`, and returns what arrived and the log. */
async function sendUp(conditions: Conditions, { count = 400, everyMs = 1, size = 1_000 } = {}) {
  const { relay, seen, send } = await udpLine({ seed: 5, phases: [{ atMs: 0, up: conditions }] });
  await relay.begin();
  await paced(count, everyMs, (number) => send(number, size));
  return { seen, ...(await finished(relay, seen)) };
}

/** Resolves when the relay has surely read what was sent to its sockets before: it answers once a turn of its event loop at most. */
async function turns(relay: Relay): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await relay.apply({});
}

function paced(count: number, everyMs: number, send: (number: number) => void): Promise<void> {
  const beganAt = performance.now();
  let number = 0;
  return new Promise((done) => {
    const timer = setInterval(() => {
      for (; number < count && performance.now() >= beganAt + number * everyMs; number += 1) send(number);
      if (number < count) return;
      clearInterval(timer);
      done();
    }, 1);
  });
}

/** Ends the relay once everything sent has reached it, and waits for what it says it sent on. */
async function finished(relay: Relay, seen: Seen[]) {
  const log = await relay.finish();
  const up = log.packets.filter(({ direction }) => direction === 'up');
  const left = up.filter(({ verdict }) => verdict === 'sent' || verdict === 'copy');
  await until('every datagram that left the relay', () => seen.length === left.length);
  return { up, left, log };
}

describe('a UDP line', () => {
  it('carries both directions of several senders, each with a port of its own', async () => {
    const relay = await startRelay();
    const far = await boundSocket();
    far.on('message', (bytes, { port, address }) => far.send(`${bytes} from ${port}`, port, address));
    const near = await relay.openUdp({ address: '127.0.0.1', port: far.address().port });
    const answers = await Promise.all(
      ['one', 'two'].map(async (text) => {
        const socket = await boundSocket();
        const answer = once(socket, 'message');
        socket.send(text, near.port, near.address);
        return String((await answer)[0]);
      }),
    );
    expect(answers.map((answer) => answer.split(' ')[0])).toEqual(['one', 'two']);
    expect(new Set(answers.map((answer) => answer.split(' ')[2])).size).toBe(2);
    const log = await relay.finish();
    expect(summarize(log.packets, { direction: 'down', fromMs: 0, toMs: 1e6 }).sent).toBe(2);
  });

  it('loses, and logs, the same packets', async () => {
    const { seen, up } = await sendUp({ loss: 0.1 }, { count: 1_000 });
    const lost = up.filter(({ verdict }) => verdict === 'loss').map(({ sequence }) => sequence);
    expect(lost.length).toBeGreaterThan(60);
    expect(lost.length).toBeLessThan(140);
    const arrived = new Set(seen.map(({ number }) => number));
    expect(lost.filter((number) => arrived.has(number))).toEqual([]);
    expect(up.map(({ kind }) => kind)).toEqual(up.map(() => 'rtp'));
  });

  it('loses in bursts', async () => {
    const { seen, up } = await sendUp({ bursts: { enter: 0.02, leave: 0.2, loss: 1 } }, { count: 1_000 });
    const lost = up.map(({ verdict }) => verdict === 'burst');
    const runs = lost.filter((one, index) => one && !lost[index - 1]).length;
    expect(lost.filter(Boolean).length / runs).toBeGreaterThan(2.5);
    expect(seen.length).toBe(lost.filter((one) => !one).length);
  });

  it('delays one direction and not the other', async () => {
    const { relay, far, near, seen, send } = await udpLine({ phases: [{ atMs: 0, down: { delayMs: 120 } }] });
    far.on('message', (bytes, { port, address }) => far.send(bytes, port, address));
    let roundTripMs = 0;
    near.on('message', (bytes) => {
      roundTripMs = performance.now() - bytes.readDoubleBE(8);
    });
    send(1);
    await until('the answer', () => roundTripMs > 0);
    const log = await relay.finish();
    expect(roundTripMs).toBeGreaterThanOrEqual(119.9);
    expect(log.packets.map(({ direction, flightMs }) => [direction, flightMs])).toEqual([
      ['up', 0],
      ['down', 120],
    ]);
    expect(seen).toHaveLength(1);
  });

  it('never sends earlier than its log says', async () => {
    const { seen, left } = await sendUp({ delayMs: 20, jitter: { ms: 10, shape: 'uniform', reorders: true } });
    const planned = new Map(left.map((packet) => [packet.sequence, packet.queueMs + packet.flightMs]));
    // The log's instants are rounded to a microsecond; the clocks of two processes run alike.
    expect(seen.filter(({ number, tookMs }) => tookMs < (planned.get(number) ?? 0) - 0.1)).toEqual([]);
    expect(new Set([...planned.values()].map((value) => Math.floor(value))).size).toBeGreaterThanOrEqual(9);
  });

  it('reorders and duplicates as its log says', async () => {
    const { seen, left } = await sendUp({ delayMs: 5, reorder: { share: 0.1, ms: 15 }, duplicate: 0.1 });
    expect(seen.map(({ number }) => number)).toEqual(left.map(({ sequence }) => sequence));
    const copies = left.filter(({ verdict }) => verdict === 'copy').length;
    expect(copies).toBeGreaterThan(15);
    expect(copies).toBeLessThan(70);
    const overtaken = left.filter(({ sequence }, index) => left.slice(0, index).some((one) => one.sequence > sequence));
    expect(overtaken.length).toBeGreaterThan(15);
  });

  it('lets out no more than its rate, and queues no longer than its limit', async () => {
    const { left, up } = await sendUp({ rateBps: 3_000_000, queueMs: 100 }, { count: 700, everyMs: 1.6, size: 1_200 });
    expect(up.filter(({ verdict }) => verdict === 'queue').length).toBeGreaterThan(100);
    // A packet takes 3.2 ms; one that had to wait leaves the moment the one before it is through, however unevenly they came.
    const packetMs = (1_200 * 8_000) / 3_000_000;
    const outAt = left.map(({ atMs, queueMs }) => atMs + queueMs);
    const gaps = left.slice(1).map(({ queueMs }, index) => ({
      waited: queueMs > packetMs + 0.01,
      gapMs: (outAt[index + 1] ?? 0) - (outAt[index] ?? 0),
    }));
    expect(Math.min(...gaps.map(({ gapMs }) => gapMs))).toBeGreaterThan(packetMs - 0.01);
    const waited = gaps.filter((gap) => gap.waited);
    expect(waited.length).toBeGreaterThan(100);
    expect(Math.max(...waited.map(({ gapMs }) => gapMs))).toBeLessThan(packetMs + 0.01);
    expect(Math.max(...left.map(({ queueMs }) => queueMs))).toBeLessThanOrEqual(100 + packetMs + 0.1);
    expect(left.every(({ lateMs }) => lateMs >= 0)).toBe(true);
  });

  it('goes dark and comes back', async () => {
    const { relay, seen, send } = await udpLine({});
    await relay.begin();
    send(1);
    await until('the first', () => seen.length === 1);
    await relay.apply({ up: { blackout: true } });
    for (const number of [2, 3, 4]) send(number);
    await turns(relay);
    await relay.apply({ up: {} });
    send(5);
    await until('the one after it', () => seen.some(({ number }) => number === 5));
    const { up } = await finished(relay, seen);
    expect(up.map(({ sequence, verdict }) => [sequence, verdict])).toEqual([
      [1, 'sent'],
      [2, 'blackout'],
      [3, 'blackout'],
      [4, 'blackout'],
      [5, 'sent'],
    ]);
  });

  it('changes its address towards the far side, and is deaf at the old one', async () => {
    const { relay, far, near, seen, send } = await udpLine({});
    const heard: string[] = [];
    near.on('message', (bytes) => heard.push(String(bytes)));
    send(1);
    await until('the first', () => seen.length === 1);
    await relay.apply({ rebind: true });
    send(2);
    await until('the second', () => seen.length === 2);
    const [before = 0, after = 0] = seen.map(({ fromPort }) => fromPort);
    expect(after).not.toBe(before);
    far.send('old', before, '127.0.0.1');
    far.send('new', after, '127.0.0.1');
    await until('the answer to the new address', () => heard.length === 1);
    const { log } = await finished(relay, seen);
    expect(heard).toEqual(['new']);
    expect(log.packets.filter(({ direction }) => direction === 'down').map(({ verdict }) => verdict)).toEqual([
      'stale',
      'sent',
    ]);
    expect(log.events.map(({ event }) => event)).toContainEqual({ rebound: 1 });
  });
});

describe('a TCP line', () => {
  /** A relay between a client and a server that gives back what it gets. */
  async function tcpLine(schedule: ScheduleInput) {
    const streams: Stream[] = [];
    const server = createServer((stream) => {
      streams.push(stream);
      stream.on('error', () => {});
      stream.pipe(stream);
    });
    opened.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('not bound');
    const relay = await startRelay(schedule);
    const { port, address } = await relay.openTcp({ address: '127.0.0.1', port: bound.port });
    const client = createConnection({ host: address, port });
    opened.push({ close: () => client.destroy() });
    await once(client, 'connect');
    return { relay, client, streams };
  }

  /** Sends `bytes` and resolves with what came back after the end. */
  async function echoed(client: Stream, bytes: Buffer): Promise<Buffer> {
    const back: Buffer[] = [];
    client.on('data', (piece: Buffer) => back.push(piece));
    client.end(bytes);
    await once(client, 'end');
    return Buffer.concat(back);
  }

  it('carries every byte in order, whatever datagrams would suffer, with its delay and at its rate', async () => {
    const down: Conditions = { delayMs: 60, loss: 0.5, duplicate: 0.5, reorder: { share: 0.5, ms: 50 } };
    const { relay, client } = await tcpLine({
      phases: [{ atMs: 0, up: { rateBps: 4_000_000, queueMs: 50 }, down }],
    });
    const bytes = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, index) => (index * 31) % 251));
    const beganAt = performance.now();
    const back = await echoed(client, bytes);
    // 200 kB at 4 Mbit/s are 400 ms, and the way back takes 60.
    expect(performance.now() - beganAt).toBeGreaterThanOrEqual(460);
    expect(back.equals(bytes)).toBe(true);
    const log = await relay.finish();
    const up = log.packets.filter(({ direction }) => direction === 'up');
    expect(Math.max(...up.map(({ queueMs }) => queueMs))).toBeLessThan(60);
    const outAt = up.filter(({ size }) => size === 1_400).map(({ atMs, queueMs }) => atMs + queueMs);
    const tookMs = (outAt.at(-1) ?? 0) - (outAt[0] ?? 0);
    expect(((outAt.length - 1) * 1_400 * 8_000) / tookMs / 4_000_000).toBeCloseTo(1, 1);
  });

  it('stands still in the dark and goes on after it', async () => {
    const { relay, client } = await tcpLine({});
    await relay.apply({ up: { blackout: true } });
    const back = echoed(client, Buffer.from('held'));
    let came = false;
    back.then(() => {
      came = true;
    });
    await turns(relay);
    expect(came).toBe(false);
    await relay.apply({ up: {} });
    expect(String(await back)).toBe('held');
    await relay.finish();
  });

  it('is cut with a reset on both sides', async () => {
    const { relay, client, streams } = await tcpLine({});
    await until('the far side', () => streams.length === 1);
    const ends = [client, ...streams].map((stream) => new Promise<Error>((failed) => stream.once('error', failed)));
    await relay.apply({ cut: true });
    expect((await Promise.all(ends)).map((error) => 'code' in error && error.code)).toEqual([
      'ECONNRESET',
      'ECONNRESET',
    ]);
    await relay.finish();
  });
});
