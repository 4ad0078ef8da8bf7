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
