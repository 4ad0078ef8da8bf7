/** What everybody may do in a conference beyond being seen and heard: raise a hand, react, write. */
import {
  type ChatMessage,
  type ChatTarget,
  mayRenameSelf,
  maySend,
  mayWrite,
  type Reaction,
} from '@sambung/contract/meeting';
import type { MediaSource } from '@sambung/contract/ortc';
import { insertMessage } from '../chat/index.ts';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { present, renamed, type Self } from './leading.ts';
import type { LiveRoom, Presence } from './room.ts';
import * as store from './room-store.ts';
import type { Rooms } from './rooms.ts';

interface Said {
  text: string;
  /** Of a message that is a file. */
  fileId?: string | null;
}

export class TakingPart {
  readonly #context: Pick<Context, 'db' | 'clock'>;
  readonly #rooms: Rooms;

  constructor(context: Pick<Context, 'db' | 'clock'>, rooms: Rooms) {
    this.#context = context;
    this.#rooms = rooms;
  }

  async setHand(self: Self, raised: boolean): Promise<void> {
    const { room, by } = this.#seat(self);
    if ((by.info.handRaisedAt !== null) === raised) return;
    const handRaisedAt = raised ? this.#context.clock() : null;
    await store.saveHands(this.#context.db, [self.peerId], handRaisedAt);
    this.#rooms.change(room, by, { handRaisedAt: handRaisedAt?.toISOString() ?? null });
  }

  /** Is called something else from now on. Throws `forbidden` for staff, and where the hosts keep names as they are. */
  async rename(self: Self, displayName: string): Promise<void> {
    const { room, by } = this.#seat(self);
    if (!mayRenameSelf(by.info, room.settings)) throw new DomainError('forbidden');
    await renamed(this.#context, this.#rooms, { room, whom: by, displayName });
  }

  react(self: Self, reaction: Reaction): void {
    const { room } = this.#seat(self);
    this.#rooms.announce(room, { name: 'reaction:sent', data: { participantId: self.peerId, reaction } });
  }

  /** Writes, or hands round a file. */
  async say(self: Self, { text, fileId = null }: Said, target: ChatTarget): Promise<void> {
    const { room, by } = this.#mayWrite(self, target);
    const to = target.to === 'one' ? present(room, target.participantId) : null;
    const message = await insertMessage(this.#context.db, {
      ...{ meetingId: room.roomId, target, text, fileId, saidAt: this.#context.clock() },
      from: { participantId: self.peerId, displayName: by.info.displayName },
      targetName: to?.info.displayName ?? null,
    });
    this.#deliver(room, message, [by, ...(to ? [to] : target.to === 'leaders' ? room.leaders : [])]);
  }

  /** Who came in by this door and may write to these now. Throws `not-joined` for who is not there, `forbidden`. */
  writer(roomId: string, accessId: string, target: ChatTarget): Self {
    if (this.#rooms.participants(roomId).length === 0) throw new DomainError('not-joined');
    const self = this.#placesOf(roomId).find((one) => one.accessId === accessId && one.socketId !== null);
    if (!self) throw new DomainError('not-joined');
    const writer = { roomId, peerId: self.info.participantId };
    this.#mayWrite(writer, target);
    return writer;
  }

  /** Whether who came in by this door has a place in the room, also while they are away for a moment. */
  hasPlace(roomId: string, accessId: string): boolean {
    return (
      this.#rooms.participants(roomId).length > 0 && this.#placesOf(roomId).some((one) => one.accessId === accessId)
    );
  }

  #placesOf(roomId: string): Presence[] {
    return [...this.#rooms.live(roomId).presences.values()];
  }

  #mayWrite(self: Self, target: ChatTarget): { room: LiveRoom; by: Presence } {
    const { room, by } = this.#seat(self);
    if (!mayWrite(by.info.role, target, room.settings)) throw new DomainError('forbidden');
    return { room, by };
  }

  /** Throws `forbidden` where this source may not be sent now. */
  mayBegin(self: Self, source: MediaSource): void {
    const { room, by } = this.#seat(self, true);
    if (room.kind === 'meeting' && !maySend(by.info.role, source, room.settings)) throw new DomainError('forbidden');
  }

  /** The same of a source that was paused. */
  mayResume(self: Self, producerId: string): void {
    const producer = this.#rooms.live(self.roomId).producers.find((one) => one.producerId === producerId);
    if (producer) this.mayBegin(self, producer.source);
  }

  #deliver(room: LiveRoom, message: ChatMessage, readers: readonly Presence[]): void {
    const change = { name: 'chat:said', data: message } as const;
    if (message.target.to === 'everyone') this.#rooms.announce(room, change);
    else this.#rooms.announce(room, change, [...new Set(readers)]);
  }

  #seat({ roomId, peerId }: Self, inTestCallsToo = false): { room: LiveRoom; by: Presence } {
    const room = this.#rooms.live(roomId);
    if (room.kind !== 'meeting' && !inTestCallsToo) throw new DomainError('forbidden');
    return { room, by: present(room, peerId) };
  }
}
