/** A room: one router on one worker, its peers, and what the servers are told about it. */
import { randomUUID } from 'node:crypto';
import type { RtpCapabilities } from '@sambung/contract/ortc';
import type { RoomState, SfuNotificationName, SfuNotifications } from '@sambung/contract/sfu';
import type { AudioLevelObserver, Router, RouterRtpCodecCapability } from 'mediasoup/types';
import { Peer, type PeerEvents } from './peer.ts';
import { SfuError } from './sfu-error.ts';
import type { MediaWorker } from './worker-pool.ts';

/** Tells every connected server. */
export type Notify = <N extends SfuNotificationName>(name: N, data: SfuNotifications[N]) => void;

/** What every browser speaks. mediasoup adds RTX and each codec's RTCP feedback (transport-cc, NACK, PLI). */
const mediaCodecs: RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

const speakers = {
  /** How many are shown as speaking at once. Higher shows murmur as speech, lower hides who interrupts. */
  maxEntries: 4,
  /** Quieter than this is silence. Higher (nearer 0) misses soft voices, lower shows room noise as speech. */
  threshold: -55,
  /** How often it is told. Higher lags behind the talk, lower costs a message to everyone more often. */
  interval: 500,
};

/** A peer whose page is gone and for whom no server answers is removed after this; longer keeps dead tiles, shorter cuts slow restarts. */
const abandonedPeerTimeoutMs = 60_000;
/** An empty room is closed after this; longer holds memory, shorter makes a new epoch when everyone steps out for a moment. */
const emptyRoomTimeoutMs = 5 * 60_000;

/** `open` makes one; `sweep` is called every few seconds with the time; `close` ends it. A room on a dead worker is simply forgotten. */
export class Room {
  readonly roomId: string;
  readonly mediaEpoch = randomUUID();
  readonly mediaWorker: MediaWorker;
  readonly #router: Router;
  readonly #observer: AudioLevelObserver;
  readonly #notify: Notify;
  readonly #peers = new Map<string, Peer>();
  #emptySinceMs: number | null = null;
  #closed = false;

  private constructor(
    roomId: string,
    mediaWorker: MediaWorker,
    router: Router,
    observer: AudioLevelObserver,
    notify: Notify,
  ) {
    this.roomId = roomId;
    this.mediaWorker = mediaWorker;
    this.#router = router;
    this.#observer = observer;
    this.#notify = notify;
    observer.on('volumes', (volumes) => this.#speakersChanged(volumes));
    observer.on('silence', () => this.#speakersChanged([]));
  }

  static async open(roomId: string, mediaWorker: MediaWorker, notify: Notify): Promise<Room> {
    mediaWorker.roomCount++;
    try {
      const router = await mediaWorker.worker.createRouter({ mediaCodecs });
      return new Room(roomId, mediaWorker, router, await router.createAudioLevelObserver(speakers), notify);
    } catch (error) {
      mediaWorker.roomCount--;
      throw error;
    }
  }

  get state(): RoomState {
    const peers = [...this.#peers.values()];
    return {
      roomId: this.roomId,
      mediaEpoch: this.mediaEpoch,
      routerRtpCapabilities: this.#router.rtpCapabilities as RtpCapabilities,
      peers: peers.map(({ peerId, transportIds }) => ({ peerId, transportIds })),
      producers: peers.flatMap((peer) => peer.producers),
    };
  }

  get peers(): Peer[] {
    return [...this.#peers.values()];
  }

  /** Admits a peer; one that is already there keeps its media. */
  join(peerId: string): Peer {
    const present = this.#peers.get(peerId);
    if (present) return present;
    const peer = new Peer(peerId, this.#router, this.mediaWorker.webRtcServer, this.#peerEvents());
    this.#peers.set(peerId, peer);
    return peer;
  }

  /** Throws `SfuError` (notFound). */
  getPeer(peerId: string): Peer {
    const peer = this.#peers.get(peerId);
    if (!peer) throw new SfuError('notFound', 'the room has no such peer');
    return peer;
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
    if (this.#peers.size > 0) this.#emptySinceMs = null;
    else this.#emptySinceMs ??= nowMs;
    return isOver(this.#emptySinceMs, emptyRoomTimeoutMs, nowMs);
  }

  close(): void {
    this.#closed = true;
    this.mediaWorker.roomCount--;
    this.#router.close();
  }

  /** After the room was closed or its worker died one message says so; the fall of every single part is not told. */
  get #silent(): boolean {
    return this.#closed || this.mediaWorker.worker.closed;
  }

  #peerEvents(): PeerEvents {
    const roomId = this.roomId;
    const tell: Notify = (name, data) => {
      if (!this.#silent) this.#notify(name, data);
    };
    return {
      producerOpened: (producer, info) => {
        // Only costs the speaker's highlight when it fails, and the producer may be gone again already.
        if (info.kind === 'audio') this.#observer.addProducer({ producerId: producer.id }).catch(() => {});
        tell('producer:opened', { roomId, producer: info });
      },
      producerChanged: ({ producerId, paused }) => tell('producer:changed', { roomId, producerId, paused }),
      producerClosed: ({ producerId, peerId }) => tell('producer:closed', { roomId, producerId, peerId }),
      consumerClosed: (peerId, consumerId) => tell('consumer:closed', { roomId, peerId, consumerId }),
      transportChanged: (peerId, transportId, iceState, dtlsState) =>
        tell('transport:changed', { roomId, peerId, transportId, iceState, dtlsState }),
    };
  }

  #speakersChanged(volumes: { producer: { id: string }; volume: number }[]): void {
    const owners = new Map(this.state.producers.map(({ producerId, peerId }) => [producerId, peerId]));
    const loudest = volumes.flatMap(({ producer, volume }) => {
      const peerId = owners.get(producer.id);
      return peerId === undefined ? [] : [{ peerId, levelDbov: volume }];
    });
    if (!this.#silent) this.#notify('speakers:changed', { roomId: this.roomId, speakers: loudest });
  }
}

function isOver(sinceMs: number | null, timeoutMs: number, nowMs: number): boolean {
  return sinceMs !== null && nowMs - sinceMs >= timeoutMs;
}
