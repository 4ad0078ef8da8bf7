/** Tests of counted tries, on a clock of plain numbers. */
import { expect, it } from 'vitest';
import { Tries } from './tries.ts';

const limit = { most: 3, windowMs: 1_000 };

it('locks a key after so many wrong tries until their stretch is over, and no other key', () => {
  const tries = new Tries();
  for (const atMs of [0, 100]) tries.count('sari', limit, atMs);
  expect(tries.lockedForMs('sari', limit, 100)).toBe(0);
  tries.count('sari', limit, 200);
  expect(tries.lockedForMs('sari', limit, 200)).toBe(800);
  expect(tries.lockedForMs('sari', limit, 999)).toBe(1);
  expect(tries.lockedForMs('sari', limit, 1_000)).toBe(0);
  expect(tries.lockedForMs('bayu', limit, 200)).toBe(0);
});

it('begins to count anew after the stretch', () => {
  const tries = new Tries();
  for (const atMs of [0, 1, 2, 1_000, 1_001]) tries.count('sari', limit, atMs);
  expect(tries.lockedForMs('sari', limit, 1_001)).toBe(0);
  tries.count('sari', limit, 1_002);
  expect(tries.lockedForMs('sari', limit, 1_002)).toBe(998);
});

it('remembers a bounded number of keys, the newest of them', () => {
  const tries = new Tries();
  const once = { most: 1, windowMs: 1_000 };
  for (let key = 0; key <= 100_000; key++) tries.count(String(key), once, 0);
  expect(tries.lockedForMs('0', once, 0)).toBe(0);
  expect(tries.lockedForMs('1', once, 0)).toBe(1_000);
  expect(tries.lockedForMs('100000', once, 0)).toBe(1_000);
});
