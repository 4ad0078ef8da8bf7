/** Days of the schedule. */
import type { TimelineItem } from '@sambung/contract/schedule';
import { describe, expect, it } from 'vitest';
import { barOf, datesOf, itemsOn, shiftView, spanOf, timeOf } from './days.ts';

const item = (startsAt: string, endsAt: string, parts: TimelineItem['parts'] = []): TimelineItem => ({
  ...{ requestId: null, number: null, title: null, kind: 'case', state: null },
  ...{ startsAt, endsAt, parts },
});

describe('the days of a view', () => {
  it('are Monday to Sunday of the week and all days of the month', () => {
    expect(datesOf('week', '2026-11-29')).toEqual([
      ...['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'],
    ]);
    expect(datesOf('month', '2028-02-10')).toHaveLength(29);
    expect(datesOf('month', '2026-12-31').at(-1)).toBe('2026-12-31');
  });

  it('move by day, week and month, also from the 31st and over a new year', () => {
    expect(shiftView('day', '2026-12-31', 1)).toBe('2027-01-01');
    expect(shiftView('week', '2026-12-28', 1)).toBe('2027-01-04');
    expect(shiftView('month', '2027-01-31', 1)).toBe('2027-02-28');
    expect(shiftView('month', '2027-01-31', -1)).toBe('2026-12-31');
  });

  it('begin and end at midnight of the zone', () => {
    expect(spanOf(['2026-11-24'], 'Asia/Jayapura')).toEqual({
      from: '2026-11-23T15:00:00.000Z',
      to: '2026-11-24T15:00:00.000Z',
    });
  });
});

describe('what lies on a day', () => {
  it('is told by the zone of the resource, and what ends at midnight does not touch the next day', () => {
    const late = item('2026-11-24T15:00:00.000Z', '2026-11-24T16:00:00.000Z');
    expect(itemsOn([late], '2026-11-24', 'Asia/Makassar')).toEqual([late]);
    expect(itemsOn([late], '2026-11-25', 'Asia/Makassar')).toEqual([]);
    expect(itemsOn([late], '2026-11-25', 'Asia/Jayapura')).toEqual([late]);
    const days = item('2026-11-22T17:00:00.000Z', '2026-11-25T17:00:00.000Z');
    const dates = ['2026-11-22', '2026-11-23', '2026-11-25', '2026-11-26'];
    expect(dates.filter((date) => itemsOn([days], date, 'Asia/Jakarta').length > 0)).toEqual([
      '2026-11-23',
      '2026-11-25',
    ]);
  });

  it('is drawn to scale between six and ten in the evening, with a sliver for what lies outside', () => {
    const zone = 'Asia/Jakarta';
    const bar = (from: string, to: string) =>
      barOf({ startsAt: `2026-11-24T${from}:00.000Z`, endsAt: `2026-11-24T${to}:00.000Z` }, '2026-11-24', zone);
    expect(bar('03:00', '07:00')).toEqual({ left: 0.25, width: 0.25 });
    expect(bar('15:30', '16:30').left).toBe(0.98);
    expect(bar('15:30', '16:30').width).toBeCloseTo(0.02);
  });

  it('is known by the time of its event, not of its setup', () => {
    const event = { kind: 'event' as const, startsAt: '2026-11-24T03:00:00.000Z', endsAt: '2026-11-24T05:00:00.000Z' };
    const whole = item('2026-11-24T01:00:00.000Z', event.endsAt, [
      { kind: 'setup', startsAt: '2026-11-24T01:00:00.000Z', endsAt: event.startsAt },
      event,
    ]);
    expect(timeOf(whole)).toMatchObject({ startsAt: event.startsAt });
  });
});
