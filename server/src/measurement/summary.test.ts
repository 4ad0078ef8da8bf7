/** What a run comes to: each metric moves by what was injected, in its direction or site alone, and nothing that is missing becomes a number. */
import { type Measurement, type MetricKey, measurementSchema } from '@sambung/contract/measurement';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { down, leg, type MadeDelays, madeRun, sampleOf } from '../../test/run-seconds.ts';
import { speechRating } from './e-model.ts';
import type { Run } from './run.ts';
import type { SecondSample } from './second-sample.ts';
import { summarise } from './summary.ts';

const place = ({ scope }: Measurement) => ('direction' in scope ? scope.direction : scope.site);
const summaries = new WeakMap<Run, Measurement[]>();
function the(run: Run, metric: MetricKey, statistic: string, side: 'host' | 'audience' = 'host'): Measurement {
  const all = summaries.get(run) ?? summarise(run);
  summaries.set(run, all);
  const found = all.filter((one) => one.metric === metric && one.statistic === statistic && place(one) === side);
  expect(found).toHaveLength(1);
  return found[0] as Measurement;
}
const value = (...which: Parameters<typeof the>) => the(...which).value;
const sound = (sample: SecondSample) => sample.sound as NonNullable<SecondSample['sound']>;
const picture = (sample: SecondSample) => sample.picture as NonNullable<SecondSample['picture']>;
/** Of the host's direction alone. */
const host = (change: (sample: SecondSample) => Partial<SecondSample>) => (sample: SecondSample) =>
  sample.direction === 'host' ? change(sample) : {};
const delays: MadeDelays = {
  pictureMs: { host: 90, audience: 110 },
  soundMs: { host: 80, audience: 100 },
  lineRoundTripMs: 30,
};

/** Every statistic that the rubric has columns for, and whether it is of a direction or a site. */
const wanted: readonly [MetricKey, string, 'direction' | 'site'][] = [
  ['audio-delay', 'median', 'direction'],
  ['video-delay', 'median', 'direction'],
  ['round-trip', 'p95', 'site'],
  ['packet-loss', 'mean', 'direction'],
  ['packet-loss', 'worst-window', 'direction'],
  ['jitter', 'p95', 'direction'],
  ['concealment', 'mean', 'direction'],
  ['speech-rating', 'mean', 'direction'],
  ['speech-rating', 'p5', 'direction'],
  ['frame-rate', 'median', 'direction'],
  ['frame-rate', 'p5', 'direction'],
  ['resolution', 'height', 'direction'],
  ['freezes', 'share', 'direction'],
  ['freezes', 'longest', 'direction'],
  ['similarity', 'median', 'direction'],
  ['skew', 'median', 'direction'],
  ['bandwidth', 'up', 'site'],
  ['bandwidth', 'down', 'site'],
  ['echo', 'return-loss', 'direction'],
  ['speech-level', 'level', 'direction'],
  ['clipping', 'clipped', 'direction'],
  ['clipping', 'snr', 'direction'],
  ['path', 'kind', 'site'],
  ['recovery', 'reconnect', 'site'],
  ['recovery', 'fallback', 'site'],
  ['human-score', 'lowest', 'site'],
  ['wired', 'connection', 'site'],
];

/** On the line: AES-GCM adds sixteen bytes to a packet. */
const bits = (bytes: number, packets: number) => 8 * (bytes + 16 * packets);

