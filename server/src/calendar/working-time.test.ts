/** Working time: the matrix of cases that business calendars get wrong. 2026-11-23 is a Monday. */
import type { WorkingCalendar, WorkingDuration } from '@sambung/contract/calendar';
import { describe, expect, it } from 'vitest';
import { at, calendarOf, eightToFour, kaltara, written } from '../../test/calendars.ts';
import {
  addWorkingTime,
  daysBetween,
  isWithinWorkingHours,
  isWorkingTime,
  noticeDays,
  workingDaysBefore,
  workingMinutesBetween,
  workingStretches,
} from './working-time.ts';

const jakarta = calendarOf();
const minutes = (amount: number): WorkingDuration => ({ amount, unit: 'minutes' });
const hours = (amount: number): WorkingDuration => ({ amount, unit: 'hours' });
const days = (amount: number): WorkingDuration => ({ amount, unit: 'days' });

/** When a standard that starts at a local time is due, in local time. */
function due(calendar: WorkingCalendar, start: string, duration: WorkingDuration, pauses: [string, string][] = []) {
  const { timeZone } = calendar;
  const stops = pauses.map(([from, to]) => ({ startsAt: at(from, timeZone), endsAt: at(to, timeZone) }));
  return written(addWorkingTime(calendar, at(start, timeZone), duration, stops), timeZone);
}

describe('minutes and hours', () => {
  it.each([
    ['within a day', '2026-11-23 09:00', hours(2), '2026-11-23 11:00'],
    ['before opening', '2026-11-23 05:30', minutes(60), '2026-11-23 09:00'],
    ['after closing', '2026-11-23 17:10', minutes(60), '2026-11-24 09:00'],
    ['exactly at opening', '2026-11-23 08:00', minutes(1), '2026-11-23 08:01'],
    ['exactly at closing', '2026-11-23 16:00', minutes(10), '2026-11-24 08:10'],
    ['ten minutes from 15.55', '2026-11-23 15:55', minutes(10), '2026-11-24 08:05'],
    ['five minutes from 15.55 end at closing', '2026-11-23 15:55', minutes(5), '2026-11-23 16:00'],
    ['on a Saturday', '2026-11-28 10:00', hours(1), '2026-11-30 09:00'],
    ['over a weekend', '2026-11-27 15:30', hours(1), '2026-11-30 08:30'],
    ['eight hours from opening end the same day', '2026-11-23 08:00', hours(8), '2026-11-23 16:00'],
    ['eight hours from nine end the next day at nine', '2026-11-23 09:00', hours(8), '2026-11-24 09:00'],
    ['nothing ends where it starts', '2026-11-28 10:00', minutes(0), '2026-11-28 10:00'],
  ])('[X-10] counts only working hours: %s', (_case, start, duration, expected) => {
    expect(due(jakarta, start, duration)).toBe(expected);
  });

  it('[KALTARA-13] [KALTARA-22] works until 16.30 on Fridays and 16.00 on other days', () => {
    expect(due(kaltara, '2026-11-27 15:45', minutes(60))).toBe('2026-11-30 08:15');
    expect(due(kaltara, '2026-11-26 15:45', minutes(60))).toBe('2026-11-27 08:45');
    expect(due(kaltara, '2026-11-27 16:20', minutes(10))).toBe('2026-11-27 16:30');
    expect(isWorkingTime(kaltara, at('2026-11-27 16:15', 'Asia/Makassar'))).toBe(true);
    expect(isWorkingTime(kaltara, at('2026-11-26 16:15', 'Asia/Makassar'))).toBe(false);
    // No lunch break unless an institution adds one.
    expect(isWorkingTime(kaltara, at('2026-11-27 12:30', 'Asia/Makassar'))).toBe(true);
    // Its two dispositions and the preparation, 60 + 60 + 150 minutes, from a Friday noon.
    expect(due(kaltara, '2026-11-27 12:30', minutes(270))).toBe('2026-11-30 08:30');
  });

  it('[X-10] holidays and collective leave stand still, special hours count as they are', () => {
    const calendar = calendarOf({
      days: [
        { date: '2026-12-24', kind: 'collective-leave', name: 'Cuti bersama Natal' },
        { date: '2026-12-25', kind: 'national-holiday', name: 'Hari Raya Natal' },
        { date: '2026-12-28', kind: 'special-hours', name: 'Apel', hours: [{ opens: '10:00', closes: '12:00' }] },
        { date: '2026-12-26', kind: 'special-hours', name: 'Piket', hours: [{ opens: '09:00', closes: '10:00' }] },
      ],
    });
    expect(due(calendar, '2026-12-23 15:00', hours(2))).toBe('2026-12-26 10:00');
    expect(due(calendar, '2026-12-23 15:00', hours(4))).toBe('2026-12-28 12:00');
    expect(due(calendar, '2026-12-25 09:00', minutes(30))).toBe('2026-12-26 09:30');
    expect(isWorkingTime(calendar, at('2026-12-25 09:00'))).toBe(false);
  });

  it('[X-10] Ramadan has a week of its own, and a listed day in it wins', () => {
    const shorter = [{ opens: '08:00', closes: '15:00' }];
    const week = { ...jakarta.week, monday: shorter, tuesday: shorter, wednesday: shorter, thursday: shorter };
    const calendar = calendarOf({
      periods: [{ from: '2027-02-08', to: '2027-03-09', name: 'Ramadan 1448 H', week }],
      days: [{ date: '2027-02-09', kind: 'special-hours', name: 'Hari penuh', hours: eightToFour }],
    });
    expect(due(calendar, '2027-02-08 14:30', hours(1))).toBe('2027-02-09 08:30');
    expect(due(calendar, '2027-02-09 14:30', hours(1))).toBe('2027-02-09 15:30');
    // The last day of the period and the first after it.
    expect(due(calendar, '2027-03-09 14:30', hours(1))).toBe('2027-03-10 08:30');
    expect(due(calendar, '2027-03-10 14:30', hours(1))).toBe('2027-03-10 15:30');
  });

  it('[X-10] a lunch break stands still', () => {
    const split = [
      { opens: '08:00', closes: '12:00' },
      { opens: '13:00', closes: '16:30' },
    ];
    const calendar = calendarOf({ week: { ...jakarta.week, monday: split } });
    expect(due(calendar, '2026-11-23 11:30', hours(1))).toBe('2026-11-23 13:30');
    expect(due(calendar, '2026-11-23 12:10', minutes(10))).toBe('2026-11-23 13:10');
    expect(due(calendar, '2026-11-23 11:30', minutes(30))).toBe('2026-11-23 12:00');
    expect(isWorkingTime(calendar, at('2026-11-23 12:00'))).toBe(false);
    expect(isWithinWorkingHours(calendar, at('2026-11-23 11:00'), at('2026-11-23 14:00'))).toBe(true);
  });
});

