/** A participant's media on this node: its transports, producers and consumers; a peer can only ever touch its own. */
import type { ConsumerOptions, PreferredLayers, TransportOptions } from '@sambung/contract/ortc';
import type { PeerLines, PeerStats, SfuInput, SfuProducer } from '@sambung/contract/sfu';
import type {
  AppData,
  Consumer,
  ConsumerLayers,
  DtlsParameters,
  IceParameters,
  Producer,
  RtpCapabilities,
  RtpParameters,
} from 'mediasoup/types';
import { readPeerLines } from './lines.ts';
import { countsOf, limits, type PeerCounts } from './peer-counts.ts';
import { type Direction, isConnected, openTransport, type PeerTransport } from './peer-transport.ts';
import type { RoomPart } from './room-part.ts';
import { SfuError } from './sfu-error.ts';
import { readPeerStats } from './stats.ts';
import type { Canaries } from './worker-canaries.ts';

type ProducerData = AppData & { source: SfuProducer['source'] };

/** What a peer tells its room, and the one thing it asks. */
export interface PeerRoom {
  producerOpened(peer: Peer, info: SfuProducer, layerCount: number): void;
  producerChanged(info: SfuProducer): void;
  producerClosed(info: SfuProducer): void;
  consumerOpened(consumer: Consumer): void;
  /** It was paused or resumed, or other layers are preferred. */
  consumerChanged(consumer: Consumer): void;
  consumerClosed(peer: Peer, consumer: Consumer): void;
  transportChanged(peer: Peer, transportId: string, iceState: string, dtlsState: string): void;
  /** Makes somebody's producer available in the peer's part of the room until the result is called. Rejects when it is gone. */
  bring(producerId: string, peer: Peer): Promise<() => void>;
  /** What is withheld from everybody in the room. */
  canaries(): Canaries | null;
  /** How much a producer matters to those who receive it, from 1. */
  priorityOf(producerId: string): number;
}

export class Peer {
  readonly peerId: string;
  /** The control connection whose server answers for this peer; null once that connection is gone. */
  claimedBy: number | null = null;
  /** Since when (ms) the peer has had no connected transport and no claim; null while it has either. */
  abandonedSinceMs: number | null = null;
  /** Where in the room this peer sends and receives. */
  readonly part: RoomPart;
  readonly #room: PeerRoom;
  readonly #transports = new Map<string, PeerTransport>();
  readonly #producers = new Map<string, { producer: Producer<ProducerData>; transportId: string }>();
  readonly #consumers = new Map<string, { consumer: Consumer; transportId: string }>();
  /** What is being made and counts towards the limits already, so that asking for many at once gets no more. */
  readonly #making = { transports: 0, producers: 0, consumers: 0 };
  #closed = false;

  constructor(peerId: string, part: RoomPart, room: PeerRoom) {
    this.peerId = peerId;
    this.part = part;
    this.#room = room;
  }

