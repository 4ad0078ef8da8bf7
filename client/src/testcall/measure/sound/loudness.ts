/** Levels of sound in frames of 10 ms: loudness, peak, clipping and the noise that is always there. Pure. */
import type { TestReport } from '@sambung/contract/test-report';

/** What silence reads as, as in the rest of the product. */
const silenceDbfs = -127;
/** Samples in a row at full scale that make a frame a clipped one; a single one is a peak. */
const clippedRun = 3;
const fullScale = 0.999;

export type LoudnessSecond = Pick<
  NonNullable<TestReport['sound']>,
  'levelDbfs' | 'peakDbfs' | 'frames' | 'clippedFrames' | 'noiseFloorDbfs'
>;

export class Loudness {
  readonly #frameLength: number;
  #power = 0;
  #peak = 0;
  #run = 0;
  #clipped = false;
  #filled = 0;
  #frames: { power: number; clipped: boolean }[] = [];

  constructor(sampleRate: number) {
    this.#frameLength = Math.round(sampleRate / 100);
  }

  push(samples: Float32Array): void {
    for (const sample of samples) {
      const size = Math.abs(sample);
      this.#power += size * size;
      if (size > this.#peak) this.#peak = size;
      // A run goes on over the edge of a frame; the one in which it becomes long enough is clipped, and every further one it reaches.
      this.#run = size >= fullScale ? this.#run + 1 : 0;
      if (this.#run >= clippedRun) this.#clipped = true;
      this.#filled += 1;
      if (this.#filled === this.#frameLength) this.#endFrame();
    }
  }

  /** The frames since the last time. */
  take(): LoudnessSecond {
    const powers = this.#frames.map(({ power }) => power).sort((a, b) => a - b);
    const quiet = powers[Math.floor(powers.length / 10)];
    const second = {
      levelDbfs:
        powers.length === 0 ? null : dbfsOfPower(powers.reduce((sum, power) => sum + power, 0) / powers.length),
      peakDbfs: powers.length === 0 ? null : dbfsOfPower(this.#peak ** 2),
      frames: powers.length,
      clippedFrames: this.#frames.filter(({ clipped }) => clipped).length,
      noiseFloorDbfs: quiet === undefined ? null : dbfsOfPower(quiet),
    };
    this.#frames = [];
    this.#peak = 0;
    return second;
  }

  #endFrame(): void {
    this.#frames.push({ power: this.#power / this.#frameLength, clipped: this.#clipped });
    this.#power = 0;
    this.#filled = 0;
    this.#clipped = false;
  }
}

/** Not the meeting's own: its index would bring the whole meeting into the worker. */
const dbfsOfPower = (power: number) => Math.max(silenceDbfs, power > 0 ? 10 * Math.log10(power) : silenceDbfs);
