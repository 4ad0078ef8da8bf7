/** One publisher and one subscriber with a producer and its consumer between them, both ends raw: what goes in, packet by packet, and what comes out. */
import type { Consumer, Producer, Router, RtpCodecParameters, RtpEncodingParameters } from 'mediasoup/types';
import type { RawEndpoint } from '../../support/load.ts';
import { type RtcpPacket, readRtcp } from '../../support/rtcp-packet.ts';
import { type RtpFields, type RtpPacket, readRtp, writeRtp } from '../../support/rtp-packet.ts';
import { type MimeType, type Peer, routerCodec, type Stage } from './stage.ts';

/** Payload types of the producer, other than any that the router prefers. */
export const mediaPayloadType = 77 + 43;
export const rtxPayloadType = mediaPayloadType + 1;
export const mediaSsrc = 0x11111111;
export const rtxSsrc = 0x22222222;

export const extensionUri = {
  mid: 'urn:ietf:params:rtp-hdrext:sdes:mid',
  rid: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  absSendTime: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  transportSequence: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  audioLevel: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  orientation: 'urn:3gpp:video-orientation',
  transmissionOffset: 'urn:ietf:params:rtp-hdrext:toffset',
  playoutDelay: 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
} as const;
type ExtensionName = keyof typeof extensionUri;

export interface LineOptions {
  mimeType: MimeType;
  /** Of the producer; one with SSRC and retransmissions when left out. */
  encodings?: RtpEncodingParameters[];
  /** Whether the codec's feedback is announced by the producer. */
  wantedFeedback?: (type: string, parameter: string) => boolean;
  /** Header extensions of the producer; all of the router's when left out. */
  wantedExtension?: (name: string) => boolean;
  /** Whether the subscriber can take retransmissions on a stream of their own, as it can when left out. */
  retransmissionStream?: boolean;
}

export class Line {
  readonly router: Router;
  readonly sender: Peer<RawEndpoint>;
  readonly receiver: Peer<RawEndpoint>;
  readonly producer: Producer;
  readonly consumer: Consumer;

  private constructor(
    router: Router,
    sender: Peer<RawEndpoint>,
    receiver: Peer<RawEndpoint>,
    producer: Producer,
    consumer: Consumer,
  ) {
    this.router = router;
    this.sender = sender;
    this.receiver = receiver;
    this.producer = producer;
    this.consumer = consumer;
  }

  static async open(stage: Stage, options: LineOptions): Promise<Line> {
    const router = await stage.router();
    const [sender, receiver] = await Promise.all([stage.raw(router), stage.raw(router)]);
    const producer = await sender.transport.produce(producerOptions(router, options));
    const consumer = await receiver.transport.consume({
      producerId: producer.id,
      rtpCapabilities: {
        ...router.rtpCapabilities,
        codecs: (router.rtpCapabilities.codecs ?? []).filter(
          ({ mimeType }) => options.retransmissionStream !== false || !mimeType.endsWith('/rtx'),
        ),
      },
    });
    return new Line(router, sender, receiver, producer, consumer);
  }

  /** The consumer's SSRC, and that of its retransmissions. */
  get ssrc(): number {
    return this.consumer.rtpParameters.encodings?.[0]?.ssrc ?? 0;
  }
  get rtxSsrc(): number {
    return this.consumer.rtpParameters.encodings?.[0]?.rtx?.ssrc ?? 0;
  }
  get payloadType(): number {
    return this.consumer.rtpParameters.codecs[0]?.payloadType ?? 0;
  }

  /** Sends packets of the producer; SSRC and payload type are its own when left out. */
  async send(...packets: (Partial<RtpFields> & { sequence: number })[]): Promise<void> {
    await this.sender.endpoint.write(
      ...packets.map((fields) =>
        writeRtp({
          payloadType: mediaPayloadType,
          ssrc: mediaSsrc,
          timestamp: 0,
          payload: Buffer.from('x'),
          ...fields,
        }),
      ),
    );
  }

  /** Resolves when the worker has taken `count` packets of the producer in, whatever it did with them. */
  async arrived(count: number): Promise<void> {
    const deadline = AbortSignal.timeout(10_000);
    for (;;) {
      const stats = await this.producer.getStats();
      if (stats.reduce((sum, { packetCount }) => sum + packetCount, 0) >= count) return;
      if (deadline.aborted) throw new Error(`${count} packets did not arrive`);
    }
  }

  /** The first `count` packets that come out on the consumer's SSRC, or on `ssrc`. */
  received(count: number, ssrc = this.ssrc): Promise<RtpPacket[]> {
    return this.receiver.endpoint.received(
      ({ rtcp, bytes }) => {
        const packet = rtcp ? null : readRtp(bytes);
        return packet?.ssrc === ssrc ? packet : null;
      },
      { count, what: `an RTP packet with SSRC ${ssrc}` },
    );
  }

