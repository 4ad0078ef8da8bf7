/** Where media conformance plays: a worker driven by the npm library, a router with the usual codecs, and endpoints of sfu/load. */
import { createWorker } from 'mediasoup';
import type {
  Consumer,
  MediaKind,
  Producer,
  Router,
  RouterOptions,
  RouterRtpCodecCapability,
  RtpEncodingParameters,
  RtpParameters,
  WebRtcTransport,
  WebRtcTransportOptions,
  Worker,
} from 'mediasoup/types';
import { Load, type RawEndpoint, type SyntheticEndpoint } from '../../support/load.ts';
import type { LoadTrack } from '../../support/load-protocol.ts';
import type { Relay } from '../../support/relay/relay.ts';
import { workerBinary } from '../raw-worker.ts';

/** The workers to try: ours, and mediasoup's own where the environment names it. */
export const workers: readonly { name: 'ours' | 'stock'; binary: string }[] = [
  { name: 'ours', binary: workerBinary() },
  ...(process.env.STOCK_WORKER ? [{ name: 'stock' as const, binary: process.env.STOCK_WORKER }] : []),
];

const mediaCodecs: NonNullable<RouterOptions['mediaCodecs']> = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90000 },
  { kind: 'video', mimeType: 'video/VP9', clockRate: 90000, parameters: { 'profile-id': 0 } },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
];

export type MimeType = LoadTrack['mimeType'];

export interface Peer<Endpoint> {
  readonly transport: WebRtcTransport;
  readonly endpoint: Endpoint;
}

/** One worker and one process of endpoints. */
export class Stage {
  readonly worker: Worker;
  readonly load: Load;

  private constructor(worker: Worker, load: Load) {
    this.worker = worker;
    this.load = load;
  }

  static async open(binary: string, isReleaseLoad = false): Promise<Stage> {
    const worker = await createWorker({ workerBin: binary, logLevel: 'error' });
    return new Stage(worker, new Load(isReleaseLoad));
  }

  async close(): Promise<void> {
    this.worker.close();
    await this.load.close();
  }

  router(): Promise<Router> {
    return this.worker.createRouter({ mediaCodecs });
  }

  /** An endpoint that sends and verifies media by itself, connected; through `relay` where one is given. */
  async synthetic(
    router: Router,
    { protocol = 'udp', relay }: { protocol?: 'udp' | 'tcp'; relay?: Relay } = {},
  ): Promise<Peer<SyntheticEndpoint>> {
    const transport = await createTransport(router, { listenInfos: [{ protocol, ip: '127.0.0.1' }] });
    const { iceParameters, dtlsParameters } = transport;
    const iceCandidates = relay ? await relayed(transport, relay) : transport.iceCandidates;
    const parameters = { iceParameters, iceCandidates, dtlsParameters };
    const endpoint = await this.load.openSynthetic(parameters, router.rtpCapabilities, protocol);
    await transport.connect({ dtlsParameters: endpoint.dtlsParameters });
    await endpoint.connect();
    return { transport, endpoint };
  }

  /** An endpoint that says nothing but what it is told to, connected. */
  async raw(router: Router, options: Partial<WebRtcTransportOptions> = {}): Promise<Peer<RawEndpoint>> {
    const transport = await createTransport(router, options);
    const endpoint = await this.load.openRaw(transport);
    await transport.connect({ dtlsParameters: endpoint.dtlsParameters });
    await endpoint.connect();
    return { transport, endpoint };
  }
}

/** The transport's candidates with ports of the relay in place of its own. */
function relayed({ iceCandidates }: WebRtcTransport, relay: Relay) {
  return Promise.all(
    iceCandidates.map(async ({ address, port, protocol }) => {
      const target = { address, port };
      return { protocol, ...(await (protocol === 'udp' ? relay.openUdp(target) : relay.openTcp(target))) };
    }),
  );
}

function createTransport(router: Router, options: Partial<WebRtcTransportOptions>): Promise<WebRtcTransport> {
  const defaults = { listenInfos: [{ protocol: 'udp' as const, ip: '127.0.0.1' }] };
  return router.createWebRtcTransport({ ...defaults, ...options } as WebRtcTransportOptions);
}

