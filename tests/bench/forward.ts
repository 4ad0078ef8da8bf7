/** One round of `forward`: a fresh worker, one sender, many consumers; the cost of one forwarded packet. */
import { createWorker, type types } from 'mediasoup';
import { preferProcess, processNs, softirqNs } from './cpu.ts';
import { Endpoints, type RunResult } from './endpoints.ts';
import {
  extensionIds,
  kindOf,
  type Negotiation,
  receivableBy,
  routerCodecs,
  SENT_PAYLOAD_TYPE,
  SENT_SSRC,
  sentParameters,
} from './negotiated.ts';

/** What is measured. */
export interface Case {
  negotiation: Negotiation;
  shape: string;
  consumers: number;
}

/** How it is measured. */
export interface Method {
  /** The endpoint program. */
  program: string;
  copiesPerSecond: number;
  warmMs: number;
  runMs: number;
}

/** What one round came to. */
export interface Round {
  /** Microseconds of processor time for each packet that arrived at a consumer. */
  us: number;
  result: RunResult;
}

/** Measures one worker binary once. */
export async function forwardRound(
  workerBin: string,
  { negotiation, shape, consumers }: Case,
  method: Method,
): Promise<Round> {
  const worker = await createWorker({ workerBin, logLevel: 'error' });
  preferProcess(worker.pid);
  const { endpoints, fingerprint } = await Endpoints.start(method.program);
  try {
    const server = await worker.createWebRtcServer({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
    const router = await worker.createRouter({ mediaCodecs: routerCodecs() });
    const connected = async () => {
      const transport = await router.createWebRtcTransport({ webRtcServer: server });
      const dtlsParameters: types.DtlsParameters = {
        role: 'client',
        fingerprints: [{ algorithm: 'sha-256', value: fingerprint }],
      };
      await transport.connect({ dtlsParameters });
      const [candidate] = transport.iceCandidates;
      if (!candidate) throw new Error('The transport has no candidate.');
      const { usernameFragment, password } = transport.iceParameters;
      await endpoints.connect(candidate.address, candidate.port, usernameFragment, password);
      return transport;
    };
    const kind = kindOf(shape);
    const sent = sentParameters(negotiation, kind);
    const producer = await (await connected()).produce({ kind, rtpParameters: sent });
    const rtpCapabilities = receivableBy(negotiation, router.rtpCapabilities);
    let consumed = sent;
    for (let index = 0; index < consumers; index += 1) {
      const consumer = await (await connected()).consume({ producerId: producer.id, rtpCapabilities });
      consumed = consumer.rtpParameters;
    }
    let before = 0n;
    let after = 0n;
    const read = () => processNs(worker.pid) + softirqNs();
    const result = await endpoints.run(
      {
        shape,
        copiesPerSecond: method.copiesPerSecond,
        warmMs: method.warmMs,
        runMs: method.runMs,
        payloadType: SENT_PAYLOAD_TYPE,
        ssrc: SENT_SSRC,
        extensions: extensionIds(sent, consumed),
      },
      () => {
        before = read();
      },
      () => {
        after = read();
      },
    );
    return { us: Number(after - before) / 1000 / result.received, result };
  } finally {
    endpoints.close();
    worker.close();
  }
}
