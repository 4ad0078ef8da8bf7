/** Tests of what a receiver tells of its losses, and of charging canaries to the second in which it does. */
import { expect, it } from 'vitest';
import { ToldCanaries, ToldLoss } from './told.ts';

const none = { withheld: 0, named: 0 };
const one = { withheld: 1, named: 1 };

it('a loss is told by page or browser, whichever tells more, and taken back when what was missing comes late', () => {
  const loss = new ToldLoss();
  expect([loss.take(91, 0), loss.take(-33, 0), loss.take(0, 0)]).toEqual([91, -33, 0]);
  // The browser's own reports tell of more than its page does.
  expect([loss.take(0, 70), loss.take(5, 5)]).toEqual([12, 5]);
  expect([loss.take(null, 4), loss.take(0, 0)]).toEqual([null, 0]);
});

it('a canary waits for the second that tells of a loss', () => {
  const canaries = new ToldCanaries();
  expect(canaries.take(one, 0)).toEqual(none);
  expect(canaries.take(none, 3)).toEqual(one);
  expect(canaries.take(none, 3)).toEqual(none);
  expect(canaries.take(one, 1)).toEqual(one);
});

it('several wait each for a loss of their own', () => {
  const canaries = new ToldCanaries();
  canaries.take(one, 0);
  canaries.take(one, 0);
  expect(canaries.take(none, 1)).toEqual(one);
  expect(canaries.take(none, 1)).toEqual(one);
});

it('one of which the receiver never tells is counted after three seconds, named or not', () => {
  for (const named of [0, 1]) {
    const canaries = new ToldCanaries();
    const taken = [{ withheld: 1, named }, none, none, none, none].map((counted) => canaries.take(counted, 0));
    expect(taken.map(({ withheld }) => withheld)).toEqual([0, 0, 0, 1, 0]);
    expect(taken[3]?.named).toBe(named);
  }
});

it('seconds of which nothing is told charge nothing, and what is not named is null', () => {
  const canaries = new ToldCanaries();
  const unnamed = { withheld: 0, named: null };
  expect(canaries.take({ withheld: 1, named: null }, null)).toEqual(unnamed);
  expect(canaries.take(unnamed, null)).toEqual(unnamed);
  expect(canaries.take(unnamed, 2)).toEqual({ withheld: 1, named: null });
});
