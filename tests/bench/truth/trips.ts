/**
 * How long sound and pictures truly took from page to page: the relays' logs say what the lines did, the browsers' books what their own buffers did, both at the
 * moment of each observation; what neither sees is measured in the run's own stretch before anything is impaired, and does not change with the line. Pure.
 */
import type { Side } from '@sambung/contract/http';
import type { SecondSample } from '../../../server/src/measurement/index.ts';
import type { PacketRecord } from '../../support/relay/log.ts';
import type { CellRun, PhaseTimes } from './cell.ts';
import { hasLeft, leftAtMs, median, soundStreams } from './leg-log.ts';
import { otherOf } from './sides.ts';
import { repeatedStreams, stayAt } from './waiting.ts';

/** `doubtMs`: how far `medianMs` may be off, because it comes from so many observations and no more (twice the standard errors of the medians in it). */
export interface TrueTime {
  medianMs: number;
  doubtMs: number;
}

/** Of the synthetic phase. `skew`: sound after picture. */
export interface TrueTrips {
  sound: TrueTime;
  picture: TrueTime;
  skew: TrueTime;
}

type Medium = 'sound' | 'picture';
/** Put in on purpose behind what measures. */
export type Held = Record<Medium, number>;

/** One observation of the product's, and the part of it that logs and books account for. */
interface Observed {
  ms: number;
  knownMs: number;
}

/** What left the line within so long before an observation tells of it. Longer misses how a full queue moves; shorter has too few packets of a slow picture. */
const lineWindowMs: Record<Medium, number> = { sound: 250, picture: 150 };
const markerClock = 2 ** 32;

/** The stretch without any fault: between warming up and the phase that begins with the fault. */
export function basePhase(phases: readonly PhaseTimes[]): PhaseTimes {
  const [, base] = phases;
  if (!base) throw new Error('a run has a stretch without faults');
  return base;
}

export const secondsOf = ({ seconds }: CellRun, from: Side, phases: readonly PhaseTimes[]): SecondSample[] =>
  seconds.filter(
    ({ direction, planNumber, voided }) =>
      direction === from && voided === null && phases.some((phase) => phase.planNumber === planNumber),
  );

/** Throws where too little was observed to say anything. */
export function trueTrips(run: CellRun, from: Side, held: Held): TrueTrips {
  const before = secondsOf(run, from, [basePhase(run.phases)]);
  const judged = run.phases.filter(({ phase }) => phase === 'synthetic');
  const later = secondsOf(run, from, judged);
  const observe = observersOf(run, from);
  const timeOf = (of: (sample: SecondSample) => Observed[], heldMs: number) => {
    const told = { before: before.flatMap(of), later: later.flatMap(of) };
    if (told.before.length === 0 || told.later.length === 0) throw new Error(`too little was measured of ${from}`);
    return trueTime(told, heldMs);
  };
  return {
    sound: timeOf(observe.sound, held.sound),
    picture: timeOf(observe.picture, held.picture),
    skew: timeOf(observe.skew, held.sound - held.picture),
  };
}

/**
 * The median of what was observed, less by how much the observations are typically off: each is held against what was true at its own moment. Where a buffer
 * empties by steps the median of a few dozen jumps from step to step, and the median of the expected would jump elsewhere.
 */
export function trueTime({ before, later }: Record<'before' | 'later', readonly Observed[]>, heldMs: number): TrueTime {
  const constant = before.map(({ ms, knownMs }) => ms - knownMs);
  const constantMs = median(constant);
  const errors = later.map(({ ms, knownMs }) => ms - knownMs - heldMs - constantMs);
  return {
    medianMs: median(later.map(({ ms }) => ms)) - median(errors),
    doubtMs: Math.hypot(doubtOf(constant), doubtOf(errors)),
  };
}

function observersOf(run: CellRun, from: Side) {
  const to = otherOf(from);
  const lines = { sound: lineOf(run, from, 'sound'), picture: lineOf(run, from, 'picture') };
  const soundKnown = (heardAtMs: number) => {
    const stayMs = stayAt(run.waits, to, 'sound', heardAtMs);
    return sumOf(stayMs, stayMs === null ? null : lines.sound(heardAtMs - stayMs));
  };
  const pictureKnown = (shownAtMs: number) => {
    const stayMs = stayAt(run.waits, to, 'picture', shownAtMs);
    return sumOf(
      ...[stayMs, stayMs === null ? null : lines.picture(shownAtMs - stayMs)],
      ...[stayAt(run.waits, from, 'encoding', shownAtMs), stayAt(run.waits, from, 'pacing', shownAtMs)],
    );
  };
  // Both pages read the clock of this machine, so that no clock has to be fitted here.
  return {
    sound: ({ sweepTrips }: SecondSample) =>
      sweepTrips.flatMap(({ playedAtMs, heardAtMs }) => observed(heardAtMs - playedAtMs, soundKnown(heardAtMs))),
    picture: ({ pictureTrip: trip }: SecondSample) => {
      if (!trip) return [];
      const ms = (((trip.shownAtMs - trip.drawnAtMs) % markerClock) + markerClock) % markerClock;
      return observed(ms, pictureKnown(trip.shownAtMs));
    },
    skew: ({ skewMs, sweepTrips, atMs }: SecondSample) =>
      skewMs.flatMap((ms, index) => {
        // A sweep is told of a second or two after it was heard, its picture was seen by so much earlier.
        const heardAtMs = sweepTrips[index]?.heardAtMs ?? atMs;
        const early = pictureKnown(heardAtMs - ms);
        return observed(ms, sumOf(soundKnown(heardAtMs), early === null ? null : -early));
      }),
  };
}

/** How long what left the last relay just before an instant had been on both lines; null where nothing did. */
function lineOf(run: CellRun, from: Side, medium: Medium): (leftAtMs: number) => number | null {
  const ways = [
    [otherOf(from), 'down'],
    [from, 'up'],
  ] as const;
  const legs = ways.map(([side, way]) => {
    const { log, beganAtMs } = run.legs[side];
    // What fills the line is small, and waits less than a picture does.
    const repeated = repeatedStreams(run.waits, side);
    const isMedia = (one: PacketRecord) => one.kind === 'rtp' && one.direction === way && !repeated.has(one.ssrc);
    const packets = log.packets.filter((one) => isMedia(one) && hasLeft(one));
    const sound = new Set(soundStreams(packets));
    return packets
      .filter(({ ssrc }) => sound.has(ssrc) === (medium === 'sound'))
      .map((packet) => ({ leftAtMs: beganAtMs + leftAtMs(packet), ms: leftAtMs(packet) - packet.atMs }));
  });
  return (lastLeftAtMs) => {
    let untilMs = lastLeftAtMs;
    for (const leg of legs) {
      const near = leg.filter((one) => one.leftAtMs <= untilMs && one.leftAtMs > untilMs - lineWindowMs[medium]);
      if (near.length === 0) return null;
      untilMs -= median(near.map(({ ms }) => ms));
    }
    return lastLeftAtMs - untilMs;
  };
}

/** Twice the standard error of a median, from the middle deviation: outliers have no say. */
function doubtOf(values: readonly number[]): number {
  const middle = median(values);
  const deviation = 1.4826 * median(values.map((value) => Math.abs(value - middle)));
  return (2 * 1.2533 * deviation) / Math.sqrt(values.length);
}

const observed = (ms: number, knownMs: number | null): Observed[] => (knownMs === null ? [] : [{ ms, knownMs }]);

const sumOf = (...parts: (number | null)[]): number | null =>
  parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);
