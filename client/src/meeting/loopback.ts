/** Trying one way to the media node before anybody is called: the page sends to itself through the node, by the same connections as in a call. */
import type { IceServers } from '@sambung/contract/ice-servers';
import type { Ack } from '@sambung/contract/problem';
import {
  type SelfCheckRequestInput,
  type SelfCheckRequestName,
  type SelfCheckRequestResult,
  type Way,
  type WayFacts,
  wayKeys,
} from '@sambung/contract/self-check';
import type { Device } from 'mediasoup-client';
import type { ConsumerOptions, DtlsParameters, IceCandidate, MediaKind, Transport } from 'mediasoup-client/types';
import { io, type Socket } from 'socket.io-client';
import { clientOptions, newDevice } from './device.ts';
import { type Came, cameOf, wayFactsOf } from './loopback-facts.ts';

/** How long signalling, a connection and its media are waited for. Longer is patient with slow lines, shorter ends the minute in a minute. */
const patienceMs = { signalling: 8_000, media: 9_000, request: 6_000 };
/** How often what came back is read: the best second is made of these. */
const readEveryMs = 500;
/** What the made picture may take: what class SD asks for with room above it. Higher finds more and fills a weak line. */
const pictureBitsPerSecond = 1_500_000;

export interface MadeSources {
  sound: MediaStreamTrack;
  picture: MediaStreamTrack;
}

interface Built {
  send: Transport;
  receive: Transport;
  /** `host:port` of the node's addresses on this way. */
  endpoints: string[];
}

/** The page's socket of the self-check; one way is tried at a time. */
export class Loopback {
  readonly #socket: Socket;
  readonly #servers: IceServers['servers'];
  /** The page's own addresses as far as its browser told them. */
  readonly ownAddresses = new Set<string>();

