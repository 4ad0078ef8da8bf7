/** One build of the room's media: mediasoup device, both transports, what is sent and what is received. Thrown away whole when it is lost. */
import type { IceServers } from '@sambung/contract/ice-servers';
import type { MediaSource, RtpCapabilities } from '@sambung/contract/ortc';
import type { Joined, RoomNotifications, RoomRequestInput } from '@sambung/contract/socket';
import type { Device } from 'mediasoup-client';
import type { ConnectionState, DtlsParameters, IceParameters, MediaKind, Transport } from 'mediasoup-client/types';
import { clientOptions, newDevice } from './device.ts';
import { DeviceSender, type OutgoingSource } from './device-sender.ts';
import type { IceServerSource } from './ice-servers.ts';
import { Receiver, type ReceiverListener } from './receiver.ts';
import { type Direction, directions, type PathState } from './recovery.ts';
import type { Roster } from './roster.ts';
import type { ScreenHint } from './screen.ts';
import { ScreenSender } from './screen-sender.ts';
import type { Request } from './socket.ts';

export type MediaListener = ReceiverListener & { pathChanged(direction: Direction, state: PathState): void };

/** One peer connection as the browser sees it; `stats` is empty of what the browser does not know. */
export type ConnectionStats = { connectionState: string; stats: RTCStatsReport };

/** `transports` were made with the join for this build; null: they are asked for. */
export type RoomToOpen = {
  capabilities: RtpCapabilities;
  transports: Joined['transports'];
  iceServers: IceServerSource;
};

export type Outgoing = {
  microphone: OutgoingSource;
  camera: OutgoingSource;
  rawAudio: boolean;
  /** Only its smallest layer leaves. */
  isCameraSmall: boolean;
  screen: { track: MediaStreamTrack | null; audio: MediaStreamTrack | null; hint: ScreenHint };
};

export class RoomMedia {
  readonly #request: Request;
  readonly #listener: MediaListener;
  readonly #transports: Record<Direction, Transport>;
  readonly #iceServers: IceServerSource;
  /** The servers that each connection knows. */
  readonly #given: Record<Direction, IceServers['servers']>;
  readonly #devices: DeviceSender;
  readonly #screen: ScreenSender;
  readonly #receiver: Receiver;
  /** What the browser offered for DTLS on each transport, and the request that tells the node. */
  readonly #handshakes: Partial<Record<Direction, { dtlsParameters: DtlsParameters; told: Promise<void> | null }>> = {};

  private constructor(
    request: Request,
    listener: MediaListener,
    device: Device,
    transports: Record<Direction, Transport>,
    { source, given }: { source: IceServerSource; given: IceServers['servers'] },
  ) {
    this.#request = request;
    this.#listener = listener;
    this.#transports = transports;
    this.#iceServers = source;
    this.#given = { send: given, receive: given };
    // mediasoup-client sends the first codec that both sides have.
    const videoMimeType = device.sendRtpCapabilities.codecs?.find(({ kind }) => kind === 'video')?.mimeType;
    this.#devices = new DeviceSender(request, transports.send, videoMimeType);
    this.#screen = new ScreenSender(request, transports.send, videoMimeType);
    this.#receiver = new Receiver(request, transports.receive, device.recvRtpCapabilities, listener);
    for (const direction of directions) this.#wire(direction, transports[direction]);
  }

  /** Loads the device and takes the transports `made` for this build, or has both made at the node. */
  static async open(
    { capabilities, transports: made, iceServers }: RoomToOpen,
    request: Request,
    listener: MediaListener,
  ): Promise<RoomMedia> {
    const device = newDevice();
    const [servers, receiveOptions, sendOptions] = await Promise.all([
      iceServers.current(),
      made?.receive ?? request('transport:create', { direction: 'receive' }),
      made?.send ?? request('transport:create', { direction: 'send' }),
      device.load({ routerRtpCapabilities: capabilities as Parameters<Device['load']>[0]['routerRtpCapabilities'] }),
    ]);
    const transports = {
      receive: device.createRecvTransport(clientOptions(receiveOptions, servers)),
      send: device.createSendTransport(clientOptions(sendOptions, servers)),
    };
    return new RoomMedia(request, listener, device, transports, { source: iceServers, given: servers });
  }

