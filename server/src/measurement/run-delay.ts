/** Delays of both directions of a run: pictures and sound, by clocks and echoes, and how far picture and sound are apart. */
import type { Measurement } from '@sambung/contract/measurement';
import type { Estimate } from './clock-fit.ts';
import { type DelayEvidence, judgeDelay, pictureDelay, soundDelays } from './delay.ts';
import { middleOf } from './quantile.ts';
import { measurement, otherSide, type Run, rowsOf, type Side, sides, statisticOf, timeline } from './run.ts';

/** C3.9 asks for so many sweeps with pictures beside them. */
const skewsUnlessSaid = 20;

interface Found {
  estimate: Estimate | null;
  count: number;
}

/** The truth of each lies in its range, so the median of truths lies between the medians of the ends. */
function middleEstimate(estimates: readonly Estimate[]): Estimate | null {
  const [valueMs, lowMs, highMs] = (['valueMs', 'lowMs', 'highMs'] as const).map((key) =>
    middleOf(estimates.map((estimate) => estimate[key])),
  );
  return valueMs == null || lowMs == null || highMs == null ? null : { valueMs, lowMs, highMs };
}

function found(run: Run, direction: Side, kind: 'picture' | 'sound'): Found {
  const [sender, receiver] = [run.clocks[direction], run.clocks[otherSide(direction)]];
  const seconds = timeline(run, direction, ['synthetic']).filter((sample) => sample !== null);
  const estimates = seconds.flatMap((sample) =>
    kind === 'picture' ? (pictureDelay(sample, sender, receiver) ?? []) : soundDelays(sample, sender, receiver),
  );
  const count = seconds.reduce(
    (total, { pictureTrip, sweepTrips }) =>
      total + (kind === 'picture' ? (pictureTrip?.markers ?? 0) : sweepTrips.length),
    0,
  );
  return { estimate: middleEstimate(estimates), count };
}

/** Round trips of both sites' lines together. */
export function linesRoundTrip(run: Run): number | null {
  const lines = sides.map((side) =>
    middleOf(timeline(run, side, ['synthetic', 'real']).flatMap((sample) => sample?.site.roundTripMs ?? [])),
  );
  return lines[0] == null || lines[1] == null ? null : lines[0] + lines[1];
}

function evidence(run: Run, direction: Side): DelayEvidence {
  const roundTrips = sides.flatMap((side) =>
    timeline(run, side, ['synthetic']).flatMap((sample) => sample?.pictureRoundTrip?.ms ?? []),
  );
  return {
    own: found(run, direction, 'picture').estimate,
    other: found(run, otherSide(direction), 'picture').estimate,
    roundTripMs: middleOf(roundTrips),
    linesRoundTripMs: linesRoundTrip(run),
  };
}

/**
 * Loudspeaker, air and microphone of a side's room: what the other side's sweep took there and back beyond both directions. Null where no sweep came back.
 */
function roomLatency(run: Run, side: Side): number | null {
  const loops = timeline(run, otherSide(side), ['real']).flatMap((sample) => sample?.loop?.delayMs ?? []);
  const [there, back] = sides.map((direction) => found(run, direction, 'sound').estimate);
  const loop = middleOf(loops);
  // The sum of both directions does not depend on the clocks: what one is given too much the other has too little.
  return loop === null || !there || !back ? null : Math.max(0, loop - there.valueMs - back.valueMs);
}

/**
 * The sound delay to judge: by the sweeps and the clocks, corrected by as much as the pictures showed the clocks to be wrong. Of both rooms' latencies, each
 * loudspeaker and microphone together, this direction has one microphone and one loudspeaker: half of the sum, and surely not more than the sum. A room that
 * sent nothing back (no echo is what everybody wants) adds nothing: then the delay is that from encoder to decoder.
 */
export function soundDelay(run: Run, direction: Side): Found {
  const { estimate: own, count } = found(run, direction, 'sound');
  if (!own) return { estimate: run.assumedSoundDelay?.[direction] ?? null, count };
  const pictures = evidence(run, direction);
  const judged = judgeDelay(pictures);
  const correction = judged && pictures.own ? judged.valueMs - pictures.own.valueMs : 0;
  const doubt = judged && pictures.own ? Math.max(0, judged.highMs - pictures.own.highMs) : 0;
  const rooms = (roomLatency(run, 'host') ?? 0) + (roomLatency(run, 'audience') ?? 0);
  const valueMs = own.valueMs + correction + rooms / 2;
  return {
    estimate: { valueMs, lowMs: own.lowMs, highMs: Math.max(valueMs, own.highMs + doubt + rooms) },
    count,
  };
}

export function delaysOf(run: Run, direction: Side): Measurement[] {
  const scope = { direction };
  const trust = linesRoundTrip(run) === null ? 'self-reported' : 'cross-checked';
  const sound = soundDelay(run, direction);
  const pictures = found(run, direction, 'picture');
  const picture = pictures.count > 0 ? judgeDelay(evidence(run, direction)) : null;
  const printed = (estimate: Estimate | null, sampleCount: number) => ({
    value: estimate?.valueMs ?? null,
    interval: estimate && { low: estimate.lowMs, high: estimate.highMs },
    sampleCount,
  });
  // An assumed delay was not measured with sweeps; it stands for one observation.
  const soundCount = sound.count === 0 && sound.estimate ? 1 : sound.count;
  return [
    measurement('audio-delay', 'median', scope, trust, printed(sound.estimate, soundCount)),
    measurement('video-delay', 'median', scope, trust, printed(picture, pictures.count)),
    skewOf(run, direction),
  ];
}

function skewOf(run: Run, direction: Side): Measurement {
  const rows = rowsOf(timeline(run, direction, ['synthetic']), ({ skewMs }) => (skewMs.length > 0 ? skewMs : null));
  const events = rows.reduce((total, row) => total + (row?.length ?? 0), 0);
  const enough = events >= (run.skewsAtLeast ?? skewsUnlessSaid);
  const middle = statisticOf(run, rows, (some) => (enough ? middleOf(some.flat()) : null));
  return measurement('skew', 'median', { direction }, 'self-reported', { ...middle, sampleCount: events });
}
