/** Who is in the rooms this server speaks for: joining, leaving, coming back after a lost connection or a restart. */
import { EventEmitter } from 'node:events';
import type { Side } from '@sambung/contract/http';
import { leads } from '@sambung/contract/meeting';
import type { RoomState } from '@sambung/contract/sfu';
import type { Joined, ParticipantInfo, RoomRequestInput } from '@sambung/contract/socket';
import { messagesFor } from '../chat/index.ts';
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import { DomainError } from '../problem.ts';
import { handAfterAbsence, stillThere } from './absence.ts';
import type { RoomAccess } from './access.ts';
import { Door } from './door.ts';
import { InOrder } from './in-order.ts';
import { isAnotherPage, release } from './page-of-person.ts';
import { isSameInfo, nameOf, toInfo } from './participant-info.ts';
import { takeUpTransports } from './peer-transports.ts';
import type { LiveRoom, Presence, RoomChange } from './room.ts';
import type { RoomParticipant, RoomsEvents, TestTelling } from './room-events.ts';
import { type PageLink, RoomRegistry, type Schedule, scheduleByTimer } from './room-registry.ts';
import * as store from './room-store.ts';

/** How long a participant whose socket broke counts as present. Higher keeps dead tiles, lower tells of leaving at every hiccup. */
const returnGraceMs = 15_000;
/** The same after a restart of this server, which pages notice late because they wait between tries. */
const restoreGraceMs = 30_000;

/** Whose media flows without a socket is waited for up to this: the talk goes on meanwhile. Higher lets a page without control stay, lower cuts talks. */
const longestAwayMs = 180_000;

type RoomsContext = Pick<Context, 'db' | 'clock' | 'log'>;

/** `join`, `leave` and `handleDisconnect` follow the sockets; `end` closes a room for everybody; `close` is for the end of the process. */
export class Rooms {
  readonly #context: RoomsContext;
  readonly #sfu: Sfu;
  readonly #pages: PageLink;
  readonly #schedule: Schedule;
  readonly #events = new EventEmitter<RoomsEvents>();
  readonly #registry: RoomRegistry;
  readonly door: Door;
  /** What one access does happens in order, so that two sockets of one person do not overtake each other. */
  readonly #queues = new InOrder();
  #closed = false;

