/** The E-model against the design's check values and against a second implementation that is written from the recommendation's other forms. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bplWithFec,
  burstRatio,
  delayImpairment,
  equipmentImpairment,
  opinionScore,
  opusImpairment,
  speechRating,
} from './e-model.ts';

const path = (delayMs: number, lossPercent: number, more = {}) => ({
  delayMs,
  lossPercent,
  bitrateBps: 32_000,
  ...more,
});

/** G.107 again: the delay term by powers of natural logarithms, the loss term as one fraction, the score as an expanded cubic. */
const reference = {
  delay(ms: number) {
    if (!(ms > 100)) return 0;
    const sixth = (base: number) => Math.exp(Math.log1p(Math.exp(6 * Math.log(base))) / 6);
    const octaves = (Math.log(ms) - Math.log(100)) / Math.LN2;
    return 25 * sixth(octaves) - 75 * sixth(octaves / 3) + 50;
  },
  equipment: (codec: number, loss: number, burst: number, robustness: number) =>
    codec + ((95 - codec) * loss * burst) / (loss + robustness * burst),
  score: (rating: number) => 1 + (-7e-6 * rating + 1.12e-3) * rating ** 2 + (0.035 - 0.042) * rating,
};

describe('the rating of speech [UNSRI-71]', () => {
  it.each([
    [93.2, 4.41],
    [90, 4.34],
    [80, 4.02],
    [70, 3.6],
    [60, 3.1],
    [50, 2.58],
  ])('takes R %d for an opinion of %d', (rating, opinion) => {
    expect(opinionScore(rating)).toBeCloseTo(opinion, 2);
  });

  it.each([
    [100, 0],
    [150, 0.2],
    [200, 3.0],
    [250, 8.9],
    [300, 14.8],
    [400, 24.1],
    [500, 30.6],
  ])('takes off for %d ms of delay %d', (delayMs, impairment) => {
    expect(Math.abs(delayImpairment(delayMs) - impairment)).toBeLessThanOrEqual(0.05);
  });

  it.each([
    [1, 88.5, 84.4],
    [2, 84.4, 77.2],
    [3, 80.6, 71.1],
    [5, 74.0, 61.4],
  ])('rates %d %% of loss at 150 ms with FEC %d and after repair %d', (loss, withFec, afterRepair) => {
    expect(Math.abs(speechRating(path(150, loss, { bpl: bplWithFec })) - withFec)).toBeLessThanOrEqual(0.06);
    expect(Math.abs(speechRating(path(150, loss)) - afterRepair)).toBeLessThanOrEqual(0.06);
  });

  it('agrees with a second implementation everywhere', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(number(0, 3_000), number(0, 100), number(1, 8), number(6_000, 64_000), (ms, loss, burst, bps) => {
        expect(delayImpairment(ms)).toBeCloseTo(reference.delay(ms), 8);
        const codec = opusImpairment(bps);
        const found = equipmentImpairment(path(ms, loss, { burstRatio: burst, bitrateBps: bps }));
        expect(found).toBeCloseTo(reference.equipment(codec, loss, burst, 10), 8);
        const rating = speechRating(path(ms, loss, { burstRatio: burst, bitrateBps: bps }));
        expect(rating).toBeCloseTo(93.2 - reference.delay(ms) - found, 8);
        if (rating > 0) expect(opinionScore(rating)).toBeCloseTo(reference.score(rating), 8);
        else expect(opinionScore(rating)).toBe(1);
      }),
      { numRuns: 500 },
    );
  });

  it('never rises with loss, delay or bursts, and never falls with bitrate', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const any = fc.record({
      delayMs: number(0, 2_000),
      lossPercent: number(0, 100),
      burstRatio: number(1, 10),
      bitrateBps: number(6_000, 64_000),
    });
    fc.assert(
      fc.property(any, number(0, 50), (from, more) => {
        const base = speechRating(from);
        const hair = 1e-9;
        expect(speechRating({ ...from, lossPercent: Math.min(100, from.lossPercent + more) })).toBeLessThanOrEqual(
          base + hair,
        );
        expect(speechRating({ ...from, delayMs: from.delayMs + more })).toBeLessThanOrEqual(base + hair);
        expect(speechRating({ ...from, burstRatio: from.burstRatio + more })).toBeLessThanOrEqual(base + hair);
        // Long bursts of many losses take the formula past its end (Ie,eff > 95), where a worse codec would help.
        const random = { ...from, burstRatio: 1 };
        expect(speechRating({ ...random, bitrateBps: from.bitrateBps + 1_000 * more })).toBeGreaterThanOrEqual(
          speechRating(random) - hair,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('does not jump where a published formula did, at 150 ms', () => {
    for (let ms = 100; ms < 900; ms++)
      expect(Math.abs(delayImpairment(ms + 1) - delayImpairment(ms))).toBeLessThan(0.2);
  });

  it('stays between 1 and 4.5 where the cubic would not', () => {
    expect(opinionScore(-20)).toBe(1);
    expect(opinionScore(120)).toBe(4.5);
  });

  it('counts Opus as transparent from 24 kbit/s on and as worse below', () => {
    expect(opusImpairment(24_000)).toBe(0);
    expect(opusImpairment(12_000)).toBeCloseTo(55 - 4.6 * Math.log(12_000), 10);
    expect(opusImpairment(100)).toBe(30);
    expect(opusImpairment(0)).toBe(30);
  });

  it('takes bursts for worse than the same loss at random', () => {
    const lost = (pattern: string) => [...pattern].map((one) => one === 'x');
    expect(burstRatio(lost('..........'))).toBe(1);
    expect(burstRatio(lost('xxxxxxxxxx'))).toBe(1);
    // 20 % lost in one burst of two; at random a burst would be 1 / (1 − 0.2) = 1.25 long.
    expect(burstRatio(lost('..xx......'))).toBeCloseTo(2 / 1.25, 10);
    expect(burstRatio(lost('..x...x...'))).toBe(1);
    expect(speechRating(path(50, 20, { burstRatio: 1.6 }))).toBeLessThan(speechRating(path(50, 20)));
  });
});
