/** A run as it is summarised: its samples in the order of their seconds, and what is known beside them. */
import type { Measurement, MetricKey, Scope, Trust } from '@sambung/contract/measurement';
import type { LineClass } from '@sambung/contract/rubric';
import type { TestPhase } from '@sambung/contract/test-report';
import { bootstrapInterval } from './block-bootstrap.ts';
import type { ClockFit, Estimate } from './clock-fit.ts';
import type { SecondSample } from './second-sample.ts';

export type Side = SecondSample['direction'];
export const sides: readonly Side[] = ['host', 'audience'];
export const otherSide = (side: Side): Side => (side === 'host' ? 'audience' : 'host');

export interface Run {
  samples: readonly SecondSample[];
  /** The plans that were on. A sample that names no plan of these, or one of another phase, does not count. */
  plans: readonly { planNumber: number; phase: TestPhase }[];
  lineClass: LineClass;
  clocks: Record<Side, ClockFit>;
  /** What the encoders of sound were set to. */
  soundBitrateBps: number;
  /**
   * A direction's sound delay where no sweep was played (a pre-test, a conference): from round trips and playout. Used only where sweeps say nothing.
   */
  assumedSoundDelay?: Partial<Record<Side, Estimate>>;
  /** What the drills brought: seconds without media, and whether TLS on 443 carried it. */
  drills: Record<Side, { reconnectSeconds: number | null; fallback: 'works' | 'fails' | null }>;
  /** What people said: the lowest of a side's answers (1 … 5), and how the site is connected. */
  answers: Record<Side, { lowestScore: number | null; connection: string | null }>;
  /** Sweeps with pictures beside them below which the skew is not measured; 20 unless said otherwise. Lower lets few events decide. */
  skewsAtLeast?: number;
  /** For the intervals. */
  seed?: number;
}

/** One entry a second since the run began; null where the second is missing, voided or of another phase. */
export type Timeline = readonly (SecondSample | null)[];

/** One direction in some phases. */
export function timeline(run: Run, direction: Side, phases: readonly TestPhase[]): Timeline {
  const planned = new Map(run.plans.map(({ planNumber, phase }) => [planNumber, phase]));
  const length = run.samples.reduce((most, { second }) => Math.max(most, second + 1), 0);
  const seconds: (SecondSample | null)[] = new Array(length).fill(null);
  for (const sample of run.samples) {
    const counts = sample.voided === null && planned.get(sample.planNumber) === sample.phase;
    if (sample.direction === direction && counts && phases.includes(sample.phase)) seconds[sample.second] = sample;
  }
  return seconds;
}

/** What of each second a statistic is made of; seconds that do not have it become null. */
export const rowsOf = <T>(seconds: Timeline, of: (sample: SecondSample) => T | null): (T | null)[] =>
  seconds.map((sample) => sample && of(sample));

export const known = <T>(rows: readonly (T | null)[]): T[] => rows.filter((row) => row !== null);

/** A statistic that was not measured, until it is. */
export const measurement = (
  metric: MetricKey,
  statistic: string,
  scope: Scope,
  trust: Trust,
  found: Partial<Pick<Measurement, 'value' | 'interval' | 'bound' | 'sampleCount'>> = {},
): Measurement => ({
  metric,
  statistic,
  scope,
  value: null,
  interval: null,
  bound: false,
  sampleCount: 0,
  trust,
  ...found,
});

/**
 * A statistic of rows with its interval by blocks.
 * @param ifNothing the upper end where the value is 0 because nothing was seen: drawing again would only find nothing again
 */
export function statisticOf<T>(
  run: Run,
  rows: readonly (T | null)[],
  of: (rows: readonly T[]) => number | null,
  options: { blockLength?: number; ifNothing?: (rows: readonly T[]) => number } = {},
): Pick<Measurement, 'value' | 'interval' | 'sampleCount'> {
  const there = known(rows);
  const value = of(there);
  if (value === null) return { value, interval: null, sampleCount: there.length };
  const { blockLength, ifNothing } = options;
  const interval =
    value === 0 && ifNothing
      ? { low: 0, high: ifNothing(there) }
      : bootstrapInterval(rows, of, {
          ...(run.seed !== undefined && { seed: run.seed }),
          ...(blockLength !== undefined && { blockLength }),
        });
  return { value, interval, sampleCount: there.length };
}

export const sumOf = <T>(list: readonly T[], of: (one: T) => number): number =>
  list.reduce((total, one) => total + of(one), 0);
