/**
 * What browsers, and not a line, bring into every number: measured in the run's own first stretch, before anything is impaired. How long sound and pictures stay
 * in encoder, pacer and buffer changes on a busy machine; the browsers' books tell by how much. Pure.
 */
import type { Side } from '@sambung/contract/http';
import type { SecondSample } from '../../../server/src/measurement/index.ts';
import type { CellRun, PhaseTimes } from './cell.ts';
import { median } from './leg-log.ts';
import { otherOf } from './sides.ts';
import { stayAt } from './waiting.ts';

/** What the synthetic phase would have brought without the fault. */
export interface DirectionBase {
  audioDelayMs: number;
  videoDelayMs: number;
  skewMs: number;
  /** How far these may be off, because they come from so many observations and no more (twice the standard error of their medians). */
  doubtMs: { audio: number; video: number; skew: number };
}

export interface Base {
  directions: Record<Side, DirectionBase>;
  roundTripMs: Record<Side, number>;
}

/** The stretch without any fault: between warming up and the phase that begins with the fault. */
export function basePhase(phases: readonly PhaseTimes[]): PhaseTimes {
  const [, base] = phases;
  if (!base) throw new Error('a run has a stretch without faults');
  return base;
}

const both = <T>(of: (side: Side) => T): Record<Side, T> => ({ host: of('host'), audience: of('audience') });
const markerClock = 2 ** 32;

export function measuredBase(run: CellRun): Base {
  return {
    directions: both((from) => directionBase(run, from)),
    roundTripMs: both((side) =>
      median(secondsOf(run, side, [basePhase(run.phases)]).flatMap(({ site }) => site.roundTripMs ?? [])),
    ),
  };
}

const secondsOf = ({ seconds }: CellRun, from: Side, phases: readonly PhaseTimes[]): SecondSample[] =>
  seconds.filter(
    ({ direction, planNumber, voided }) =>
      direction === from && voided === null && phases.some((phase) => phase.planNumber === planNumber),
  );

/** One observation, and how long its sound or picture stayed in the browsers. */
interface Observed {
  ms: number;
  stayMs: number;
}

function directionBase(run: CellRun, from: Side): DirectionBase {
  const before = secondsOf(run, from, [basePhase(run.phases)]);
  const later = secondsOf(
    run,
    from,
    run.phases.filter(({ phase }) => phase === 'synthetic'),
  );
  const expected = (observe: (sample: SecondSample) => Observed[]) => {
    const constant = before.flatMap(observe).map(({ ms, stayMs }) => ms - stayMs);
    const stays = later.flatMap(observe).map(({ stayMs }) => stayMs);
    if (constant.length === 0 || stays.length === 0) throw new Error(`too little was measured of ${from}`);
    return { ms: median(constant) + median(stays), doubtMs: Math.hypot(doubtOf(constant), doubtOf(stays)) };
  };
  const sound = (epochMs: number) => stayAt(run.waits, otherOf(from), 'sound', epochMs);
  const picture = (epochMs: number) => {
    const stays = [
      stayAt(run.waits, otherOf(from), 'picture', epochMs),
      stayAt(run.waits, from, 'encoding', epochMs),
      stayAt(run.waits, from, 'pacing', epochMs),
    ];
    return stays.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
  };
  // Both pages read the clock of this machine, so that no clock has to be fitted here.
  const audio = expected(({ sweepTrips }) =>
    sweepTrips.flatMap(({ playedAtMs, heardAtMs }) => observed(heardAtMs - playedAtMs, sound(heardAtMs))),
  );
  const video = expected(({ pictureTrip: trip }) =>
    trip
      ? observed(
          (((trip.shownAtMs - trip.drawnAtMs) % markerClock) + markerClock) % markerClock,
          picture(trip.shownAtMs),
        )
      : [],
  );
  const skew = expected(({ skewMs, sweepTrips, atMs }) =>
    skewMs.flatMap((ms, index) => {
      // A sweep is told of a second or two after it was heard, its picture was seen by so much earlier.
      const heardAtMs = sweepTrips[index]?.heardAtMs ?? atMs;
      const [late, early] = [sound(heardAtMs), picture(heardAtMs - ms)];
      return observed(ms, late === null || early === null ? null : late - early);
    }),
  );
  return {
    ...{ audioDelayMs: audio.ms, videoDelayMs: video.ms, skewMs: skew.ms },
    doubtMs: { audio: audio.doubtMs, video: video.doubtMs, skew: skew.doubtMs },
  };
}

/** Twice the standard error of a median, from the middle deviation: outliers have no say. */
function doubtOf(values: readonly number[]): number {
  const middle = median(values);
  const deviation = 1.4826 * median(values.map((value) => Math.abs(value - middle)));
  return (2 * 1.2533 * deviation) / Math.sqrt(values.length);
}

const observed = (ms: number, stayMs: number | null): Observed[] => (stayMs === null ? [] : [{ ms, stayMs }]);
