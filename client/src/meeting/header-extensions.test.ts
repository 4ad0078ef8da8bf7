/** Tests of what mediasoup-client is told of an offer's header extensions. */
import type { HandlerFactory, RtpCapabilities } from 'mediasoup-client/types';
import { expect, it, vi } from 'vitest';
import { extensionsOfBothKinds, withExtensionsOfBothKinds } from './header-extensions.ts';

const mid = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const level = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const rid = 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id';
const unlisted = 'urn:3gpp:video-orientation';
const supported = { audio: new Set<string>([mid, level]), video: new Set<string>([mid, rid]) };
const pairs = ({ headerExtensions = [] }: RtpCapabilities) =>
  headerExtensions.map(({ kind, uri, preferredId }) => `${kind} ${uri} ${preferredId}`);

it('an extension of both kinds is one of both, whichever was offered last', () => {
  for (const kind of ['audio', 'video'] as const) {
    const offered: RtpCapabilities = { headerExtensions: [{ kind, uri: mid, preferredId: 4 }] };
    expect(pairs(extensionsOfBothKinds(offered, supported)).toSorted()).toEqual([`audio ${mid} 4`, `video ${mid} 4`]);
  }
});

it('an extension of one kind stays with it, and one that the browser does not list with its own', () => {
  const offered: RtpCapabilities = {
    headerExtensions: [
      { kind: 'audio', uri: level, preferredId: 1 },
      { kind: 'video', uri: rid, preferredId: 10 },
      { kind: 'video', uri: unlisted, preferredId: 12 },
    ],
  };
  expect(pairs(extensionsOfBothKinds(offered, supported))).toEqual([
    `audio ${level} 1`,
    `video ${rid} 10`,
    `video ${unlisted} 12`,
  ]);
  expect(pairs(extensionsOfBothKinds({}, supported))).toEqual([]);
});

it('every connection is told what this browser sends', () => {
  const uris = { audio: [mid], video: [mid, rid] };
  const getCapabilities = (kind: 'audio' | 'video') => ({ headerExtensions: uris[kind].map((uri) => ({ uri })) });
  vi.stubGlobal('RTCRtpSender', { getCapabilities });
  const told: string[][] = [];
  const offered: RtpCapabilities = { headerExtensions: [{ kind: 'audio', uri: mid, preferredId: 4 }] };
  // Asks as the library does while it begins to send.
  const factory = ({ getSendExtendedRtpCapabilities }: Parameters<HandlerFactory['factory']>[0]) =>
    getSendExtendedRtpCapabilities(offered);
  const handlers = withExtensionsOfBothKinds({ factory } as unknown as HandlerFactory);
  const answer = (native: RtpCapabilities) => void told.push(pairs(native));
  handlers.factory({ getSendExtendedRtpCapabilities: answer } as never);
  expect(told).toEqual([[`audio ${mid} 4`, `video ${mid} 4`]]);
  vi.unstubAllGlobals();
});
