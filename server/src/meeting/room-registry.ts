/** The rooms of this server in step with the sfu node: opened once, kept up to date by its notifications, made anew when their media is lost. */
import { randomUUID } from 'node:crypto';
import { initialSettings, type RoomSettings } from '@sambung/contract/meeting';
import type { WantedLayer } from '@sambung/contract/sfu';
import type { Logger } from 'pino';
import type { Sfu } from '../media/index.ts';
import type { Room } from './meeting.ts';
import { LiveRoom, type Presence, type RoomChange } from './room.ts';

/** Pause until a lost room is tried again. Lower burdens a node without workers, higher lengthens the outage. */
const reopenPauseMs = 500;

/** What rooms need of the transport that reaches pages. */
export interface PageLink {
  toRoom(roomId: string, change: RoomChange): void;
  toSocket(socketId: string, change: RoomChange): void;
  /** Puts a socket into a room's audience; false when it is gone already. */
  enter(socketId: string, roomId: string): boolean;
  exit(socketId: string, roomId: string): void;
  disconnect(socketId: string): void;
}

/** Calls `action` after a delay; the result cancels it. */
export type Schedule = (delayMs: number, action: () => void) => () => void;

export const scheduleByTimer: Schedule = (delayMs, action) => {
  const timer = setTimeout(action, delayMs);
  return () => clearTimeout(timer);
};

interface RegistryParts {
  sfu: Sfu;
  pages: PageLink;
  schedule: Schedule;
  log: Logger;
  settingsOf: (meetingId: string) => Promise<RoomSettings>;
}

export class RoomRegistry {
  readonly #sfu: Sfu;
  readonly #settingsOf: (meetingId: string) => Promise<RoomSettings>;
  readonly #pages: PageLink;
  readonly #schedule: Schedule;
  readonly #log: Logger;
  readonly #rooms = new Map<string, LiveRoom>();
  /** Rooms being opened, so that two who join at once share one. */
  readonly #opening = new Map<string, Promise<LiveRoom>>();
  #closed = false;

  constructor({ sfu, pages, schedule, log, settingsOf }: RegistryParts) {
    this.#sfu = sfu;
    this.#settingsOf = settingsOf;
    this.#pages = pages;
    this.#schedule = schedule;
    this.#log = log;
    this.#followNode();
  }

