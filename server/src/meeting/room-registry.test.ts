/** Tests of what passes from the node to single pages, with a node and pages that are only listened to. */
import { initialSettings } from '@sambung/contract/meeting';
import type { RoomState } from '@sambung/contract/sfu';
import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import type { Sfu } from '../media/index.ts';
import type { Presence, RoomChange } from './room.ts';
import { RoomRegistry } from './room-registry.ts';

const wanted = { peerId: 'sari', producerId: 'camera', spatialLayer: 0 };
const state: RoomState = {
  ...{ roomId: 'room', mediaEpoch: 'first', routerRtpCapabilities: {}, peers: [], producers: [] },
  wanted: [wanted],
};

let told: { socketId: string; change: RoomChange }[];
let listeners: Map<string, (data: unknown) => void>;
let registry: RoomRegistry;

beforeEach(() => {
  told = [];
  listeners = new Map();
  const sfu = {
    on: (name: string, listener: (data: unknown) => void) => void listeners.set(name, listener),
    request: async () => state,
    join: async () => state,
  } as unknown as Sfu;
  const pages = {
    toRoom: (_roomId: string, change: RoomChange) => void told.push({ socketId: 'everybody', change }),
    toSocket: (socketId: string, change: RoomChange) => void told.push({ socketId, change }),
    ...{ enter: () => true, exit: () => {}, disconnect: () => {} },
  };
  registry = new RoomRegistry({
    ...{ sfu, pages, log: pino({ level: 'silent' }) },
    schedule: () => () => {},
    settingsOf: async () => initialSettings,
  });
});

/** A room with somebody who sends and somebody who does not. */
async function open(kind: 'meeting' | 'test-call') {
  const room = await registry.open({ id: 'room', kind, cascaded: false });
  const presence = (participantId: string) =>
    ({ info: { participantId, side: null }, socketId: `socket of ${participantId}` }) as unknown as Presence;
  for (const participantId of ['sari', 'budi']) room.presences.set(participantId, presence(participantId));
  return room;
}

const toSari = {
  socketId: 'socket of sari',
  change: { name: 'producer:wanted', data: { producerId: 'camera', spatialLayer: 0 } },
};

it('what is wanted of a camera is told to who sends it, and to nobody else', async () => {
  await open('meeting');
  listeners.get('producer:wanted')?.({ roomId: 'room', ...wanted });
  expect(told).toEqual([toSari]);
  listeners.get('producer:wanted')?.({ roomId: 'another', ...wanted });
  expect(told).toHaveLength(1);
});

it('who comes back is told what is wanted of their own camera alone', async () => {
  const room = await open('meeting');
  registry.tellWanted(room, [wanted, { ...wanted, peerId: 'budi' }], 'sari');
  expect(told).toEqual([toSari]);
});

it('what may have been missed while the node could not be reached is told anew', async () => {
  await open('meeting');
  listeners.get('connected')?.(undefined);
  await expect.poll(() => told).toEqual([toSari]);
});

it('a test call, which measures everything that is sent, is never told of it', async () => {
  const room = await open('test-call');
  listeners.get('producer:wanted')?.({ roomId: 'room', ...wanted });
  registry.tellWanted(room, [wanted]);
  expect(told).toEqual([]);
});