  /** The ids by which the server recognises this media after a reconnect. */
  get transportIds(): string[] {
    return [this.#transports.send.id, this.#transports.receive.id];
  }

  /** Makes what is sent and received match what is wanted. Idempotent; throws when something needs another try. */
  async sync(local: Outgoing, roster: Roster): Promise<void> {
    const outcomes = await Promise.allSettled([
      this.#devices.sendMicrophone(local.microphone, local.rawAudio),
      this.#devices.sendCamera(local.camera, local.isCameraSmall),
      this.#screen.send(local.screen),
      ...this.#receiver.sync(roster.others.flatMap((entry) => entry.producers)),
    ]);
    outcomes.push(...(await Promise.allSettled(directions.map((direction) => this.#tellHandshake(direction)))));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
  }

  consumerClosed(consumerId: string): void {
    this.#receiver.consumerClosed(consumerId);
  }

  /** What others want of the own camera changed. */
  wantedChanged({ producerId, spatialLayer }: RoomNotifications['producer:wanted']): void {
    this.#devices.wantedChanged(producerId, spatialLayer);
  }

  /** The size in which a picture is shown changed. */
  shownWidthChanged(producerId: string): void {
    this.#receiver.shownWidthChanged(producerId);
  }

  async restartIce(direction: Direction): Promise<void> {
    const transport = this.#transports[direction];
    const [servers, { iceParameters }] = await Promise.all([
      this.#iceServers.current(),
      this.#request('transport:restart-ice', { transportId: transport.id }),
    ]);
    if (servers !== this.#given[direction]) await this.#renewIceServers(direction, servers);
    await transport.restartIce({ iceParameters: iceParameters as IceParameters });
  }

  /** mediasoup-client's handler for Firefox cannot: there new credentials come with the next build, the ladder's step after this. */
  async #renewIceServers(direction: Direction, iceServers: IceServers['servers']): Promise<void> {
    try {
      await this.#transports[direction].updateIceServers({ iceServers });
      this.#given[direction] = iceServers;
    } catch (error) {
      if ((error as Error).name !== 'UnsupportedError') throw error;
    }
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
    this.#devices.forget();
    this.#screen.forget();
    this.#receiver.close();
  }

  #wire(direction: Direction, transport: Transport): void {
    transport.on('connect', ({ dtlsParameters }: { dtlsParameters: DtlsParameters }, done) => {
      this.#handshakes[direction] = { dtlsParameters, told: null };
      // Not waited for: the browser may begin with ICE while the node is told whose handshake to expect. What fails here fails in `sync`.
      this.#tellHandshake(direction).catch(() => {});
      done();
    });
    transport.on('connectionstatechange', (state: ConnectionState) =>
      this.#listener.pathChanged(direction, pathStateOf(state)),
    );
    if (direction === 'receive') return;
    transport.on('produce', ({ kind, rtpParameters, appData }, done, fail) => {
      this.#request('producer:create', {
        transportId: transport.id,
        kind: kind as MediaKind,
        source: appData.source as MediaSource,
        paused: appData.paused === true,
        rtpParameters: rtpParameters as RoomRequestInput<'producer:create'>['rtpParameters'],
      }).then(({ producerId }) => done({ id: producerId }), fail);
    });
  }

  /** The node must know the fingerprint before it answers a handshake (DTLS-SRTP, RFC 5763 §5). Told again after a failure. */
  #tellHandshake(direction: Direction): Promise<void> {
    const handshake = this.#handshakes[direction];
    if (!handshake) return Promise.resolve();
    const input = { transportId: this.#transports[direction].id, dtlsParameters: handshake.dtlsParameters };
    handshake.told ??= this.#request('transport:connect', input).then(
      () => {},
      (error) => {
        handshake.told = null;
        throw error;
      },
    );
    return handshake.told;
  }
}

function pathStateOf(state: ConnectionState): PathState {
  return state === 'new' || state === 'closed' ? 'unknown' : state;
}
