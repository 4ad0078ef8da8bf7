/** Sweeps and levels: the transform and the matched filter against their definitions, in the time domain, and what is found in spoilt sound. */
import { describe, expect, it } from 'vitest';
import type { Turn } from '../secrets.ts';
import { Decimator } from './decimator.ts';
import { Fft } from './fft.ts';
import { Loudness } from './loudness.ts';
import { sweepSamples } from './sweep.ts';
import { type Candidate, finderRateHz, SweepFinder } from './sweep-finder.ts';

/** Normal noise of this RMS, the same every time. */
function noise(length: number, rms: number, seed = 1): Float32Array {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float32Array.from({ length }, () => rms * Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()));
}

/** Silence or noise with a sweep laid over it from a sample on. */
function soundWith(
  length: number,
  parts: { turn: Turn; at: number; gain: number }[],
  bed: Float32Array = new Float32Array(length),
) {
  const sound = bed.slice();
  for (const { turn, at, gain } of parts)
    sweepSamples(turn, finderRateHz).forEach((sample, i) => {
      if (at + i < length) sound[at + i] = (sound[at + i] ?? 0) + gain * sample;
    });
  return sound;
}

function search(sound: Float32Array, chunk = 1_600): Candidate[] {
  const finder = new SweepFinder();
  const candidates: Candidate[] = [];
  for (let at = 0; at < sound.length; at += chunk) candidates.push(...finder.push(sound.subarray(at, at + chunk)));
  return candidates;
}
const found = (candidates: Candidate[]) => candidates.filter((candidate) => candidate.found);

describe('the transform', () => {
  it('is the sum of its definition, and comes back', () => {
    const length = 64;
    const re = Float64Array.from(noise(length, 1, 5));
    const im = Float64Array.from(noise(length, 1, 6));
    const [outRe, outIm] = [re.slice(), im.slice()];
    const fft = new Fft(length);
    fft.forward(outRe, outIm);
    for (let k = 0; k < length; k += 1) {
      let [sumRe, sumIm] = [0, 0];
      for (let n = 0; n < length; n += 1) {
        const angle = (-2 * Math.PI * k * n) / length;
        sumRe += (re[n] ?? 0) * Math.cos(angle) - (im[n] ?? 0) * Math.sin(angle);
        sumIm += (re[n] ?? 0) * Math.sin(angle) + (im[n] ?? 0) * Math.cos(angle);
      }
      expect(outRe[k]).toBeCloseTo(sumRe, 10);
      expect(outIm[k]).toBeCloseTo(sumIm, 10);
    }
    fft.inverse(outRe, outIm);
    for (let n = 0; n < length; n += 1) {
      expect(outRe[n]).toBeCloseTo(re[n] ?? 0, 12);
      expect(outIm[n]).toBeCloseTo(im[n] ?? 0, 12);
    }
  });
});

describe('the sweep', () => {
  it('is half a second at −20 dBFS from 200 to 7,000 Hz, and down is up the other way round', () => {
    const up = sweepSamples('up', 48_000);
    expect(up).toHaveLength(24_000);
    const inner = up.subarray(2_400, 21_600);
    const rms = Math.sqrt(inner.reduce((sum, value) => sum + value * value, 0) / inner.length);
    expect(20 * Math.log10(rms)).toBeCloseTo(-20, 1);
    const crossings = (part: Float32Array) =>
      part.reduce((count, value, i) => count + (value >= 0 !== (part[i - 1] ?? value) >= 0 ? 1 : 0), 0);
    // f(t) = 200 · 35^(t/T): in a hundredth of a second half its crossings.
    for (const t of [0.1, 0.25, 0.4]) {
      const at = Math.round(t * 48_000);
      const hertz = 200 * 35 ** (t / 0.5);
      expect(crossings(up.subarray(at - 240, at + 240)) / 2 / 0.01).toBeGreaterThan(hertz * 0.85);
      expect(crossings(up.subarray(at - 240, at + 240)) / 2 / 0.01).toBeLessThan(hertz * 1.15);
    }
    expect([...sweepSamples('down', 48_000)]).toEqual([...up].reverse());
  });
});

