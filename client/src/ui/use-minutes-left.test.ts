/** How a wait is told: in minutes, never in seconds that tick. */
import { expect, it } from 'vitest';
import { minutesUntil } from './use-minutes-left.ts';

it.each([
  [null, null],
  [-1, 0],
  [0, 0],
  [1, 0.5],
  [59_999, 0.5],
  [60_000, 1],
  [60_001, 2],
  [900_000, 15],
])('of %s milliseconds is %s', (leftMs, minutes) => {
  expect(minutesUntil(leftMs === null ? null : 5_000 + leftMs, 5_000)).toBe(minutes);
});
