/** RTP parameters as a browser would offer them, for tests that need a producer and no packets. */
import type { RtpParameters } from '@sambung/contract/ortc';

let lastSsrc = 1_000;

export function soundParameters(): RtpParameters {
  lastSsrc += 1;
  return {
    mid: String(lastSsrc),
    codecs: [
      {
        mimeType: 'audio/opus',
        payloadType: 111,
        clockRate: 48_000,
        channels: 2,
        parameters: { useinbandfec: 1 },
        rtcpFeedback: [{ type: 'transport-cc' }],
      },
    ],
    headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 }],
    encodings: [{ ssrc: lastSsrc }],
    rtcp: { cname: 'page' },
  };
}

/** A camera in three layers. */
export function cameraParameters(): RtpParameters {
  lastSsrc += 1;
  return {
    mid: String(lastSsrc),
    codecs: [
      {
        mimeType: 'video/VP8',
        payloadType: 96,
        clockRate: 90_000,
        parameters: {},
        rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'transport-cc' }],
      },
    ],
    headerExtensions: [
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 },
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id', id: 2 },
    ],
    encodings: ['r0', 'r1', 'r2'].map((rid) => ({ rid, scalabilityMode: 'L1T3' })),
    rtcp: { cname: 'page' },
  };
}
