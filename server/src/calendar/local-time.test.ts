/** Wall-clock time of a zone. */
import { expect, test } from 'vitest';
import { instantOf, localDay, zoneOffsetMs } from './local-time.ts';

const hourMs = 3_600_000;

test.each([
  ['Asia/Jakarta', 7],
  ['Asia/Makassar', 8],
  ['Asia/Jayapura', 9],
  ['UTC', 0],
])('%s is %i hours ahead', (zone, hours) => {
  expect(zoneOffsetMs(zone, Date.parse('2026-11-24T02:00:00.123Z'))).toBe(hours * hourMs);
});

test('the local day begins before the UTC day in Indonesia', () => {
  expect(localDay('Asia/Jayapura', Date.parse('2026-12-31T15:00:00Z'))).toBe(Date.UTC(2027, 0, 1));
  expect(localDay('Asia/Jakarta', Date.parse('2026-12-31T15:00:00Z'))).toBe(Date.UTC(2026, 11, 31));
});

test('seven in the morning is found on days when the clocks change', () => {
  const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`);
  expect(new Date(instantOf('Europe/Oslo', day('2026-03-29'), 7 * hourMs)).toISOString()).toBe(
    '2026-03-29T05:00:00.000Z',
  );
  expect(new Date(instantOf('Europe/Oslo', day('2026-10-25'), 7 * hourMs)).toISOString()).toBe(
    '2026-10-25T06:00:00.000Z',
  );
  expect(new Date(instantOf('America/New_York', day('2026-11-01'), 7 * hourMs)).toISOString()).toBe(
    '2026-11-01T12:00:00.000Z',
  );
});
