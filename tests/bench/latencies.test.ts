/** Percentiles, summaries and arrivals of the API's bench. */
import { expect, it } from 'vitest';
import { seededRandom } from '../support/random.ts';
import { arrivals, percentile, summarise } from './latencies.ts';

it('takes the smallest value that the share does not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(hundred, 0.95)).toBe(95);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile([7], 0.95)).toBe(7);
  expect(percentile([], 0.95)).toBeNaN();
});

it('sums up each route for itself and counts what failed', () => {
  const answers = [
    { route: 'inbox', ms: 10, ok: true },
    { route: 'inbox', ms: 90.26, ok: false },
    { route: 'recap', ms: 5, ok: true },
  ];
  expect(summarise(answers, ['inbox', 'recap', 'availability'])).toEqual({
    inbox: { p50Ms: 10, p95Ms: 90.3, maxMs: 90.3, count: 2, errors: 1 },
    recap: { p50Ms: 5, p95Ms: 5, maxMs: 5, count: 1, errors: 0 },
    availability: { p50Ms: Number.NaN, p95Ms: Number.NaN, maxMs: 0, count: 0, errors: 0 },
  });
});

it('lets questions arrive at the rate on average, one after the other, the same for the same seed', () => {
  const due = arrivals(50, 200, seededRandom(1));
  expect(due.length).toBeGreaterThan(9_500);
  expect(due.length).toBeLessThan(10_500);
  expect(due).toEqual(due.toSorted((a, b) => a - b));
  expect(due.at(-1)).toBeLessThan(200_000);
  expect(arrivals(50, 200, seededRandom(1))).toEqual(due);
  expect(arrivals(50, 200, seededRandom(2))).not.toEqual(due);
});