describe('days', () => {
  it.each([
    ['ends at the same clock time of the next working day', '2026-11-23 10:20', 1, '2026-11-24 10:20'],
    ['goes over a weekend', '2026-11-27 10:20', 1, '2026-11-30 10:20'],
    ['counts from the next opening when it starts before hours', '2026-11-23 06:00', 1, '2026-11-24 08:00'],
    ['counts from the next opening when it starts after hours', '2026-11-23 18:00', 1, '2026-11-25 08:00'],
    ['counts from the next opening when it starts exactly at closing', '2026-11-23 16:00', 1, '2026-11-25 08:00'],
    ['counts from Monday when it starts on a weekend', '2026-11-28 11:00', 1, '2026-12-01 08:00'],
    ['five days are a week', '2026-11-23 10:20', 5, '2026-11-30 10:20'],
    ['no days end where they start', '2026-11-28 11:00', 0, '2026-11-28 11:00'],
  ])('[BATAN-41] one day is one working day: %s', (_case, start, amount, expected) => {
    expect(due(jakarta, start, days(amount))).toBe(expected);
  });

  it('[BATAN-41] a day is neither eight hours nor twenty-four working hours', () => {
    const long = calendarOf({ week: { ...jakarta.week, tuesday: [{ opens: '08:00', closes: '20:00' }] } });
    expect(due(long, '2026-11-24 10:00', days(1))).toBe('2026-11-25 10:00');
    expect(due(long, '2026-11-24 10:00', hours(8))).toBe('2026-11-24 18:00');
    expect(due(jakarta, '2026-11-23 10:00', hours(24))).toBe('2026-11-26 10:00');
  });

  it('[BATAN-41] skips a holiday', () => {
    const calendar = calendarOf({ days: [{ date: '2026-11-24', kind: 'closed', name: 'Dies natalis' }] });
    expect(due(calendar, '2026-11-23 10:00', days(1))).toBe('2026-11-25 10:00');
  });

  it('[KALTARA-22] ends when a shorter day closes, and when work goes on after a break or a later opening', () => {
    expect(due(kaltara, '2026-11-27 16:20', days(1))).toBe('2026-11-30 16:00');
    const monday = [
      { opens: '09:00', closes: '12:00' },
      { opens: '13:00', closes: '16:00' },
    ];
    const calendar = calendarOf({ week: { ...jakarta.week, monday } });
    expect(due(calendar, '2026-11-27 08:30', days(1))).toBe('2026-11-30 09:00');
    expect(due(calendar, '2026-11-27 12:30', days(1))).toBe('2026-11-30 13:00');
    expect(due(calendar, '2026-11-27 12:00', days(1))).toBe('2026-11-30 12:00');
  });
});

