/** The courses over time that a certificate's charts draw: sound delay, loss and the rating of speech, in steps. Pure. */
import type { CertificateSeries } from '@sambung/contract/certificate';
import type { Side } from '@sambung/contract/http';
import {
  type ClockFit,
  middleOf,
  type SecondSample,
  soundDelays,
  speechRating,
  voicedFromDbfs,
} from '../measurement/index.ts';

export interface Course {
  readonly samples: readonly SecondSample[];
  readonly clocks: Readonly<Record<Side, ClockFit>>;
  readonly soundBitrateBps: number;
  /** The delay of sound that was judged; without it speech has no rating. */
  readonly soundDelayMs: Readonly<Record<Side, number | null>>;
}

const sides = ['host', 'audience'] as const;
const otherOf = { host: 'audience', audience: 'host' } as const satisfies Record<Side, Side>;
/** A point of a chart. Longer smooths, shorter makes the paper restless. */
const stepSeconds = 10;
/** A chart has room for so many points: a long run is drawn in coarser steps. */
const longestChart = 1_000;
/** Seconds with speech that a step must have to be rated, as for the metric itself. */
const voicedAtLeast = 5;

/** Both directions of each metric; null where nothing was measured. */
export function seriesOf(course: Course): CertificateSeries[] {
  const { samples } = course;
  const seconds = samples.reduce((most, { second }) => Math.max(most, second + 1), 0);
  const span = stepSeconds * Math.max(1, Math.ceil(seconds / stepSeconds / longestChart));
  const steps = Math.ceil(seconds / span);
  const stepsOf = (direction: Side) => {
    const counted = samples.filter((one) => one.direction === direction && one.voided === null);
    return Array.from({ length: steps }, (_, step) =>
      counted.filter(({ second }) => Math.floor(second / span) === step),
    );
  };
  const courses = {
    'audio-delay': delayOf,
    'packet-loss': lossOf,
    'speech-rating': ratingOf,
  } as const;
  return sides.flatMap((direction) => {
    const own = stepsOf(direction);
    return (Object.keys(courses) as (keyof typeof courses)[]).map((metric) => ({
      ...{ metric, direction, stepSeconds: span },
      values: own.map((step) => courses[metric](step, direction, course)),
    }));
  });
}

function delayOf(step: readonly SecondSample[], direction: Side, { clocks }: Course): number | null {
  const estimates = step.flatMap((sample) => soundDelays(sample, clocks[direction], clocks[otherOf[direction]]));
  return middleOf(estimates.map(({ valueMs }) => valueMs));
}

function lossOf(step: readonly SecondSample[]): number | null {
  const legs = step.flatMap(({ uplink }) => [uplink.sound, uplink.picture].filter((leg) => leg !== null));
  const expected = legs.reduce((total, leg) => total + leg.expected, 0);
  return expected === 0 ? null : (100 * legs.reduce((total, leg) => total + leg.lost, 0)) / expected;
}

function ratingOf(step: readonly SecondSample[], direction: Side, course: Course): number | null {
  const delayMs = course.soundDelayMs[direction];
  const spoken = step.flatMap(({ sentLevelDbfs, sound }) =>
    sentLevelDbfs !== null && sentLevelDbfs >= voicedFromDbfs && sound?.samples && sound.concealedSamples !== null
      ? [{ samples: sound.samples, concealed: sound.concealedSamples }]
      : [],
  );
  if (delayMs === null || spoken.length < voicedAtLeast) return null;
  const samples = spoken.reduce((total, one) => total + one.samples, 0);
  const lossPercent = (100 * spoken.reduce((total, one) => total + one.concealed, 0)) / samples;
  return speechRating({ delayMs, lossPercent, bitrateBps: course.soundBitrateBps });
}
