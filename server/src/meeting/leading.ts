/** What hosts and co-hosts do in a conference. Every method says who does it, and refuses with `forbidden` who may not. */
import { leads, type MeetingRole, maySend, type RoomSettings, type SettingsChange } from '@sambung/contract/meeting';
import type { MediaSource } from '@sambung/contract/ortc';
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import { DomainError } from '../problem.ts';
import { maySetRole, mayTouch, settingsAfter } from './permissions.ts';
import type { LiveRoom, Presence } from './room.ts';
import * as store from './room-store.ts';
import type { Rooms } from './rooms.ts';

/** Who asks: always the one whose socket it is, never what a page says. */
export interface Self {
  readonly roomId: string;
  readonly peerId: string;
}

const sources: readonly MediaSource[] = ['microphone', 'camera', 'screen', 'screen-audio'];

export class Leading {
  readonly #context: Pick<Context, 'db' | 'clock' | 'log'>;
  readonly #sfu: Sfu;
  readonly #rooms: Rooms;

  constructor(context: Pick<Context, 'db' | 'clock' | 'log'>, sfu: Sfu, rooms: Rooms) {
    this.#context = context;
    this.#sfu = sfu;
    this.#rooms = rooms;
  }

  /** Turns sources off; without ids of everybody who does not lead. */
  async stop(self: Self, source: MediaSource, participantIds?: readonly string[]): Promise<void> {
    const { room, by } = this.#leader(self);
    const meant = participantIds
      ? participantIds.map((id) => this.#touched(room, by, id))
      : [...room.presences.values()].filter(({ info }) => !leads(info.role));
    await this.#stop(room, meant, [source], by.info.displayName);
  }

  /** Asks somebody to turn a source on. */
  ask(self: Self, source: MediaSource, participantId: string): void {
    const { room, by } = this.#leader(self);
    const whom = present(room, participantId);
    if (!maySend(whom.info.role, source, room.settings)) throw new DomainError('state-conflict');
    this.#rooms.announce(room, { name: 'source:asked', data: { source, byName: by.info.displayName } }, [whom]);
  }

  async lowerHands(self: Self, participantIds?: readonly string[]): Promise<void> {
    const { room } = this.#leader(self);
    const raised = [...room.presences.values()].filter(
      ({ info }) => info.handRaisedAt !== null && (participantIds?.includes(info.participantId) ?? true),
    );
    await store.saveHands(
      this.#context.db,
      raised.map(({ info }) => info.participantId),
      null,
    );
    for (const presence of raised) this.#rooms.change(room, presence, { handRaisedAt: null });
  }

  async rename(self: Self, participantId: string, displayName: string): Promise<void> {
    const { room, by } = this.#leader(self);
    const whom = this.#touched(room, by, participantId);
    // Staff are called by the name that their institution knows.
    if (whom.info.verified) throw new DomainError('forbidden');
    await renamed(this.#context, this.#rooms, { room, whom, displayName });
  }

  async setRole(self: Self, participantId: string, role: MeetingRole): Promise<void> {
    const { room, by } = this.#leader(self);
    const whom = present(room, participantId);
    if (!maySetRole(by.info.role, whom.info.role, role)) throw new DomainError('forbidden');
    const isLastHost = room.leaders.filter(({ info }) => info.role === 'host').length === 1;
    // A conference without a host could be led by nobody.
    if (whom.info.role === 'host' && role !== 'host' && isLastHost) throw new DomainError('state-conflict');
    await store.saveRole(this.#context.db, participantId, role);
    this.#rooms.change(room, whom, { role });
    if (leads(role))
      this.#rooms.announce(room, { name: 'lobby:changed', data: { waiting: room.waitingGuests } }, [whom]);
    await this.#stopForbidden(room, [whom], by.info.displayName);
  }

  async remove(self: Self, participantId: string, ban: boolean): Promise<void> {
    const { room, by } = this.#leader(self);
    const whom = this.#touched(room, by, participantId);
    if (whom === by) throw new DomainError('state-conflict');
    const { db, clock, log } = this.#context;
    await store.revokeAccess(db, whom.accessId, clock(), ban);
    await this.#rooms.dismiss(room, whom);
    log.info({ roomId: room.roomId, participantId, byId: self.peerId, ban }, 'participant removed');
  }

  async set(self: Self, change: SettingsChange): Promise<void> {
    const { room, by } = this.#leader(self);
    if (change.spotlightId) present(room, change.spotlightId);
    await this.#apply(room, settingsAfter(room.settings, change));
    const others = [...room.presences.values()].filter(({ info }) => !leads(info.role));
    if (change.permissions) await this.#stopForbidden(room, others, by.info.displayName);
    if (change.lobby !== undefined || change.locked !== undefined) this.#rooms.door.askAgain(room);
  }

  async admit(self: Self, waitingIds?: readonly string[]): Promise<void> {
    await this.#rooms.door.admit(this.#leader(self).room, waitingIds);
  }

  async refuse(self: Self, waitingId: string): Promise<void> {
    await this.#rooms.door.refuse(this.#leader(self).room, waitingId);
  }

  tellWaiting(self: Self, text: string): void {
    this.#rooms.door.tellWaiting(this.#leader(self).room, text);
  }

  /** Everybody is out. Whoever comes back without being a host waits at the door. */
  async end(self: Self): Promise<void> {
    const { room, by } = this.#leader(self);
    if (by.info.role !== 'host') throw new DomainError('forbidden');
    await store.saveSettings(this.#context.db, room.roomId, { ...room.settings, lobby: true, spotlightId: null });
    // The one who ends it is answered before they are out themselves.
    setImmediate(
      () =>
        void this.#rooms
          .end(room.roomId)
          .catch((error) => this.#context.log.error({ err: error }, 'a conference did not end')),
    );
  }

  async #apply(room: LiveRoom, settings: RoomSettings): Promise<void> {
    await store.saveSettings(this.#context.db, room.roomId, settings);
    room.settings = settings;
    this.#rooms.announce(room, { name: 'room:changed', data: settings });
  }

  #stopForbidden(room: LiveRoom, presences: readonly Presence[], byName: string): Promise<void> {
    const forbidden = (presence: Presence) =>
      sources.filter((source) => !maySend(presence.info.role, source, room.settings));
    return this.#stop(room, presences, forbidden, byName);
  }

  /** The node stops what is sent, whatever the page does; the page is told, so that it shows what is true. */
  async #stop(
    room: LiveRoom,
    presences: readonly Presence[],
    which: readonly MediaSource[] | ((presence: Presence) => readonly MediaSource[]),
    byName: string,
  ): Promise<void> {
    const stopping = presences.flatMap((presence) =>
      (typeof which === 'function' ? which(presence) : which).map((source) => ({ presence, source })),
    );
    for (const { presence, source } of stopping) {
      const { participantId } = presence.info;
      const running = room.producersOf(participantId, source).filter(({ paused }) => !paused);
      if (running.length === 0) continue;
      const peer = { roomId: room.roomId, peerId: participantId };
      const request = source === 'microphone' || source === 'camera' ? 'producer:pause' : 'producer:close';
      for (const { producerId } of running)
        await this.#sfu.request(request, { ...peer, producerId }).catch((error) => {
          // It ended by itself, which is what was wanted.
          if (!(error instanceof DomainError && error.code === 'media-not-found')) throw error;
        });
      this.#rooms.announce(room, { name: 'source:stopped', data: { source, byName } }, [presence]);
    }
  }

  #leader({ roomId, peerId }: Self): { room: LiveRoom; by: Presence } {
    const room = this.#rooms.live(roomId);
    const by = present(room, peerId);
    if (room.kind !== 'meeting' || !leads(by.info.role)) throw new DomainError('forbidden');
    return { room, by };
  }

  #touched(room: LiveRoom, by: Presence, participantId: string): Presence {
    const whom = present(room, participantId);
    if (!mayTouch(by.info.role, whom.info.role)) throw new DomainError('forbidden');
    return whom;
  }
}

interface Renaming {
  readonly room: LiveRoom;
  readonly whom: Presence;
  readonly displayName: string;
}

/** Somebody is called something else from now on: kept, and told to everybody. */
export async function renamed(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  rooms: Rooms,
  { room, whom, displayName }: Renaming,
): Promise<void> {
  if (whom.info.displayName === displayName) return;
  await store.saveName(db, whom.info.participantId, displayName, clock());
  rooms.change(room, whom, { displayName });
}

/** Throws `not-found` for somebody who is not there. */
export function present(room: LiveRoom, participantId: string): Presence {
  const presence = room.presences.get(participantId);
  if (!presence) throw new DomainError('not-found');
  return presence;
}