  constructor(context: RoomsContext, sfu: Sfu, pages: PageLink, schedule: Schedule = scheduleByTimer) {
    this.#context = context;
    this.#sfu = sfu;
    this.#pages = pages;
    this.#schedule = schedule;
    const settingsOf = (meetingId: string) => store.findSettings(context.db, meetingId);
    this.#registry = new RoomRegistry({ sfu, pages, schedule, log: context.log, settingsOf });
    this.door = new Door(context, this.#registry, pages, schedule);
    const restore = () =>
      void this.#restore().catch((error) => context.log.error({ err: error }, 'rooms not restored'));
    // Every time the node comes back, because a restore that failed half-way is completed then.
    sfu.on('connected', restore);
    if (sfu.status().connected) restore();
  }

  on<N extends keyof RoomsEvents>(name: N, listener: (...args: RoomsEvents[N]) => void): void {
    this.#events.on(name, listener as never);
  }

  /** Who is in the room now; those without a socket may still come back. */
  participants(roomId: string): RoomParticipant[] {
    const presences = this.#registry.find(roomId)?.presences.values() ?? [];
    return [...presences].map(({ info: { participantId, displayName, side }, socketId }) => ({
      participantId,
      displayName,
      side,
      connected: socketId !== null,
    }));
  }

  /** The room as it is. Throws `not-found` where nobody is. */
  live(roomId: string): LiveRoom {
    const room = this.#registry.find(roomId);
    if (!room) throw new DomainError('not-found');
    return room;
  }

  /** Somebody of the room is another than before; everybody is told. They may have come back since they were looked up, or gone. */
  change(room: LiveRoom, known: Presence, fields: Partial<Omit<ParticipantInfo, 'participantId'>>): void {
    const presence = room.presences.get(known.info.participantId);
    if (!presence) return;
    presence.info = { ...presence.info, ...fields };
    this.#registry.tell(room, [{ name: 'participant:joined', data: presence.info }]);
    this.#events.emit('changed', room);
  }

  /** Tells everybody in the room, or some of them. */
  announce(room: LiveRoom, change: RoomChange, to?: readonly Presence[]): void {
    if (to) this.#registry.tellSome(to, change);
    else this.#registry.tell(room, [change]);
  }

  /** Ends one stay. */
  dismiss(room: LiveRoom, { accessId, info, socketId }: Presence): Promise<void> {
    return this.#queues.run(accessId, async () => {
      if (socketId) this.#pages.toSocket(socketId, { name: 'room:ended', data: { reason: 'removed' } });
      await this.#depart(room, info.participantId);
      if (socketId) this.#pages.disconnect(socketId);
    });
  }

  /** Admits the access's participant, or takes it up again; the socket speaks for it from now on. Throws what {@link Door.pass} throws. */
  join(access: RoomAccess, socketId: string, input: RoomRequestInput<'join'>): Promise<Joined> {
    return this.#queues.run(access.accessId, async () => {
      let room = await this.#registry.open(access.room);
      // It may have been forgotten as empty in the instant between.
      while (this.#registry.find(room.roomId) !== room) room = await this.#registry.open(access.room);
      room.joiningCount++;
      try {
        await this.door.pass(room, access, { socketId, page: input.page, displayName: nameOf(access, input, room) });
        return await this.#admit(room, access, socketId, input);
      } finally {
        room.joiningCount--;
        this.#registry.forgetEmpty(room);
      }
    });
  }

  leave(access: RoomAccess, participantId: string): Promise<void> {
    return this.#queues.run(access.accessId, async () => {
      const room = this.#registry.find(access.room.id);
      if (room) await this.#depart(room, participantId);
    });
  }

  /** The socket broke: its participant is waited for, unless a newer socket speaks for it. */
  handleDisconnect(roomId: string, participantId: string, socketId: string): void {
    const room = this.#registry.find(roomId);
    const presence = room?.presences.get(participantId);
    if (!room || presence?.socketId !== socketId || this.#closed) return;
    presence.socketId = null;
    this.#awaitReturn(room, presence, returnGraceMs);
    this.#events.emit('changed', room);
  }

  /** Passes on what a test call's page tells, and what a site's page in a conference measures. Throws `forbidden` for anybody else. */
  passOn(name: TestTelling, { roomId, peerId }: { roomId: string; peerId: string }, told: object): void {
    const room = this.#registry.find(roomId);
    const info = room?.presences.get(peerId)?.info;
    if (!room || !info?.side || (room.kind === 'meeting' && name !== 'reported')) throw new DomainError('forbidden');
    const { side, displayName } = info;
    const event = room.kind === 'meeting' ? 'site-reported' : name;
    this.#events.emit(event, { roomId, participantId: peerId, side, name: displayName, ...told } as never);
  }

  /** Says who of a conference stands for which site, null for nobody; everybody else stands for none. Throws `not-found` for somebody who is not there. */
  async nameSites(roomId: string, sites: Readonly<Record<Side, string | null>>): Promise<void> {
    const room = this.#registry.find(roomId);
    const named = [sites.host, sites.audience].filter((id) => id !== null);
    if (named.some((id) => !room?.presences.has(id))) throw new DomainError('not-found');
    await store.saveSites(this.#context.db, roomId, sites);
    if (!room) return;
    for (const presence of room.presences.values()) {
      const { participantId } = presence.info;
      const side = participantId === sites.host ? 'host' : participantId === sites.audience ? 'audience' : null;
      if (presence.info.side === side) continue;
      this.change(room, presence, { side });
    }
  }

  /** Tells one participant; who has no connection now hears nothing. */
  tell(roomId: string, participantId: string, change: RoomChange): void {
    const socketId = this.#registry.find(roomId)?.presences.get(participantId)?.socketId;
    if (socketId) this.#pages.toSocket(socketId, change);
  }

  /** Everybody is out, and the node forgets the room. */
  async end(roomId: string): Promise<void> {
    const room = this.#registry.find(roomId);
    if (!room) return;
    this.#pages.toRoom(roomId, { name: 'room:ended', data: { reason: 'ended' } });
    for (const { accessId, info, socketId } of [...room.presences.values()]) {
      await this.#queues.run(accessId, () => this.#depart(room, info.participantId));
      if (socketId) this.#pages.disconnect(socketId);
    }
    await this.#sfu.request('room:close', { roomId }).catch((error) => this.#warn(error, roomId));
  }

  /** The server stops: nobody is waited for any more, and nobody counts as having left. */
  close(): void {
    this.#closed = true;
    this.#registry.close();
    for (const room of this.#registry.rooms) for (const { cancelReturn } of room.presences.values()) cancelReturn?.();
  }

  async #admit(room: LiveRoom, access: RoomAccess, socketId: string, input: RoomRequestInput<'join'>): Promise<Joined> {
    const { roomId } = room;
    const { db, clock } = this.#context;
    const { accessId, isHost } = access;
    const guest = { accessId, roomId, side: access.room.side, displayName: nameOf(access, input, room), isHost };
    const row = await store.saveParticipant(db, { ...guest, keepsName: room.keepsNames && !isHost });
    const before = await this.#sfu.join(roomId, row.id, room.endOf(access.room.side));
    const { resumed, open } = await takeUpTransports(this.#sfu, { roomId, peerId: row.id }, before, input.transportIds);
    const present = room.presences.get(row.id);
    const handRaisedAt = present ? row.handRaisedAt : await handAfterAbsence(db, row, clock());
    const [joinedAt, transports, messages] = await Promise.all([
      present ? stillThere(db, row, present.info, clock()) : store.saveJoined(db, row, clock()),
      open(),
      room.kind === 'meeting' ? messagesFor(db, roomId, row) : [],
    ]);
    const state = await this.#sfu.request('room:open', { roomId });
    // From here to the answer nothing waits, so no notification falls between the state and the audience's new member.
    this.#registry.tell(room, room.applyState(state));
    const info = toInfo({ ...row, handRaisedAt }, joinedAt);
    const seated = { info, accessId, socketId, pageId: input.page?.id ?? null, cancelReturn: null };
    return { ...this.#seat(room, seated, state), resumed, transports, messages };
  }

  /** Gives the participant its place and its newest socket the word; an older one is told so and ended. */
  #seat(room: LiveRoom, seated: Presence, state: RoomState): Omit<Joined, 'resumed' | 'transports' | 'messages'> {
    const { participantId } = seated.info;
    const earlier = room.presences.get(participantId);
    earlier?.cancelReturn?.();
    // What changed meanwhile is newer than what was read.
    if (earlier) seated.info = { ...seated.info, handRaisedAt: earlier.info.handRaisedAt };
    if (earlier?.socketId && earlier.socketId !== seated.socketId) release(this.#pages, earlier.socketId, room.roomId);
    room.presences.set(participantId, seated);
    if (!earlier || !isSameInfo(earlier.info, seated.info)) {
      this.#registry.tell(room, [{ name: 'participant:joined', data: seated.info }]);
    }
    if (!seated.socketId || !this.#pages.enter(seated.socketId, room.roomId)) {
      // The page went away while it joined.
      seated.socketId = null;
      this.#awaitReturn(room, seated, returnGraceMs);
    }
    this.#registry.tellWanted(room, state.wanted, participantId);
    if (!earlier) this.#context.log.info({ roomId: room.roomId, participantId }, 'participant joined');
    this.#events.emit('changed', room);
    return {
      self: seated.info,
      tookOver: isAnotherPage(earlier, seated),
      participants: room.participants,
      producers: room.producers,
      routerRtpCapabilities: state.routerRtpCapabilities,
      mediaEpoch: state.mediaEpoch,
      settings: room.settings,
      waiting: leads(seated.info.role) ? room.waitingGuests : [],
    };
  }

  async #depart(room: LiveRoom, participantId: string): Promise<void> {
    const presence = room.presences.get(participantId);
    if (!presence) return;
    const { roomId } = room;
    await store.saveLeft(this.#context.db, participantId, this.#context.clock());
    presence.cancelReturn?.();
    room.presences.delete(participantId);
    if (presence.socketId) this.#pages.exit(presence.socketId, roomId);
    this.#registry.tell(room, [{ name: 'participant:left', data: { participantId } }]);
    this.#context.log.info({ roomId, participantId }, 'participant left');
    this.#events.emit('changed', room);
    this.#registry.forgetEmpty(room);
    // While the node is away it cannot be told; on its return `strangers` finds the peer.
    await this.#sfu
      .request('peer:leave', { roomId, peerId: participantId })
      .catch((error) => this.#warn(error, roomId));
  }

  #awaitReturn(room: LiveRoom, presence: Presence, graceMs: number, awayMs = 0): void {
    presence.cancelReturn?.();
    presence.cancelReturn = this.#schedule(graceMs, () => {
      const departing = this.#queues.run(presence.accessId, async () => {
        const { participantId } = presence.info;
        const isAway = () => room.presences.get(participantId)?.socketId === null;
        if (!isAway()) return;
        const isPatient = awayMs + graceMs < longestAwayMs && (await this.#mediaFlows(room.roomId, participantId));
        if (!isAway()) return;
        if (isPatient) this.#awaitReturn(room, presence, graceMs, awayMs + graceMs);
        else await this.#depart(room, participantId);
      });
      departing.catch((error) => this.#warn(error, room.roomId));
    });
  }

  async #mediaFlows(roomId: string, peerId: string): Promise<boolean> {
    const state = await this.#sfu.request('room:open', { roomId }).catch(() => null);
    return state?.peers.some((peer) => peer.peerId === peerId && peer.connected) ?? false;
  }

  /** Everybody whom the database knows as present is waited for; nobody has left because this server was away. */
  async #restore(): Promise<void> {
    for (const row of await store.findPresent(this.#context.db, this.#context.clock())) {
      const room = await this.#registry.open({ id: row.roomId, kind: row.kind, cascaded: row.cascaded });
      if (room.presences.has(row.id) || this.#closed) continue;
      const info = toInfo(row, row.joinedAt);
      const presence: Presence = { info, accessId: row.accessId, socketId: null, pageId: null, cancelReturn: null };
      room.presences.set(row.id, presence);
      this.#awaitReturn(room, presence, restoreGraceMs);
    }
  }

  #warn(error: unknown, roomId: string): void {
    this.#context.log.warn({ err: error, roomId }, 'the room could not be brought up to date');
  }
}