describe('pauses', () => {
  it('[X-10] a clock paused while returned runs on for what was left', () => {
    // 30 of 120 minutes are used before the pause, 90 are left on Wednesday.
    const pause: [string, string] = ['2026-11-23 09:30', '2026-11-25 10:00'];
    expect(due(jakarta, '2026-11-23 09:00', hours(2), [pause])).toBe('2026-11-25 11:30');
    // Only the working time of a pause counts: over a night and a weekend nothing is added.
    expect(due(jakarta, '2026-11-27 15:00', hours(2), [['2026-11-27 16:30', '2026-11-30 07:00']])).toBe(
      '2026-11-30 09:00',
    );
    expect(due(jakarta, '2026-11-23 09:00', hours(2), [['2026-11-23 11:00', '2026-11-23 15:00']])).toBe(
      '2026-11-23 11:00',
    );
    expect(due(jakarta, '2026-11-23 09:00', hours(2), [['2026-11-20 09:00', '2026-11-23 10:00']])).toBe(
      '2026-11-23 12:00',
    );
  });

  it('[X-10] a standard in days is longer by the working time of its pauses', () => {
    expect(due(jakarta, '2026-11-23 14:00', days(1), [['2026-11-24 10:00', '2026-11-25 10:00']])).toBe(
      '2026-11-25 14:00',
    );
    expect(due(jakarta, '2026-11-23 14:00', days(1), [['2026-11-23 15:00', '2026-11-23 15:30']])).toBe(
      '2026-11-24 14:30',
    );
    // It began inside a pause: it counts from the end of that.
    expect(due(jakarta, '2026-11-23 14:00', days(1), [['2026-11-23 13:00', '2026-11-24 09:00']])).toBe(
      '2026-11-25 09:00',
    );
    // A pause after it was due changes nothing, a second one that begins before the moved date does.
    expect(due(jakarta, '2026-11-23 14:00', days(1), [['2026-11-24 14:00', '2026-11-24 15:00']])).toBe(
      '2026-11-24 14:00',
    );
    const two: [string, string][] = [
      ['2026-11-24 14:30', '2026-11-24 15:00'],
      ['2026-11-24 10:00', '2026-11-24 11:00'],
    ];
    expect(due(jakarta, '2026-11-23 14:00', days(1), two)).toBe('2026-11-24 15:30');
  });

  it('overlapping pauses count once', () => {
    const pauses: [string, string][] = [
      ['2026-11-23 10:00', '2026-11-23 12:00'],
      ['2026-11-23 11:00', '2026-11-23 13:00'],
      ['2026-11-23 12:30', '2026-11-23 12:30'],
    ];
    expect(due(jakarta, '2026-11-23 09:00', hours(2), pauses)).toBe('2026-11-23 14:00');
    expect(due(jakarta, '2026-11-23 09:00', days(1), pauses)).toBe('2026-11-24 12:00');
  });
});

