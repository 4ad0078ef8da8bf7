/** The `/room` namespace: pages of a meeting or a test call. The room's cookie opens it; every id beyond the page's own comes from here. */
import {
  type RoomClientEvents,
  type RoomRequests,
  type RoomServerEvents,
  roomAuthSchema,
  roomRequests,
} from '@sambung/contract/socket';
import type { Server, Socket } from 'socket.io';
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import { DomainError, languageOf, parseInput, problemOf } from '../problem.ts';
import { type RequestHandlers, serveRequests, TokenBucket } from '../signaling/index.ts';
import { findRoomAccess, type RoomAccess } from './access.ts';
import { JoinQueue } from './join-queue.ts';
import { Leading } from './leading.ts';
import type { PageLink, Schedule } from './room-registry.ts';
import { Rooms } from './rooms.ts';
import { TakingPart } from './taking-part.ts';

interface PageData {
  access: RoomAccess;
  /** Set while the page has joined. */
  participantId: string | null;
}
type Page = Socket<RoomClientEvents, RoomServerEvents, Record<string, never>, PageData>;

/** Serves the namespace; rooms that were running are restored as soon as the sfu node is there. `schedule` is for tests that turn the clock. */
export function serveRooms(io: Server, context: Context, sfu: Sfu, schedule?: Schedule): Rooms {
  const namespace = io.of('/room');
  const rooms = new Rooms(context, sfu, linkTo(namespace), schedule);

  namespace.use((socket, next) => {
    const { cookie, 'accept-language': acceptLanguage } = socket.handshake.headers;
    admit(context, socket as Page).then(
      () => next(),
      (error) => {
        const problem = problemOf(error, languageOf({ cookie, 'accept-language': acceptLanguage }));
        if (problem.code === 'internal') context.log.error({ err: error }, 'a room handshake failed');
        next(Object.assign(new Error(problem.code), { data: problem }));
      },
    );
  });
  const served: Served = {
    context,
    sfu,
    rooms,
    leading: new Leading(context, sfu, rooms),
    part: new TakingPart(context, rooms),
    joins: new JoinQueue(schedule),
  };
  namespace.on('connection', (socket) => servePage(socket as Page, served));
  return rooms;
}

/** What every page's requests go to. */
interface Served {
  context: Context;
  sfu: Sfu;
  rooms: Rooms;
  leading: Leading;
  part: TakingPart;
  joins: JoinQueue;
}

/** Messages, reactions, names and hands of one page: so many at once, then so many a second. Higher lets one person fill everybody's screen. */
const spoken = { burst: 15, refillPerSecond: 1 };

async function admit(context: Context, page: Page): Promise<void> {
  const { code } = parseInput(roomAuthSchema, page.handshake.auth);
  const access = await findRoomAccess(context, code, page.handshake.headers.cookie);
  if (!access) throw new DomainError('link-not-valid');
  if (access.room.endedAt !== null) throw new DomainError('room-not-open');
  page.data = { access, participantId: null };
}

function servePage(page: Page, served: Served): void {
  const { context, rooms } = served;
  serveRequests({
    socket: page,
    requests: roomRequests,
    handlers: { ...mediaHandlers(page, served), ...peopleHandlers(page, served) },
    authorise: (name) => {
      if (name !== 'join' && page.data.participantId === null) throw new DomainError('not-joined');
    },
    log: context.log,
  });
  page.on('disconnect', () => {
    const { access, participantId } = page.data;
    if (participantId !== null) rooms.handleDisconnect(access.room.id, participantId, page.id);
    else rooms.door.leave(access.room.id, access.accessId, page.id);
  });
}

/** Whose a request is: never what the page says, always who it is. */
const selfOf = (page: Page) => ({ roomId: page.data.access.room.id, peerId: page.data.participantId ?? '' });