  get transportIds(): string[] {
    return [...this.#transports.keys()];
  }

  get producers(): SfuProducer[] {
    return [...this.#producers.values()].map(({ producer }) => this.#info(producer));
  }

  /** What the peer has here, for the node's metrics. */
  get counts(): PeerCounts {
    return countsOf(
      [...this.#transports.values()],
      [...this.#producers.values()].map(({ producer }) => producer),
      [...this.#consumers.values()].map(({ consumer }) => consumer),
    );
  }

  sourceOf(producerId: string): SfuProducer['source'] | undefined {
    return this.#producers.get(producerId)?.producer.appData.source;
  }

  /** Whether the peer sends this. */
  has(producerId: string): boolean {
    return this.#producers.has(producerId);
  }

  /** True while ICE holds on at least one transport. */
  get connected(): boolean {
    return [...this.#transports.values()].some(isConnected);
  }

  /** ICE holds in both directions: sound and pictures can come and go. */
  get flows(): boolean {
    const held = [...this.#transports.values()].filter(isConnected).map(({ appData }) => appData.direction);
    return held.includes('send') && held.includes('receive');
  }

  async createTransport(direction: Direction): Promise<TransportOptions> {
    const transport = await this.#make('transports', this.#transports.size, () => openTransport(this.part, direction));
    if (this.#closed) {
      transport.close();
      throw new SfuError('notFound', 'the peer left meanwhile');
    }
    this.#transports.set(transport.id, transport);
    const changed = () => this.#room.transportChanged(this, transport.id, transport.iceState, transport.dtlsState);
    transport.on('icestatechange', changed);
    transport.on('dtlsstatechange', changed);
    transport.observer.once('close', () => this.#transports.delete(transport.id));
    const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
    return { transportId: id, iceParameters, iceCandidates, dtlsParameters };
  }

  async connectTransport(transportId: string, dtlsParameters: SfuInput<'transport:connect'>['dtlsParameters']) {
    await this.#transport(transportId).connect({ dtlsParameters: dtlsParameters as DtlsParameters });
  }

  restartIce(transportId: string): Promise<IceParameters> {
    return this.#transport(transportId).restartIce();
  }

  closeTransport(transportId: string): void {
    this.#transport(transportId).close();
  }

  async produce(input: Omit<SfuInput<'producer:create'>, 'roomId' | 'peerId'>): Promise<string> {
    const transport = this.#transport(input.transportId, 'send');
    const producer = await this.#make('producers', this.#producers.size, () =>
      transport.produce<ProducerData>({
        kind: input.kind,
        paused: input.paused,
        rtpParameters: input.rtpParameters as RtpParameters,
        appData: { source: input.source },
      }),
    );
    this.#producers.set(producer.id, { producer, transportId: transport.id });
    this.part.peerStreamCount += 1;
    producer.observer.once('close', () => {
      this.#producers.delete(producer.id);
      this.part.peerStreamCount -= 1;
      this.#room.producerClosed(this.#info(producer));
    });
    this.#room.producerOpened(this, this.#info(producer), producer.rtpParameters.encodings?.length ?? 1);
    return producer.id;
  }

  async pauseProducer(producerId: string): Promise<void> {
    const producer = this.#producer(producerId);
    await producer.pause();
    this.#room.producerChanged(this.#info(producer));
  }

  async resumeProducer(producerId: string): Promise<void> {
    const producer = this.#producer(producerId);
    await producer.resume();
    this.#room.producerChanged(this.#info(producer));
  }

  closeProducer(producerId: string): void {
    this.#producer(producerId).close();
  }

  /** The consumer starts paused: the page resumes it once its own side exists, so that the first key frame is not lost. */
  async consume(input: Omit<SfuInput<'consumer:create'>, 'roomId' | 'peerId'>): Promise<ConsumerOptions> {
    const transport = this.#transport(input.transportId, 'receive');
    const rtpCapabilities = input.rtpCapabilities as RtpCapabilities;
    const consumer = await this.#make('consumers', this.#consumers.size, async () => {
      const release = await this.#room.bring(input.producerId, this);
      try {
        if (!this.part.router.canConsume({ producerId: input.producerId, rtpCapabilities }))
          throw new SfuError('invalidInput', 'the page has no codec for this producer, or it is gone');
        const { producerId, preferredLayers } = input;
        const made = await transport.consume({
          ...{ producerId, rtpCapabilities, paused: true },
          ...this.part.mediaWorker.canaries.consuming(this.#room.canaries()),
          ...(preferredLayers && { preferredLayers: layersOf(preferredLayers) }),
        });
        made.observer.once('close', release);
        return made;
      } catch (error) {
        release();
        throw error;
      }
    });
    this.#consumers.set(consumer.id, { consumer, transportId: transport.id });
    this.part.peerStreamCount += 1;
    consumer.observer.once('close', () => {
      this.#consumers.delete(consumer.id);
      this.part.peerStreamCount -= 1;
      this.#room.consumerClosed(this, consumer);
    });
    this.#room.consumerOpened(consumer);
    this.prioritise(consumer.producerId);
    const { id: consumerId, producerId, kind, producerPaused } = consumer;
    const rtpParameters = consumer.rtpParameters as ConsumerOptions['rtpParameters'];
    return { consumerId, producerId, kind, rtpParameters, producerPaused };
  }

  pauseConsumer(consumerId: string): Promise<void> {
    return this.#change(consumerId, (consumer) => consumer.pause());
  }

  resumeConsumer(consumerId: string): Promise<void> {
    return this.#change(consumerId, (consumer) => consumer.resume());
  }

  /** The largest layers the page shows; a consumer without layers does not mind. */
  preferLayers(consumerId: string, preferredLayers: PreferredLayers): Promise<void> {
    return this.#change(consumerId, async (consumer) => {
      if (consumer.type === 'simulcast' || consumer.type === 'svc')
        await consumer.setPreferredLayers(layersOf(preferredLayers));
    });
  }

  /** Gives what this peer receives of a producer the priority that the room says: who has more gets its layers first on a weak line. */
  prioritise(producerId: string): void {
    const priority = this.#room.priorityOf(producerId);
    for (const { consumer } of this.#consumers.values()) {
      // Sound takes no part in the sharing of a line: it always goes first.
      if (consumer.producerId !== producerId || consumer.kind === 'audio' || consumer.priority === priority) continue;
      // It may be gone already; then nothing is to be shared.
      consumer.setPriority(priority).catch(() => {});
    }
  }

  stats(): Promise<PeerStats> {
    return readPeerStats(this.peerId, {
      transports: [...this.#transports.values()],
      producers: [...this.#producers.values()],
      consumers: [...this.#consumers.values()],
      canaries: this.part.mediaWorker.canaries,
    });
  }

  lines(): Promise<PeerLines> {
    return readPeerLines(this.peerId, {
      transports: [...this.#transports.values()],
      producers: [...this.#producers.values()].map(({ producer }) => producer),
      consumers: [...this.#consumers.values()].map(({ consumer }) => consumer),
    });
  }

  /** Withholds some of what this peer receives now, null for nothing; a worker that knows no canaries does nothing. */
  async withhold(canaries: Canaries | null): Promise<void> {
    const consumers = [...this.#consumers.values()].map(({ consumer }) => consumer);
    await this.part.mediaWorker.canaries.withhold(canaries, consumers);
  }

  close(): void {
    this.#closed = true;
    for (const transport of [...this.#transports.values()]) transport.close();
  }

  async #make<T>(kind: keyof typeof limits, presentCount: number, make: () => Promise<T>): Promise<T> {
    if (presentCount + this.#making[kind] >= limits[kind]) {
      throw new SfuError('limitReached', `the peer has too many ${kind}`);
    }
    this.#making[kind] += 1;
    try {
      return await make();
    } finally {
      this.#making[kind] -= 1;
    }
  }

  #info(producer: Producer<ProducerData>): SfuProducer {
    const { id, kind, paused, appData } = producer;
    return { producerId: id, peerId: this.peerId, kind, source: appData.source, paused };
  }

  #transport(transportId: string, direction?: Direction): PeerTransport {
    const transport = this.#transports.get(transportId);
    if (!transport) throw new SfuError('notFound', 'the peer has no such transport');
    if (direction && transport.appData.direction !== direction)
      throw new SfuError('invalidInput', `the transport does not ${direction}`);
    return transport;
  }

  #producer(producerId: string): Producer<ProducerData> {
    const { producer } = this.#producers.get(producerId) ?? {};
    if (!producer) throw new SfuError('notFound', 'the peer has no such producer');
    return producer;
  }

  async #change(consumerId: string, change: (consumer: Consumer) => Promise<void>): Promise<void> {
    const { consumer } = this.#consumers.get(consumerId) ?? {};
    if (!consumer) throw new SfuError('notFound', 'the peer has no such consumer');
    await change(consumer);
    this.#room.consumerChanged(consumer);
  }
}

function layersOf({ spatialLayer, temporalLayer }: PreferredLayers): ConsumerLayers {
  return { spatialLayer, ...(temporalLayer !== undefined && { temporalLayer }) };
}
