/** A room: its peers, the parts it has on workers, and what the servers are told about it. */
import { randomUUID } from 'node:crypto';
import type { RtpCapabilities } from '@sambung/contract/ortc';
import type { PipeEnd, RoomState, SfuNotificationName, SfuNotifications, SfuResult } from '@sambung/contract/sfu';
import { drill } from './drill.ts';
import { Peer, type PeerRoom } from './peer.ts';
import { RoomPart } from './room-part.ts';
import { type PipeListen, RoomPipes } from './room-pipes.ts';
import { RoomSpeakers } from './room-speakers.ts';
import { SfuError } from './sfu-error.ts';
import { looksAtEverything, WantedLayers } from './wanted-layers.ts';
import type { Canaries } from './worker-canaries.ts';
import { leastLoaded, loadOf, type MediaWorker, type WorkerPool } from './worker-pool.ts';

/** Tells every connected server. */
export type Notify = <N extends SfuNotificationName>(name: N, data: SfuNotifications[N]) => void;

/** What a room needs of the pool: a first worker, and those it may grow to. */
export type RoomWorkers = Pick<WorkerPool, 'acquire' | 'workers'>;

/** Who gets their layers first when a receiver's line does not carry everything; sound always goes before. */
const priorities = { screen: 3, activeSpeaker: 2, others: 1 };
/** A peer whose page is gone and for whom no server answers is removed after this; longer keeps dead tiles, shorter cuts slow restarts. */
const abandonedPeerTimeoutMs = 60_000;
/** An empty room is closed after this; longer holds memory, shorter makes a new epoch when everyone steps out for a moment. */
const emptyRoomTimeoutMs = 5 * 60_000;

export interface RoomOptions {
  roomId: string;
  workers: RoomWorkers;
  /** Streams a worker carries until rooms on it grow to another; see `Env.streamsPerWorker`. */
  streamsPerWorker: number;
  /** Where other nodes reach this one. */
  pipeListen: PipeListen;
  notify: Notify;
}

/**
 * `open` makes one; `sweep` is called every few seconds with the time; `close` ends it. It begins on one worker; who comes when that one is full is placed
 * on another, and what they send and receive crosses between the two through pipes. A room whose only worker died is simply forgotten.
 */
export class Room {
  readonly roomId: string;
  readonly mediaEpoch = randomUUID();
  /** To other nodes on which this room has people. */
  readonly pipes: RoomPipes;
  readonly #options: RoomOptions;
  readonly #parts: RoomPart[] = [];
  readonly #peers = new Map<string, Peer>();
  /** Peers being placed, so that a peer that joins twice at once is one. */
  readonly #joining = new Map<string, Promise<Peer>>();
  /** The part being opened, so that many who come at once to a full worker share it. */
  #growing: Promise<RoomPart> | null = null;
  readonly #speakers = new RoomSpeakers();
  readonly #wanted = new WantedLayers((told) => this.#tell('producer:wanted', { roomId: this.roomId, ...told }));
  #emptySinceMs: number | null = null;
  #canaries: Canaries | null = null;
  #closed = false;

  private constructor(options: RoomOptions) {
    this.roomId = options.roomId;
    this.#options = options;
    this.pipes = new RoomPipes(options.pipeListen);
  }

  /** Throws `SfuError` (media) when no worker runs. */
  static async open(options: RoomOptions): Promise<Room> {
    const room = new Room(options);
    await room.#openPart(await options.workers.acquire());
    return room;
  }

  get state(): RoomState {
    return {
      roomId: this.roomId,
      mediaEpoch: this.mediaEpoch,
      routerRtpCapabilities: this.#parts[0]?.router.rtpCapabilities as RtpCapabilities,
      peers: this.peers.map(({ peerId, transportIds, connected }) => ({ peerId, transportIds, connected })),
      producers: this.peers.flatMap((peer) => peer.producers),
      wanted: this.#wanted.all,
    };
  }

