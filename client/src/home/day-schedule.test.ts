/** One day of the places. */
import type { CaseSummary } from '@sambung/contract/request';
import { describe, expect, it } from 'vitest';
import { daySchedule, shiftDay } from './day-schedule.ts';

const place = { id: 'a', name: 'A', location: '', capacity: 10, timeZone: 'Asia/Jakarta' };
const request = (id: string, startsAt: string, endsAt: string, part: Partial<CaseSummary> = {}) =>
  ({ id, place, startsAt, endsAt, state: 'disposition', ...part }) as CaseSummary;
const day = (...requests: CaseSummary[]) => daySchedule([place], requests, '2026-02-03', 'Asia/Jakarta')[0]?.bars ?? [];

describe('a bar', () => {
  it('lies where its hours are between six and twenty-two on the wall of the zone', () => {
    // 10:00–14:00 WIB is a quarter of the sixteen hours shown, after a quarter of them.
    const [bar] = day(request('x', '2026-02-03T03:00:00Z', '2026-02-03T07:00:00Z'));
    expect(bar).toMatchObject({ left: 0.25, width: 0.25 });
  });

  it('that begins the day before or ends the day after stays inside the line', () => {
    const [bar] = day(request('x', '2026-02-02T10:00:00Z', '2026-02-04T10:00:00Z'));
    expect(bar).toMatchObject({ left: 0, width: 1 });
  });

  it('outside the shown hours keeps a sliver at the edge', () => {
    const [bar] = day(request('x', '2026-02-03T15:30:00Z', '2026-02-03T16:30:00Z'));
    expect(bar?.left).toBeCloseTo(0.98);
    expect(bar?.width).toBeCloseTo(0.02);
  });
});

it('leaves out rejected requests, other days and other places', () => {
  const at = ['2026-02-03T03:00:00Z', '2026-02-03T07:00:00Z'] as const;
  expect(
    day(
      request('rejected', ...at, { state: 'rejected' }),
      request('next-day', '2026-02-03T17:00:00Z', '2026-02-03T18:00:00Z'),
      request('elsewhere', ...at, { place: { ...place, id: 'b' } }),
    ),
  ).toEqual([]);
});

it('steps over the ends of months and years', () => {
  expect(shiftDay('2026-02-28', 1)).toBe('2026-03-01');
  expect(shiftDay('2026-01-01', -1)).toBe('2025-12-31');
});
