/** How a direction sounds: concealment, the rating of speech, level, clipping, noise and echo. */
import type { Measurement } from '@sambung/contract/measurement';
import { upperOfNone } from './block-bootstrap.ts';
import { speechRating } from './e-model.ts';
import { meanOf, middleOf, quantileOf } from './quantile.ts';
import {
  known,
  measurement,
  type Run,
  rowsOf,
  type Side,
  sides,
  statisticOf,
  sumOf,
  type Timeline,
  timeline,
} from './run.ts';
import { soundDelay } from './run-delay.ts';
import { receiverWord } from './run-loss.ts';
import type { SecondSample } from './second-sample.ts';

/** A sender's second louder than this has speech in it. Higher loses quiet talkers, lower counts the fan of a projector as speech. */
export const voicedFromDbfs = -50;
/** Seconds of a window of speech, and how many of them must have speech. */
const speechWindow = 10;
const voicedAtLeast = 5;
/** Of one packet of sound: what is lost or concealed is so at once. */
const samplesPerPacket = 960;

/** Seconds without made-up sound that are enough to tell a room by. More need a cleaner line, fewer let a word decide. */
const calmAtLeast = 5;

const isVoiced = ({ sentLevelDbfs }: SecondSample) => sentLevelDbfs !== null && sentLevelDbfs >= voicedFromDbfs;

interface Concealment {
  /** Without the canaries; below 0 in a second whose canary fell silent or is concealed in the next. */
  concealed: number;
  samples: number;
}

const shareOf = (rows: readonly Concealment[]): number | null => {
  const samples = sumOf(rows, (row) => row.samples);
  const concealed = Math.max(
    0,
    sumOf(rows, (row) => row.concealed),
  );
  return samples > 0 ? (100 * concealed) / samples : null;
};

/** Of every second with speech in it, what the decoder made up. */
function concealmentOf(run: Run, direction: Side): (Concealment | null)[] {
  // A receiver that hides what it lost hides what it made up as well.
  const believed = receiverWord(run, direction).belief !== 'disbelieved';
  return rowsOf(timeline(run, direction, ['synthetic', 'real']), (sample): Concealment | null => {
    const { samples = null, concealedSamples = null } = sample.sound ?? {};
    const counts = believed && isVoiced(sample) && samples !== null && concealedSamples !== null;
    if (!counts) return null;
    // Canaries of sound are concealed as well, a packet each: that is the test's doing and not the line's.
    const withheld = samplesPerPacket * (sample.downlink.sound?.withheld ?? 0);
    return { concealed: concealedSamples - withheld, samples };
  });
}

/** R of every window of ten seconds with enough speech in it, both directions. */
export const speechRatingsOf = (run: Run): number[] =>
  sides.flatMap((side) => known(ratingsOf(run, side, concealmentOf(run, side))));

export function soundOf(run: Run, direction: Side): Measurement[] {
  const scope = { direction };
  const concealment = concealmentOf(run, direction);
  const ratings = ratingsOf(run, direction, concealment);
  const rating = (of: (values: readonly number[]) => number | null) =>
    statisticOf(run, ratings, of, { blockLength: 1 });
  return [
    measurement(
      'concealment',
      'mean',
      scope,
      'self-reported',
      statisticOf(run, concealment, shareOf, {
        ifNothing: (rows) => 100 * upperOfNone(sumOf(rows, ({ samples }) => samples) / samplesPerPacket),
      }),
    ),
    measurement('speech-rating', 'mean', scope, 'self-reported', rating(meanOf)),
    measurement(
      'speech-rating',
      'p5',
      scope,
      'self-reported',
      rating((values) => quantileOf(values, 0.05)),
    ),
    ...roomOf(run, direction),
  ];
}

