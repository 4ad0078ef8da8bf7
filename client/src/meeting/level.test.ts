/** Loudness against values worked out by hand. */
import { describe, expect, it } from 'vitest';
import { dbfsOfPower, levelDbfs, meterShare, silenceDbfs } from './level.ts';

describe('sound level', () => {
  it('of a full-scale square wave is 0 dBFS, of a full-scale sine −3 dBFS', () => {
    expect(levelDbfs(Float32Array.from([1, -1, 1, -1]))).toBe(0);
    const sine = Float32Array.from({ length: 4_800 }, (_, index) => Math.sin((2 * Math.PI * 100 * index) / 4_800));
    expect(levelDbfs(sine)).toBeCloseTo(-3.01, 2);
  });

  it('falls by 20 dB for a tenth of the amplitude', () => {
    expect(levelDbfs(Float32Array.from([0.1, -0.1]))).toBeCloseTo(-20, 4);
  });

  it('of silence is the end of the scale, not minus infinity', () => {
    expect(levelDbfs(new Float32Array(128))).toBe(silenceDbfs);
    expect(levelDbfs(new Float32Array(0))).toBe(silenceDbfs);
    expect(dbfsOfPower(Number.NaN)).toBe(silenceDbfs);
  });

  it('never exceeds full scale', () => {
    expect(dbfsOfPower(4)).toBe(0);
  });

  it('fills the meter from −60 dBFS on', () => {
    expect([-90, -60, -30, 0].map(meterShare)).toEqual([0, 0, 0.5, 1]);
  });
});