  /** All that has come out on an SSRC by now. */
  soFar(ssrc = this.ssrc): RtpPacket[] {
    return this.receiver.endpoint.packets
      .filter(({ rtcp }) => !rtcp)
      .map(({ bytes }) => readRtp(bytes))
      .filter((packet) => packet.ssrc === ssrc);
  }

  /** A header extension's value in a packet that came out, by the consumer's ids. */
  extension(packet: RtpPacket, name: ExtensionName): Buffer | undefined {
    const found = this.consumer.rtpParameters.headerExtensions?.find(({ uri }) => uri === extensionUri[name]);
    return found && packet.extensions.get(found.id);
  }

  /** Header extensions to send, by the producer's ids. */
  extensions(values: Partial<Record<ExtensionName, Uint8Array>>): Map<number, Uint8Array> {
    const ids = new Map(this.producer.rtpParameters.headerExtensions?.map(({ uri, id }) => [uri, id]));
    return new Map(
      Object.entries(values).map(([name, value]) => [ids.get(extensionUri[name as ExtensionName]) ?? 15, value]),
    );
  }
}

/** The first `count` RTCP packets at an endpoint that `wanted` accepts, of those after index `from`. */
export function rtcpAt<K extends RtcpPacket['kind']>(
  endpoint: RawEndpoint,
  kind: K,
  { count = 1, from = 0, wanted = (_: Extract<RtcpPacket, { kind: K }>) => true } = {},
): Promise<Extract<RtcpPacket, { kind: K }>[]> {
  type Wanted = Extract<RtcpPacket, { kind: K }>;
  return endpoint
    .received(
      ({ rtcp, bytes }) => {
        if (!rtcp) return null;
        const found = readRtcp(bytes).filter(
          (packet): packet is Wanted => packet.kind === kind && wanted(packet as Wanted),
        );
        return found.length > 0 ? found : null;
      },
      { count, from, what: kind },
    )
    .then((groups) => groups.flat());
}

/** The RTCP packets of a kind that have come to an endpoint by now. */
export function rtcpSoFar<K extends RtcpPacket['kind']>(endpoint: RawEndpoint, kind: K) {
  return endpoint.packets
    .filter(({ rtcp }) => rtcp)
    .flatMap(({ bytes }) => readRtcp(bytes))
    .filter((packet): packet is Extract<RtcpPacket, { kind: K }> => packet.kind === kind);
}

function producerOptions(router: Router, options: LineOptions) {
  const { codec, rtx } = routerCodec(router, options.mimeType);
  const { wantedFeedback = () => true, wantedExtension = () => true } = options;
  const rtcpFeedback = (codec.rtcpFeedback ?? []).filter(({ type, parameter }) =>
    wantedFeedback(type, parameter ?? ''),
  );
  const codecs: RtpCodecParameters[] = [
    {
      mimeType: codec.mimeType,
      payloadType: mediaPayloadType,
      clockRate: codec.clockRate,
      parameters: codec.parameters ?? {},
      rtcpFeedback,
      ...(codec.channels ? { channels: codec.channels } : {}),
    },
  ];
  const encodings = options.encodings ?? [{ ssrc: mediaSsrc, ...(rtx ? { rtx: { ssrc: rtxSsrc } } : {}) }];
  if (rtx && encodings.some((encoding) => encoding.rtx || encoding.rid)) {
    codecs.push({
      mimeType: rtx.mimeType,
      payloadType: rtxPayloadType,
      clockRate: codec.clockRate,
      parameters: { apt: mediaPayloadType },
      rtcpFeedback: [],
    });
  }
  // Numbered backwards, so that hardly an id is the one that the router uses.
  const headerExtensions = (router.rtpCapabilities.headerExtensions ?? [])
    .filter(({ kind, uri }) => kind === codec.kind && wantedExtension(uri))
    .map(({ uri }, index, all) => ({ uri, id: all.length - index }));
  const rtpParameters = { mid: 'published', codecs, headerExtensions, encodings, rtcp: { cname: 'publisher' } };
  return { kind: codec.kind, rtpParameters };
}

/** A VP8 payload (RFC 7741): descriptor with picture id, TL0PICIDX and temporal layer, and the head of the frame in its first packet. */
export function vp8({
  key = false,
  first = true,
  pictureId = 1,
  tl0 = 1,
  temporalLayer = 0,
  sync = false,
  body = 'vp8',
}) {
  const descriptor = [
    0x80 | (first ? 0x10 : 0),
    0xe0,
    0x80 | (pictureId >> 8),
    pictureId & 0xff,
    tl0,
    (temporalLayer << 6) | (sync ? 0x20 : 0),
  ];
  const head = !first ? [] : key ? [0x10, 2, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xb4, 0] : [0x11, 2, 0];
  return Buffer.concat([Buffer.from([...descriptor, ...head]), Buffer.from(body)]);
}

/** Picture id and TL0PICIDX of a payload that `vp8` wrote. */
export function readVp8(payload: Buffer): { pictureId: number; tl0: number } {
  return { pictureId: payload.readUInt16BE(2) & 0x7fff, tl0: payload.readUInt8(4) };
}