describe('the matched filter', () => {
  it('has the gain and the place of a correlation in the time domain', () => {
    const sound = soundWith(32_000, [{ turn: 'down', at: 5_000, gain: 0.3 }], noise(32_000, 0.01));
    const candidate = found(search(sound)).find(({ turn }) => turn === 'down') as Candidate;
    const reference = sweepSamples('down', finderRateHz);
    const energy = reference.reduce((sum, value) => sum + value * value, 0);
    let best = { at: 0, gain: 0 };
    for (let at = 4_500; at < 5_500; at += 1) {
      let sum = 0;
      for (let i = 0; i < reference.length; i += 1) sum += (sound[at + i] ?? 0) * (reference[i] ?? 0);
      if (sum / energy > best.gain) best = { at, gain: sum / energy };
    }
    expect(Math.abs(candidate.atSample - best.at)).toBeLessThanOrEqual(1);
    expect(candidate.gain).toBeGreaterThan(best.gain * 0.99);
    // The envelope lies over the correlation, by little.
    expect(candidate.gain).toBeLessThan(best.gain * 1.05);
    expect(candidate.gain).toBeCloseTo(0.3, 2);
  });

  it.each([
    ['loud', 1, 0],
    ['very quiet', 0.001, 0],
    ['upside down', -0.5, 0],
    ['in noise 10 dB louder', 0.1, 0.0316],
  ] as const)('finds a sweep that is %s, once, with its turn', (_, gain, rms) => {
    for (const turn of ['up', 'down'] as const) {
      const bed = rms > 0 ? noise(64_000, rms) : undefined;
      const results = found(search(soundWith(64_000, [{ turn, at: 20_123, gain }], bed)));
      expect(results).toHaveLength(1);
      expect(results[0]?.turn).toBe(turn);
      expect(Math.abs((results[0]?.atSample ?? 0) - 20_123)).toBeLessThanOrEqual(2);
      expect(results[0]?.peakRatio).toBeGreaterThan(2);
    }
  });

  it('finds each of several exactly once, wherever the edges of its seconds fall', () => {
    for (const offset of [0, 7_990, 15_190, 15_999, 16_000, 16_001, 16_799]) {
      const parts = [0, 1, 2].map(
        (n) => ({ turn: n === 1 ? 'down' : 'up', at: 800 + offset + n * 32_000, gain: 0.5 }) as const,
      );
      const results = found(search(soundWith(120_000, parts, noise(120_000, 0.001))));
      expect(
        results.map(({ turn }) => turn),
        `offset ${offset}`,
      ).toEqual(['up', 'down', 'up']);
      for (const [n, { atSample }] of results.entries())
        expect(Math.abs(atSample - (parts[n]?.at ?? 0)), `offset ${offset}`).toBeLessThanOrEqual(1);
    }
  });

  it('believes nothing in silence, noise, a steady tone or a sweep under louder noise', () => {
    const tone = Float32Array.from(
      { length: 64_000 },
      (_, i) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / finderRateHz),
    );
    expect(found(search(new Float32Array(64_000)))).toEqual([]);
    expect(found(search(tone))).toEqual([]);
    for (let seed = 1; seed <= 10; seed += 1) expect(found(search(noise(64_000, 0.1, seed)))).toEqual([]);
    const drowned = soundWith(64_000, [{ turn: 'up', at: 20_000, gain: 0.01 }], noise(64_000, 0.1));
    expect(found(search(drowned))).toEqual([]);
  });

  it('does not care in what pieces sound comes', () => {
    const sound = soundWith(64_000, [{ turn: 'up', at: 9_000, gain: 0.2 }], noise(64_000, 0.01));
    expect(search(sound, 1_621)).toEqual(search(sound, 160));
  });
});

