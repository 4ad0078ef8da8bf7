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
import { type RequestHandlers, serveRequests } from '../signaling/index.ts';
import { findRoomAccess, type RoomAccess } from './access.ts';
import type { PageLink, Schedule } from './room-registry.ts';
import { Rooms } from './rooms.ts';

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
  namespace.on('connection', (socket) => servePage(socket as Page, context, sfu, rooms));
  return rooms;
}

async function admit(context: Context, page: Page): Promise<void> {
  const { code } = parseInput(roomAuthSchema, page.handshake.auth);
  const access = await findRoomAccess(context, code, page.handshake.headers.cookie);
  if (!access) throw new DomainError('link-not-valid');
  if (access.room.endedAt !== null) throw new DomainError('room-not-open');
  page.data = { access, participantId: null };
}

function servePage(page: Page, context: Context, sfu: Sfu, rooms: Rooms): void {
  serveRequests({
    socket: page,
    requests: roomRequests,
    handlers: handlersOf(page, context, sfu, rooms),
    authorise: (name) => {
      if (name !== 'join' && page.data.participantId === null) throw new DomainError('not-joined');
    },
    log: context.log,
  });
  page.on('disconnect', () => {
    const { access, participantId } = page.data;
    if (participantId !== null) rooms.handleDisconnect(access.room.id, participantId, page.id);
  });
}

function handlersOf(page: Page, context: Context, sfu: Sfu, rooms: Rooms): RequestHandlers<RoomRequests> {
  /** Whose media a request is about: never what the page says, always who it is. */
  const self = () => ({ roomId: page.data.access.room.id, peerId: page.data.participantId ?? '' });
  return {
    join: async (input) => {
      // The door may have been closed since the handshake.
      await admitAgain(context, page);
      const joined = await rooms.join(page.data.access, page.id, input);
      page.data.participantId = joined.self.participantId;
      return joined;
    },
    leave: async () => {
      // Leaving takes the socket out of the room, which unsets its participant.
      await rooms.leave(page.data.access, self().peerId);
      return {};
    },
    'transport:create': ({ direction }) => sfu.request('transport:create', { ...self(), direction }),
    'transport:connect': (input) => sfu.request('transport:connect', { ...input, ...self() }),
    'transport:restart-ice': (input) => sfu.request('transport:restart-ice', { ...input, ...self() }),
    'producer:create': (input) => sfu.request('producer:create', { ...input, ...self() }),
    'producer:pause': (input) => sfu.request('producer:pause', { ...input, ...self() }),
    'producer:resume': (input) => sfu.request('producer:resume', { ...input, ...self() }),
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
  };
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
