/** Tests of what happens in order: by key, and so many at once. */
import { expect, it } from 'vitest';
import { InOrder } from './in-order.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('does one thing after the other for a key, also after a failure, and other keys meanwhile', async () => {
  const order = new InOrder();
  const done: string[] = [];
  const endings: (() => void)[] = [];
  const first = order.run('sari', () => new Promise<void>((_, fail) => endings.push(() => fail(new Error('x')))));
  const second = order.run('sari', async () => void done.push('kedua'));
  await order.run('bayu', async () => void done.push('lain'));
  expect(done).toEqual(['lain']);
  endings[0]?.();
  await expect(first).rejects.toThrow('x');
  await second;
  expect(done).toEqual(['lain', 'kedua']);
});

it('does sixteen at once, and everything in the end', async () => {
  const order = new InOrder();
  const endings: (() => void)[] = [];
  const all = Array.from({ length: 100 }, (_, index) =>
    order.run(String(index), () => new Promise<number>((resolve) => endings.push(() => resolve(index)))),
  );
  await settled();
  expect(endings).toHaveLength(16);
  for (let ended = 0; ended < 100; ended++) {
    endings[ended]?.();
    await settled();
  }
  expect(await Promise.all(all)).toEqual(Array.from({ length: 100 }, (_, index) => index));
});
