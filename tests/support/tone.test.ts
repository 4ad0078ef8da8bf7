/** A tone must be told from other tones, noise and silence, or a flow that listens for it proves nothing. */
import { describe, expect, it } from 'vitest';
import { chirp } from './chirp.ts';
import { seededRandom } from './random.ts';
import { toneShare } from './tone.ts';

const rate = 44_100;
const second = (sample: (index: number) => number) => Float32Array.from({ length: rate }, (_, index) => sample(index));
const tone = (frequencyHz: number, gain: number) =>
  second((index) => gain * Math.sin((2 * Math.PI * frequencyHz * index) / rate));

describe('a tone in received sound', () => {
  it.each([0.5, 0.001])('is the whole of it at gain %d', (gain) => {
    expect(toneShare(tone(880, gain), rate, 880)).toBeCloseTo(1, 1);
  });
  it('is not another tone', () => {
    expect(toneShare(tone(1_000, 0.5), rate, 880)).toBeLessThan(0.01);
  });
  it('is neither noise nor a sweep across it', () => {
    const random = seededRandom(3);
    expect(
      toneShare(
        second(() => random() - 0.5),
        rate,
        880,
      ),
    ).toBeLessThan(0.01);
    expect(toneShare(chirp('up'), 48_000, 880)).toBeLessThan(0.2);
  });
  it('is not in silence', () => {
    expect(toneShare(new Float32Array(rate), rate, 880)).toBe(0);
  });
});
