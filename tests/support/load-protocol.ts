/** The shapes that sfu/load takes and gives; sfu/load/src/protocol.rs and what it names tell their meaning. */

/** The server's side of a WebRTC transport, as mediasoup names it. */
export interface TransportParameters {
  readonly iceParameters: { readonly usernameFragment: string; readonly password: string };
  readonly iceCandidates: readonly {
    readonly address: string;
    readonly port: number;
    readonly protocol: 'udp' | 'tcp';
  }[];
  readonly dtlsParameters: {
    readonly role?: 'auto' | 'client' | 'server';
    readonly fingerprints: readonly { readonly algorithm: string; readonly value: string }[];
  };
}

/** A router's codecs and header extensions, as mediasoup names them. */
export interface RouterCapabilities {
  readonly codecs?: readonly {
    readonly mimeType: string;
    readonly preferredPayloadType?: number;
    readonly clockRate: number;
    readonly channels?: number;
    readonly parameters?: Readonly<Record<string, unknown>>;
  }[];
  readonly headerExtensions?: readonly { readonly uri: string; readonly preferredId: number }[];
}

/** What an endpoint tells the server's transport. */
export interface LocalDtlsParameters {
  role: 'client' | 'server';
  fingerprints: { algorithm: 'sha-256'; value: string }[];
}

export interface LoadEncoding {
  ssrc: number;
  rtxSsrc?: number;
  rid?: string;
  bitrateBps: number;
  frameRate?: number;
  width?: number;
  height?: number;
  temporalLayers?: number;
  active?: boolean;
}

export interface LoadTrack {
  mid: string;
  /** Receivers tell it as the source of what they got. */
  source: number;
  mimeType: 'audio/opus' | 'video/VP8' | 'video/VP9' | 'video/H264';
  payloadType: number;
  encodings: LoadEncoding[];
}

export interface LoadReception {
  mid: string;
  kind: 'audio' | 'video';
  ssrc: number;
  rtxSsrc?: number;
  clockRate: number;
}

/** What one encoding of a track has sent; bytes are of payload. */
export interface SentStats {
  mid: string;
  source: number;
  ssrc: number;
  rid: string | null;
  packets: number;
  bytes: number;
  frames: number;
  keyFrames: number;
  keyFrameRequests: number;
  nacks: number;
  plis: number;
  firs: number;
  roundTripMs: number | null;
  fractionLost: number | null;
}

/** What one consumer gave; see sfu/load/src/synthetic/receiver.rs for each. */
export interface ReceivedStats {
  mid: string;
  ssrc: number;
  packets: number;
  bytes: number;
  missing: number;
  late: number;
  duplicates: number;
  retransmissions: number;
  foreign: number;
  decodableFrames: number;
  keyFrames: number;
  undecodableFrames: number;
  incompleteFrames: number;
  malformedFrames: number;
  layer: number | null;
  temporalLayer: number | null;
  layerChanges: number;
  largestTimestampErrorMs: number;
  largestSwitchTimestampErrorMs: number;
  sources: Record<string, number>;
  longestGapMs: number;
  largestDelayMs: number;
  bitrateBps: number;
  nacks: number;
  plis: number;
}

export interface EndpointStats {
  endpoint: number;
  connected: boolean;
  sent: SentStats[];
  received: ReceivedStats[];
}

/** A packet in clear that a raw endpoint got; times count from the start of the process. */
export interface ReceivedPacket {
  atMs: number;
  rtcp: boolean;
  bytes: Buffer;
}

/** The answer to `open`. */
export interface OpenAnswer {
  endpoint: number;
  dtlsParameters: LocalDtlsParameters;
  localAddress: string;
  localPort: number;
}