/** The router's codec of a MIME type, and of its retransmissions. */
export function routerCodec(router: Pick<Router, 'rtpCapabilities'>, mimeType: MimeType) {
  const codecs = router.rtpCapabilities.codecs ?? [];
  const codec = codecs.find((one) => one.mimeType === mimeType);
  if (!codec) throw new Error(`the router has no ${mimeType}`);
  const payloadType = codec.preferredPayloadType;
  return { codec, payloadType, rtx: codecs.find((one) => one.parameters?.apt === payloadType) };
}

/** RTP parameters of a producer with the payload types and header extension ids that the router itself prefers. */
export function sendParameters(
  router: Pick<Router, 'rtpCapabilities'>,
  mimeType: MimeType,
  mid: string,
  encodings: RtpEncodingParameters[],
  wantedExtension: (uri: string) => boolean = () => true,
): { kind: MediaKind; rtpParameters: RtpParameters } {
  const { codec, payloadType, rtx } = routerCodec(router, mimeType);
  const { kind } = codec as RouterRtpCodecCapability;
  const { clockRate, channels, parameters = {}, rtcpFeedback = [] } = codec;
  const codecs: RtpParameters['codecs'] = [
    { mimeType, payloadType, clockRate, parameters, rtcpFeedback, ...(channels ? { channels } : {}) },
  ];
  if (rtx && encodings.some((encoding) => encoding.rtx || encoding.rid)) {
    codecs.push({
      mimeType: rtx.mimeType,
      payloadType: rtx.preferredPayloadType,
      clockRate,
      parameters: { apt: payloadType },
      rtcpFeedback: [],
    });
  }
  const headerExtensions = (router.rtpCapabilities.headerExtensions ?? [])
    .filter((extension) => extension.kind === kind && wantedExtension(extension.uri))
    .map(({ uri, preferredId }) => ({ uri, id: preferredId }));
  return { kind, rtpParameters: { mid, codecs, headerExtensions, encodings, rtcp: { cname: 'conformance' } } };
}

/** Produces a track at the worker's side; `start` lets the endpoint send it. */
export async function produce(
  { transport, endpoint }: Peer<SyntheticEndpoint>,
  router: Router,
  track: Omit<LoadTrack, 'payloadType'>,
): Promise<{ producer: Producer; start: () => Promise<void> }> {
  const encodings = track.encodings.map(({ ssrc, rtxSsrc, rid }) => ({
    ssrc,
    ...(rid ? { rid } : {}),
    ...(rtxSsrc ? { rtx: { ssrc: rtxSsrc } } : {}),
  }));
  // What the endpoint does not send must not be announced: the stock worker would wait for capture times.
  const sent = (uri: string) => !uri.endsWith('/abs-capture-time');
  const producer = await transport.produce(sendParameters(router, track.mimeType, track.mid, encodings, sent));
  const { payloadType } = routerCodec(router, track.mimeType);
  return { producer, start: () => endpoint.send({ ...track, payloadType }) };
}

/** Consumes a producer and lets the endpoint expect it. */
export async function consume(
  { transport, endpoint }: Peer<SyntheticEndpoint>,
  router: Router,
  producer: Producer,
): Promise<Consumer> {
  const consumer = await transport.consume({
    producerId: producer.id,
    rtpCapabilities: router.rtpCapabilities,
    paused: true,
  });
  const [encoding] = consumer.rtpParameters.encodings ?? [];
  const [codec] = consumer.rtpParameters.codecs;
  if (!encoding?.ssrc || !codec) throw new Error('a consumer without SSRC or codec');
  await endpoint.receive({
    mid: consumer.rtpParameters.mid ?? '',
    kind: consumer.kind,
    ssrc: encoding.ssrc,
    ...(encoding.rtx ? { rtxSsrc: encoding.rtx.ssrc } : {}),
    clockRate: codec.clockRate,
  });
  await consumer.resume();
  return consumer;
}
