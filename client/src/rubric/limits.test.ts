/** Limits of a rubric in words. */
import { rubricColumnSchema } from '@sambung/contract/rubric';
import { expect, it } from 'vitest';
import { limitsIn, rangeWords } from './limits.ts';

const column = (more: object) => {
  const name = { id: 'a', en: 'a' };
  const limits = { pass: { min: 24 }, marginal: { min: 15 } };
  const parsed = rubricColumnSchema.parse({ kind: 'range', statistic: 'median', name, unit: 'fps', limits, ...more });
  if (parsed.kind !== 'range') throw new Error('not a range');
  return parsed;
};

it('takes a class’s own limits, and HD’s where it has none', () => {
  const own = column({ classes: { sd: { pass: { min: 20 }, marginal: { min: 12 } } } });
  expect(limitsIn(own, 'sd')).toEqual({ pass: { min: 20 }, marginal: { min: 12 } });
  expect(limitsIn(own, 'audio-first')).toEqual({ pass: { min: 24 }, marginal: { min: 15 } });
});

it('adds the reference', () => {
  const limits = { pass: { min: -0.02 }, marginal: { min: -0.08, max: 0.5 } };
  const shifted = limitsIn(column({ limits, reference: { hd: 0.97, sd: 0.9, 'audio-first': 0.9 } }), 'hd');
  expect(rangeWords('en', shifted.pass, 'ssim')).toBe('≥\u00a00.95\u00a0ssim');
  expect(rangeWords('id', shifted.marginal, '')).toBe('0,89\u00a0…\u00a01,47');
});

it('writes a range with its open ends, in the reader’s numbers', () => {
  expect(rangeWords('id', { max: 0.5 }, '%')).toBe('≤\u00a00,5\u00a0%');
  expect(rangeWords('en', { min: -45, max: 125 }, 'ms')).toBe('-45\u00a0…\u00a0125\u00a0ms');
  expect(rangeWords('en', {}, 'ms')).toBe('–');
});
