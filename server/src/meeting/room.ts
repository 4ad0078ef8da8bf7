/** A room as it is now: who is present, what they send, and which making of its media this is. No I/O: what changed comes out as notifications. */
import type { Side } from '@sambung/contract/http';
import { leads, type RoomSettings, type WaitingGuest } from '@sambung/contract/meeting';
import type { RtpCapabilities } from '@sambung/contract/ortc';
import type { RoomState, SfuProducer } from '@sambung/contract/sfu';
import type { ParticipantInfo, ProducerInfo, RoomNotifications } from '@sambung/contract/socket';
import type { End } from '../media/index.ts';
import type { Room } from './meeting.ts';

/** A participant in the room. Without a socket it may still come back for a while. */
export interface Presence {
  info: ParticipantInfo;
  readonly accessId: string;
  /** The socket that speaks for it; null while it is away. */
  socketId: string | null;
  /** The page behind it; null where that is not known. */
  readonly pageId: string | null;
  /** Ends the wait for its return; null while it is here. */
  cancelReturn: (() => void) | null;
}

/** Somebody at the door, whose page asks again once it is told that it may. */
export interface Waiting extends WaitingGuest {
  readonly socketId: string;
}

/** One notification to everybody in the room. */
export type RoomChange = {
  [N in keyof RoomNotifications]: { name: N; data: RoomNotifications[N] };
}[keyof RoomNotifications];

export class LiveRoom {
  readonly roomId: string;
  readonly kind: Room['kind'];
  readonly cascaded: boolean;
  mediaEpoch: string;
  routerRtpCapabilities: RtpCapabilities;
  settings: RoomSettings;
  readonly presences = new Map<string, Presence>();
  /** By access. */
  readonly waiting = new Map<string, Waiting>();
  /** Sockets of those whom the lock keeps out, by access: told when it may be open. */
  readonly lockedOut = new Map<string, string>();
  /** Joins under way: the room is kept while there are any. */
  joiningCount = 0;
  readonly #producers = new Map<string, ProducerInfo>();

  constructor(room: Pick<Room, 'id' | 'kind' | 'cascaded'>, state: RoomState, settings: RoomSettings) {
    this.roomId = room.id;
    this.kind = room.kind;
    this.cascaded = room.cascaded;
    this.settings = settings;
    this.mediaEpoch = state.mediaEpoch;
    this.routerRtpCapabilities = state.routerRtpCapabilities;
    this.applyState(state);
  }

  get participants(): ParticipantInfo[] {
    return [...this.presences.values()].map(({ info }) => info);
  }

  get producers(): ProducerInfo[] {
    return [...this.#producers.values()];
  }

  /** The media node of somebody who stands for this side: the audience's is the other one where the room is cascaded. */
  endOf(side: Side | null): End {
    return this.cascaded && side === 'audience' ? 'away' : 'home';
  }

  /** Who comes back is called as before. */
  get keepsNames(): boolean {
    return this.kind === 'meeting' && this.settings.permissions.name === 'leaders';
  }

  get isEmpty(): boolean {
    return this.presences.size === 0 && this.joiningCount === 0 && this.waiting.size + this.lockedOut.size === 0;
  }

  /** Who has waited longest first. */
  get waitingGuests(): WaitingGuest[] {
    return [...this.waiting.values()].map(({ socketId: _, ...guest }) => guest);
  }

  get leaders(): Presence[] {
    return [...this.presences.values()].filter(({ info }) => leads(info.role));
  }

  /** What somebody sends from a source. */
  producersOf(participantId: string, source: ProducerInfo['source']): ProducerInfo[] {
    return this.producers.filter((one) => one.participantId === participantId && one.source === source);
  }

  /** Takes over what the node says; in a new epoch everything known of the media before is gone, which one message tells. */
  applyState(state: RoomState): RoomChange[] {
    const isNewEpoch = state.mediaEpoch !== this.mediaEpoch;
    this.mediaEpoch = state.mediaEpoch;
    this.routerRtpCapabilities = state.routerRtpCapabilities;
    if (isNewEpoch) {
      this.#producers.clear();
      for (const producer of state.producers) this.#producers.set(producer.producerId, toProducerInfo(producer));
      return [{ name: 'media:lost', data: { mediaEpoch: state.mediaEpoch } }];
    }
    const live = new Set(state.producers.map(({ producerId }) => producerId));
    const gone = this.producers.filter(({ producerId }) => !live.has(producerId));
    return [
      ...gone.flatMap(({ producerId }) => this.closeProducer(producerId)),
      ...state.producers.flatMap((producer) => this.openProducer(producer)),
    ];
  }

  /** A producer that is known already only tells when it was paused or resumed. */
  openProducer(producer: SfuProducer): RoomChange[] {
    if (this.#producers.has(producer.producerId)) return this.changeProducer(producer.producerId, producer.paused);
    const info = toProducerInfo(producer);
    this.#producers.set(info.producerId, info);
    return [{ name: 'producer:opened', data: info }];
  }

  changeProducer(producerId: string, paused: boolean): RoomChange[] {
    const info = this.#producers.get(producerId);
    if (!info || info.paused === paused) return [];
    this.#producers.set(producerId, { ...info, paused });
    return [{ name: 'producer:changed', data: { producerId, paused } }];
  }

  closeProducer(producerId: string): RoomChange[] {
    const info = this.#producers.get(producerId);
    if (!info) return [];
    this.#producers.delete(producerId);
    return [{ name: 'producer:closed', data: { producerId, participantId: info.participantId } }];
  }

  /** Peers of the node that are nobody's here: participants who left while the node could not be told. */
  strangers(state: RoomState): string[] {
    return state.peers.map(({ peerId }) => peerId).filter((peerId) => !this.presences.has(peerId));
  }
}

/** Which transports a page goes on with after a reconnect, and which of those the node holds are to be closed. */
export function resumeTransports(
  held: readonly string[],
  claimed: readonly string[],
): { resumed: boolean; stale: string[] } {
  const resumed = claimed.length > 0 && claimed.every((transportId) => held.includes(transportId));
  return { resumed, stale: held.filter((transportId) => !resumed || !claimed.includes(transportId)) };
}

function toProducerInfo({ peerId, ...producer }: SfuProducer): ProducerInfo {
  return { ...producer, participantId: peerId };
}