  constructor(code: string, servers: IceServers['servers']) {
    this.#servers = servers;
    this.#socket = io('/self-check', {
      auth: { code },
      autoConnect: false,
      forceNew: true,
      reconnection: false,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      timeout: patienceMs.signalling,
    });
  }

  /** Whether the server answers. */
  async connect(): Promise<boolean> {
    if (this.#socket.connected) return true;
    const answer = new Promise<boolean>((resolve) => {
      this.#socket.once('connect', () => resolve(true));
      this.#socket.once('connect_error', () => resolve(false));
    });
    this.#socket.connect();
    return await Promise.race([answer, pause(patienceMs.signalling).then(() => false)]);
  }

  /** Sends and receives for `lastsMs` after the first picture came back. Never throws: a way that does not work is a finding. */
  async tryWay(way: Way, sources: MadeSources, lastsMs: number): Promise<WayFacts> {
    const startedAt = performance.now();
    let built: Built | null = null;
    const came: Came[] = [];
    try {
      built = await this.#build(way, sources);
      for (;;) {
        const [send, receive] = await Promise.all([built.send.getStats(), built.receive.getStats()]);
        came.push(cameOf(performance.now() - startedAt, { send, receive }));
        for (const address of came.at(-1)?.ownAddresses ?? []) this.ownAddresses.add(address);
        const since = came.find(({ pictures, packets }) => pictures > 0 && packets.sound > 0)?.atMs;
        const over = since === undefined ? patienceMs.media : since + lastsMs;
        if (performance.now() - startedAt >= over) break;
        await pause(readEveryMs);
      }
    } catch {
      // What was seen until then is told.
    }
    built?.send.close();
    built?.receive.close();
    await this.#ask('end', {}).catch(() => undefined);
    return wayFactsOf(way, came, built?.endpoints ?? []);
  }

  /** Cuts everything and counts until sound comes back by the way that works; null: it does not. */
  async reconnect(way: Way, sources: MadeSources): Promise<number | null> {
    this.#socket.disconnect();
    const startedAt = performance.now();
    if (!(await this.connect())) return null;
    const before = performance.now() - startedAt;
    const { soundMs } = await this.tryWay(way, sources, 0);
    return soundMs === null ? null : before + soundMs;
  }

  close(): void {
    this.#socket.disconnect();
  }

  async #build(way: Way, { sound, picture }: MadeSources): Promise<Built> {
    const { routerRtpCapabilities, send: sending, receive: receiving } = await this.#ask('begin', {});
    const device = newDevice();
    await device.load({
      routerRtpCapabilities: routerRtpCapabilities as Parameters<Device['load']>[0]['routerRtpCapabilities'],
    });
    const servers = way === 'relay' ? this.#servers : [];
    const optionsOf = (options: typeof sending) => {
      const made = clientOptions(options, servers);
      // Only the addresses of this way: what the browser does not know it cannot take instead.
      if (way === 'relay') return { ...made, iceTransportPolicy: 'relay' as const };
      return { ...made, iceCandidates: made.iceCandidates.filter(({ protocol }) => protocol === way) };
    };
    const send = device.createSendTransport(optionsOf(sending));
    const receive = device.createRecvTransport(optionsOf(receiving));
    for (const transport of [send, receive]) this.#wire(transport);
    const endpoints =
      way === 'relay' ? servers.flatMap(({ urls }) => urls) : optionsOf(sending).iceCandidates.map(endpointOf);
    await this.#flow(device, { send, receive }, sound, { opusFec: true, opusDtx: false });
    await this.#flow(device, { send, receive }, picture, {});
    return { send, receive, endpoints };
  }

  /** Sends a track and receives it again. */
  async #flow(
    device: Device,
    { send, receive }: Pick<Built, 'send' | 'receive'>,
    track: MediaStreamTrack,
    codecOptions: object,
  ) {
    const encodings = track.kind === 'video' ? { encodings: [{ maxBitrate: pictureBitsPerSecond }] } : {};
    const producer = await send.produce({ track, stopTracks: false, codecOptions, ...encodings });
    const options = await this.#ask('consumer:create', {
      transportId: receive.id,
      producerId: producer.id,
      rtpCapabilities: device.recvRtpCapabilities as SelfCheckRequestInput<'consumer:create'>['rtpCapabilities'],
    });
    const { consumerId: id, producerId, kind, rtpParameters } = options;
    await receive.consume({
      id,
      producerId,
      kind,
      rtpParameters: rtpParameters as NonNullable<ConsumerOptions['rtpParameters']>,
    });
    await this.#ask('consumer:resume', { consumerId: id });
  }

  #wire(transport: Transport): void {
    transport.on('connect', ({ dtlsParameters }: { dtlsParameters: DtlsParameters }, done, fail) => {
      this.#ask('transport:connect', { transportId: transport.id, dtlsParameters }).then(done, fail);
    });
    if (transport.direction !== 'send') return;
    transport.on('produce', ({ kind, rtpParameters }, done, fail) => {
      const what = {
        kind: kind as MediaKind,
        source: kind === 'audio' ? 'microphone' : 'camera',
        paused: false,
      } as const;
      this.#ask('producer:create', {
        ...what,
        transportId: transport.id,
        rtpParameters: rtpParameters as SelfCheckRequestInput<'producer:create'>['rtpParameters'],
      }).then(({ producerId }) => done({ id: producerId }), fail);
    });
  }

  async #ask<N extends SelfCheckRequestName>(
    name: N,
    input: SelfCheckRequestInput<N>,
  ): Promise<SelfCheckRequestResult<N>> {
    const asking = this.#socket.timeout(patienceMs.request);
    const answer: Ack<SelfCheckRequestResult<N>> = await asking.emitWithAck(name, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.problem.code}`);
    return answer.data;
  }
}

/** The ways worth trying: a relay only where there is one. */
export const waysOf = (servers: IceServers['servers']): Way[] =>
  wayKeys.filter((way) => way !== 'relay' || servers.length > 0);

/** `address` is the newer name of `ip`. */
const endpointOf = ({ address, ip, port }: IceCandidate): string => {
  const host = address ?? ip;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
};

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
