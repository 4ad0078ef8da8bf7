/** Tests of the choice of a worker; starting and losing real ones is tested in node.test.ts. */
import { expect, it } from 'vitest';
import { leastLoaded } from './worker-pool.ts';

it.each([
  ['the one with the fewest rooms', [3, 1, 2], 1],
  ['the first of equals', [2, 2, 2], 0],
  ['the only one', [9], 0],
])('chooses %s', (_name, roomCounts, expected) => {
  const workers = roomCounts.map((roomCount) => ({ roomCount }));
  expect(leastLoaded(workers)).toBe(workers[expected]);
});

it('chooses nothing of nothing', () => {
  expect(leastLoaded([])).toBeUndefined();
});
