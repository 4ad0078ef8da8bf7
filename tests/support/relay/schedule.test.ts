/** Schedules: what a file may say, and that a mistake in it is not run. */
import { expect, it } from 'vitest';
import { scheduleSchema } from './schedule.ts';

it('takes phases in order and fills in what was left out', () => {
  expect(
    scheduleSchema.parse({
      phases: [
        { atMs: 0, down: { jitter: { ms: 30 } } },
        { atMs: 5_000, rebind: true },
      ],
    }),
  ).toEqual({
    seed: 1,
    phases: [
      { atMs: 0, down: { jitter: { ms: 30, shape: 'uniform', reorders: false } } },
      { atMs: 5_000, rebind: true },
    ],
  });
});

it.each([
  ['phases out of order', { phases: [{ atMs: 10 }, { atMs: 5 }] }],
  ['a condition that does not exist', { phases: [{ atMs: 0, up: { rate: 300_000 } }] }],
  ['a loss in percent', { phases: [{ atMs: 0, up: { loss: 5 } }] }],
  ['bursts without an end', { phases: [{ atMs: 0, up: { bursts: { enter: 0.1, leave: 0 } } }] }],
])('refuses %s', (_, schedule) => {
  expect(scheduleSchema.safeParse(schedule).success).toBe(false);
});
