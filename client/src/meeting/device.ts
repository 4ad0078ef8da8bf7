/** The mediasoup device of this browser, warm: what the browser can send and receive is asked of it once, before anybody presses "join". */
import type { IceServers } from '@sambung/contract/ice-servers';
import type { TransportOptions } from '@sambung/contract/ortc';
import { Device, detectDevice } from 'mediasoup-client';
import { Chrome74 } from 'mediasoup-client/handlers/Chrome74';
import { Chrome111 } from 'mediasoup-client/handlers/Chrome111';
import { Firefox120 } from 'mediasoup-client/handlers/Firefox120';
import { Safari12 } from 'mediasoup-client/handlers/Safari12';
import type {
  DtlsParameters,
  HandlerFactory,
  IceCandidate,
  IceParameters,
  RtpCapabilities,
} from 'mediasoup-client/types';
import { withExtensionsOfBothKinds } from './header-extensions.ts';

const factories: Record<string, () => HandlerFactory> = {
  Chrome111: () => Chrome111.createFactory({}),
  Chrome74: () => Chrome74.createFactory({}),
  Firefox120: () => Firefox120.createFactory({}),
  Safari12: () => Safari12.createFactory({}),
};

type CapabilitiesOf = HandlerFactory['getNativeRtpCapabilities'];
const directions = ['recvonly', 'sendonly'] as const;

let warmFactory: HandlerFactory | null = null;
let certificate: RTCCertificate | null = null;

/**
 * Asks the browser now rather than between the click and the first picture: each answer takes a connection of its own, tens of milliseconds. May be called
 * any number of times.
 */
export async function warmUp(): Promise<void> {
  const factory = rememberingFactory();
  await Promise.all([
    makeCertificate(),
    ...(factory ? directions.map((direction) => factory.getNativeRtpCapabilities({ direction })) : []),
  ]);
}

/**
 * What every connection of this page begins with: the page's certificate, if it is made already (else the browser makes one for each connection while the
 * person waits), and addresses collected while the node is still being asked, not after its answer (RFC 9429 §4.1.4). One, because everything is bundled.
 */
export function connectionSettings(): RTCConfiguration {
  return { iceCandidatePoolSize: 1, ...(certificate && { certificates: [certificate] }) };
}

/** For DTLS, in the one kind that every browser and every node takes (RFC 8827 §6.5). It lives as long as the page. */
async function makeCertificate(): Promise<void> {
  const algorithm: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };
  // Without it the browser makes its own.
  certificate ??= await RTCPeerConnection.generateCertificate(algorithm).catch(() => null);
}

/** What mediasoup-client makes a connection from: the node's answer and this page's settings. */
export function clientOptions(options: TransportOptions, iceServers: IceServers['servers']) {
  const { transportId, iceParameters, iceCandidates, dtlsParameters } = options;
  return {
    id: transportId,
    iceParameters: iceParameters as IceParameters,
    iceCandidates: iceCandidates as unknown as IceCandidate[],
    dtlsParameters: dtlsParameters as DtlsParameters,
    iceServers,
    additionalSettings: connectionSettings(),
  };
}

/** A device that is not loaded yet. Throws mediasoup-client's `UnsupportedError` in a browser that it does not know. */
export function newDevice(): Device {
  const handlerFactory = rememberingFactory();
  return handlerFactory ? new Device({ handlerFactory }) : new Device();
}

/** The library's factory for this browser with its answers remembered; null when it knows none. */
function rememberingFactory(): HandlerFactory | null {
  const create = factories[detectDevice() ?? ''];
  if (warmFactory || !create) return warmFactory;
  const factory = withExtensionsOfBothKinds(create());
  warmFactory = { ...factory, getNativeRtpCapabilities: remembered(factory.getNativeRtpCapabilities) };
  return warmFactory;
}

function remembered(ask: CapabilitiesOf): CapabilitiesOf {
  const answers = new Map<string, Promise<RtpCapabilities>>();
  return (options) => {
    const known = answers.get(options.direction);
    if (known) return known;
    const answer = ask(options);
    answers.set(options.direction, answer);
    // A browser that could not say it now may later.
    answer.catch(() => answers.delete(options.direction));
    return answer;
  };
}
