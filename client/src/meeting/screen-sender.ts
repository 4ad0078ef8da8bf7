/** Sends a shared screen and its sound over one build of the room's media: begun, exchanged, ended as the person shares. */
import type { Producer, Transport } from 'mediasoup-client/types';
import type { ScreenHint } from './screen.ts';
import { isGone, type Request } from './socket.ts';
import { screenEncodings } from './video-policy.ts';

type Shared = { track: MediaStreamTrack | null; audio: MediaStreamTrack | null; hint: ScreenHint };
type Sent = { producer: Producer; track: MediaStreamTrack; hint: ScreenHint };

export class ScreenSender {
  readonly #request: Request;
  readonly #transport: Transport;
  readonly #videoMimeType: string | undefined;
  readonly #sent = new Map<'screen' | 'screen-audio', Sent>();

  constructor(request: Request, transport: Transport, videoMimeType: string | undefined) {
    this.#request = request;
    this.#transport = transport;
    this.#videoMimeType = videoMimeType;
  }

  /** Idempotent; throws when something needs another try. */
  async send({ track, audio, hint }: Shared): Promise<void> {
    await this.#one('screen', track, hint);
    await this.#one('screen-audio', audio, hint);
  }

  /** The transport is gone, and everything on it. */
  forget(): void {
    this.#sent.clear();
  }

  async #one(source: 'screen' | 'screen-audio', track: MediaStreamTrack | null, hint: ScreenHint): Promise<void> {
    const sent = this.#sent.get(source);
    if (sent && sent.track === track) return source === 'screen' ? await this.#adapt(sent, hint) : undefined;
    if (sent) await this.#end(source, sent);
    if (!track) return;
    const common = { track, appData: { source }, stopTracks: false, streamId: 'screen' };
    const producer =
      source === 'screen'
        ? await this.#transport.produce({ ...common, encodings: screenEncodings(hint, this.#videoMimeType) })
        : await this.#transport.produce({ ...common, codecOptions: { opusStereo: true, opusDtx: false } });
    this.#sent.set(source, { producer, track, hint });
  }

  /** Other sizes and rates for the layers that are sent: who watches keeps the picture, and where it stands. */
  async #adapt(sent: Sent, hint: ScreenHint): Promise<void> {
    const { rtpSender } = sent.producer;
    if (sent.hint === hint || !rtpSender) return;
    const layers = screenEncodings(hint, this.#videoMimeType);
    const parameters = rtpSender.getParameters();
    for (const [layer, encoding] of parameters.encodings.entries()) Object.assign(encoding, layers[layer]);
    await rtpSender.setParameters(parameters);
    sent.hint = hint;
  }

  async #end(source: 'screen' | 'screen-audio', { producer }: Sent): Promise<void> {
    producer.close();
    this.#sent.delete(source);
    await this.#request('producer:close', { producerId: producer.id }).catch((error) => {
      if (!isGone(error)) throw error;
    });
  }
}
