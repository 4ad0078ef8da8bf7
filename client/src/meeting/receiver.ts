/** The receiving half of one build of the room's media: a consumer for everything others send, in the size in which it is shown. */
import type { PreferredLayers } from '@sambung/contract/ortc';
import type { ProducerInfo, RoomRequestInput } from '@sambung/contract/socket';
import type { Consumer, RtpCapabilities, RtpParameters, Transport } from 'mediasoup-client/types';
import { isGone, type Request } from './socket.ts';
import { layersForWidth, spatialLayerCountOf } from './video-policy.ts';

/** How wide a picture is shown, in device pixels; null: not at all; undefined: nobody has said yet. */
export type ShownWidth = number | null | undefined;

export type ReceiverListener = {
  /** The set of remote tracks changed. */
  tracksChanged(tracks: ReadonlyMap<string, MediaStreamTrack>): void;
  /** A producer that the roster still lists is gone at the node. */
  producerGone(producerId: string, participantId: string): void;
  shownWidthOf(producerId: string): ShownWidth;
};

type Received = {
  consumer: Consumer;
  /** What the node was told, so that it is told only what changed; null when it may not have heard. */
  paused: boolean | null;
  spatialLayer: number | null | undefined;
  /** Requests about it go one after the other; what changes meanwhile is looked at in the end. */
  adjusting: Promise<void> | null;
  /** Something changed since it was looked at last. */
  isDue: boolean;
};

/** What of layers is assumed before the node has answered how many there are. */
const usualLayerCount = 3;

/** `sync` follows the roster, `adjust` the size in which something is shown; `close` ends it with its transport. */
export class Receiver {
  readonly #request: Request;
  readonly #transport: Transport;
  readonly #rtpCapabilities: RtpCapabilities;
  readonly #listener: ReceiverListener;
  readonly #received = new Map<string, Received>();

  constructor(request: Request, transport: Transport, rtpCapabilities: RtpCapabilities, listener: ReceiverListener) {
    this.#request = request;
    this.#transport = transport;
    leaveOutProbator(transport);
    this.#rtpCapabilities = rtpCapabilities;
    this.#listener = listener;
  }

  /** Drops what is gone, begins what is new and tells the node what it may not have heard; one promise for each producer. */
  sync(wanted: readonly ProducerInfo[]): Promise<void>[] {
    const wantedIds = new Set(wanted.map((producer) => producer.producerId));
    for (const producerId of [...this.#received.keys()]) if (!wantedIds.has(producerId)) this.#drop(producerId);
    return wanted.map((producer) => {
      const received = this.#received.get(producer.producerId);
      return received ? this.#adjust(producer.producerId, received) : this.#receive(producer);
    });
  }

  /** The node closed a consumer: forget it, so that the next sync may make it anew. */
  consumerClosed(consumerId: string): void {
    for (const [producerId, { consumer }] of this.#received) if (consumer.id === consumerId) this.#drop(producerId);
  }

  /** The size in which a picture is shown changed. What cannot be told now is told with the next sync. */
  shownWidthChanged(producerId: string): void {
    const received = this.#received.get(producerId);
    if (received) this.#adjust(producerId, received).catch(() => {});
  }

  close(): void {
    this.#received.clear();
  }

  async #receive({ producerId, participantId, kind, source }: ProducerInfo): Promise<void> {
    try {
      const preferredLayers = kind === 'video' ? this.#layersFor(producerId, usualLayerCount) : undefined;
      const options = await this.#request('consumer:create', {
        transportId: this.#transport.id,
        producerId,
        rtpCapabilities: this.#rtpCapabilities as RoomRequestInput<'consumer:create'>['rtpCapabilities'],
        ...(preferredLayers && { preferredLayers }),
      });
      const consumer = await this.#transport.consume({
        id: options.consumerId,
        producerId,
        kind: options.kind,
        rtpParameters: options.rtpParameters as RtpParameters,
        // One stream per participant, and one for their screen: the browser keeps sound and picture of one stream in step.
        streamId: source.startsWith('screen') ? `${participantId}-screen` : participantId,
      });
      const spatialLayer = preferredLayers?.spatialLayer;
      const received: Received = { consumer, paused: true, spatialLayer, adjusting: null, isDue: false };
      this.#received.set(producerId, received);
      this.#tracksChanged();
      // Only now can a key frame be used: resumed earlier, the picture would stay black until the next one.
      await this.#adjust(producerId, received);
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#drop(producerId);
      this.#listener.producerGone(producerId, participantId);
    }
  }

  /** Asks for the layer that suits the size in which something is shown, and for nothing where it is not. Sound is always wanted. */
  #adjust(producerId: string, received: Received): Promise<void> {
    received.isDue = true;
    received.adjusting ??= this.#adjustUntilItFits(producerId, received).finally(() => {
      received.adjusting = null;
      // Between the last look and this.
      return received.isDue ? this.#adjust(producerId, received) : undefined;
    });
    return received.adjusting;
  }

  async #adjustUntilItFits(producerId: string, received: Received): Promise<void> {
    const { consumer } = received;
    const consumerId = consumer.id;
    const layerCount = spatialLayerCountOf(consumer.rtpParameters.encodings?.[0]?.scalabilityMode);
    while (this.#received.get(producerId) === received) {
      received.isDue = false;
      const paused = this.#listener.shownWidthOf(producerId) === null;
      const preferredLayers = layerCount > 1 ? this.#layersFor(producerId, layerCount) : undefined;
      const requests: Promise<unknown>[] = [];
      if (preferredLayers && preferredLayers.spatialLayer !== received.spatialLayer)
        requests.push(this.#request('consumer:prefer-layers', { consumerId, preferredLayers }));
      if (paused !== received.paused)
        requests.push(this.#request(paused ? 'consumer:pause' : 'consumer:resume', { consumerId }));
      if (requests.length === 0) return;
      received.paused = null;
      received.spatialLayer = null;
      await Promise.all(requests);
      received.paused = paused;
      received.spatialLayer = preferredLayers?.spatialLayer;
    }
  }

  #layersFor(producerId: string, layerCount: number): PreferredLayers | undefined {
    const widthPx = this.#listener.shownWidthOf(producerId);
    return typeof widthPx === 'number' ? layersForWidth(widthPx, layerCount) : undefined;
  }

  #drop(producerId: string): void {
    const received = this.#received.get(producerId);
    if (!received) return;
    received.consumer.close();
    this.#received.delete(producerId);
    this.#tracksChanged();
  }

  #tracksChanged(): void {
    this.#listener.tracksChanged(new Map([...this.#received].map(([id, { consumer }]) => [id, consumer.track])));
  }
}

/**
 * mediasoup-client adds a stream for probes of mediasoup's own worker to the first picture's connection. Ours probes inside the streams there are, and the
 * negotiation of another falls between the answer and the first picture: 18 ms of 122. The library has no option for it; a rename of the field in it only
 * brings the stream back.
 */
function leaveOutProbator(transport: Transport): void {
  (transport as unknown as { _probatorConsumerCreated: boolean })._probatorConsumerCreated = true;
}