describe('the summary of a run', () => {
  it('has every statistic of the rubric once a direction or site, whatever was measured', () => {
    for (const run of [madeRun(), madeRun(() => ({}), delays, { samples: [] })]) {
      const names = summarise(run).map((one) => {
        expect(measurementSchema.parse(one)).toEqual(one);
        return `${one.metric} ${one.statistic} ${JSON.stringify(one.scope)}`;
      });
      const all = wanted.flatMap(([metric, statistic, kind]) =>
        ['host', 'audience'].map((side) => `${metric} ${statistic} ${JSON.stringify({ [kind]: side })}`),
      );
      expect(names.toSorted()).toEqual(all.toSorted());
    }
  });

  it('of a good line is good [UNSRI-70] [UNSRI-71]', () => {
    const run = madeRun();
    expect(value(run, 'audio-delay', 'median')).toBeCloseTo(80, 3);
    expect(value(run, 'audio-delay', 'median', 'audience')).toBeCloseTo(100, 3);
    expect(value(run, 'video-delay', 'median')).toBeCloseTo(90, 3);
    expect(value(run, 'round-trip', 'p95')).toBe(30);
    expect(value(run, 'packet-loss', 'mean')).toBe(0);
    expect(value(run, 'speech-rating', 'mean')).toBeCloseTo(93.2, 6);
    expect(value(run, 'frame-rate', 'p5')).toBe(30);
    expect(value(run, 'resolution', 'height')).toBe(720);
    expect(value(run, 'freezes', 'longest')).toBe(0);
    expect(value(run, 'similarity', 'median')).toBe(0.96);
    expect(value(run, 'skew', 'median')).toBeCloseTo(-10, 6);
    // 120 kB a second of 0.65 Mbit/s, and what SRTP adds to 160 packets.
    expect(value(run, 'bandwidth', 'up')).toBeCloseTo(bits(120_000, 160) / 650_000, 6);
    expect(value(run, 'bandwidth', 'down')).toBeCloseTo(bits(87_500, 160) / 500_000, 6);
    expect(value(run, 'path', 'kind')).toBe('udp-direct');
    expect(value(run, 'recovery', 'reconnect', 'audience')).toBe(6);
    expect(value(run, 'wired', 'connection', 'audience')).toBe('wifi');
  });

  it('is the same to everybody who makes it again', () => {
    expect(summarise(madeRun())).toEqual(summarise(madeRun()));
  });

  it('says nothing where nothing was measured, and never zero', () => {
    for (const one of summarise(madeRun(() => ({}), delays, { samples: [] }))) {
      if (['recovery', 'human-score', 'wired'].includes(one.metric)) continue;
      expect(one, one.metric).toMatchObject({ value: null, interval: null, sampleCount: 0 });
    }
    const silent = madeRun((sample) => ({
      uplink: { sound: null, picture: null },
      downlink: { sound: null, picture: null },
      sound: null,
      picture: null,
      pictureTrip: null,
      sweepTrips: [],
      skewMs: [],
      pictureRoundTrip: null,
      site: {
        ...{ roundTripMs: null, protocol: null, relayed: null, srtpProfile: null, dtlsVersion: null },
        ...{ probedDownBps: null, costPercent: null },
      },
      atMs: sample.atMs,
    }));
    for (const one of summarise(silent)) {
      if (['recovery', 'human-score', 'wired'].includes(one.metric)) continue;
      expect(one.value, `${one.metric} ${one.statistic}`).toBeNull();
    }
    // A browser that does not count is not a browser that counted nothing.
    const blind = madeRun((sample) => ({
      sound: {
        ...sound(sample),
        samples: null,
        concealedSamples: null,
        levelDbfs: null,
        noiseFloorDbfs: null,
        frames: 0,
      },
      picture: { ...picture(sample), framesDecoded: null, heightPx: null, frozenMs: null, similarity: null },
    }));
    for (const metric of [
      'concealment',
      'speech-rating',
      'frame-rate',
      'resolution',
      'freezes',
      'similarity',
      'clipping',
      'speech-level',
    ])
      for (const one of summarise(blind).filter((any) => any.metric === metric)) expect(one.value, metric).toBeNull();
  });

  it('leaves out voided seconds, seconds of another plan, and counts what is left', () => {
    const bad = (sample: SecondSample): Partial<SecondSample> => ({
      uplink: { sound: leg(50, 25), picture: leg(100, 50) },
      sound: { ...sound(sample), concealedSamples: 24_000 },
      picture: { ...picture(sample), framesDecoded: 1, frozenMs: 900, heightPx: 90, similarity: 0.1 },
    });
    const reasons = ['hidden', 'starved', 'unreported', 'changing-over'] as const;
    const good = summarise(madeRun());
    const counts = (list: readonly Measurement[]) =>
      list.map(({ sampleCount: _left, interval: _open, ...rest }) => ({
        ...rest,
        // Sums of fewer seconds round differently.
        value: typeof rest.value === 'number' ? Number(rest.value.toFixed(9)) : rest.value,
      }));
    const voided = madeRun((sample) =>
      sample.second % 10 < 4 ? { ...bad(sample), voided: reasons[sample.second % 10] ?? 'hidden' } : {},
    );
    expect(counts(summarise(voided))).toEqual(counts(good));
    const lost = the(voided, 'packet-loss', 'mean');
    expect(lost.sampleCount).toBe(260 * 0.6);
    const otherPlan = madeRun((sample) => (sample.second % 10 < 4 ? { ...bad(sample), planNumber: 99 } : {}));
    expect(counts(summarise(otherPlan))).toEqual(counts(good));
    const missing = madeRun();
    const thinned = { ...missing, samples: missing.samples.filter(({ second }) => second % 10 >= 4).toReversed() };
    // Rates are told for the time between two seconds that are there: see "the bandwidth that flowed".
    const butRates = (list: readonly Measurement[]) => counts(list).filter(({ metric }) => metric !== 'bandwidth');
    expect(butRates(summarise(thinned))).toEqual(butRates(good));
  });

  it('takes each metric from its phases alone', () => {
    // Everything bad in the phases where it must not count.
    const run = madeRun((sample) => {
      if (sample.phase === 'bandwidth')
        return {
          uplink: { ...sample.uplink, sound: leg(50, 0, 900) },
          picture: { ...picture(sample), framesDecoded: 0, frozenMs: 1_000, heightPx: 90, similarity: 0 },
          sound: { ...sound(sample), concealedSamples: 48_000, clippedFrames: 100, levelDbfs: -90 },
        };
      if (sample.phase === 'synthetic')
        return { sound: { ...sound(sample), clippedFrames: 90, levelDbfs: -80, noiseFloorDbfs: 0 } };
      return {
        picture: { ...picture(sample), similarity: 0.2 },
        site: { ...sample.site, probedDownBps: 1e9 },
        skewMs: [900],
      };
    });
    const good = summarise(madeRun());
    for (const one of summarise(run)) {
      const same = good.find(
        (any) => any.metric === one.metric && any.statistic === one.statistic && place(any) === place(one),
      );
      expect(one.value, `${one.metric} ${one.statistic}`).toBe(same?.value);
    }
  });
});

