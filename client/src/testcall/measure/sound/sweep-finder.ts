/**
 * Finds sweeps in sound by a matched filter: correlates with both turns, looks at the envelope (so that a turned phase does not matter), and believes a peak
 * only when it stands out from everything around it.
 */
import type { Turn } from '../secrets.ts';
import { Fft } from './fft.ts';
import { sweepSamples } from './sweep.ts';

/** What sound is brought down to first: a sweep ends at 7 kHz. Higher: dearer. */
export const finderRateHz = 16_000;
/** A second is looked at at once. Longer: cheaper, and later known. */
const stepSamples = finderRateHz;
/** Beyond both ends is looked too, so that a peak on an edge is not found twice. */
const guardSamples = finderRateHz / 20;
/** So near to a peak belongs to it: its own flanks, and the reflections of a room. */
const flankSamples = finderRateHz / 100;
/** A peak that is not this much higher than the next is chance, noise or an echo. */
export const leastPeakRatio = 2;
/** Below this share of full scale there is nothing, and what the decoder rounds is no peak. */
const leastAmplitude = 1e-5;

/** The strongest coincidence with one turn in one second of sound. */
export type Candidate = {
  turn: Turn;
  /** Where the sweep would begin, in samples of the finder since its start. */
  atSample: number;
  /** Of what was sent: 1 is as loud. */
  gain: number;
  /** To the strongest one elsewhere in the second. */
  peakRatio: number;
  /** It stands out, and lies inside of this second. */
  found: boolean;
};

export class SweepFinder {
  readonly #fft: Fft;
  readonly #references: { turn: Turn; re: Float64Array; im: Float64Array; energy: number }[];
  readonly #sweepLength: number;
  #held = new Float32Array(0);
  /** Of the first sample held, counted from the start. */
  #heldFrom = 0;

  constructor() {
    const up = sweepSamples('up', finderRateHz);
    this.#sweepLength = up.length;
    this.#fft = new Fft(2 ** Math.ceil(Math.log2(this.#spanSamples)));
    this.#references = (['up', 'down'] as const).map((turn) => {
      const samples = sweepSamples(turn, finderRateHz);
      const re = new Float64Array(this.#fft.length);
      const im = new Float64Array(this.#fft.length);
      re.set(samples);
      this.#fft.forward(re, im);
      return { turn, re, im, energy: samples.reduce((sum, value) => sum + value * value, 0) };
    });
  }

  /** Takes sound at the finder's rate, without gaps; answers about every second that is complete now, both turns of each. */
  push(samples: Float32Array): Candidate[] {
    const joined = new Float32Array(this.#held.length + samples.length);
    joined.set(this.#held);
    joined.set(samples, this.#held.length);
    this.#held = joined;
    const candidates: Candidate[] = [];
    while (this.#held.length >= this.#spanSamples) {
      candidates.push(...this.#search());
      this.#held = this.#held.slice(stepSamples);
      this.#heldFrom += stepSamples;
    }
    return candidates;
  }

  /** Whether these would complete a second. */
  isFullWith(samples: Float32Array): boolean {
    return this.#held.length + samples.length >= this.#spanSamples;
  }

  get #spanSamples(): number {
    return stepSamples + 2 * guardSamples + this.#sweepLength;
  }

  #search(): Candidate[] {
    const re = new Float64Array(this.#fft.length);
    const im = new Float64Array(this.#fft.length);
    re.set(this.#held.subarray(0, this.#spanSamples));
    this.#fft.forward(re, im);
    return this.#references.map(({ turn, energy, ...reference }) => {
      const envelope = this.#envelope({ re, im }, reference);
      const { at, peak, next } = peaksOf(envelope);
      const gain = peak / energy;
      const peakRatio = next > 0 ? Math.min(1e6, peak / next) : 0;
      const isInside = at >= guardSamples && at < guardSamples + stepSamples;
      const found = isInside && peakRatio > leastPeakRatio && gain > leastAmplitude;
      return { turn, atSample: this.#heldFrom + at, gain, peakRatio, found };
    });
  }

  /** The length of the analytic signal of the correlation, at every lag of the second and its guards. */
  #envelope(sound: Complex, reference: Complex): Float64Array {
    const { length } = this.#fft;
    const re = new Float64Array(length);
    const im = new Float64Array(length);
    for (let k = 1; k < length / 2; k += 1) {
      const [a, b] = [sound.re[k] as number, sound.im[k] as number];
      const [c, d] = [reference.re[k] as number, reference.im[k] as number];
      re[k] = 2 * (a * c + b * d);
      im[k] = 2 * (b * c - a * d);
    }
    this.#fft.inverse(re, im);
    const lags = stepSamples + 2 * guardSamples;
    return Float64Array.from({ length: lags }, (_, lag) => Math.hypot(re[lag] as number, im[lag] as number));
  }
}

type Complex = { re: Float64Array; im: Float64Array };

function peaksOf(envelope: Float64Array): { at: number; peak: number; next: number } {
  let at = 0;
  let peak = 0;
  envelope.forEach((value, lag) => {
    if (value > peak) [at, peak] = [lag, value];
  });
  let next = 0;
  envelope.forEach((value, lag) => {
    if (Math.abs(lag - at) > flankSamples && value > next) next = value;
  });
  return { at, peak, next };
}
