/** Intervals by blocks: the same as another implementation's, as wide as they claim, and honest where nothing was seen. */
import { describe, expect, it } from 'vitest';
import { fractions } from '../../test/page-clock.ts';
import { bootstrapInterval, seededDraw, upperOfNone } from './block-bootstrap.ts';
import { meanOf, middleOf, quantileOf } from './quantile.ts';

/** First-order autoregression around 100 with innovations of deviation 1. */
function autoregression(length: number, memory: number, seed: number): number[] {
  const chance = fractions(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  let value = normal() / Math.sqrt(1 - memory ** 2);
  return Array.from({ length }, () => {
    value = memory * value + normal();
    return 100 + value;
  });
}

/** The mean's interval another way: all block sums first, then sums of drawn blocks, percentiles by counting ranks. */
function referenceMean(values: readonly number[], block: number, rounds: number, seed: number) {
  const sums = values.slice(block - 1).map((_, start) => values.slice(start, start + block).reduce((a, b) => a + b, 0));
  const chance = fractions(seed);
  const means = Array.from({ length: rounds }, () => {
    let total = 0;
    for (let drawn = 0; drawn < values.length / block; drawn++)
      total += sums[Math.floor(chance() * sums.length)] ?? Number.NaN;
    return total / values.length;
  }).sort((a, b) => a - b);
  return { low: means[Math.round(rounds * 0.025)] ?? 0, high: means[Math.round(rounds * 0.975)] ?? 0 };
}

describe('the interval by blocks', () => {
  it('agrees with another implementation that draws by itself', () => {
    const values = autoregression(600, 0.6, 7);
    const found = bootstrapInterval(values, meanOf, { redraws: 4_000 });
    const reference = referenceMean(values, 10, 4_000, 99);
    const width = reference.high - reference.low;
    expect(Math.abs((found?.low ?? 0) - reference.low)).toBeLessThan(0.06 * width);
    expect(Math.abs((found?.high ?? 0) - reference.high)).toBeLessThan(0.06 * width);
  });

  it('holds the true mean and median in about 95 of 100 runs whose seconds hang together', () => {
    let mean = 0;
    let median = 0;
    let byseconds = 0;
    const runs = 200;
    for (let run = 0; run < runs; run++) {
      const values = autoregression(600, 0.5, 1_000 + run);
      const covers = (interval: { low: number; high: number } | null) =>
        interval && interval.low <= 100 && interval.high >= 100 ? 1 : 0;
      mean += covers(bootstrapInterval(values, meanOf, { redraws: 100, seed: run }));
      median += covers(bootstrapInterval(values, middleOf, { redraws: 100, seed: run }));
      byseconds += covers(bootstrapInterval(values, meanOf, { redraws: 100, seed: run, blockLength: 1 }));
    }
    // Percentile intervals of blocks are known to fall a little short; single seconds fall far short, which is why there are blocks.
    expect(mean / runs).toBeGreaterThan(0.87);
    expect(mean / runs).toBeLessThan(0.99);
    expect(median / runs).toBeGreaterThan(0.87);
    expect(byseconds / runs).toBeLessThan(0.8);
  });

  it('gives the same numbers to everybody who computes it again, and others with another seed', () => {
    const values = autoregression(120, 0.3, 3);
    expect(bootstrapInterval(values, middleOf)).toEqual(bootstrapInterval(values, middleOf));
    expect(bootstrapInterval(values, middleOf, { seed: 2 })).not.toEqual(bootstrapInterval(values, middleOf));
    const draw = seededDraw(1);
    expect([draw(), draw(), draw()]).toEqual([2_693_262_067, 11_749_833, 2_265_367_787]);
  });

  it('narrows with more data and is a point where nothing varies', () => {
    const width = (interval: { low: number; high: number } | null) => (interval ? interval.high - interval.low : 0);
    const short = autoregression(100, 0.3, 5);
    const long = autoregression(2_500, 0.3, 5);
    expect(width(bootstrapInterval(long, meanOf))).toBeLessThan(width(bootstrapInterval(short, meanOf)) / 3);
    expect(bootstrapInterval(new Array<number>(60).fill(4), meanOf)).toEqual({ low: 4, high: 4 });
  });

  it('leaves out seconds that do not count, and does not join what lies apart', () => {
    // Each half of every minute voided: only the known ones may be drawn.
    const rows = Array.from({ length: 240 }, (_, second) => (second % 60 < 30 ? 1 : null));
    expect(bootstrapInterval(rows, meanOf)).toEqual({ low: 1, high: 1 });
    const sizes = new Set<number>();
    bootstrapInterval(rows, (drawn) => {
      sizes.add(drawn.length);
      return 0;
    });
    expect([...sizes]).toEqual([120]);
  });

  it('says nothing of less than two blocks', () => {
    expect(bootstrapInterval(autoregression(19, 0, 1), meanOf)).toBeNull();
    expect(bootstrapInterval([], meanOf)).toBeNull();
    expect(bootstrapInterval(new Array<null>(100).fill(null), meanOf)).toBeNull();
    expect(bootstrapInterval(autoregression(20, 0, 1), meanOf)).not.toBeNull();
  });

  it('bounds what was never seen by the rule of three', () => {
    // No freeze in 20 minutes: less than 0.15 a minute.
    expect(upperOfNone(1_200) * 60).toBeLessThan(0.15);
    expect(upperOfNone(1_200)).toBeCloseTo(3 / 1_200, 4);
    expect((1 - upperOfNone(50)) ** 50).toBeCloseTo(0.05, 10);
    expect(upperOfNone(0)).toBe(1);
  });
});

describe('a quantile', () => {
  it('lies between its neighbours, and nothing has none', () => {
    expect(quantileOf([3, 1, 2, 4], 0.5)).toBe(2.5);
    expect(quantileOf([1, 2, 3, 4, 5], 0.95)).toBeCloseTo(4.8, 10);
    expect(quantileOf([7], 0.05)).toBe(7);
    expect(quantileOf([], 0.5)).toBeNull();
    // Numbers, not words: 10 comes after 9.
    expect(middleOf([10, 9, 1])).toBe(9);
  });
});