/** The counters of two seconds in one. */
const doubled = ({ uplink, downlink }: SecondSample): Pick<SecondSample, 'uplink' | 'downlink'> => ({
  uplink: {
    sound: uplink.sound && { ...uplink.sound, expected: 2 * uplink.sound.expected, bytes: 2 * uplink.sound.bytes },
    picture: uplink.picture && {
      ...uplink.picture,
      expected: 2 * uplink.picture.expected,
      bytes: 2 * uplink.picture.bytes,
    },
  },
  downlink: {
    sound: downlink.sound && { ...downlink.sound, sent: 2 * downlink.sound.sent, bytes: 2 * downlink.sound.bytes },
    picture: downlink.picture && {
      ...downlink.picture,
      sent: 2 * downlink.picture.sent,
      bytes: 2 * downlink.picture.bytes,
    },
  },
});
const nothingSent = { sound: down(0), picture: down(0) };

describe('loss', () => {
  it('is of both lines one after the other, in this direction alone', () => {
    const run = madeRun(
      host((sample) => ({
        uplink: { sound: leg(50, 5), picture: leg(100, 10) },
        // The receiver also misses the sound that never came to the server.
        downlink: { sound: down(45, 9 + 5), picture: down(90, 18, sample.second % 2) },
      })),
    );
    expect(value(run, 'packet-loss', 'mean')).toBeCloseTo(100 * (1 - 0.9 * 0.8), 6);
    const first = madeRun(
      host(() => ({
        uplink: { sound: leg(50, 5), picture: leg(100, 10) },
        downlink: { sound: down(45, 5), picture: down(100, 0) },
      })),
    );
    expect(value(first, 'packet-loss', 'mean')).toBeCloseTo(10, 6);
    expect(value(run, 'packet-loss', 'mean', 'audience')).toBe(0);
    expect(the(run, 'packet-loss', 'mean').trust).toBe('cross-checked');
  });

  it('does not count twice what never came to the server and was not repaired, as in a darkness of the first line', () => {
    const isDark = (second: number) => second >= 100 && second < 103;
    const run = madeRun(
      host(({ second }) => {
        if (isDark(second)) return { uplink: { sound: leg(50, 50), picture: leg(100, 100) }, downlink: nothingSent };
        // The first report after it names all numbers that are missing.
        return second === 103
          ? {
              downlink: {
                sound: { ...down(50, 150), skipped: 150 },
                picture: { ...down(100, 300), skipped: 300 },
              },
            }
          : {};
      }),
    );
    expect(value(run, 'packet-loss', 'mean')).toBeCloseTo((100 * 450) / (257 * 160 + 450), 6);
  });

  it('has a worst window that a mean hides, and an upper end where nothing was lost', () => {
    const burst = madeRun(
      host((sample) =>
        sample.second >= 100 && sample.second < 103 ? { uplink: { sound: leg(50, 50), picture: leg(100, 100) } } : {},
      ),
    );
    expect(value(burst, 'packet-loss', 'worst-window')).toBeGreaterThan(18);
    expect(value(burst, 'packet-loss', 'mean')).toBeLessThan(1.3);
    const none = the(madeRun(), 'packet-loss', 'mean');
    expect(none.interval?.low).toBe(0);
    expect(none.interval?.high).toBeGreaterThan(0);
    expect(none.interval?.high).toBeLessThan(0.02);
  });

  it('counts what was sent while the receiver could not report', () => {
    const run = madeRun(
      host((sample) => {
        if (sample.second < 200 || sample.second > 210) return {};
        const silent = sample.second < 210;
        // Ten seconds without a report, then one that tells of all of them: 10 % of 11 × 150.
        return {
          downlink: {
            sound: down(50, silent ? null : 55),
            picture: down(100, silent ? null : 110),
          },
        };
      }),
    );
    const packets = 260 * 160 - 11 * 10;
    expect(value(run, 'packet-loss', 'mean')).toBeCloseTo((100 * 165) / packets, 1);
  });

  it('of a receiver that hides it is total, and what else it says is void', () => {
    const liar = madeRun(
      host((sample) => ({
        downlink: {
          sound: { ...down(50), claimedLost: 0 },
          picture: { ...down(100, 0, sample.second % 2), claimedLost: 0, withheldNamed: 0 },
        },
      })),
    );
    expect(the(liar, 'packet-loss', 'mean')).toMatchObject({ value: 100, trust: 'server-observed' });
    expect(value(liar, 'packet-loss', 'worst-window')).toBe(100);
    expect(value(liar, 'concealment', 'mean')).toBeNull();
    expect(value(liar, 'speech-rating', 'mean')).toBeNull();
    expect(value(liar, 'packet-loss', 'mean', 'audience')).toBe(0);
  });

  it('is the receiver’s own word without canaries', () => {
    const run = madeRun(() => ({ downlink: { sound: down(50), picture: down(100) } }));
    expect(the(run, 'packet-loss', 'mean').trust).toBe('self-reported');
  });

  it('has a jitter no smaller than the first line’s', () => {
    const forged = madeRun(
      host(() => ({
        uplink: { sound: leg(50, 0, 45), picture: leg(100) },
        downlink: { sound: down(50, 0, 0, 0), picture: down(100) },
      })),
    );
    expect(value(forged, 'jitter', 'p95')).toBe(45);
    const unknown = madeRun(host(() => ({ downlink: { sound: down(50, 0, 0, null), picture: down(100) } })));
    expect(value(unknown, 'jitter', 'p95')).toBeNull();
  });
});

