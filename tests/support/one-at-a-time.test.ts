/** Tests of doing one thing at a time. */
import { expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

it('lets nobody in before the one inside has left, also when it leaves with an error', async () => {
  const order: string[] = [];
  let leave = () => {};
  const first = oneAtATime('order', () => new Promise<void>((_, fail) => (leave = () => fail(new Error('left')))));
  const second = first.catch(() => order.push('first')).then(() => undefined);
  const third = oneAtATime('order', async () => order.push('third'));
  await oneAtATime('another', async () => order.push('another'));
  leave();
  await Promise.all([second, third]);
  expect(order).toEqual(['another', 'first', 'third']);
});