  get rooms(): LiveRoom[] {
    return [...this.#rooms.values()];
  }

  find(roomId: string): LiveRoom | undefined {
    return this.#rooms.get(roomId);
  }

  /** The room, opened at the node where it is not known yet. Throws `media-unavailable`. */
  open(room: Pick<Room, 'id' | 'kind' | 'cascaded'>): Promise<LiveRoom> {
    const known = this.#rooms.get(room.id);
    if (known) return Promise.resolve(known);
    const pending = this.#opening.get(room.id);
    if (pending) return pending;
    const opening = this.#make(room).finally(() => this.#opening.delete(room.id));
    this.#opening.set(room.id, opening);
    return opening;
  }

  forgetEmpty(room: LiveRoom): void {
    if (room.isEmpty && this.#rooms.get(room.roomId) === room) this.#rooms.delete(room.roomId);
  }

  tell(room: LiveRoom, changes: RoomChange[]): void {
    for (const change of changes) this.#pages.toRoom(room.roomId, change);
  }

  /** Tells some of those who are there; who has no connection now hears nothing. */
  tellSome(presences: readonly Presence[], change: RoomChange): void {
    for (const { socketId } of presences) if (socketId) this.#pages.toSocket(socketId, change);
  }

  /** Tells those who send cameras, or one of them, how much is wanted. A test call measures what its line carries: there everything is sent. */
  tellWanted({ kind, presences }: LiveRoom, wanted: readonly WantedLayer[], onlyId?: string): void {
    if (kind === 'test-call') return;
    for (const { peerId, ...data } of wanted) {
      const owner = presences.get(peerId);
      if (owner && (onlyId ?? peerId) === peerId) this.tellSome([owner], { name: 'producer:wanted', data });
    }
  }

  close(): void {
    this.#closed = true;
  }

  async #make(room: Pick<Room, 'id' | 'kind' | 'cascaded'>): Promise<LiveRoom> {
    if (room.cascaded) this.#sfu.cascade(room.id);
    const [state, settings] = await Promise.all([
      this.#sfu.request('room:open', { roomId: room.id }),
      room.kind === 'meeting' ? this.#settingsOf(room.id) : initialSettings,
    ]);
    const live = new LiveRoom(room, state, settings);
    this.#rooms.set(room.id, live);
    return live;
  }

  #followNode(): void {
    const sfu = this.#sfu;
    sfu.on('connected', () => void this.#reattach());
    sfu.on('room:lost', ({ roomId }) => void this.#reopen(roomId));
    // The rest of the room goes on: to this page alone its media is of an older making now.
    sfu.on('peer:lost', ({ roomId, peerId }) => {
      const socketId = this.#rooms.get(roomId)?.presences.get(peerId)?.socketId;
      if (socketId) this.#pages.toSocket(socketId, { name: 'media:lost', data: { mediaEpoch: randomUUID() } });
    });
    sfu.on('producer:opened', ({ roomId, producer }) => this.#apply(roomId, (room) => room.openProducer(producer)));
    sfu.on('producer:changed', ({ roomId, producerId, paused }) =>
      this.#apply(roomId, (room) => room.changeProducer(producerId, paused)),
    );
    sfu.on('producer:closed', ({ roomId, producerId }) =>
      this.#apply(roomId, (room) => room.closeProducer(producerId)),
    );
    sfu.on('producer:wanted', ({ roomId, ...wanted }) => {
      const room = this.#rooms.get(roomId);
      if (room) this.tellWanted(room, [wanted]);
    });
    sfu.on('consumer:closed', ({ roomId, peerId, consumerId }) => {
      const socketId = this.#rooms.get(roomId)?.presences.get(peerId)?.socketId;
      if (socketId) this.#pages.toSocket(socketId, { name: 'consumer:closed', data: { consumerId } });
    });
    sfu.on('speakers:changed', ({ roomId, speakers }) => {
      const data = { speakers: speakers.map(({ peerId, levelDbov }) => ({ participantId: peerId, levelDbov })) };
      this.#apply(roomId, () => [{ name: 'speakers:changed', data }]);
    });
  }

  #apply(roomId: string, change: (room: LiveRoom) => RoomChange[]): void {
    const room = this.#rooms.get(roomId);
    if (room) this.tell(room, change(room));
  }

  /** The room's worker died: it is opened anew, and everybody in it is told to join again. */
  async #reopen(roomId: string): Promise<void> {
    const room = this.#rooms.get(roomId);
    if (!room || this.#closed) return;
    try {
      const state = await this.#sfu.request('room:open', { roomId });
      this.tell(room, room.applyState(state));
      this.#log.info({ roomId }, 'the room has new media');
    } catch (error) {
      this.#log.warn({ err: error, roomId }, 'the room could not be opened anew yet');
      this.#schedule(reopenPauseMs, () => void this.#reopen(roomId));
    }
  }

  /** The node is there again: rooms it no longer knows are made anew, the others go on and this server answers for their peers. */
  async #reattach(): Promise<void> {
    await Promise.all(
      this.rooms.map(async (room) => {
        const { roomId } = room;
        try {
          const state = await this.#sfu.request('room:open', { roomId });
          const isSame = state.mediaEpoch === room.mediaEpoch;
          this.tell(room, room.applyState(state));
          if (!isSame) return;
          this.tellWanted(room, state.wanted);
          for (const peerId of room.strangers(state)) await this.#sfu.request('peer:leave', { roomId, peerId });
          for (const [peerId, { info }] of room.presences) await this.#sfu.join(roomId, peerId, room.endOf(info.side));
        } catch (error) {
          this.#log.warn({ err: error, roomId }, 'the room could not be brought up to date');
        }
      }),
    );
  }
}
