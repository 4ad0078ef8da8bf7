/** Tests of what happens to rooms and peers as time passes, with a real worker and a clock that the test turns. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { workerBinary } from '../../../tests/support/sfu-process.ts';
import { createLog } from './log.ts';
import { RoomRegistry } from './room-registry.ts';
import { WorkerPool } from './worker-pool.ts';

let pool: WorkerPool;
let rooms: RoomRegistry;
let told: string[];

beforeAll(async () => {
  const settings = {
    firstMediaPort: 0,
    listenAddresses: ['127.0.0.1'],
    announcedAddress: null,
    metricsDirectory: null,
    workerCount: 1,
  };
  pool = await WorkerPool.start({ ...settings, workerBinary: workerBinary() ?? null }, createLog('silent'));
});
beforeEach(() => {
  told = [];
  rooms = new RoomRegistry({
    ...{ workers: pool, streamsPerWorker: 500, pipeListen: { address: '127.0.0.1', announcedAddress: null } },
    notify: (name) => void told.push(name),
  });
});
afterAll(() => pool?.close());

const second = 1_000;
const minute = 60 * second;

it('a peer without media and without a server that answers for it is removed after a minute', async () => {
  const room = await rooms.open(randomUUID());
  const peer = await room.join(randomUUID());
  await peer.createTransport('send');
  rooms.sweep(0);
  rooms.sweep(minute - 1);
  expect(room.state.peers).toHaveLength(1);
  rooms.sweep(minute);
  expect(room.state.peers).toEqual([]);
});

it('a peer that a server answers for stays, until that server is gone for a minute', async () => {
  const room = await rooms.open(randomUUID());
  (await room.join(randomUUID())).claimedBy = 7;
  for (let at = 0; at <= 10 * minute; at += 5 * second) rooms.sweep(at);
  expect(room.state.peers).toHaveLength(1);
  rooms.releaseClaims(8);
  rooms.sweep(11 * minute);
  rooms.sweep(13 * minute);
  expect(room.state.peers).toHaveLength(1);
  rooms.releaseClaims(7);
  rooms.sweep(14 * minute);
  rooms.sweep(15 * minute);
  expect(room.state.peers).toEqual([]);
});

it('a room that stayed empty for five minutes is closed, and its worker has room again', async () => {
  const [before] = pool.info();
  const roomId = randomUUID();
  const room = await rooms.open(roomId);
  expect(pool.info()[0]?.roomCount).toBe((before?.roomCount ?? 0) + 1);
  rooms.sweep(0);
  (await room.join(randomUUID())).claimedBy = 1;
  rooms.sweep(4 * minute);
  rooms.releaseClaims(1);
  rooms.sweep(5 * minute);
  rooms.sweep(6 * minute);
  rooms.sweep(11 * minute - 1);
  expect(rooms.roomIds).toEqual([roomId]);
  rooms.sweep(11 * minute);
  expect(rooms.roomIds).toEqual([]);
  expect(pool.info()[0]?.roomCount).toBe(before?.roomCount);
});

it('closing a room tells nothing of its parts', async () => {
  const roomId = randomUUID();
  const peer = await (await rooms.open(roomId)).join(randomUUID());
  await peer.createTransport('send');
  rooms.close(roomId);
  expect(told).toEqual([]);
});

it('a peer that leaves while a transport is made leaves none behind', async () => {
  const room = await rooms.open(randomUUID());
  const peer = await room.join(randomUUID());
  const transportCount = async () => (await peer.part.mediaWorker.webRtcServer.dump()).webRtcTransportIds.length;
  const before = await transportCount();
  const making = peer.createTransport('send');
  room.leave(peer.peerId);
  await expect(making).rejects.toThrow('left meanwhile');
  expect([peer.transportIds, await transportCount()]).toEqual([[], before]);
});
