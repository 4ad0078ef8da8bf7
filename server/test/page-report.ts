/** A test call page's report in which nothing was told, and its parts; tests set what they are about. */
import type { TestReport } from '@sambung/contract/test-report';

export const sound: NonNullable<TestReport['sound']> = {
  packetsReceived: null,
  packetsLost: null,
  jitterMs: null,
  samples: null,
  concealedSamples: null,
  levelDbfs: null,
  peakDbfs: null,
  frames: 0,
  clippedFrames: 0,
  noiseFloorDbfs: null,
  sweeps: [],
};

export const picture: NonNullable<TestReport['picture']> = {
  packetsReceived: null,
  packetsLost: null,
  framesDecoded: null,
  framesDropped: null,
  widthPx: null,
  heightPx: null,
  frozenMs: null,
  longestFreezeMs: null,
  freezes: null,
  stillMs: null,
  meanLuma: null,
  similarity: null,
  markers: [],
  unreadableMarkers: 0,
};

export const pageReport: TestReport = {
  planNumber: 0,
  atMs: 1_000,
  spanMs: 1_000,
  voided: null,
  costPercent: null,
  connectionState: 'connected',
  protocol: null,
  relayed: null,
  srtpCipher: null,
  dtlsVersion: null,
  roundTripMs: null,
  devices: [],
  browser: '',
  sound: null,
  picture: null,
  sent: { sweeps: [], pictures: 0, levelDbfs: null, widthPx: null, heightPx: null },
  loop: null,
};