describe('the way down to 16 kHz', () => {
  it('keeps what a sweep has, takes away what would fold into it, and adds no delay', () => {
    const tone = (hertz: number) =>
      Float32Array.from({ length: 48_000 }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / 48_000));
    const level = (samples: Float32Array) => {
      const inner = samples.subarray(1_000, 15_000);
      return Math.sqrt((2 * inner.reduce((sum, value) => sum + value * value, 0)) / inner.length);
    };
    for (const hertz of [300, 1_000, 4_000, 6_500]) expect(level(new Decimator().push(tone(hertz)))).toBeCloseTo(1, 1);
    for (const hertz of [9_500, 12_000, 20_000]) expect(level(new Decimator().push(tone(hertz)))).toBeLessThan(0.01);
    const reduced = new Decimator().push(tone(1_000));
    for (let n = 500; n < 600; n += 1)
      expect(reduced[n]).toBeCloseTo(Math.sin((2 * Math.PI * 1_000 * n) / finderRateHz), 2);
  });

  it('is the same in any pieces', () => {
    const sound = noise(9_600, 0.2);
    const whole = new Decimator().push(sound);
    const decimator = new Decimator();
    const pieces: number[] = [];
    for (let at = 0; at < sound.length; at += 500) pieces.push(...decimator.push(sound.subarray(at, at + 500)));
    expect(pieces).toEqual([...whole]);
  });

  it('leads a sweep at 48 kHz to its place', () => {
    const sound = new Float32Array(144_000);
    sound.set(sweepSamples('up', 48_000), 30_000);
    const [result] = found(search(new Decimator().push(sound)));
    expect(result?.turn).toBe('up');
    expect(Math.abs((result?.atSample ?? 0) - 10_000)).toBeLessThanOrEqual(1);
    expect(result?.gain).toBeCloseTo(1, 1);
  });
});

describe('levels', () => {
  const levelsOf = (samples: Float32Array) => {
    const loudness = new Loudness(48_000);
    loudness.push(samples);
    return loudness.take();
  };

  it('are those of frames of 10 ms', () => {
    const half = Float32Array.from({ length: 48_000 }, (_, i) => (i < 24_000 ? 0.1 : 0.001));
    const { levelDbfs, peakDbfs, frames, noiseFloorDbfs, clippedFrames } = levelsOf(half);
    expect(frames).toBe(100);
    expect(levelDbfs).toBeCloseTo(-20 - 3.01, 1);
    expect(peakDbfs).toBeCloseTo(-20, 5);
    expect(noiseFloorDbfs).toBeCloseTo(-60, 5);
    expect(clippedFrames).toBe(0);
  });

  it('of digital silence are −127 dBFS, and of no sound nothing', () => {
    expect(levelsOf(new Float32Array(4_800))).toMatchObject({ levelDbfs: -127, peakDbfs: -127, noiseFloorDbfs: -127 });
    expect(levelsOf(new Float32Array(0))).toMatchObject({ levelDbfs: null, peakDbfs: null, frames: 0 });
  });

  it('count a frame as clipped for three samples in a row at full scale, not for single ones', () => {
    const sound = new Float32Array(4_800);
    for (const at of [100, 102, 104, 1_000, 1_001]) sound[at] = 1;
    expect(levelsOf(sound).clippedFrames).toBe(0);
    for (const at of [2_000, 2_001, 2_002]) sound[at] = -0.9995;
    expect(levelsOf(sound).clippedFrames).toBe(1);
    // Over the edge between two frames: the run is complete in the second.
    for (const at of [3_358, 3_359, 3_360]) sound[at] = 1;
    expect(levelsOf(sound).clippedFrames).toBe(2);
  });

  it('begin anew with every second', () => {
    const loudness = new Loudness(48_000);
    loudness.push(new Float32Array(48_000).fill(1));
    expect(loudness.take()).toMatchObject({ frames: 100, clippedFrames: 100, levelDbfs: 0 });
    loudness.push(new Float32Array(24_000).fill(0.01));
    expect(loudness.take()).toMatchObject({ frames: 50, clippedFrames: 0 });
  });
});