describe('delay', () => {
  const asymmetric: MadeDelays = {
    pictureMs: { host: 320, audience: 40 },
    soundMs: { host: 310, audience: 30 },
    lineRoundTripMs: 150,
  };

  it('keeps its direction, and its range holds the truth', () => {
    const run = madeRun(() => ({}), asymmetric);
    for (const [side, truth] of [
      ['host', 310],
      ['audience', 30],
    ] as const) {
      const found = the(run, 'audio-delay', 'median', side);
      expect(found.value).toBeCloseTo(truth, 3);
      expect(found.interval?.low).toBeLessThanOrEqual(truth);
      expect(found.interval?.high).toBeGreaterThanOrEqual(truth);
    }
    expect(the(run, 'audio-delay', 'median').trust).toBe('cross-checked');
    expect(the(run, 'audio-delay', 'median').sampleCount).toBe(70);
    // The good direction may be a page that moves delay to the other: half of the lines' round trip stays possible.
    expect(the(run, 'audio-delay', 'median', 'audience').interval?.high).toBeGreaterThan(139);
  });

  it('of pictures seen too early comes back from the sum, for sound as well', () => {
    const early = madeRun(
      host(({ pictureTrip, sweepTrips }) => ({
        pictureTrip: pictureTrip && { ...pictureTrip, shownAtMs: pictureTrip.shownAtMs - 60 },
        sweepTrips: sweepTrips.map((trip) => ({ ...trip, heardAtMs: trip.heardAtMs - 60 })),
      })),
    );
    expect(value(early, 'video-delay', 'median')).toBeCloseTo(90, 3);
    expect(value(early, 'audio-delay', 'median')).toBeCloseTo(80, 3);
  });

  it('is not known without clocks but bounded by what both directions take', () => {
    const run = madeRun(() => ({}), delays, { clocks: { host: { segments: [] }, audience: { segments: [] } } });
    expect(value(run, 'audio-delay', 'median')).toBeNull();
    expect(value(run, 'speech-rating', 'mean')).toBeNull();
    expect(the(run, 'video-delay', 'median')).toMatchObject({ value: 200, interval: { low: 0, high: 200 } });
  });

  it('gets the rooms added where their sound came back', () => {
    const loop = { returnLossDb: 30, boundDb: null, delayMs: 80 + 100 + 240, audible: true };
    const run = madeRun((sample) => (sample.phase === 'real' && sample.direction === 'host' ? { loop } : {}));
    // 240 ms in the audience's room: one loudspeaker or one microphone of it in each direction.
    expect(value(run, 'audio-delay', 'median')).toBeCloseTo(200, 3);
    expect(the(run, 'audio-delay', 'median').interval?.high).toBeGreaterThan(320);
  });

  it('is assumed where no sweep was played, and only there', () => {
    const assumed = { valueMs: 150, lowMs: 120, highMs: 180 };
    const mute = madeRun(() => ({ sweepTrips: [] }), delays, { assumedSoundDelay: { host: assumed } });
    expect(the(mute, 'audio-delay', 'median')).toMatchObject({ value: 150, sampleCount: 1 });
    expect(value(mute, 'speech-rating', 'mean')).toBeCloseTo(
      speechRating({ delayMs: 150, lossPercent: 0, bitrateBps: 32_000 }),
      6,
    );
    const played = madeRun(() => ({}), delays, { assumedSoundDelay: { host: assumed } });
    expect(value(played, 'audio-delay', 'median')).toBeCloseTo(80, 3);
  });

  it('between sound and picture needs enough events', () => {
    const few = madeRun((sample) => (sample.second > 60 ? { skewMs: [] } : {}));
    expect(the(few, 'skew', 'median')).toMatchObject({ value: null, sampleCount: 11 });
    expect(
      value(
        madeRun((sample) => (sample.second > 60 ? { skewMs: [] } : {}), delays, { skewsAtLeast: 10 }),
        'skew',
        'median',
      ),
    ).toBeCloseTo(-10, 6);
  });
});

