/**
 * How sure a statistic of a run is. Seconds that follow each other are alike, so whole stretches of 10 s are drawn again instead of single seconds (moving
 * block bootstrap, Künsch 1989); their 2.5th and 97.5th percentiles are the interval. Seeded, so that everybody who computes it again gets the same numbers.
 */
import { quantileOf } from './quantile.ts';

/** Longer keeps more of what hangs together but leaves fewer stretches to draw from, shorter makes intervals too narrow. C4 says 10 s. */
export const blockSeconds = 10;
/** More makes the ends of the interval steadier; 400 put them within about 5 % of its width. */
const redraws = 400;
const outside = 0.025;

export interface BootstrapOptions {
  blockLength?: number;
  redraws?: number;
  /** Any 32 bits. */
  seed?: number;
}

/** Random 32-bit numbers from a seed (Mulberry32): the same everywhere, for drawing samples and nothing secret. */
export function seededDraw(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/**
 * The 95 % interval of a statistic.
 * @param rows one a second in their order; null where the second does not count, so that a block never joins what lies apart
 * @param statistic of some rows; null where they say nothing
 * @returns null with less than two blocks' worth of rows: then nothing can be said
 */
export function bootstrapInterval<T>(
  rows: readonly (T | null)[],
  statistic: (rows: readonly T[]) => number | null,
  options: BootstrapOptions = {},
): { low: number; high: number } | null {
  const block = options.blockLength ?? blockSeconds;
  const known = rows.filter((row) => row !== null).length;
  const starts = rows.length - block + 1;
  if (known < 2 * block || starts < 2) return null;
  const draw = seededDraw(options.seed ?? 1);
  const results: number[] = [];
  for (let round = options.redraws ?? redraws; round > 0; round--) {
    const drawn = new Array<T>(known);
    // Until there are as many as were measured: blocks with holes in them count for less.
    for (let filled = 0; filled < known; ) {
      const start = draw() % starts;
      for (let index = start; index < start + block && filled < known; index++) {
        const row = rows[index];
        if (row !== null && row !== undefined) drawn[filled++] = row;
      }
    }
    const result = statistic(drawn);
    if (result !== null) results.push(result);
  }
  const low = quantileOf(results, outside);
  const high = quantileOf(results, 1 - outside);
  return low === null || high === null ? null : { low, high };
}

/** Nothing seen in n tries: at 95 % the share is below this (exactly 1 − 0.05^(1/n); about 3/n, the rule of three). 1 without tries. */
export const upperOfNone = (tries: number): number => (tries > 0 ? 1 - 0.05 ** (1 / tries) : 1);
