/** The server of a weak line: one worker, one router, a publisher's and a subscriber's transport, asked by the pages. */

import * as mediasoup from 'mediasoup';
import { setLogEventListeners, type types } from 'mediasoup';

/** As the sfu node sets it. */
const initialAvailableOutgoingBitrate = 600_000;

const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
];

export interface MediaServer {
  /** Answers what one page asks. */
  answer(role: 'publisher' | 'subscriber', name: string, input: unknown): Promise<unknown>;
  /** What the worker thinks the subscriber's line carries. */
  estimateBps(): Promise<number | null>;
  /** Bits a second that each layer of the producer arrives with, lowest first. */
  layerBitratesBps(): Promise<number[]>;
  /** Sets the layers that the subscriber wants at most. */
  prefer(layers: types.ConsumerLayers): Promise<void>;
  onLayersChange: (layers: types.ConsumerLayers | undefined) => void;
  /** User and system time that the worker has used, in ms. */
  processorMs(): Promise<number>;
  close(): void;
}

/** `listen` says where the transports are reached; a shared server when `shared`. */
export async function startMediaServer(
  workerBinary: string,
  listen: types.TransportListenInfo[] = [{ protocol: 'udp', ip: '127.0.0.1' }],
  shared = false,
): Promise<MediaServer> {
  setLogEventListeners({
    onwarn: (namespace, line) => process.env.DEBUG_WEAKLINES && console.error(namespace, line),
    onerror: (namespace, line) => console.error(namespace, line),
  });
  const worker = await mediasoup.createWorker({ workerBin: workerBinary, logLevel: 'warn' });
  const router = await worker.createRouter({ mediaCodecs });
  const transports = new Map<string, types.WebRtcTransport>();
  const webRtcServer = shared ? await worker.createWebRtcServer({ listenInfos: listen }) : null;
  const newTransport = async () => {
    const transport = await router.createWebRtcTransport({
      ...(webRtcServer ? { webRtcServer } : { listenInfos: listen }),
      initialAvailableOutgoingBitrate,
    });
    transports.set(transport.id, transport);
    return transport;
  };
  const sides = { publisher: await newTransport(), subscriber: await newTransport() };
  let producer: types.Producer | null = null;
  let consumer: types.Consumer | null = null;

  const server: MediaServer = {
    onLayersChange: () => {},
    answer: async (role, name, input) => {
      const transport = sides[role];
      switch (name) {
        case 'capabilities':
          return router.rtpCapabilities;
        case 'transport': {
          const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
          return { id, iceParameters, iceCandidates, dtlsParameters };
        }
        case 'connect':
          return transport.connect({
            dtlsParameters: (input as { dtlsParameters: types.DtlsParameters }).dtlsParameters,
          });
        case 'produce':
          producer = await transport.produce(input as types.ProducerOptions);
          return producer.id;
        case 'consume': {
          if (!producer) throw new Error('nobody publishes');
          const { rtpCapabilities } = input as { rtpCapabilities: types.RtpCapabilities };
          consumer = await transport.consume({ producerId: producer.id, rtpCapabilities, paused: true });
          consumer.on('layerschange', (layers) => server.onLayersChange(layers));
          const { id, producerId, kind, rtpParameters } = consumer;
          return { id, producerId, kind, rtpParameters };
        }
        case 'resume':
          return consumer?.resume();
        default:
          throw new Error(`nobody answers ${name}`);
      }
    },
    prefer: async (layers) => {
      if (!consumer) throw new Error('nobody subscribes');
      await consumer.setPreferredLayers(layers);
    },
    estimateBps: async () => {
      const [stats] = await sides.subscriber.getStats();
      return stats?.availableOutgoingBitrate ?? null;
    },
    layerBitratesBps: async () => {
      const stats = (await producer?.getStats()) ?? [];
      return stats
        .toSorted((one, other) => (one.rid ?? '').localeCompare(other.rid ?? ''))
        .map(({ bitrate }) => bitrate);
    },
    processorMs: async () => {
      const { ru_utime, ru_stime } = await worker.getResourceUsage();
      return ru_utime + ru_stime;
    },
    close: () => worker.close(),
  };
  return server;
}
