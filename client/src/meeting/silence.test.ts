/** Tests of the watch over a microphone that gives nothing. */
import { expect, it } from 'vitest';
import { isSilent, nothingKnown, type Silence, silenceAfter, silentForMs } from './silence.ts';

/** One reading a second. */
const after = (levels: readonly (number | null)[]): Silence =>
  levels.reduce<Silence>((silence, level, index) => silenceAfter(silence, level, index * 1_000), nothingKnown);
const last = (levels: readonly (number | null)[]) => isSilent(after(levels), (levels.length - 1) * 1_000);
const seconds = silentForMs / 1_000;

it('warns of a microphone that was never heard, and only after some seconds', () => {
  expect(last(Array(seconds).fill(-127))).toBe(false);
  expect(last(Array(seconds + 1).fill(-127))).toBe(true);
});

it('trusts one that was heard once, however quiet its person is later', () => {
  expect(last([-127, -50, ...Array(30).fill(-127)])).toBe(false);
});

it('begins anew after a stretch in which nobody could listen', () => {
  expect(last([...Array(seconds).fill(-127), null, -127, -127])).toBe(false);
  expect(last(Array(30).fill(null))).toBe(false);
});
