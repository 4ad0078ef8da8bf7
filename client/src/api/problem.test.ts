/** When a problem lets one try again, and when a page does so by itself. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiProblem, crowdedForMs, retryAtOf } from './problem.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const problem = (code: 'crowded' | 'too-many-requests', retryAfterSeconds?: number) =>
  new ApiProblem({
    ...{ type: '', code, title: '', status: 429 },
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });

it('says when the same may be tried again, counted from when it came', () => {
  const locked = problem('too-many-requests', 600);
  vi.setSystemTime(1_100_000);
  expect(retryAtOf(locked)).toBe(1_600_000);
  expect(retryAtOf(problem('too-many-requests'))).toBeNull();
  expect(retryAtOf(new Error('other'))).toBeNull();
});

it('a page in a crowd comes back by itself after the time that it was told, spread over some seconds', () => {
  const crowd = problem('crowded', 30);
  expect(crowdedForMs(crowd, () => 0)).toBe(30_000);
  expect(crowdedForMs(crowd, () => 1)).toBe(35_000);
  vi.setSystemTime(1_050_000);
  expect(crowdedForMs(crowd, () => 0)).toBe(0);
  expect(crowdedForMs(problem('crowded'), () => 0.5)).toBe(2_500);
});

it('and nobody else does', () => {
  expect(crowdedForMs(problem('too-many-requests', 30))).toBeNull();
  expect(crowdedForMs(new Error('other'))).toBeNull();
});
