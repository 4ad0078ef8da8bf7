/** The stretch of time in a form. */
import { describe, expect, it } from 'vitest';
import { durations, endOf, instantsOf, matchesTime, rangeOf, startTimes } from './time-range.ts';

it('gives both instants from the wall clock of the zone, and back', () => {
  const range = { date: '2026-02-03', startTime: '23:00', durationMinutes: 150 };
  const instants = { startsAt: '2026-02-03T14:00:00.000Z', endsAt: '2026-02-03T16:30:00.000Z' };
  expect(instantsOf(range, 'Asia/Jayapura')).toEqual(instants);
  expect(rangeOf(instants.startsAt, instants.endsAt, 'Asia/Jayapura')).toEqual(range);
});

it('has no instants while no day is chosen', () => {
  expect(instantsOf({ date: '', startTime: '09:00', durationMinutes: 60 }, 'Asia/Jakarta')).toBeNull();
});

it('says when the end falls on the next day', () => {
  expect(endOf({ startTime: '23:00', durationMinutes: 150 })).toEqual({ time: '01:30', nextDay: true });
  expect(endOf({ startTime: '09:00', durationMinutes: 120 })).toEqual({ time: '11:00', nextDay: false });
});

describe('the lists of choices', () => {
  it('offer every quarter hour of the day once, and an offered time between them in its place', () => {
    expect(startTimes('09:00')).toHaveLength(96);
    expect(startTimes('09:10').slice(36, 39)).toEqual(['09:00', '09:10', '09:15']);
  });

  it('offer lengths up to the limit of a day, in order', () => {
    const offered = durations(100);
    expect(offered).toContain(100);
    expect(offered.at(0)).toBe(15);
    expect(offered.at(-1)).toBe(24 * 60);
    expect([...offered].sort((a, b) => a - b)).toEqual(offered);
  });
});

it.each([
  ['930', '09:30', true],
  ['9.30', '09:30', true],
  ['09:3', '09:30', true],
  ['13', '13:00', true],
  ['14', '13:00', false],
  ['', '13:00', true],
])('typing "%s" finds %s: %s', (typed, time, found) => {
  expect(matchesTime(typed, time)).toBe(found);
});