describe('zones and edges', () => {
  it('[X-14] the same instant is worked in one zone and not in another', () => {
    const instant = Date.parse('2026-11-23T00:30:00Z');
    expect(isWorkingTime(calendarOf({ timeZone: 'Asia/Jakarta' }), instant)).toBe(false);
    expect(isWorkingTime(calendarOf({ timeZone: 'Asia/Makassar' }), instant)).toBe(true);
    expect(isWorkingTime(calendarOf({ timeZone: 'Asia/Jayapura' }), instant)).toBe(true);
  });

  it('[X-14] a change of the institution zone moves what is due', () => {
    const start = at('2026-11-23 15:30');
    expect(written(addWorkingTime(jakarta, start, hours(1)))).toBe('2026-11-24 08:30');
    // 15.30 WIB is 16.30 WITA: closed, so the hour is counted on Tuesday.
    const moved = calendarOf({ timeZone: 'Asia/Makassar' });
    expect(written(addWorkingTime(moved, start, hours(1)), 'Asia/Makassar')).toBe('2026-11-24 09:00');
  });

  it('keeps the clock time where the clocks change', () => {
    const oslo = calendarOf({ timeZone: 'Europe/Oslo' });
    // The clocks went back on Sunday 25 October 2026.
    expect(due(oslo, '2026-10-23 10:00', days(1))).toBe('2026-10-26 10:00');
    expect(due(oslo, '2026-10-23 15:00', hours(2))).toBe('2026-10-26 09:00');
    const night = [{ opens: '01:00', closes: '05:00' }];
    const nights = calendarOf({ timeZone: 'Europe/Oslo', week: { ...jakarta.week, sunday: night } });
    expect(workingMinutesBetween(nights, at('2026-10-25', 'Europe/Oslo'), at('2026-10-26', 'Europe/Oslo'))).toBe(300);
    expect(workingMinutesBetween(nights, at('2026-03-29', 'Europe/Oslo'), at('2026-03-30', 'Europe/Oslo'))).toBe(180);
  });

  it('works through midnight when the hours do', () => {
    const all = [{ opens: '00:00', closes: '24:00' }];
    const calendar = calendarOf({ week: { ...jakarta.week, monday: all, tuesday: all } });
    expect(due(calendar, '2026-11-23 23:00', hours(2))).toBe('2026-11-24 01:00');
    expect(isWorkingTime(calendar, at('2026-11-23 23:59'))).toBe(true);
  });

  it('a calendar that is always closed gives a date far away, not an endless sum', () => {
    const week = Object.fromEntries(Object.keys(jakarta.week).map((day) => [day, []]));
    const closed = calendarOf({ week: week as unknown as WorkingCalendar['week'] });
    const start = at('2026-11-23 09:00');
    for (const duration of [minutes(5), days(3)]) {
      const found = addWorkingTime(closed, start, duration);
      expect(found).toBeGreaterThan(start + 700 * 86_400_000);
      expect(found).toBeLessThan(start + 1_000 * 86_400_000);
    }
    expect(workingMinutesBetween(closed, start, start + 5_000 * 86_400_000)).toBe(0);
  });

  it('looks some ten years ahead and no further, whatever year somebody writes', () => {
    const [from, to] = [at('2026-11-23 08:00'), Date.parse('9999-12-31T00:00:00Z')];
    expect(workingMinutesBetween(jakarta, from, to)).toBe(
      workingMinutesBetween(jakarta, from, from + 4_000 * 86_400_000),
    );
    expect(workingStretches(jakarta, from, to).length).toBeLessThan(4_000);
    expect(daysBetween(jakarta, '2026-11-23', '9999-12-31', 'working')).toBe(2_858);
    expect(daysBetween(jakarta, '2026-11-23', '9999-12-31', 'calendar')).toBe(2_912_116);
  });

  it('measures what was used, and nothing backwards', () => {
    const between = (from: string, to: string) => workingMinutesBetween(jakarta, at(from), at(to));
    expect(between('2026-11-23 06:00', '2026-11-23 08:30')).toBe(30);
    expect(between('2026-11-27 15:00', '2026-11-30 09:00')).toBe(120);
    expect(between('2026-11-23 10:00', '2026-11-23 09:00')).toBe(0);
    // 52 weeks and a Monday of eight hours.
    expect(between('2026-01-05 00:00', '2027-01-05 00:00')).toBe(261 * 480);
    const span = workingStretches(jakarta, at('2026-11-27 15:00'), at('2026-11-30 09:00'));
    expect(span.map(({ startsAt, endsAt }) => [written(startsAt), written(endsAt)])).toEqual([
      ['2026-11-27 15:00', '2026-11-27 16:00'],
      ['2026-11-30 08:00', '2026-11-30 09:00'],
    ]);
  });

  it('[KALTARA-23] tells whether an event lies within working hours', () => {
    const within = (from: string, to: string) =>
      isWithinWorkingHours(kaltara, at(from, 'Asia/Makassar'), at(to, 'Asia/Makassar'));
    expect(within('2026-11-27 15:00', '2026-11-27 16:30')).toBe(true);
    expect(within('2026-11-26 15:00', '2026-11-26 16:30')).toBe(false);
    expect(within('2026-11-26 07:59', '2026-11-26 09:00')).toBe(false);
    expect(within('2026-11-28 09:00', '2026-11-28 10:00')).toBe(false);
    expect(within('2026-11-26 09:00', '2026-11-27 10:00')).toBe(false);
  });
});