describe('sound', () => {
  it('is concealed where there is speech, and rated in windows of ten seconds', () => {
    // A window of ten seconds at 10 %, and silence that is concealed throughout.
    const run = madeRun(
      host((sample) => {
        if (sample.second >= 250) return { sentLevelDbfs: -70, sound: { ...sound(sample), concealedSamples: 48_000 } };
        if (sample.second >= 200 && sample.second < 210)
          return { sound: { ...sound(sample), concealedSamples: 4_800 } };
        return {};
      }),
    );
    expect(value(run, 'concealment', 'mean')).toBeCloseTo(100 / 210, 6);
    const bad = speechRating({ delayMs: 80, lossPercent: 10, bitrateBps: 32_000 });
    expect(value(run, 'speech-rating', 'mean')).toBeCloseTo((20 * 93.2 + bad) / 21, 5);
    expect(the(run, 'speech-rating', 'p5')).toMatchObject({ sampleCount: 21, value: expect.closeTo(93.2, 5) });
  });

  it('has a rating that never rises with loss or delay', () => {
    const rated = (concealed: number, delayMs: number) =>
      Number(
        value(
          madeRun(
            host((sample) => ({ sound: { ...sound(sample), concealedSamples: concealed } })),
            {
              ...delays,
              soundMs: { host: delayMs, audience: 100 },
            },
          ),
          'speech-rating',
          'mean',
        ),
      );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 20, max: 600 }), (concealed, delayMs) => {
        const base = rated(concealed, delayMs);
        expect(rated(concealed + 2_000, delayMs)).toBeLessThan(base);
        expect(rated(concealed, delayMs + 50)).toBeLessThanOrEqual(base + 1e-6);
      }),
      { numRuns: 4 },
    );
  });

  it('of a dead microphone has the level of silence, not none', () => {
    const muted = madeRun(host((sample) => ({ sentLevelDbfs: -120, sound: { ...sound(sample), levelDbfs: -120 } })));
    expect(value(muted, 'speech-level', 'level')).toBeCloseTo(-120, 6);
    expect(value(muted, 'clipping', 'snr')).toBeNull();
    expect(value(muted, 'concealment', 'mean')).toBeNull();
  });

  it('takes what a decoder made up for nothing that a microphone sent, unless there is hardly anything else', () => {
    // The page hears it a second after its browser counted it.
    const madeUp = (every: number) =>
      madeRun(
        host((sample) => {
          const heard = sample.second % every === 1;
          const concealedSamples = sample.second % every === 0 ? 960 : 0;
          return {
            sound: { ...sound(sample), concealedSamples, levelDbfs: heard ? -3 : -26, clippedFrames: heard ? 50 : 0 },
          };
        }),
      );
    expect(value(madeUp(10), 'clipping', 'clipped')).toBe(0);
    expect(value(madeUp(10), 'speech-level', 'level')).toBeCloseTo(-26, 6);
    expect(value(madeUp(2), 'clipping', 'clipped')).toBeGreaterThan(10);
  });

  it('has a level of speech by its energy, a share of clipped frames and a distance from the noise', () => {
    const run = madeRun(
      host((sample) => ({
        sound: { ...sound(sample), levelDbfs: sample.second % 2 ? -20 : -30, clippedFrames: sample.second % 2 ? 2 : 0 },
      })),
    );
    expect(value(run, 'speech-level', 'level')).toBeCloseTo(10 * Math.log10((0.01 + 0.001) / 2), 6);
    expect(value(run, 'clipping', 'clipped')).toBeCloseTo(1, 6);
    expect(value(run, 'clipping', 'snr')).toBeCloseTo(10 * Math.log10(0.011 / 2) + 60, 6);
  });

  it('has an echo where sweeps came back, a bound where none did, and nothing where the loudspeaker was not heard', () => {
    const loops = (loop: SecondSample['loop']) =>
      madeRun(host((sample) => (sample.phase === 'real' && sample.second % 30 === 0 ? { loop } : {})));
    const loop = { returnLossDb: 22, boundDb: null, delayMs: 300, audible: true };
    expect(the(loops(loop), 'echo', 'return-loss')).toMatchObject({ value: 22, bound: false, sampleCount: 4 });
    const quiet = { ...loop, returnLossDb: null, boundDb: 51 };
    expect(the(loops(quiet), 'echo', 'return-loss')).toMatchObject({ value: 51, bound: true, sampleCount: 4 });
    expect(value(loops({ ...quiet, audible: false }), 'echo', 'return-loss')).toBeNull();
    expect(value(loops({ ...quiet, audible: null }), 'echo', 'return-loss')).toBeNull();
    // One bound beside sweeps that came back does not make it better.
    const mixed = madeRun(
      host(({ phase, second }) => (phase === 'real' ? { loop: second === 200 ? loop : quiet } : {})),
    );
    expect(the(mixed, 'echo', 'return-loss')).toMatchObject({ value: 22, bound: false });
  });
});

