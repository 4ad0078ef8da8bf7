/** Seconds of a test call as they would be stored: a good line, from which a test departs. */
import type { SecondSample } from '../src/measurement/index.ts';

export const leg = (expected: number, lost = 0, jitterMs: number | null = 3) => ({
  expected,
  lost,
  bytes: expected * 150,
  jitterMs,
});

export const down = (sent: number, claimedLost: number | null = 0, withheld = 0, jitterMs: number | null = 4) => ({
  sent,
  bytes: sent * 150,
  withheld,
  withheldNamed: claimedLost === null ? null : withheld,
  claimedLost: claimedLost === null ? null : claimedLost + withheld,
  jitterMs,
});

/** A second of speech and picture without a fault, host → audience, in phase `real`. */
export function sampleOf(changes: Partial<SecondSample>): SecondSample {
  const second = changes.second ?? 0;
  return {
    direction: 'host',
    second,
    atMs: 1_000_000 + second * 1_000,
    spanMs: 1_000,
    phase: 'real',
    planNumber: 1,
    voided: null,
    uplink: { sound: leg(50), picture: leg(100) },
    downlink: { sound: down(50), picture: down(100) },
    sentLevelDbfs: -24,
    sound: {
      samples: 48_000,
      concealedSamples: 0,
      levelDbfs: -26,
      peakDbfs: -10,
      frames: 100,
      clippedFrames: 0,
      noiseFloorDbfs: -60,
    },
    picture: {
      framesDecoded: 30,
      framesDropped: 0,
      widthPx: 1_280,
      heightPx: 720,
      frozenMs: 0,
      freezes: 0,
      longestFreezeMs: 0,
      meanLuma: 120,
      similarity: null,
      unreadableMarkers: 0,
    },
    pictureTrip: null,
    sweepTrips: [],
    sweepsMissed: 0,
    pictureRoundTrip: null,
    skewMs: [],
    lies: { nonce: 0, repeated: 0, early: 0, hold: 0 },
    site: { roundTripMs: 40, protocol: 'udp', relayed: false, probedDownBps: null, costPercent: 3 },
    loop: null,
    ...changes,
  };
}
