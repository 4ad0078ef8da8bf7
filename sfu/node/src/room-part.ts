/** A room's part on one worker: a router, who speaks there, and the producers of other parts that are piped in while somebody here receives them. */
import type { AudioLevelObserver, Producer, Router, RouterRtpCodecCapability } from 'mediasoup/types';
import type { MediaWorker, WorkerPart } from './worker-pool.ts';

/**
 * What every browser speaks, in the order in which pages prefer it. mediasoup adds RTX and each codec's RTCP feedback (transport-cc, NACK, PLI). VP8 first:
 * every browser sends it in layers and decodes it anywhere.
 */
const mediaCodecs: RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    // Constrained baseline, the one profile that RFC 7742 asks of everybody.
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
  { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 0 } },
];

const speakers = {
  /** How many are shown as speaking at once. Higher shows murmur as speech, lower hides who interrupts. */
  maxEntries: 4,
  /** Quieter than this is silence. Higher (nearer 0) misses soft voices, lower shows room noise as speech. */
  threshold: -55,
  /** How often it is told. Higher lags behind the talk, lower costs a message to everyone more often. */
  interval: 500,
};

/** A producer and its level in dBov (RFC 6464), loudest first. */
export type Volume = { producerId: string; levelDbov: number };

/** A producer of another part as it is received here. */
interface Piped {
  ready: Promise<Producer>;
  userCount: number;
}

/** `open` makes one; `bring` fetches what other parts produce; `close` ends it. */
export class RoomPart implements WorkerPart {
  readonly mediaWorker: MediaWorker;
  readonly router: Router;
  /** Kept by the peers: their producers and consumers on this worker. */
  peerStreamCount = 0;
  volumes: Volume[] = [];
  readonly #observer: AudioLevelObserver;
  readonly #piped = new Map<string, Piped>();

  private constructor(mediaWorker: MediaWorker, router: Router, observer: AudioLevelObserver) {
    this.mediaWorker = mediaWorker;
    this.router = router;
    this.#observer = observer;
  }

  /** `onVolumes` is called whenever `volumes` changed. */
  static async open(mediaWorker: MediaWorker, onVolumes: () => void): Promise<RoomPart> {
    // Counted before it stands, so that rooms opened at once do not all choose the same worker.
    const reserved: WorkerPart = { streamCount: 0 };
    mediaWorker.parts.add(reserved);
    try {
      const router = await mediaWorker.worker.createRouter({ mediaCodecs });
      const observer = await router.createAudioLevelObserver(speakers);
      const part = new RoomPart(mediaWorker, router, observer);
      const heard = (volumes: Volume[]) => {
        part.volumes = volumes;
        onVolumes();
      };
      observer.on('volumes', (volumes) =>
        heard(volumes.map(({ producer, volume }) => ({ producerId: producer.id, levelDbov: volume }))),
      );
      observer.on('silence', () => heard([]));
      mediaWorker.parts.add(part);
      return part;
    } finally {
      mediaWorker.parts.delete(reserved);
    }
  }

  /** Producers and consumers here, the piped ones included. */
  get streamCount(): number {
    return this.peerStreamCount + this.#piped.size;
  }

  /** How many producers of other parts are received here. */
  get pipedCount(): number {
    return this.#piped.size;
  }

  get isDead(): boolean {
    return this.mediaWorker.worker.closed;
  }

  /** Lets a voice of this part be heard by who decides who speaks. */
  listenTo(producerId: string): void {
    // Only costs the speaker's highlight when it fails, and the producer may be gone again already.
    this.#observer.addProducer({ producerId }).catch(() => {});
  }

  /** Makes a producer of `home` available on this router, under its own id, until the result is called. Rejects when it is gone. */
  async bring(producerId: string, home: RoomPart): Promise<() => void> {
    if (home === this) return () => {};
    const piped = this.#piped.get(producerId) ?? this.#pipe(producerId, home);
    piped.userCount += 1;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      piped.userCount -= 1;
      // Nobody here receives it any more: it need not cross to this worker.
      if (piped.userCount === 0) this.#forget(producerId, piped);
    };
    try {
      await piped.ready;
    } catch (error) {
      release();
      throw error;
    }
    return release;
  }

  close(): void {
    this.mediaWorker.parts.delete(this);
    this.router.close();
  }

  #pipe(producerId: string, home: RoomPart): Piped {
    const ready = home.router
      .pipeToRouter({ producerId, router: this.router, enableSctp: false, enableRtx: false })
      .then(({ pipeProducer }) => {
        if (!pipeProducer) throw new Error('a pipe without a producer');
        return pipeProducer;
      });
    const piped: Piped = { ready, userCount: 0 };
    this.#piped.set(producerId, piped);
    ready.then(
      (producer) => producer.observer.once('close', () => this.#forget(producerId, piped)),
      () => this.#forget(producerId, piped),
    );
    return piped;
  }

  #forget(producerId: string, piped: Piped): void {
    if (this.#piped.get(producerId) !== piped) return;
    this.#piped.delete(producerId);
    piped.ready.then(
      (producer) => producer.close(),
      () => {},
    );
  }
}