  get peers(): Peer[] {
    return [...this.#peers.values()];
  }

  get parts(): readonly RoomPart[] {
    return this.#parts;
  }

  /** Admits a peer; one that is already there keeps its media. Throws `SfuError` (media) when its worker died meanwhile. */
  join(peerId: string): Promise<Peer> {
    const present = this.#peers.get(peerId);
    if (present) return Promise.resolve(present);
    const pending = this.#joining.get(peerId);
    if (pending) return pending;
    const joining = this.#place().then((part) => {
      if (this.#closed || part.isDead) throw new SfuError('media', 'the room ended while the peer joined');
      const peer = new Peer(peerId, part, this.#forPeers);
      this.#peers.set(peerId, peer);
      return peer;
    });
    this.#joining.set(peerId, joining);
    return joining.finally(() => this.#joining.delete(peerId));
  }

  /** Throws `SfuError` (notFound). */
  getPeer(peerId: string): Peer {
    const peer = this.#peers.get(peerId);
    if (!peer) throw new SfuError('notFound', 'the room has no such peer');
    return peer;
  }

  /** Withholds some of what everybody here receives, null for nothing; those who come have to be told of anew. */
  async withhold(canaries: Canaries | null): Promise<void> {
    this.#canaries = canaries;
    await Promise.all(this.peers.map((peer) => peer.withhold(canaries)));
  }

  /** Cuts a peer's lines and tells how long it was without them. Throws `SfuError`: notFound, media. */
  async drill(peerId: string): Promise<void> {
    const peer = this.getPeer(peerId);
    const { outage } = await drill(peer, peer.part.mediaWorker.controlPath);
    void outage.then((outageMs) => this.#tell('peer:drilled', { roomId: this.roomId, peerId, outageMs }));
  }

  /** Opens an end of a pipe where most of the room is. */
  openPipe(): Promise<PipeEnd> {
    const part = this.#parts.find(({ isDead }) => !isDead);
    if (!part) return Promise.reject(new SfuError('media', 'the room’s worker is gone'));
    return this.pipes.open(part);
  }

  /** Sends what somebody here produces over a pipe. Throws `SfuError` (notFound) when it is gone. */
  async sendOverPipe(pipeId: string, producerId: string): Promise<SfuResult<'pipe:send'>> {
    const owner = this.#ownerOf(producerId);
    const producer = owner?.producers.find((one) => one.producerId === producerId);
    if (!owner || !producer) throw new SfuError('notFound', 'the room has no such producer');
    const sent = await this.pipes.send(pipeId, producer, owner.part);
    this.#wanted.looked(producerId, looksAtEverything);
    return sent;
  }

  leave(peerId: string): void {
    this.#peers.get(peerId)?.close();
    this.#peers.delete(peerId);
  }

  /** Removes abandoned peers; true when the room itself has been empty for too long. */
  sweep(nowMs: number): boolean {
    for (const peer of this.#peers.values()) {
      if (peer.connected || peer.claimedBy !== null) peer.abandonedSinceMs = null;
      else peer.abandonedSinceMs ??= nowMs;
      if (isOver(peer.abandonedSinceMs, abandonedPeerTimeoutMs, nowMs)) this.leave(peer.peerId);
    }
    this.#shrink();
    this.#wanted.passed(nowMs);
    if (this.#peers.size > 0) this.#emptySinceMs = null;
    else this.#emptySinceMs ??= nowMs;
    return isOver(this.#emptySinceMs, emptyRoomTimeoutMs, nowMs);
  }

  /** A worker died. False when the room lost everything with it; else only the peers there did, and are told of. */
  survives(lost: MediaWorker): boolean {
    const part = this.#parts.find(({ mediaWorker }) => mediaWorker === lost);
    if (!part) return true;
    if (this.#parts.length === 1) return false;
    this.#parts.splice(this.#parts.indexOf(part), 1);
    for (const peer of this.peers) {
      if (peer.part !== part) continue;
      this.#peers.delete(peer.peerId);
      this.#tell('peer:lost', { roomId: this.roomId, peerId: peer.peerId });
    }
    this.#speakersChanged();
    return true;
  }

  close(): void {
    this.#closed = true;
    for (const part of this.#parts) part.close();
  }

  /** After the room was closed or its last worker died one message says so; the fall of every single thing is not told. */
  get #silent(): boolean {
    return this.#closed || this.#parts.every(({ isDead }) => isDead);
  }

  #tell: Notify = (name, data) => {
    if (!this.#silent) this.#options.notify(name, data);
  };

  /** The part for the next peer: the emptiest there is, or a new one when its worker is full and another has half its load. */
  #place(): Promise<RoomPart> {
    const alive = this.#parts.filter(({ isDead }) => !isDead);
    const unused = alive.find((part) => !this.peers.some((peer) => peer.part === part));
    if (unused) return Promise.resolve(unused);
    const here = leastLoaded(alive.map(({ mediaWorker }) => mediaWorker));
    const present = alive.find(({ mediaWorker }) => mediaWorker === here);
    if (here && present) {
      if (loadOf(here) < this.#options.streamsPerWorker) return Promise.resolve(present);
      const used = new Set(this.#parts.map(({ mediaWorker }) => mediaWorker));
      const other = leastLoaded(this.#options.workers.workers.filter((worker) => !used.has(worker)));
      if (!other || loadOf(other) > loadOf(here) / 2) return Promise.resolve(present);
      this.#growing ??= this.#openPart(other).finally(() => {
        this.#growing = null;
      });
      return this.#growing;
    }
    return Promise.reject(new SfuError('media', 'the room’s worker is gone'));
  }

  async #openPart(mediaWorker: MediaWorker): Promise<RoomPart> {
    const part = await RoomPart.open(mediaWorker, () => this.#speakersChanged());
    // Its death may have been told while it opened; nobody would be told again.
    if (part.isDead || this.#closed) {
      part.close();
      throw new SfuError('media', 'the media worker died while the room was opened');
    }
    this.#parts.push(part);
    return part;
  }

  /** Gives back the parts that nobody is in, but one. */
  #shrink(): void {
    if (this.#joining.size > 0) return;
    const used = new Set([...this.peers.map(({ part }) => part), ...this.pipes.parts]);
    for (const part of [...this.#parts]) {
      if (used.has(part) || this.#parts.length === 1) continue;
      this.#parts.splice(this.#parts.indexOf(part), 1);
      part.close();
    }
  }

  #ownerOf(producerId: string): Peer | undefined {
    return this.peers.find((peer) => peer.has(producerId));
  }

  readonly #forPeers: PeerRoom = {
    producerOpened: (peer, info, layerCount) => {
      if (info.kind === 'audio') peer.part.listenTo(info.producerId);
      // A shared screen is sharp in every layer: there all are sent.
      if (info.source === 'camera') this.#wanted.opened(info, layerCount);
      this.#tell('producer:opened', { roomId: this.roomId, producer: info });
    },
    producerChanged: ({ producerId, paused }) =>
      this.#tell('producer:changed', { roomId: this.roomId, producerId, paused }),
    producerClosed: ({ producerId, peerId }) => {
      this.#wanted.closed(producerId);
      this.#tell('producer:closed', { roomId: this.roomId, producerId, peerId });
    },
    consumerOpened: (consumer) => this.#wanted.looked(consumer.producerId, consumer),
    consumerChanged: ({ producerId }) => this.#wanted.changed(producerId),
    consumerClosed: ({ peerId, part }, consumer) => {
      this.#wanted.unlooked(consumer.producerId, consumer);
      // Who loses everything with a worker is told that, not every piece.
      if (!part.isDead) this.#tell('consumer:closed', { roomId: this.roomId, peerId, consumerId: consumer.id });
    },
    transportChanged: ({ peerId }, transportId, iceState, dtlsState) =>
      this.#tell('transport:changed', { roomId: this.roomId, peerId, transportId, iceState, dtlsState }),
    bring: (producerId, { part }) => {
      const home = this.#ownerOf(producerId)?.part ?? this.pipes.partOf(producerId);
      if (!home) throw new SfuError('invalidInput', 'there is no such producer in the room');
      return part.bring(producerId, home);
    },
    canaries: () => this.#canaries,
    priorityOf: (producerId) => {
      const owner = this.#ownerOf(producerId);
      const source = owner?.sourceOf(producerId) ?? this.pipes.sourceOf(producerId);
      if (source === 'screen') return priorities.screen;
      return owner && owner.peerId === this.#speakers.activePeerId ? priorities.activeSpeaker : priorities.others;
    },
  };

  /** Who speaks is seen best: the priorities of the old and the new one's camera change for everybody. */
  #speakersChanged(): void {
    const owners = new Map(this.peers.flatMap(({ producers }) => producers).map((one) => [one.producerId, one.peerId]));
    const volumes = this.#parts.flatMap((part) => part.volumes);
    const { speakers, floor } = this.#speakers.heard(volumes, owners);
    for (const { producerId, kind } of floor.flatMap((peerId) => this.#peers.get(peerId)?.producers ?? []))
      if (kind === 'video') for (const peer of this.#peers.values()) peer.prioritise(producerId);
    if (speakers) this.#tell('speakers:changed', { roomId: this.roomId, speakers });
  }
}

function isOver(sinceMs: number | null, timeoutMs: number, nowMs: number): boolean {
  return sinceMs !== null && nowMs - sinceMs >= timeoutMs;
}
