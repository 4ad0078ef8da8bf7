/** Days of an assignment as instants. */
import { expect, it } from 'vitest';
import { endOfDay, startOfAssignment } from './assignment-days.ts';

const now = '2026-11-23T03:00:00.000Z';

it('[X-04] begins today at once, another day at its midnight, and ends with its last day', () => {
  expect(startOfAssignment('2026-11-23', 'Asia/Jakarta', now)).toBe(now);
  expect(startOfAssignment('2026-11-24', 'Asia/Jakarta', now)).toBe('2026-11-23T17:00:00.000Z');
  expect(endOfDay('2026-11-30', 'Asia/Jayapura')).toBe('2026-11-30T15:00:00.000Z');
  expect(endOfDay('2026-12-31', 'Asia/Makassar')).toBe('2026-12-31T16:00:00.000Z');
});
