/** RTP parameters of the two ways of negotiating: `full` as browsers do, `lite` with nothing but the codec. */
import type { types } from 'mediasoup';
import type { SentExtensions } from './endpoints.ts';

/** Which of the two. */
export type Negotiation = 'full' | 'lite';

/** SSRC and payload type of what the sender sends. */
export const SENT_SSRC = 11_111_111;
export const SENT_PAYLOAD_TYPE = 101;

const VIDEO_EXTENSIONS: types.RtpHeaderExtensionParameters[] = [
  { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 },
  { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time', id: 4 },
  { uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01', id: 5 },
];

const VIDEO_FEEDBACK: types.RtcpFeedback[] = [
  { type: 'nack' },
  { type: 'nack', parameter: 'pli' },
  { type: 'ccm', parameter: 'fir' },
  { type: 'goog-remb' },
  { type: 'transport-cc' },
];

/** What the router can carry. */
export function routerCodecs(): types.RouterRtpCodecCapability[] {
  return [
    { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
    { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  ];
}

/** Whether a burst of this shape is sound. */
export function kindOf(shape: string): types.MediaKind {
  return shape === 'opus' ? 'audio' : 'video';
}

/** What the sender announces. */
export function sentParameters(negotiation: Negotiation, kind: types.MediaKind): types.RtpParameters {
  const isFull = negotiation === 'full';
  const codec: types.RtpCodecParameters =
    kind === 'video'
      ? { mimeType: 'video/VP8', clockRate: 90_000, payloadType: SENT_PAYLOAD_TYPE, parameters: {} }
      : { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: SENT_PAYLOAD_TYPE, parameters: {} };
  const encoding: types.RtpEncodingParameters = { ssrc: SENT_SSRC };
  const codecs = [{ ...codec, rtcpFeedback: isFull && kind === 'video' ? VIDEO_FEEDBACK : [] }];
  if (isFull && kind === 'video') {
    encoding.rtx = { ssrc: SENT_SSRC + 1 };
    codecs.push({
      mimeType: 'video/rtx',
      clockRate: 90_000,
      payloadType: SENT_PAYLOAD_TYPE + 1,
      parameters: { apt: SENT_PAYLOAD_TYPE },
      rtcpFeedback: [],
    });
  }
  return {
    mid: '0',
    codecs,
    headerExtensions: isFull ? VIDEO_EXTENSIONS : [],
    encodings: [encoding],
    rtcp: { cname: 'bench', reducedSize: true },
  };
}

/** What the consumers can receive: all that the router has, or its codecs alone. */
export function receivableBy(negotiation: Negotiation, router: types.RtpCapabilities): types.RtpCapabilities {
  if (negotiation === 'full') return router;
  const codecs = (router.codecs ?? [])
    .filter((codec) => !codec.mimeType.endsWith('/rtx'))
    .map((codec) => ({ ...codec, rtcpFeedback: [] }));
  return { codecs, headerExtensions: [] };
}

/** The ids by which the sender's packets and the consumers' feedback go. */
export function extensionIds(sent: types.RtpParameters, consumed: types.RtpParameters): SentExtensions {
  const id = (parameters: types.RtpParameters, part: string) =>
    parameters.headerExtensions?.find(({ uri }) => uri.includes(part))?.id ?? 0;
  return {
    mid: id(sent, 'sdes:mid'),
    absSendTime: id(sent, 'abs-send-time'),
    transportWideCc: id(sent, 'transport-wide-cc'),
    feedback: id(consumed, 'transport-wide-cc'),
  };
}
