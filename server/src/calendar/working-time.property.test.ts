/** Working time: what must hold for every calendar, start, standard and pause. */
import { type DayHours, type WeekHours, type WorkingCalendar, weekdays } from '@sambung/contract/calendar';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../test/calendars.ts';
import { zoneOffsetMs } from './local-time.ts';
import { addWorkingTime, isWorkingTime, type Pause, workingMinutesBetween } from './working-time.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const begin = Date.parse('2026-11-20T00:00:00Z');

/** Zones with and without a change of the clocks; in 2026 New York's went back on 1 November, so the span below is even there. */
const zone = fc.constantFrom('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura', 'UTC', 'Asia/Kathmandu');
const instant = fc.integer({ min: 0, max: 40 * 1_440 }).map((minutes) => begin + minutes * minuteMs);
const clock = (quarter: number) =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
const dayHours: fc.Arbitrary<DayHours> = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 0, maxLength: 6 })
  .map((marks) => {
    const sorted = [...marks].sort((a, b) => a - b);
    const pairs = Array.from({ length: Math.floor(sorted.length / 2) }, (_, index) => sorted.slice(2 * index));
    return pairs.map(([opens = 0, closes = 96]) => ({ opens: clock(opens), closes: clock(closes) }));
  });
const week: fc.Arbitrary<WeekHours> = fc
  .tuple(...weekdays.map(() => dayHours))
  .map((hours) => Object.fromEntries(weekdays.map((day, index) => [day, hours[index]])) as unknown as WeekHours)
  // Never closed for good: what is due then is another test's.
  .map((made) => ({ ...made, wednesday: [{ opens: '09:00', closes: '15:00' }] }));
const days = fc
  .uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 8 })
  .chain((offsets) => fc.tuple(...offsets.map((offset) => dayHours.map((hours) => ({ offset, hours })))))
  .map((made) =>
    made.map(({ offset, hours }) => ({
      date: new Date(begin + offset * dayMs).toISOString().slice(0, 10),
      kind: 'special-hours' as const,
      name: 'Jam khusus',
      hours,
    })),
  );
const calendar: fc.Arbitrary<WorkingCalendar> = fc
  .record({ timeZone: zone, week, days })
  .map((parts) => calendarOf(parts));
const pauses: fc.Arbitrary<Pause[]> = fc.array(
  fc
    .tuple(instant, fc.integer({ min: 0, max: 4_000 }))
    .map(([startsAt, minutes]) => ({ startsAt, endsAt: startsAt + minutes * minuteMs })),
  { maxLength: 4 },
);
const amount = fc.integer({ min: 0, max: 6_000 });
const minutes = (value: number) => ({ amount: value, unit: 'minutes' as const });

/** A fixed seed: the suite says the same of the same code every time. */
const run = <T>(property: fc.IPropertyWithHooks<T>) => fc.assert(property, { seed: 20_261_122, numRuns: 200 });

describe('working time holds for everything', () => {
  it('[X-10] is additive: a standard in two parts is due when the whole is', () => {
    run(
      fc.property(calendar, instant, amount, amount, pauses, (hours, start, first, second, stops) => {
        const between = addWorkingTime(hours, start, minutes(first), stops);
        expect(addWorkingTime(hours, between, minutes(second), stops)).toBe(
          addWorkingTime(hours, start, minutes(first + second), stops),
        );
      }),
    );
  });

  it('[X-10] uses exactly its minutes, and is due at the earliest instant at which they are used', () => {
    run(
      fc.property(calendar, instant, amount, pauses, (hours, start, length, stops) => {
        const dueAt = addWorkingTime(hours, start, minutes(length), stops);
        expect(workingMinutesBetween(hours, start, dueAt, stops)).toBe(length);
        if (length > 0) expect(isWorkingTime(hours, dueAt - 1)).toBe(true);
      }),
    );
  });

  it('is monotonic: a later start, a longer standard or one more pause is never due earlier', () => {
    const unit = fc.constantFrom('minutes' as const, 'hours' as const, 'days' as const);
    const small = fc.integer({ min: 0, max: 30 });
    run(
      fc.property(calendar, instant, instant, small, small, unit, pauses, (hours, one, other, a, b, of, stops) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        const due = (start: number, value: number, held = stops) =>
          addWorkingTime(hours, start, { amount: value, unit: of }, held);
        expect(due(late, a)).toBeGreaterThanOrEqual(due(early, a));
        expect(due(early, a + b)).toBeGreaterThanOrEqual(due(early, a));
        expect(due(early, a)).toBeGreaterThanOrEqual(due(early, a, stops.slice(1)));
        expect(due(early, a)).toBeGreaterThanOrEqual(early);
      }),
    );
  });

  it('[X-14] does not depend on the zone: the same wall clock gives the same wall clock', () => {
    const unit = fc.constantFrom('minutes' as const, 'hours' as const, 'days' as const);
    run(
      fc.property(calendar, zone, instant, amount, unit, pauses, (hours, otherZone, start, value, of, stops) => {
        const shift = zoneOffsetMs(hours.timeZone, start) - zoneOffsetMs(otherZone, start);
        const moved = stops.map(({ startsAt, endsAt }) => ({ startsAt: startsAt + shift, endsAt: endsAt + shift }));
        const standard = { amount: value % 90, unit: of };
        expect(addWorkingTime({ ...hours, timeZone: otherZone }, start + shift, standard, moved)).toBe(
          addWorkingTime(hours, start, standard, stops) + shift,
        );
      }),
    );
  });

  it('measures additively: two spans that meet use what the whole uses', () => {
    run(
      fc.property(calendar, fc.tuple(instant, instant, instant), pauses, (hours, marks, stops) => {
        const [from = 0, middle = 0, to = 0] = [...marks].sort((a, b) => a - b);
        const used = (a: number, b: number) => workingMinutesBetween(hours, a, b, stops);
        expect(used(from, middle) + used(middle, to)).toBe(used(from, to));
      }),
    );
  });

  it('[BATAN-41] days add up in a week of equal days', () => {
    const few = fc.integer({ min: 0, max: 20 });
    const same = fc.record({ timeZone: zone }).map((parts) => calendarOf(parts));
    run(
      fc.property(same, instant, few, few, (hours, start, first, second) => {
        const between = addWorkingTime(hours, start, { amount: first, unit: 'days' });
        expect(addWorkingTime(hours, between, { amount: second, unit: 'days' })).toBe(
          addWorkingTime(hours, start, { amount: first + second, unit: 'days' }),
        );
      }),
    );
  });
});
