/** Tests of coming and going with a clock that the test turns: real database, real sfu process, pages that are only listened to. */
import { randomUUID } from 'node:crypto';
import { createConnection, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { soundParameters } from '../../test/media.ts';
import { admitted, openMeeting, type WayIn } from '../../test/room.ts';
import { Sfu } from '../media/index.ts';
import { findRoomAccess, type RoomAccess } from './access.ts';
import type { PageLink, Schedule } from './room-registry.ts';
import { Rooms } from './rooms.ts';

let media: SfuProcess;
let application: Application;
let institution: Institution;
let sfu: Sfu;
let rooms: Rooms;
let told: { name: string; data: unknown }[];
/** Waits that are not over: their length and what happens at their end. */
let waits: Map<() => void, number>;

const schedule: Schedule = (delayMs, action) => {
  waits.set(action, delayMs);
  return () => void waits.delete(action);
};
const pages: PageLink = {
  toRoom: (_roomId, change) => void told.push(change),
  toSocket: (_socketId, change) => void told.push(change),
  enter: () => true,
  exit: () => {},
  disconnect: () => {},
};

beforeAll(async () => {
  media = await startSfu({ env: { MEDIA_WORKERS: '1' } });
  application = await startApplication();
  institution = await createInstitution(application);
});
beforeEach(() => {
  told = [];
  pages.toSocket = (_socketId, change) => void told.push(change);
  waits = new Map();
  sfu = connect();
  rooms = new Rooms(application.context, sfu, pages, schedule);
});
afterEach(async () => {
  rooms.close();
  sfu.close();
  // The next test begins with nobody to wait for.
  await application.context.db.$executeRaw`
    INSERT INTO participant_events (participant_id, kind, at) SELECT id, 'left', now() FROM participants`;
});
afterAll(async () => {
  await application?.close();
  await media?.stop();
});

function connect(controlSocket = media.socketPath): Sfu {
  return new Sfu({ controlSocket, controlSecret: media.secret }, application.context.log);
}

async function accessOf(wayIn: WayIn): Promise<RoomAccess> {
  const browser = await admitted(application, wayIn);
  const access = await findRoomAccess(application.context, wayIn.code, browser.cookieHeader());
  if (!access) throw new Error('the door is shut');
  return access;
}

const join = (access: RoomAccess, socketId: string, transportIds: string[] = []) =>
  rooms.join(access, socketId, { displayName: 'Sari', transportIds });
const events = (participantId: string) =>
  application.context.db.participantEvent
    .findMany({ where: { participantId }, orderBy: { id: 'asc' } })
    .then((rows) => rows.map(({ kind }) => kind));
const names = () => told.map(({ name }) => name);
/** Lets all waits be over. */
const passTime = () => {
  for (const action of [...waits.keys()]) {
    waits.delete(action);
    action();
  }
};

it('a participant whose socket broke has left only when nobody came back in time', async () => {
  const access = await accessOf(await openMeeting(application, institution));
  const { self } = await join(access, 'first');
  rooms.handleDisconnect(access.room.id, self.participantId, 'first');
  expect([...waits.values()]).toEqual([15_000]);
  expect(rooms.participants(access.room.id)).toMatchObject([{ participantId: self.participantId, connected: false }]);
  expect(await events(self.participantId)).toEqual(['joined']);
  passTime();
  await expect.poll(() => events(self.participantId)).toEqual(['joined', 'left']);
  expect(names()).toContain('participant:left');
  expect(rooms.participants(access.room.id)).toEqual([]);
  await expect.poll(async () => (await sfu.request('room:open', { roomId: access.room.id })).peers).toEqual([]);
});

it('one whose media flows is waited for much longer, but not for ever', async () => {
  const access = await accessOf(await openMeeting(application, institution));
  const { self } = await join(access, 'first');
  const ask = sfu.request.bind(sfu);
  let flows = true;
  // Only what the node would say of a page that still sends: there is no browser here.
  sfu.request = (async (name: 'room:open', input: { roomId: string }) => {
    const answer = await ask(name, input);
    if (name !== 'room:open') return answer;
    return { ...answer, peers: answer.peers.map((peer) => ({ ...peer, connected: flows })) };
  }) as typeof sfu.request;
  rooms.handleDisconnect(access.room.id, self.participantId, 'first');
  for (let waitedMs = 15_000; waitedMs < 180_000; waitedMs += 15_000) {
    passTime();
    await expect.poll(() => [...waits.values()]).toEqual([15_000]);
  }
  expect(await events(self.participantId)).toEqual(['joined']);
  passTime();
  await expect.poll(() => events(self.participantId)).toEqual(['joined', 'left']);
  flows = false;
  await join(access, 'second');
  rooms.handleDisconnect(access.room.id, self.participantId, 'second');
  passTime();
  await expect.poll(() => events(self.participantId)).toEqual(['joined', 'left', 'joined', 'left']);
});

it('a join brings both transports, but not to a page that still holds its own', async () => {
  const access = await accessOf(await openMeeting(application, institution));
  const { self, transports } = await join(access, 'first');
  const made = [transports?.send.transportId ?? '', transports?.receive.transportId ?? ''];
  const held = async () => {
    const { peers } = await sfu.request('room:open', { roomId: access.room.id });
    return peers.find(({ peerId }) => peerId === self.participantId)?.transportIds.toSorted();
  };
  expect(await held()).toEqual(made.toSorted());
  expect(await join(access, 'second', made)).toMatchObject({ resumed: true, transports: null });
  expect(await held()).toEqual(made.toSorted());
  // A page that begins anew gets new ones, and the old are closed.
  const again = await join(access, 'third');
  expect(again.transports?.send.transportId).not.toBe(made[0]);
  await expect.poll(held).toHaveLength(2);
});

it('one who came back in time has not left', async () => {
  const access = await accessOf(await openMeeting(application, institution));
  const { self } = await join(access, 'first');
  const { transportId } = await sfu.request('transport:create', {
    ...{ roomId: access.room.id, peerId: self.participantId, direction: 'send' },
  });
  rooms.handleDisconnect(access.room.id, self.participantId, 'first');
  expect((await join(access, 'second', [transportId])).resumed).toBe(true);
  expect(waits.size).toBe(0);
  expect(await events(self.participantId)).toEqual(['joined']);
  expect(names()).not.toContain('participant:left');
});

it('the end of an older socket means nothing once a newer one speaks', async () => {
  const access = await accessOf(await openMeeting(application, institution));
  const { self } = await join(access, 'first');
  await join(access, 'second');
  rooms.handleDisconnect(access.room.id, self.participantId, 'first');
  expect(waits.size).toBe(0);
  expect(rooms.participants(access.room.id)).toMatchObject([{ connected: true }]);
});

it('of two pages of one person the one opened last stays, however often the other comes back', async () => {
  const access = await accessOf(await openMeeting(application, institution));
  const released: string[] = [];
  const enter = (socketId: string, id: string, wasIn: boolean) =>
    rooms.join(access, socketId, { displayName: 'Sari', transportIds: [], page: { id: id.repeat(32), wasIn } });
  pages.toSocket = (socketId, change) => {
    told.push(change);
    if (change.name === 'room:ended' && change.data.reason === 'replaced') released.push(socketId);
  };
  const first = await enter('first', 'a', false);
  expect(first.tookOver).toBe(false);
  // The first loses its connection, and the person opens another page.
  rooms.handleDisconnect(access.room.id, first.self.participantId, 'first');
  expect(await enter('second', 'b', false)).toMatchObject({ tookOver: false, self: { displayName: 'Sari' } });
  for (const socketId of ['first again', 'and again']) {
    await expect(enter(socketId, 'a', true)).rejects.toMatchObject({ code: 'not-joined' });
  }
  expect(released).toEqual(['first again', 'and again']);
  // A page that comes back to its own place finds it, also before its old socket is known to be dead.
  expect(await enter('second anew', 'b', true)).toMatchObject({ tookOver: false });
  // A person's own click moves the meeting.
  expect(await enter('third', 'a', false)).toMatchObject({ tookOver: true });
  expect(released).toEqual(['first again', 'and again', 'second', 'second anew']);
  expect(await events(first.self.participantId)).toEqual(['joined']);
});

it('two sockets that join at once are one participant', async () => {
  const access = await accessOf(await openMeeting(application, institution));
  const [one, two] = await Promise.all([join(access, 'first'), join(access, 'second')]);
  expect(one.self.participantId).toBe(two.self.participantId);
  expect(await events(one.self.participantId)).toEqual(['joined']);
  expect(names().filter((name) => name === 'participant:joined')).toHaveLength(1);
});

it('after a restart everybody is waited for, and has left only when that wait is over', async () => {
  const wayIn = await openMeeting(application, institution);
  const [staying, gone] = [await accessOf(wayIn), await accessOf(wayIn)];
  const [here, away] = [await join(staying, 'first'), await join(gone, 'second')];
  rooms.close();
  rooms = new Rooms(application.context, sfu, pages, schedule);
  await expect.poll(() => rooms.participants(staying.room.id)).toHaveLength(2);
  expect(rooms.participants(staying.room.id).every(({ connected }) => !connected)).toBe(true);
  await join(staying, 'third');
  passTime();
  await expect.poll(() => events(away.self.participantId)).toEqual(['joined', 'left']);
  expect(await events(here.self.participantId)).toEqual(['joined']);
});

it('a server that stops marks nobody as having left', async () => {
  const access = await accessOf(await openMeeting(application, institution));
  const { self } = await join(access, 'first');
  rooms.close();
  rooms.handleDisconnect(access.room.id, self.participantId, 'first');
  expect(waits.size).toBe(0);
  expect(await events(self.participantId)).toEqual(['joined']);
});

it('a room that ends takes everybody out and the media with it', async () => {
  const access = await accessOf(await openMeeting(application, institution));
  const { self } = await join(access, 'first');
  await rooms.end(access.room.id);
  expect(names()).toContain('room:ended');
  expect(await events(self.participantId)).toEqual(['joined', 'left']);
  expect((await sfu.request('node:status', {})).roomIds).not.toContain(access.room.id);
});

it('a lost connection to the node costs nothing: on its return what was missed is told and forgotten peers are removed', async () => {
  const path = `${media.socketPath}.cut`;
  const through = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = createConnection(media.socketPath);
    for (const socket of [near, far]) through.add(socket.on('error', () => {}));
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((listening) => proxy.listen(path, listening));
  const cut = connect(path);
  const reached = new Rooms(application.context, cut, pages, schedule);
  const access = await accessOf(await openMeeting(application, institution));
  const { self } = await reached.join(access, 'first', { displayName: 'Sari', transportIds: [] });
  const roomId = access.room.id;
  const peer = { roomId, peerId: self.participantId };
  const { transportId } = await cut.request('transport:create', { ...peer, direction: 'send' });
  const lost = new Promise<void>((resolve) => cut.on('lost', resolve));
  const shut = new Promise((resolve) => proxy.close(resolve));
  for (const socket of through) socket.destroy();
  await Promise.all([lost, shut]);
  const ghost = randomUUID();
  await sfu.join(roomId, ghost);
  const sound = { ...peer, transportId, kind: 'audio', source: 'microphone', paused: false } as const;
  const { producerId } = await sfu.request('producer:create', { ...sound, rtpParameters: soundParameters() });
  await new Promise<void>((listening) => proxy.listen(path, listening));
  await expect.poll(names, { timeout: 10_000 }).toContain('producer:opened');
  expect(told.find(({ name }) => name === 'producer:opened')?.data).toMatchObject({ producerId });
  const peers = async () => (await sfu.request('room:open', { roomId })).peers.map(({ peerId }) => peerId);
  await expect.poll(peers).toEqual([self.participantId]);
  expect(names()).not.toContain('media:lost');
  reached.close();
  cut.close();
  proxy.close();
});

it('a hand stays up over a short absence, and is lowered by a longer one', async () => {
  let now = application.context.clock();
  const { db, log } = application.context;
  const later = new Rooms({ db, log, clock: () => now }, sfu, pages, schedule);
  const access = await accessOf(await openMeeting(application, institution));
  const enter = () => later.join(access, 'page', { displayName: 'Sari', transportIds: [] });
  const { self } = await enter();
  const handRaisedAt = now;
  await db.participant.update({ where: { id: self.participantId }, data: { handRaisedAt } });
  const handAfter = async (awayMs: number) => {
    await later.leave(access, self.participantId);
    now = new Date(now.getTime() + awayMs);
    return (await enter()).self.handRaisedAt;
  };
  expect([await handAfter(59_000), await handAfter(61_000)]).toEqual([handRaisedAt.toISOString(), null]);
  expect((await db.participant.findUniqueOrThrow({ where: { id: self.participantId } })).handRaisedAt).toBeNull();
  later.close();
});