describe('days between dates', () => {
  it('[UNSRI-92] a week is seven calendar days of local dates, whatever the clock says', () => {
    expect(daysBetween(jakarta, '2026-11-23', '2026-11-30', 'calendar')).toBe(7);
    expect(daysBetween(jakarta, '2026-11-24', '2026-11-30', 'calendar')).toBe(6);
    expect(daysBetween(jakarta, '2026-11-30', '2026-11-23', 'calendar')).toBe(-7);
    expect(daysBetween(jakarta, '2026-12-28', '2027-01-04', 'calendar')).toBe(7);
  });

  it('[UNSRI-92] [X-14] the dates are those of the institution, not of the server', () => {
    // 23.30 on the 23rd in Jakarta is 01.30 on the 24th in Jayapura; the event is on the 30th everywhere.
    const [filedAt, eventAt] = [at('2026-11-23 23:30'), at('2026-11-30 09:00')];
    expect(noticeDays(jakarta, filedAt, eventAt, 'calendar')).toBe(7);
    expect(noticeDays(calendarOf({ timeZone: 'Asia/Jayapura' }), filedAt, eventAt, 'calendar')).toBe(6);
    // One minute past midnight in Jakarta is still the day before in UTC.
    expect(noticeDays(jakarta, at('2026-11-24 00:01'), eventAt, 'calendar')).toBe(6);
  });

  it('[X-12] counts back over the weekend and holidays to a working day', () => {
    expect(written(workingDaysBefore(jakarta, at('2026-11-30 09:00'), 1))).toBe('2026-11-27 09:00');
    expect(written(workingDaysBefore(jakarta, at('2026-11-29 19:00'), 2))).toBe('2026-11-26 16:00');
    expect(written(workingDaysBefore(jakarta, at('2026-11-29 19:00'), 0))).toBe('2026-11-29 19:00');
  });

  it('[BATAN-40] [X-12] two days are calendar days or working days, as the rule says', () => {
    // From a Friday to a Monday.
    expect(daysBetween(jakarta, '2026-11-27', '2026-11-30', 'calendar')).toBe(3);
    expect(daysBetween(jakarta, '2026-11-27', '2026-11-30', 'working')).toBe(1);
    // The office has Friday and Monday before a Tuesday; who asks on Saturday leaves it Monday alone.
    expect(daysBetween(jakarta, '2026-11-27', '2026-12-01', 'working')).toBe(2);
    expect(daysBetween(jakarta, '2026-11-28', '2026-12-01', 'working')).toBe(1);
    expect(daysBetween(jakarta, '2026-12-01', '2026-11-27', 'working')).toBe(-2);
    expect(Object.is(daysBetween(jakarta, '2026-11-29', '2026-11-28', 'working'), 0)).toBe(true);
    const calendar = calendarOf({ days: [{ date: '2026-11-30', kind: 'national-holiday', name: 'Libur' }] });
    expect(daysBetween(calendar, '2026-11-27', '2026-12-01', 'working')).toBe(1);
  });
});
