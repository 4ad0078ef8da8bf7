/** Seconds of a test call as they would be stored: a good line, from which a test departs. */
import { type ClockFit, fitClock, type Run, type SecondSample, type Side } from '../src/measurement/index.ts';

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
  skipped: null,
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
    crossed: null,
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
      stillMs: 0,
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
    site: {
      roundTripMs: 40,
      protocol: 'udp',
      relayed: false,
      srtpProfile: null,
      dtlsVersion: null,
      probedDownBps: null,
      costPercent: 3,
    },
    loop: null,
    ...changes,
  };
}

/** Page clocks of a made run: far from the server's and from each other. */
export const pageOffsetMs = { host: 1.76e12, audience: 1.71e12 } as const;

const clockOf = (side: Side, roundTripMs: number): ClockFit =>
  fitClock(
    Array.from({ length: 400 }, (_, index) => {
      const askedAtMs = 1_000_000 + index * 1_000;
      return {
        askedAtMs,
        answeredAtMs: askedAtMs + roundTripMs,
        pageMs: askedAtMs + roundTripMs / 2 + pageOffsetMs[side],
      };
    }),
  );

/** How long pictures and sounds of both directions are under way in a made run. */
export interface MadeDelays {
  pictureMs: Record<Side, number>;
  soundMs: Record<Side, number>;
  /** Of each site's line, as the server sees it and asks for the time over it. */
  lineRoundTripMs: number;
}

/**
 * A run of five minutes on a good line: 40 s bandwidth, 140 s synthetic with a sweep in every other second, 120 s real.
 * @param change what a second is to be like instead; called for both directions
 */
export function madeRun(
  change: (sample: SecondSample) => Partial<SecondSample> = () => ({}),
  delays: MadeDelays = {
    pictureMs: { host: 90, audience: 110 },
    soundMs: { host: 80, audience: 100 },
    lineRoundTripMs: 30,
  },
  rest: Partial<Run> = {},
): Run {
  const samples = (['host', 'audience'] as const).flatMap((direction) =>
    Array.from({ length: 300 }, (_, second): SecondSample => {
      const made = madeSecond(direction, second, delays);
      return { ...made, ...change(made) };
    }),
  );
  return {
    samples,
    plans: [
      { planNumber: 1, phase: 'bandwidth' },
      { planNumber: 2, phase: 'synthetic' },
      { planNumber: 3, phase: 'real' },
    ],
    lineClass: 'sd',
    clocks: { host: clockOf('host', delays.lineRoundTripMs), audience: clockOf('audience', delays.lineRoundTripMs) },
    soundBitrateBps: 32_000,
    drills: { host: { reconnectSeconds: 4, fallback: 'works' }, audience: { reconnectSeconds: 6, fallback: 'works' } },
    answers: {
      host: { lowestScore: 5, connection: 'wired' },
      audience: { lowestScore: 4, connection: 'wifi' },
    },
    ...rest,
  };
}

function madeSecond(direction: Side, second: number, delays: MadeDelays): SecondSample {
  const other = direction === 'host' ? 'audience' : 'host';
  const phase = second < 40 ? 'bandwidth' : second < 180 ? 'synthetic' : 'real';
  const base = sampleOf({
    direction,
    second,
    phase,
    planNumber: ['bandwidth', 'synthetic', 'real'].indexOf(phase) + 1,
    // 120 kB a second: 0.96 Mbit/s, the picture at its cap.
    uplink: { sound: leg(50), picture: { ...leg(110), bytes: 112_500 } },
    crossed: null,
    downlink: {
      sound: down(50, 0, 0),
      picture: { ...down(110, 0, second % 2), bytes: 80_000 },
    },
  });
  base.site.roundTripMs = delays.lineRoundTripMs;
  if (phase !== 'synthetic') return base;
  const sent = base.atMs - 500;
  const playedAtMs = sent + pageOffsetMs[direction];
  const number = second >> 1;
  return {
    ...base,
    picture: { ...(base.picture as NonNullable<SecondSample['picture']>), similarity: 0.96 },
    pictureTrip: {
      drawnAtMs: playedAtMs % 2 ** 32,
      shownAtMs: sent + delays.pictureMs[direction] + pageOffsetMs[other],
      markers: 30,
    },
    pictureRoundTrip: { ms: delays.pictureMs.host + delays.pictureMs.audience, markers: 29 },
    sweepTrips:
      second % 2 === 0
        ? [{ number, playedAtMs, heardAtMs: sent + delays.soundMs[direction] + pageOffsetMs[other] }]
        : [],
    skewMs: second % 2 === 0 ? [delays.soundMs[direction] - delays.pictureMs[direction]] : [],
  };
}