describe('picture', () => {
  it('stands still by its share and its longest, also when it never goes on', () => {
    const run = madeRun(
      host((sample) => {
        if (sample.second === 100)
          return { picture: { ...picture(sample), frozenMs: 700, freezes: 1, longestFreezeMs: 1_700 } };
        if (sample.second >= 296) return { picture: { ...picture(sample), frozenMs: 1_000, framesDecoded: 0 } };
        return {};
      }),
    );
    expect(value(run, 'freezes', 'share')).toBeCloseTo((100 * 4.7) / 260, 6);
    expect(value(run, 'freezes', 'longest')).toBe(4);
    expect(value(run, 'freezes', 'longest', 'audience')).toBe(0);
    const none = the(madeRun(), 'freezes', 'share');
    expect(none.interval?.high).toBeCloseTo(300 / 260, 1);
  });

  it('is as large as for nine tenths of the time, and a phone held upright as large as lying', () => {
    const sized = (small: number) =>
      value(
        madeRun(
          host((sample) => ({
            picture: { ...picture(sample), widthPx: 405, heightPx: sample.second % 20 < small ? 180 : 720 },
          })),
        ),
        'resolution',
        'height',
      );
    expect(sized(2)).toBe(405);
    expect(sized(3)).toBe(180);
  });

  it('has its rate a second even where a late report tells of several', () => {
    const run = madeRun(host((sample) => ({ spanMs: 2_000, picture: { ...picture(sample), framesDecoded: 30 } })));
    expect(value(run, 'frame-rate', 'median')).toBe(15);
    const mixed = madeRun(
      host((sample) => ({ picture: { ...picture(sample), framesDecoded: sample.second % 10 ? 30 : 8 } })),
    );
    expect(value(mixed, 'frame-rate', 'median')).toBe(30);
    expect(value(mixed, 'frame-rate', 'p5')).toBe(8);
  });
});

