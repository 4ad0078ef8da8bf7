/** One build of the room's media: mediasoup device, both transports, what is sent and what is received. Thrown away whole when it is lost. */
import type { RtpCapabilities } from '@sambung/contract/ortc';
import type { RoomRequestInput, RoomRequestName, RoomRequestResult } from '@sambung/contract/socket';
import { Device } from 'mediasoup-client';
import type {
  AppData,
  ConnectionState,
  Consumer,
  DtlsParameters,
  IceCandidate,
  IceParameters,
  MediaKind,
  Producer,
  RtpParameters,
  Transport,
} from 'mediasoup-client/types';
import type { DeviceSource } from './devices.ts';
import type { LocalMediaState, LocalSource } from './local-media.ts';
import type { Direction, PathState } from './recovery.ts';
import type { Roster } from './roster.ts';
import { RequestFailed } from './socket.ts';

/**
 * Most the camera is sent at, in bit/s. Higher: sharper 720p. Lower: kinder to weak uplinks. (Simulcast layers of the meeting issue
 * replace this single encoding in {@link RoomMedia.#produce}.)
 */
const cameraMaxBitrateBps = 1_500_000;
/** Where Chrome's estimate begins, kbit/s. Higher: sharp at once, bursts into a weak line. Lower: starts blurred. */
const cameraStartBitrateKbps = 600;

export type Request = <N extends RoomRequestName>(name: N, input: RoomRequestInput<N>) => Promise<RoomRequestResult<N>>;

export type MediaListener = {
  pathChanged(direction: Direction, state: PathState): void;
  /** The set of remote tracks changed. */
  tracksChanged(tracks: ReadonlyMap<string, MediaStreamTrack>): void;
  /** A producer that the roster still lists is gone at the node. */
  producerGone(producerId: string, participantId: string): void;
};

/** One peer connection as the browser sees it; `stats` is empty of what the browser does not know. */
export type ConnectionStats = { connectionState: string; stats: RTCStatsReport };

type Sent = { producer: Producer; pausedAtNode: boolean };

export class RoomMedia {
  readonly #request: Request;
  readonly #listener: MediaListener;
  readonly #device: Device;
  readonly #transports: Record<Direction, Transport>;
  readonly #sent = new Map<DeviceSource, Sent>();
  readonly #received = new Map<string, Consumer>();

  private constructor(
    request: Request,
    listener: MediaListener,
    device: Device,
    transports: Record<Direction, Transport>,
  ) {
    this.#request = request;
    this.#listener = listener;
    this.#device = device;
    this.#transports = transports;
    for (const direction of ['send', 'receive'] as const) this.#wire(direction, transports[direction]);
  }

  /** Loads the device and makes both transports at the node. */
  static async open(capabilities: RtpCapabilities, request: Request, listener: MediaListener): Promise<RoomMedia> {
    const device = new Device();
    const [sendOptions, receiveOptions] = await Promise.all([
      request('transport:create', { direction: 'send' }),
      request('transport:create', { direction: 'receive' }),
      device.load({ routerRtpCapabilities: capabilities as Parameters<Device['load']>[0]['routerRtpCapabilities'] }),
    ]);
    return new RoomMedia(request, listener, device, {
      send: device.createSendTransport(clientOptions(sendOptions)),
      receive: device.createRecvTransport(clientOptions(receiveOptions)),
    });
  }

