/** The matched filter must tell the two sweeps apart, or the browser flow proves nothing. */
import { describe, expect, it } from 'vitest';
import { chirp, findChirp, sampleRate } from './chirp.ts';

const padded = (sound: Float32Array, gain: number) => {
  const all = new Float32Array(sampleRate);
  sound.forEach((sample, index) => {
    all[index + 9_600] = sample * gain;
  });
  return all;
};

describe('finding a chirp in received sound', () => {
  it('finds the sweep that was played, at any loudness', () => {
    const found = findChirp(padded(chirp('up'), 0.1), 'up');
    expect(found.correlation).toBeGreaterThan(0.95);
    expect(found.atSeconds).toBeCloseTo(0.2, 2);
  });
  it('does not take the opposite sweep for it', () => {
    expect(findChirp(padded(chirp('down'), 1), 'up').correlation).toBeLessThan(0.3);
  });
  it('does not find one in silence or in a steady tone', () => {
    expect(findChirp(new Float32Array(sampleRate), 'up').correlation).toBe(0);
    const tone = Float32Array.from({ length: sampleRate }, (_, index) =>
      Math.sin((2 * Math.PI * 1_000 * index) / sampleRate),
    );
    expect(findChirp(tone, 'up').correlation).toBeLessThan(0.3);
  });
});
