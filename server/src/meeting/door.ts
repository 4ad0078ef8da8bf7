/** The door of a conference: who has to wait at it, and what those inside are told of who waits. */
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import type { RoomAccess } from './access.ts';
import { type AskingPage, isOvertaken, release } from './page-of-person.ts';
import type { LiveRoom } from './room.ts';
import type { PageLink, RoomRegistry, Schedule } from './room-registry.ts';
import * as store from './room-store.ts';

/** More do not wait at once; their pages ask again by themselves. Higher fits larger crowds, and sends longer lists to everybody who leads. */
const waitingAtMost = 500;
/** After this a page that found the lobby full asks again. Shorter asks more often in vain, longer leaves a place empty. */
const fullForMs = 10_000;
/** The list of who waits is sent at most this often. Shorter fills the line of a host when a whole hall comes at once, longer shows guests later. */
const tellEveryMs = { few: 100, many: 500 };
/** From so many on the list is long. */
const manyWaiting = 50;

export class Door {
  readonly #context: Pick<Context, 'db' | 'clock'>;
  readonly #registry: RoomRegistry;
  readonly #pages: PageLink;
  readonly #schedule: Schedule;
  /** Rooms whose leaders were told a moment ago, and whether there is news since. */
  readonly #told = new Map<string, { news: boolean }>();

  constructor(context: Pick<Context, 'db' | 'clock'>, registry: RoomRegistry, pages: PageLink, schedule: Schedule) {
    this.#context = context;
    this.#registry = registry;
    this.#pages = pages;
    this.#schedule = schedule;
  }

  /**
   * Throws `not-joined` for a page whose place another page of the same person took meanwhile, `room-locked`, `crowded` where too many wait, or
   * `waiting-at-the-door` for a page that waits from now on. Hosts and whoever was in before pass.
   */
  async pass(room: LiveRoom, access: RoomAccess, page: AskingPage): Promise<void> {
    if (isOvertaken(room, access.accessId, page)) {
      release(this.#pages, page.socketId, room.roomId);
      throw new DomainError('not-joined');
    }
    const { locked, lobby } = room.settings;
    if (room.kind !== 'meeting' || access.isHost || (!locked && !lobby)) return this.#forget(room, access.accessId);
    if (await store.hasBeenIn(this.#context.db, access.accessId)) return this.#forget(room, access.accessId);
    if (locked) {
      this.#forget(room, access.accessId);
      if (room.lockedOut.size < waitingAtMost) room.lockedOut.set(access.accessId, page.socketId);
      throw new DomainError('room-locked');
    }
    room.lockedOut.delete(access.accessId);
    if (access.isAdmitted) return this.#forget(room, access.accessId);
    if (!room.waiting.has(access.accessId) && room.waiting.size >= waitingAtMost)
      throw new DomainError('crowded', { retryAfterMs: fullForMs });
    const since = room.waiting.get(access.accessId)?.waitingSince ?? this.#context.clock().toISOString();
    room.waiting.set(access.accessId, {
      ...{ waitingId: access.accessId, displayName: page.displayName, waitingSince: since },
      ...{ verified: access.staffName !== null, socketId: page.socketId },
    });
    this.#tellLeaders(room);
    throw new DomainError('waiting-at-the-door');
  }

  /** The page went away while it waited. */
  leave(roomId: string, accessId: string, socketId: string): void {
    const room = this.#registry.find(roomId);
    if (!room) return;
    if (room.lockedOut.get(accessId) === socketId) room.lockedOut.delete(accessId);
    if (room.waiting.get(accessId)?.socketId === socketId) this.#forget(room, accessId);
    this.#registry.forgetEmpty(room);
  }

  /** Lets in who waits, or all of them: their pages join. */
  async admit(room: LiveRoom, waitingIds: readonly string[] | undefined): Promise<void> {
    const admitted = [...room.waiting.values()].filter(({ waitingId }) => waitingIds?.includes(waitingId) ?? true);
    const { db, clock } = this.#context;
    await store.saveAdmitted(
      db,
      admitted.map(({ waitingId }) => waitingId),
      clock(),
    );
    for (const { waitingId, socketId } of admitted) {
      room.waiting.delete(waitingId);
      this.#pages.toSocket(socketId, { name: 'lobby:admitted', data: {} });
    }
    if (admitted.length > 0) this.#tellLeaders(room);
  }

  /** Whoever is refused needs the link once more. */
  async refuse(room: LiveRoom, waitingId: string): Promise<void> {
    const guest = room.waiting.get(waitingId);
    if (!guest) throw new DomainError('not-found');
    const { db, clock } = this.#context;
    await store.revokeAccess(db, waitingId, clock(), false);
    this.#forget(room, waitingId);
    this.#pages.toSocket(guest.socketId, { name: 'room:ended', data: { reason: 'refused' } });
    this.#pages.disconnect(guest.socketId);
  }

  /** The lobby or the lock changed: whoever waits asks again, and learns what holds now. */
  askAgain(room: LiveRoom): void {
    const sockets = [...room.waiting.values()].map(({ socketId }) => socketId);
    for (const socketId of [...sockets, ...room.lockedOut.values()])
      this.#pages.toSocket(socketId, { name: 'lobby:admitted', data: {} });
  }

  tellWaiting(room: LiveRoom, text: string): void {
    for (const { socketId } of room.waiting.values())
      this.#pages.toSocket(socketId, { name: 'lobby:told', data: { text } });
  }

  #forget(room: LiveRoom, accessId: string): void {
    room.lockedOut.delete(accessId);
    if (room.waiting.delete(accessId)) this.#tellLeaders(room);
  }

  /** Told at once, and what comes soon after it together. */
  #tellLeaders(room: LiveRoom): void {
    const { roomId } = room;
    const told = this.#told.get(roomId);
    if (told) {
      told.news = true;
      return;
    }
    const telling = { news: false };
    this.#told.set(roomId, telling);
    const pauseMs = tellEveryMs[room.waitingGuests.length < manyWaiting ? 'few' : 'many'];
    this.#schedule(pauseMs, () => {
      this.#told.delete(roomId);
      const now = this.#registry.find(roomId);
      if (telling.news && now) this.#tellLeaders(now);
    });
    this.#registry.tellSome(room.leaders, { name: 'lobby:changed', data: { waiting: room.waitingGuests } });
  }
}
