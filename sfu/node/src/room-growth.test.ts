/** Tests of a room that outgrows its worker, with real workers: who comes next is placed on another, and the death of one costs only those on it. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { connect, microphone, type ServerEnd, signTicket, soundParameters } from '../test/driver.ts';

let sfu: SfuProcess;
let server: ServerEnd;
const roomId = randomUUID();

beforeEach(async () => {
  // Full as soon as anybody is there.
  sfu = await startSfu({ env: { MEDIA_WORKER_STREAMS: '1' } });
  server = await connect(sfu);
});
afterEach(() => sfu?.stop());

const roomCounts = async () => (await server.ask('node:status', {})).workers.map(({ roomCount }) => roomCount);

async function join(peerId: string) {
  return server.ask('peer:join', { ticket: await signTicket(sfu.secret, roomId, peerId) });
}

/** A peer that sends sound; answers where its media goes and what it sends. */
async function speaker(peerId = randomUUID()) {
  await join(peerId);
  const up = await server.ask('transport:create', { roomId, peerId, direction: 'send' });
  const { producerId } = await server.ask('producer:create', {
    ...{ roomId, peerId, transportId: up.transportId, rtpParameters: soundParameters() },
    ...microphone,
  });
  return { peerId, producerId, port: up.iceCandidates[0]?.port };
}

it('grows to the other worker once its own is full, and is one room for all', async () => {
  const first = await speaker();
  expect(await roomCounts()).toEqual([1, 0]);
  const second = await speaker();
  const third = await speaker();
  expect(await roomCounts()).toEqual([1, 1]);
  expect(new Set([first.port, second.port, third.port]).size).toBe(2);
  const state = await server.ask('room:open', { roomId });
  expect(state.producers.map(({ producerId }) => producerId).sort()).toEqual(
    [first, second, third].map(({ producerId }) => producerId).sort(),
  );
});

it('places everybody who comes at once on one new part', async () => {
  await speaker();
  const peers = await Promise.all(Array.from({ length: 6 }, () => speaker()));
  expect(await roomCounts()).toEqual([1, 1]);
  expect(peers).toHaveLength(6);
});

it('goes on when one of its workers dies: only the peers there are lost, and join again', async () => {
  const first = await speaker();
  const second = await speaker();
  const before = await server.ask('room:open', { roomId });
  const victim = (await server.ask('node:status', {})).workers[1];
  process.kill(victim?.pid ?? 0, 'SIGKILL');
  await expect.poll(() => server.heard('peer:lost')).toEqual([{ roomId, peerId: second.peerId }]);
  expect(server.heard('producer:closed')).toEqual([{ roomId, producerId: second.producerId, peerId: second.peerId }]);
  expect(server.heard('room:lost')).toEqual([]);
  const after = await server.ask('room:open', { roomId });
  expect(after.mediaEpoch).toBe(before.mediaEpoch);
  expect(after.producers.map(({ producerId }) => producerId)).toEqual([first.producerId]);
  await speaker(second.peerId);
  expect((await join(first.peerId)).producers).toHaveLength(2);
});

it('is lost when the worker that is left dies too', async () => {
  await speaker();
  await speaker();
  for (const { pid } of (await server.ask('node:status', {})).workers) process.kill(pid, 'SIGKILL');
  await expect.poll(() => server.heard('room:lost')).toEqual([{ roomId }]);
});
