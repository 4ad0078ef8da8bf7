/** Tests of what a room tells those who send cameras, with a real worker and a clock that the test turns. */
import { randomUUID } from 'node:crypto';
import type { PreferredLayers } from '@sambung/contract/ortc';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { workerBinary } from '../../../tests/support/sfu-process.ts';
import { pictureParameters } from '../test/driver.ts';
import { createLog } from './log.ts';
import type { Peer } from './peer.ts';
import type { Room } from './room.ts';
import { RoomRegistry } from './room-registry.ts';
import { fallDelayMs } from './wanted-layers.ts';
import { WorkerPool } from './worker-pool.ts';

let pool: WorkerPool;
let rooms: RoomRegistry;
let room: Room;
let told: (number | null)[];
let nowMs: number;

beforeAll(async () => {
  const settings = {
    firstMediaPort: 0,
    listenAddresses: ['127.0.0.1'],
    announcedAddress: null,
    metricsDirectory: null,
    workerCount: 2,
  };
  pool = await WorkerPool.start({ ...settings, workerBinary: workerBinary() ?? null }, createLog('silent'));
});
beforeEach(async () => {
  told = [];
  nowMs = 0;
  // Full with one stream: who comes next is on the other worker, and what is sent crosses to it.
  rooms = new RoomRegistry({
    ...{ workers: pool, streamsPerWorker: 1, pipeListen: { address: '127.0.0.1', announcedAddress: null } },
    notify: (name, data) => {
      if (name === 'producer:wanted') told.push((data as { spatialLayer: number | null }).spatialLayer);
    },
  });
  room = await rooms.open(randomUUID());
});
afterEach(() => rooms.close(room.roomId));
afterAll(() => pool?.close());

/** Long enough for less to be told. */
function passTime() {
  for (const endMs = nowMs + fallDelayMs; nowMs <= endMs; nowMs += 1_000) room.sweep(nowMs);
}

async function send(source: 'camera' | 'screen', layerCount: number): Promise<{ peer: Peer; producerId: string }> {
  const peer = await room.join(randomUUID());
  peer.claimedBy = 1;
  const { transportId } = await peer.createTransport('send');
  const rtpParameters = pictureParameters(layerCount);
  const producerId = await peer.produce({ transportId, kind: 'video', source, paused: false, rtpParameters });
  return { peer, producerId };
}

/** Somebody who sees it. */
async function see(producerId: string, preferredLayers?: PreferredLayers) {
  const peer = await room.join(randomUUID());
  peer.claimedBy = 1;
  const { transportId } = await peer.createTransport('receive');
  const rtpCapabilities = room.state.routerRtpCapabilities;
  const { consumerId } = await peer.consume({
    ...{ transportId, producerId, rtpCapabilities },
    ...(preferredLayers && { preferredLayers }),
  });
  await peer.resumeConsumer(consumerId);
  return { peer, consumerId };
}

it('who sends a camera is told what the others look at, on whichever worker they are', async () => {
  const { peer, producerId } = await send('camera', 3);
  expect(room.state.wanted).toEqual([{ peerId: peer.peerId, producerId, spatialLayer: 2 }]);
  const small = await see(producerId, { spatialLayer: 0 });
  const large = await see(producerId, { spatialLayer: 1 });
  expect(new Set([peer, small.peer, large.peer].map(({ part }) => part)).size).toBe(2);
  passTime();
  expect(told).toEqual([1]);
  await large.peer.preferLayers(large.consumerId, { spatialLayer: 2 });
  expect(told).toEqual([1, 2]);
  await large.peer.pauseConsumer(large.consumerId);
  passTime();
  expect(told).toEqual([1, 2, 0]);
  expect(room.state.wanted).toMatchObject([{ spatialLayer: 0 }]);
  await large.peer.resumeConsumer(large.consumerId);
  expect(told).toEqual([1, 2, 0, 2]);
});

it('who left or closed their transport does not look any more', async () => {
  const { producerId } = await send('camera', 2);
  const [one, other] = [await see(producerId), await see(producerId)];
  passTime();
  expect(told).toEqual([]);
  room.leave(one.peer.peerId);
  for (const transportId of other.peer.transportIds) other.peer.closeTransport(transportId);
  passTime();
  expect(told).toEqual([null]);
});

it('shared screens, cameras of one layer and what another node receives are left alone', async () => {
  await send('screen', 3);
  await send('camera', 1);
  expect(room.state.wanted).toEqual([]);
  const { producerId } = await send('camera', 3);
  const near = await room.openPipe();
  await room.sendOverPipe(near.pipeId, producerId);
  passTime();
  expect(told).toEqual([]);
});

it('a camera that is closed is forgotten', async () => {
  const { peer, producerId } = await send('camera', 3);
  peer.closeProducer(producerId);
  expect(room.state.wanted).toEqual([]);
  passTime();
  expect(told).toEqual([]);
});
