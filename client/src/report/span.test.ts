/** Ranges of reports: days, weeks from Monday, whole months, forwards and back. */
import { expect, test } from 'vitest';
import { isDate, rangeOf, shift } from './span.ts';

test.each([
  ['day', '2026-12-01', '2026-12-01', '2026-12-01'],
  ['week', '2026-12-01', '2026-11-30', '2026-12-06'],
  ['week', '2026-12-06', '2026-11-30', '2026-12-06'],
  ['month', '2026-12-31', '2026-12-01', '2026-12-31'],
  ['month', '2028-02-10', '2028-02-01', '2028-02-29'],
] as const)('the %s of %s is %s to %s', (span, date, from, to) => expect(rangeOf(span, date)).toEqual({ from, to }));

test.each([
  ['day', '2026-12-31', 1, '2027-01-01'],
  ['week', '2026-12-01', -1, '2026-11-24'],
  ['month', '2026-01-31', 1, '2026-02-01'],
  ['month', '2026-01-31', -1, '2025-12-01'],
] as const)('the %s from %s by %i is at %s', (span, date, by, to) => expect(shift(span, date, by)).toBe(to));

test.each(['2026-02-30', '2026-1-1', 'besok', ''])('%j is no date', (text) => expect(isDate(text)).toBe(false));