describe('a site', () => {
  it('has the bandwidth that flowed, also where a second was missed and the next one tells of both', () => {
    const steady = madeRun();
    const missed = steady.samples.filter(({ phase, second }) => phase !== 'bandwidth' || second % 4 !== 0);
    const grown = missed.map((sample) => {
      const isDouble = sample.phase === 'bandwidth' && sample.second % 4 === 1;
      return isDouble ? { ...sample, ...doubled(sample) } : sample;
    });
    const run = { ...steady, samples: grown };
    expect(value(run, 'bandwidth', 'up')).toBeCloseTo(Number(value(steady, 'bandwidth', 'up')), 6);
    expect(value(run, 'bandwidth', 'down')).toBeCloseTo(Number(value(steady, 'bandwidth', 'down')), 6);
  });

  it('has the bandwidth that it held in the end, not that of ramping up', () => {
    const run = madeRun(host((sample) => (sample.second < 15 ? { uplink: { sound: leg(50), picture: leg(5) } } : {})));
    expect(value(run, 'bandwidth', 'up')).toBeCloseTo(bits(120_000, 160) / 650_000, 6);
    const short = madeRun(() => ({}));
    const few = { ...short, samples: short.samples.filter(({ second }) => second >= 32) };
    expect(value(few, 'bandwidth', 'up')).toBeNull();
  });

  it('receives what arrived of the other side’s sending, or what a probe brought', () => {
    const lossy = madeRun((sample) =>
      sample.phase === 'bandwidth' && sample.direction === 'audience'
        ? { downlink: { sound: down(50, 25), picture: { ...down(100, 50), bytes: 80_000 } } }
        : {},
    );
    expect(value(lossy, 'bandwidth', 'down')).toBeCloseTo((bits(87_500, 150) * 0.5) / 500_000, 6);
    expect(value(lossy, 'bandwidth', 'down', 'audience')).toBeCloseTo(bits(87_500, 160) / 500_000, 6);
    const probed = madeRun((sample) =>
      sample.phase === 'bandwidth' ? { site: { ...sample.site, probedDownBps: 4_000_000 } } : {},
    );
    expect(value(probed, 'bandwidth', 'down')).toBe(8);
  });

  it('takes the worst path that it did not merely pass over', () => {
    const path = (relayed: boolean, protocol: 'udp' | 'tcp' | 'tls', from = 60) =>
      value(
        madeRun(host((sample) => (sample.second >= from ? { site: { ...sample.site, relayed, protocol } } : {}))),
        'path',
        'kind',
      );
    expect(path(true, 'udp')).toBe('udp-relay');
    expect(path(false, 'tcp')).toBe('tcp');
    expect(path(true, 'tls')).toBe('tcp');
    expect(path(false, 'tcp', 295)).toBe('udp-direct');
  });

  it('reports the slowest twentieth of its round trips', () => {
    const run = madeRun(host((sample) => ({ site: { ...sample.site, roundTripMs: sample.second % 10 ? 40 : 400 } })));
    expect(value(run, 'round-trip', 'p95')).toBe(400);
    expect(value(run, 'round-trip', 'p95', 'audience')).toBe(30);
  });
});

describe('a sample of a made run', () => {
  it('is one that could be stored', async () => {
    const { secondSampleSchema } = await import('./second-sample.ts');
    for (const sample of [...madeRun().samples, sampleOf({})]) secondSampleSchema.parse(sample);
  });
});