function mediaHandlers(page: Page, { context, sfu, rooms, part, joins }: Served) {
  const self = () => selfOf(page);
  return {
    join: (input) => {
      const { accessId, room } = page.data.access;
      return joins.run({ accessId, hasPlace: part.hasPlace(room.id, accessId) }, async () => {
        // The door may have been closed since the handshake.
        await admitAgain(context, page);
        const joined = await rooms.join(page.data.access, page.id, input);
        page.data.participantId = joined.self.participantId;
        return joined;
      });
    },
    leave: async () => {
      // Leaving takes the socket out of the room, which unsets its participant.
      await rooms.leave(page.data.access, self().peerId);
      return {};
    },
    'transport:create': ({ direction }) => sfu.request('transport:create', { ...self(), direction }),
    'transport:connect': (input) => sfu.request('transport:connect', { ...input, ...self() }),
    'transport:restart-ice': (input) => sfu.request('transport:restart-ice', { ...input, ...self() }),
    'producer:create': (input) => {
      // A muted microphone is announced by everybody; it cannot be resumed by who may not speak.
      if (input.source !== 'microphone' || !input.paused) part.mayBegin(self(), input.source);
      return sfu.request('producer:create', { ...input, ...self() });
    },
    'producer:pause': (input) => sfu.request('producer:pause', { ...input, ...self() }),
    'producer:resume': (input) => {
      part.mayResume(self(), input.producerId);
      return sfu.request('producer:resume', { ...input, ...self() });
    },
    'producer:close': (input) => sfu.request('producer:close', { ...input, ...self() }),
    'consumer:create': (input) => sfu.request('consumer:create', { ...input, ...self() }),
    'consumer:prefer-layers': (input) => sfu.request('consumer:prefer-layers', { ...input, ...self() }),
    'consumer:pause': (input) => sfu.request('consumer:pause', { ...input, ...self() }),
    'consumer:resume': (input) => sfu.request('consumer:resume', { ...input, ...self() }),
    'test:report': (report) => {
      rooms.passOn('reported', self(), { report });
      return {};
    },
    'test:answer': (answers) => {
      rooms.passOn('answered', self(), { answers });
      return {};
    },
    'test:say': ({ text }) => {
      rooms.passOn('said', self(), { text });
      return {};
    },
    'clock:answer': (answer) => {
      rooms.passOn('clock-answered', self(), { answer });
      return {};
    },
  } satisfies Partial<RequestHandlers<RoomRequests>>;
}

function peopleHandlers(page: Page, { leading, part }: Served) {
  const self = () => selfOf(page);
  const bucket = new TokenBucket(spoken.burst, spoken.refillPerSecond, performance.now());
  /** Done, and nothing to answer. */
  const done = async (action: Promise<void> | void) => {
    await action;
    return {};
  };
  const sparingly = (action: () => Promise<void> | void) => {
    if (!bucket.take(performance.now())) throw new DomainError('too-many-requests');
    return done(action());
  };
  return {
    'hand:set': ({ raised }) => sparingly(() => part.setHand(self(), raised)),
    'name:set': ({ displayName }) => sparingly(() => part.rename(self(), displayName)),
    'reaction:send': ({ reaction }) => sparingly(() => part.react(self(), reaction)),
    'chat:say': ({ text, target }) => sparingly(() => part.say(self(), { text }, target)),
    'lead:stop': ({ source, participantIds }) => done(leading.stop(self(), source, participantIds)),
    'lead:ask': ({ source, participantId }) => done(leading.ask(self(), source, participantId)),
    'lead:lower-hands': ({ participantIds }) => done(leading.lowerHands(self(), participantIds)),
    'lead:rename': ({ participantId, displayName }) => done(leading.rename(self(), participantId, displayName)),
    'lead:set-role': ({ participantId, role }) => done(leading.setRole(self(), participantId, role)),
    'lead:remove': ({ participantId, ban }) => done(leading.remove(self(), participantId, ban)),
    'lead:set': (change) => done(leading.set(self(), change)),
    'lead:admit': ({ waitingIds }) => done(leading.admit(self(), waitingIds)),
    'lead:refuse': ({ waitingId }) => done(leading.refuse(self(), waitingId)),
    'lead:tell-waiting': ({ text }) => done(leading.tellWaiting(self(), text)),
    'lead:end': () => done(leading.end(self())),
  } satisfies Partial<RequestHandlers<RoomRequests>>;
}

async function admitAgain(context: Context, page: Page): Promise<void> {
  const { participantId } = page.data;
  await admit(context, page);
  page.data.participantId = participantId;
}

function linkTo(namespace: ReturnType<Server['of']>): PageLink {
  const socketOf = (socketId: string) => namespace.sockets.get(socketId);
  return {
    toRoom: (roomId, { name, data }) => void namespace.to(roomId).emit(name, data),
    toSocket: (socketId, { name, data }) => void socketOf(socketId)?.emit(name, data),
    enter: (socketId, roomId) => {
      const socket = socketOf(socketId);
      if (!socket?.connected) return false;
      void socket.join(roomId);
      return true;
    },
    exit: (socketId, roomId) => {
      const socket = socketOf(socketId);
      if (!socket) return;
      socket.data.participantId = null;
      void socket.leave(roomId);
    },
    // The last notification is flushed first: `disconnect` writes its own packet after it.
    disconnect: (socketId) => void socketOf(socketId)?.disconnect(true),
  };
}
