/** Whether a run's samples are worth judging: how much of them is there, how sure the clocks are, and whether somebody lied (G5, and the seconds of G6). */
import type { TestPhase } from '@sambung/contract/test-report';
import type { Belief } from './canary.ts';
import { uncertaintyMs } from './clock-fit.ts';
import { pictureDelay } from './delay.ts';
import { middleOf } from './quantile.ts';
import { otherSide, type Run, type Side, timeline } from './run.ts';
import { receiverWord } from './run-loss.ts';
import type { Lies, SecondSample } from './second-sample.ts';

/** Phases in which seconds are measured; in the others nothing is missing. */
const measuring: readonly TestPhase[] = ['bandwidth', 'synthetic', 'real'];
/**
 * A reader's mistake passes the marker's checksum once in 65536, so that one or two false markers in an hour are no lie. More than one in a thousand are.
 * Higher lets a page try more, lower accuses a bad picture.
 */
const mistakesAtLeast = 3;
const mistakeShare = 1 / 1_000;

/**
 * A report tells of the pause before it; reports of sound alone come every few seconds. Higher forgives a longer silence, lower accuses slow reporters.
 */
const reportWithinSeconds = 10;

/**
 * With a new plan tracks end and others begin: so many seconds may tell nothing before both ends do again, and are nobody's fault. Higher lets more be withheld
 * at every change of phase, lower accuses slow machines.
 */
const changeOverSeconds = 5;

export interface Integrity {
  /** Seconds of measuring phases from the first to the last without those of changing over, and those of them that count. */
  seconds: number;
  counted: number;
  share: number;
  /** Of those that count, with real devices. */
  realSeconds: number;
  /** Seconds in a row of the real phase in which nothing arrived. */
  longestGapSeconds: number;
  /** Median doubt of the one-way delay; null where the clocks are not known. */
  clockUncertaintyMs: number | null;
  lies: Lies;
  receiver: Belief;
  /** False: the samples of this direction are not to be believed, and the gate of valid data stays shut. */
  honest: boolean;
}

export function integrityOf(run: Run, direction: Side): Integrity {
  const seconds = timeline(run, direction, measuring);
  const expected = expectedSeconds(run) - changeOvers(run, direction);
  const reported = seconds.map((sample) => sample !== null && hasReported(sample));
  const counted = seconds.filter(
    (sample, index) =>
      sample !== null && isComplete(sample) && reported.slice(index, index + reportWithinSeconds).includes(true),
  );
  const lies: Lies = { nonce: 0, repeated: 0, early: 0, hold: 0 };
  let markers = 0;
  // Lies of voided seconds are lies as well.
  for (const sample of run.samples) {
    if (sample.direction !== direction) continue;
    markers += sample.pictureTrip?.markers ?? 0;
    for (const kind of Object.keys(lies) as (keyof Lies)[]) lies[kind] += sample.lies[kind];
  }
  const told = lies.nonce + lies.repeated + lies.early + lies.hold;
  const receiver = receiverWord(run, direction).belief;
  const doubts = seconds.flatMap((sample) => {
    const delay = sample && pictureDelay(sample, run.clocks[direction], run.clocks[otherSide(direction)]);
    return delay ? [uncertaintyMs(delay)] : [];
  });
  return {
    seconds: expected,
    counted: counted.length,
    share: expected === 0 ? 0 : counted.length / expected,
    realSeconds: counted.filter((sample) => sample?.phase === 'real').length,
    longestGapSeconds: longestGap(timeline(run, direction, ['real'])),
    clockUncertaintyMs: middleOf(doubts),
    lies,
    receiver,
    honest: receiver !== 'disbelieved' && told < mistakesAtLeast + mistakeShare * (markers + told),
  };
}

/** Seconds of which there should be a sample in both directions. One that neither direction has is of the phase before it. */
function expectedSeconds(run: Run): number {
  const phases = new Map(run.samples.map(({ second, phase }) => [second, phase]));
  const last = Math.max(-1, ...phases.keys());
  let phase: TestPhase | null = null;
  let expected = 0;
  let missing = 0;
  for (let second = 0; second <= last; second++) {
    const now = phases.get(second);
    if (now === undefined) {
      if (phase && measuring.includes(phase)) missing++;
      continue;
    }
    expected += missing;
    missing = 0;
    phase = now;
    if (measuring.includes(now)) expected++;
  }
  return expected;
}

/** Seconds right after a plan began in which this direction was still being set up. */
function changeOvers(run: Run, direction: Side): number {
  const beginnings = new Map<number, number>();
  for (const { planNumber, second } of run.samples)
    beginnings.set(planNumber, Math.min(second, beginnings.get(planNumber) ?? second));
  return run.samples.filter((sample) => {
    const { planNumber, second, voided } = sample;
    const isNew = second - (beginnings.get(planNumber) ?? second) < changeOverSeconds;
    const isEmpty = voided === 'changing-over' || (voided === null && !isComplete(sample));
    return sample.direction === direction && measuring.includes(sample.phase) && isNew && isEmpty;
  }).length;
}

/** Both ends said something. */
const isComplete = ({ uplink, sound, picture }: SecondSample): boolean =>
  (uplink.sound !== null || uplink.picture !== null) && sound !== null && picture !== null;

/** A receiver that keeps silent about its losses has no seconds that count. */
const hasReported = ({ downlink }: SecondSample): boolean =>
  [downlink.sound, downlink.picture].some((line) => line !== null && line.claimedLost !== null);

function longestGap(seconds: readonly (SecondSample | null)[]): number {
  let most = 0;
  let gap = 0;
  for (const sample of seconds) {
    gap = sample && isEmpty(sample) ? gap + 1 : 0;
    most = Math.max(most, gap);
  }
  return most;
}

/** Nothing came to the server, or nothing of it to the other page. */
function isEmpty({ uplink, sound, picture }: SecondSample): boolean {
  const streams = [uplink.sound, uplink.picture].filter((stream) => stream !== null);
  if (streams.length > 0 && streams.every(({ expected, lost }) => expected <= lost)) return true;
  const noPicture = picture === null || picture.framesDecoded === 0;
  const noSound = sound === null || (sound.samples !== null && sound.concealedSamples === sound.samples);
  return noPicture && noSound && (picture !== null || sound !== null);
}
