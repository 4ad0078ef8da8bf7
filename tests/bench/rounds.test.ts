/** Rounds alternate, the first is thrown away, and what is left is summed up rightly. */
import { expect, it } from 'vitest';
import { alternate, median, spread } from './rounds.ts';

it('takes the middle value, or the mean of the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

it('says how far the values lie apart', () => {
  expect(spread([1, 2, 3])).toBe(1);
  expect(spread([2, 2])).toBe(0);
});

it('alternates and leaves the first round out', async () => {
  const order: string[] = [];
  const subject = (name: string) => async () => order.push(name);
  const values = await alternate({ ours: subject('ours'), peer: subject('peer') }, 3);
  expect(order).toEqual(['ours', 'peer', 'ours', 'peer', 'ours', 'peer']);
  expect(values).toEqual({ ours: [3, 5], peer: [4, 6] });
});
