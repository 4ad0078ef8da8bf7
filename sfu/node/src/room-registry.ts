/** All rooms of this node: opened once, found, swept, and reported lost when their worker dies. */
import { Room, type RoomOptions } from './room.ts';
import { SfuError } from './sfu-error.ts';
import type { MediaWorker } from './worker-pool.ts';

export class RoomRegistry {
  readonly #options: Omit<RoomOptions, 'roomId'>;
  readonly #rooms = new Map<string, Room>();
  /** Rooms being opened, so that two requests at once make one router. */
  readonly #opening = new Map<string, Promise<Room>>();

  constructor(options: Omit<RoomOptions, 'roomId'>) {
    this.#options = options;
  }

  get roomIds(): string[] {
    return [...this.#rooms.keys()];
  }

  get rooms(): Room[] {
    return [...this.#rooms.values()];
  }

  /** The room, made on the least loaded worker where it does not exist yet. */
  open(roomId: string): Promise<Room> {
    const present = this.#rooms.get(roomId);
    if (present) return Promise.resolve(present);
    const pending = this.#opening.get(roomId);
    if (pending) return pending;
    const opening = this.#make(roomId).finally(() => this.#opening.delete(roomId));
    this.#opening.set(roomId, opening);
    return opening;
  }

  /** Throws `SfuError` (notFound). */
  get(roomId: string): Room {
    const room = this.#rooms.get(roomId);
    if (!room) throw new SfuError('notFound', 'the node has no such room');
    return room;
  }

  close(roomId: string): void {
    const room = this.#rooms.get(roomId);
    this.#rooms.delete(roomId);
    room?.close();
  }

  /** Removes abandoned peers and closes rooms that stayed empty. */
  sweep(nowMs: number): void {
    for (const room of [...this.#rooms.values()]) if (room.sweep(nowMs)) this.close(room.roomId);
  }

  /** A control connection is gone: its server no longer answers for the peers it had claimed. */
  releaseClaims(connectionId: number): void {
    for (const room of this.#rooms.values())
      for (const peer of room.peers) if (peer.claimedBy === connectionId) peer.claimedBy = null;
  }

  /** Forgets the rooms that lost everything with a dead worker and says so, so that they are opened anew. */
  handleWorkerLost(lost: MediaWorker): void {
    for (const room of this.rooms) {
      if (room.survives(lost)) continue;
      this.#rooms.delete(room.roomId);
      this.#options.notify('room:lost', { roomId: room.roomId });
    }
  }

  async #make(roomId: string): Promise<Room> {
    const room = await Room.open({ ...this.#options, roomId });
    this.#rooms.set(roomId, room);
    return room;
  }
}