/** R of every window of ten seconds with enough speech in it, at the direction's delay. Without a delay there is no R. */
function ratingsOf(run: Run, direction: Side, rows: readonly (Concealment | null)[]): (number | null)[] {
  const delay = soundDelay(run, direction).estimate;
  const windows = Array.from({ length: Math.ceil(rows.length / speechWindow) }, (_, index) =>
    known(rows.slice(index * speechWindow, (index + 1) * speechWindow)),
  );
  return windows.map((window) => {
    const lossPercent = window.length >= voicedAtLeast ? shareOf(window) : null;
    if (!delay || lossPercent === null) return null;
    return speechRating({ delayMs: delay.valueMs, lossPercent, bitrateBps: run.soundBitrateBps });
  });
}

const energyMean = (levels: readonly number[]): number | null => {
  const mean = meanOf(levels.map((level) => 10 ** (level / 10)));
  return mean === null ? null : 10 * Math.log10(mean);
};

/**
 * What a decoder makes up in place of a lost packet can be far louder than anything the microphone sent; it is told by concealment and says nothing of the room.
 * A page hears it up to a second after its browser counted it. On a line so bad that too little is left, every second tells.
 */
function withoutMadeUp(seconds: Timeline): Timeline {
  const madeUp = (sample: SecondSample | null | undefined) => (sample?.sound?.concealedSamples ?? 0) > 0;
  const calm = seconds.map((sample, at) => (madeUp(sample) || madeUp(seconds[at - 1]) ? null : sample));
  return known(calm).length >= calmAtLeast ? calm : seconds;
}

/** Of camera and microphone in the real room. */
function roomOf(run: Run, direction: Side): Measurement[] {
  const scope = { direction };
  const seconds = withoutMadeUp(timeline(run, direction, ['real']));
  const heard = (sample: SecondSample) => sample.sound?.levelDbfs ?? null;
  const spoken = rowsOf(seconds, (sample) => (isVoiced(sample) ? heard(sample) : null));
  // A microphone that is dead all the time never speaks; its silence is its level, and no reason to say "not measured".
  const silent =
    known(spoken).length === 0 ? rowsOf(seconds, (s) => (s.sentLevelDbfs === null ? null : heard(s))) : spoken;
  const clipped = rowsOf(seconds, ({ sound }) =>
    sound && sound.frames > 0 ? { clipped: sound.clippedFrames, frames: sound.frames } : null,
  );
  const noise = rowsOf(seconds, (sample) => {
    const [level, floor] = [heard(sample), sample.sound?.noiseFloorDbfs ?? null];
    return isVoiced(sample) && level !== null && floor !== null ? { level, floor } : null;
  });
  return [
    measurement('speech-level', 'level', scope, 'self-reported', statisticOf(run, silent, energyMean)),
    measurement(
      'clipping',
      'clipped',
      scope,
      'self-reported',
      statisticOf(
        run,
        clipped,
        (rows) =>
          rows.length === 0 ? null : (100 * sumOf(rows, (row) => row.clipped)) / sumOf(rows, ({ frames }) => frames),
        { ifNothing: (rows) => 100 * upperOfNone(sumOf(rows, ({ frames }) => frames)) },
      ),
    ),
    measurement(
      'clipping',
      'snr',
      scope,
      'self-reported',
      statisticOf(run, noise, (rows) => {
        const level = energyMean(rows.map((row) => row.level));
        const floor = middleOf(rows.map((row) => row.floor));
        return level === null || floor === null ? null : level - floor;
      }),
    ),
    echoOf(run, direction),
  ];
}

/**
 * What the other room throws back of this direction's sound. Sweeps that came back decide; where none did, the weakest bound that was proven. Seconds in which
 * the other loudspeaker was not proven to sound prove nothing.
 */
function echoOf(run: Run, direction: Side): Measurement {
  const loops = timeline(run, direction, ['real']).flatMap((sample) => (sample?.loop?.audible ? [sample.loop] : []));
  const returned = loops.flatMap(({ returnLossDb }) => returnLossDb ?? []);
  const bounds = loops.flatMap(({ returnLossDb, boundDb }) => (returnLossDb === null ? (boundDb ?? []) : []));
  const bound = returned.length === 0 && bounds.length > 0;
  return measurement('echo', 'return-loss', { direction }, 'self-reported', {
    value: bound ? Math.min(...bounds) : middleOf(returned),
    bound,
    sampleCount: bound ? bounds.length : returned.length,
  });
}
