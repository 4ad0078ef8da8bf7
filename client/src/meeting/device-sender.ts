/** Sends microphone and camera, or what is made in their place, over one build of the room's media; of a camera's layers only those that are wanted. */
import type { Producer, Transport } from 'mediasoup-client/types';
import type { DeviceSource } from './devices.ts';
import type { LocalSource } from './local-media.ts';
import { isGone, type Request } from './socket.ts';
import { cameraEncodings, highestSentLayer, type Size } from './video-policy.ts';

/** Where Chrome's estimate begins, kbit/s. Higher: sharp at once, bursts into a weak line. Lower: starts blurred. */
const cameraStartBitrateKbps = 1_000;

/** A source to be sent. `made`: no device, and what its picture is to be encoded as; another one is sent anew, because layers are fixed when sending begins. */
export type OutgoingSource = Pick<LocalSource, 'on' | 'track'> & {
  made?: { size?: Size; bitrateBps?: number | null } | null;
};

type Made = NonNullable<OutgoingSource['made']> | null;
type Sent = { producer: Producer; pausedAtNode: boolean; made: Made };

/** `send` makes what is sent match what is wanted, `wantedChanged` what of the camera others want; `forget` when the transport is gone. */
export class DeviceSender {
  readonly #request: Request;
  readonly #transport: Transport;
  readonly #videoMimeType: string | undefined;
  readonly #sent = new Map<DeviceSource, Sent>();
  /** What others want of the camera that is sent, by its producer's id; of one that is not in it everything. */
  readonly #wanted = new Map<string, number | null>();
  #isCameraSmall = false;
  /** Limits are set one after the other, each to what holds when its turn comes: the library forgets which of two at once was the last. */
  #limiting: Promise<void> = Promise.resolve();

  constructor(request: Request, transport: Transport, videoMimeType: string | undefined) {
    this.#request = request;
    this.#transport = transport;
    this.#videoMimeType = videoMimeType;
  }

  /** Idempotent; throws when something needs another try. */
  async sendMicrophone(local: OutgoingSource, rawAudio: boolean): Promise<void> {
    await this.#send('microphone', local, rawAudio);
  }

  /** `isSmall`: only its smallest layer leaves, whatever others want. */
  async sendCamera(local: OutgoingSource, isSmall: boolean): Promise<void> {
    this.#isCameraSmall = isSmall;
    await this.#send('camera', local, false);
    await this.#limitCamera();
  }

  /** The highest layer that anybody wants; null: nobody looks. What cannot be done now is done with the next `sendCamera`. */
  wantedChanged(producerId: string, spatialLayer: number | null): void {
    this.#wanted.set(producerId, spatialLayer);
    this.#limitCamera().catch(() => {});
  }

  /** The transport is gone, and everything on it. */
  forget(): void {
    this.#sent.clear();
    this.#wanted.clear();
  }

  async #send(source: DeviceSource, local: OutgoingSource, rawAudio: boolean): Promise<void> {
    const paused = !local.on || !local.track;
    const last = this.#sent.get(source);
    if (last && !isMadeAlike(last.made ?? null, local.made ?? null)) await this.#end(source, last);
    const sent = this.#sent.get(source);
    if (!sent) {
      // A muted microphone is announced too, so that unmuting costs nothing; a camera only when it is on.
      if (local.track && (local.on || source === 'microphone'))
        await this.#produce(source, local.track, { paused, rawAudio, made: local.made ?? null });
      return;
    }
    try {
      if (sent.producer.track !== local.track) await sent.producer.replaceTrack({ track: local.track });
      if (paused) sent.producer.pause();
      else sent.producer.resume();
      if (sent.pausedAtNode !== paused) {
        await this.#request(paused ? 'producer:pause' : 'producer:resume', { producerId: sent.producer.id });
        sent.pausedAtNode = paused;
      }
    } catch (error) {
      if (isGone(error)) {
        sent.producer.close();
        this.#sent.delete(source);
      }
      throw error;
    }
  }

  #limitCamera(): Promise<void> {
    this.#limiting = this.#limiting.catch(() => {}).then(() => this.#limitNow());
    return this.#limiting;
  }

  /** The own thrift and what others want both limit it. */
  async #limitNow(): Promise<void> {
    const producer = this.#sent.get('camera')?.producer;
    const layerCount = producer?.rtpParameters.encodings?.length ?? 1;
    if (!producer || layerCount < 2) return;
    const highest = highestSentLayer(layerCount, this.#isCameraSmall, this.#wanted.get(producer.id));
    if ((producer.maxSpatialLayer ?? layerCount - 1) !== highest) await producer.setMaxSpatialLayer(highest);
  }

  async #end(source: DeviceSource, { producer }: Sent): Promise<void> {
    producer.close();
    this.#sent.delete(source);
    this.#wanted.delete(producer.id);
    await this.#request('producer:close', { producerId: producer.id }).catch((error) => {
      if (!isGone(error)) throw error;
    });
  }

  async #produce(
    source: DeviceSource,
    track: MediaStreamTrack,
    { paused, rawAudio, made }: { paused: boolean; rawAudio: boolean; made: Made },
  ): Promise<void> {
    track.enabled = true;
    const common = { track, appData: { source, paused }, stopTracks: false, streamId: 'own' };
    const producer =
      source === 'microphone'
        ? await this.#transport.produce({
            ...common,
            // Discontinuous transmission saves the line while nobody speaks; it would cut quiet music and measuring tones.
            codecOptions: { opusFec: true, opusDtx: !rawAudio, opusStereo: false },
          })
        : await this.#transport.produce({
            ...common,
            encodings: cameraEncodings(made?.size ?? sizeOf(track), this.#videoMimeType, made?.bitrateBps ?? null),
            codecOptions: { videoGoogleStartBitrate: cameraStartBitrateKbps },
          });
    if (paused) producer.pause();
    this.#sent.set(source, { producer, pausedAtNode: paused, made });
  }
}

/** Devices among themselves change their track only. */
function isMadeAlike(one: Made, other: Made): boolean {
  return (
    (one === null) === (other === null) &&
    one?.size?.widthPx === other?.size?.widthPx &&
    one?.bitrateBps === other?.bitrateBps
  );
}

function sizeOf(track: MediaStreamTrack): Size {
  const { width = 1280, height = 720 } = track.getSettings();
  return { widthPx: width, heightPx: height };
}