  /** The ids by which the server recognises this media after a reconnect. */
  get transportIds(): string[] {
    return [this.#transports.send.id, this.#transports.receive.id];
  }

  /** Makes what is sent and received match what is wanted. Idempotent; throws when something needs another try. */
  async sync(local: LocalMediaState, roster: Roster): Promise<void> {
    const wanted = roster.others.flatMap((entry) => entry.producers);
    const wantedIds = new Set(wanted.map((producer) => producer.producerId));
    for (const producerId of [...this.#received.keys()]) if (!wantedIds.has(producerId)) this.#drop(producerId);
    const outcomes = await Promise.allSettled([
      this.#send('microphone', local.microphone, local.rawAudio),
      this.#send('camera', local.camera, false),
      ...wanted
        .filter((producer) => !this.#received.has(producer.producerId))
        .map((producer) => this.#receive(producer.producerId, producer.participantId)),
    ]);
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
  }

  /** The node closed a consumer: forget it, so that the next sync may make it anew. */
  consumerClosed(consumerId: string): void {
    for (const [producerId, consumer] of this.#received) if (consumer.id === consumerId) this.#drop(producerId);
  }

  async restartIce(direction: Direction): Promise<void> {
    const transport = this.#transports[direction];
    const { iceParameters } = await this.#request('transport:restart-ice', { transportId: transport.id });
    await transport.restartIce({ iceParameters: iceParameters as IceParameters });
  }

  /** The browser's statistics and connection state of both peer connections. */
  async getStats(): Promise<Record<Direction, ConnectionStats>> {
    const { send, receive } = this.#transports;
    const [sendStats, receiveStats] = await Promise.all([send.getStats(), receive.getStats()]);
    return {
      send: { connectionState: send.connectionState, stats: sendStats },
      receive: { connectionState: receive.connectionState, stats: receiveStats },
    };
  }

  /** Closes everything here; the node closes its own side when the page joins without these transports. Local tracks live on. */
  close(): void {
    this.#transports.send.close();
    this.#transports.receive.close();
    this.#sent.clear();
    this.#received.clear();
  }

  #wire(direction: Direction, transport: Transport): void {
    transport.on('connect', ({ dtlsParameters }: { dtlsParameters: DtlsParameters }, done, fail) => {
      this.#request('transport:connect', { transportId: transport.id, dtlsParameters }).then(() => done(), fail);
    });
    transport.on('connectionstatechange', (state: ConnectionState) =>
      this.#listener.pathChanged(direction, pathStateOf(state)),
    );
    if (direction === 'receive') return;
    transport.on('produce', ({ kind, rtpParameters, appData }, done, fail) => {
      this.#request('producer:create', {
        transportId: transport.id,
        kind: kind as MediaKind,
        source: appData.source as DeviceSource,
        paused: appData.paused === true,
        rtpParameters: rtpParameters as RoomRequestInput<'producer:create'>['rtpParameters'],
      }).then(({ producerId }) => done({ id: producerId }), fail);
    });
  }

  async #send(source: DeviceSource, local: LocalSource, rawAudio: boolean): Promise<void> {
    const paused = !local.on || !local.track;
    const sent = this.#sent.get(source);
    if (!sent) {
      // A muted microphone is announced too, so that unmuting costs nothing; a camera only when it is on.
      if (local.track && (local.on || source === 'microphone'))
        await this.#produce(source, local.track, paused, rawAudio);
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

  async #produce(source: DeviceSource, track: MediaStreamTrack, paused: boolean, rawAudio: boolean): Promise<void> {
    track.enabled = true;
    const appData: AppData = { source, paused };
    const common = { track, appData, stopTracks: false, streamId: 'own' };
    const producer =
      source === 'microphone'
        ? await this.#transports.send.produce({
            ...common,
            // Discontinuous transmission saves the line while nobody speaks; it would cut quiet music and measuring tones.
            codecOptions: { opusFec: true, opusDtx: !rawAudio, opusStereo: false },
          })
        : await this.#transports.send.produce({
            ...common,
            encodings: [{ maxBitrate: cameraMaxBitrateBps }],
            codecOptions: { videoGoogleStartBitrate: cameraStartBitrateKbps },
          });
    if (paused) producer.pause();
    this.#sent.set(source, { producer, pausedAtNode: paused });
  }

  async #receive(producerId: string, participantId: string): Promise<void> {
    const transport = this.#transports.receive;
    try {
      const options = await this.#request('consumer:create', {
        transportId: transport.id,
        producerId,
        rtpCapabilities: this.#device.recvRtpCapabilities as RoomRequestInput<'consumer:create'>['rtpCapabilities'],
      });
      const consumer = await transport.consume({
        id: options.consumerId,
        producerId,
        kind: options.kind,
        rtpParameters: options.rtpParameters as RtpParameters,
        // One stream per participant: the browser keeps sound and picture of one stream in step.
        streamId: participantId,
      });
      this.#received.set(producerId, consumer);
      this.#tracksChanged();
      // Only now can a key frame be used: resumed earlier, the picture would stay black until the next one.
      await this.#request('consumer:resume', { consumerId: consumer.id });
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#drop(producerId);
      this.#listener.producerGone(producerId, participantId);
    }
  }

  #drop(producerId: string): void {
    const consumer = this.#received.get(producerId);
    if (!consumer) return;
    consumer.close();
    this.#received.delete(producerId);
    this.#tracksChanged();
  }

  #tracksChanged(): void {
    this.#listener.tracksChanged(new Map([...this.#received].map(([id, consumer]) => [id, consumer.track])));
  }
}

const isGone = (error: unknown) =>
  error instanceof RequestFailed && (error.problem?.code === 'media-not-found' || error.problem?.code === 'not-found');

function pathStateOf(state: ConnectionState): PathState {
  return state === 'new' || state === 'closed' ? 'unknown' : state;
}

function clientOptions(options: RoomRequestResult<'transport:create'>) {
  const { transportId, iceParameters, iceCandidates, dtlsParameters } = options;
  return {
    id: transportId,
    iceParameters: iceParameters as IceParameters,
    iceCandidates: iceCandidates as unknown as IceCandidate[],
    dtlsParameters: dtlsParameters as DtlsParameters,
  };
}
