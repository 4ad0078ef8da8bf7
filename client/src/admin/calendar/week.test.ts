/** The week that is being edited. */
import { defaultWeek } from '@sambung/contract/calendar';
import { expect, it } from 'vitest';
import { copyToWorkingDays, errorOfDay, minutesOfWeek, quarters, timesWith, withBreak } from './week.ts';

it('offers quarters of an hour up to midnight, and the time that stands there', () => {
  expect(quarters[0]).toBe('00:00');
  expect(quarters.at(-1)).toBe('24:00');
  expect(timesWith('16:10')).toContain('16:10');
  expect(timesWith('16:15')).toHaveLength(97);
});

it('adds a week up', () => {
  expect(minutesOfWeek(defaultWeek)).toBe(40 * 60);
  expect(minutesOfWeek({ ...defaultWeek, monday: [{ opens: '16:00', closes: '08:00' }] })).toBe(32 * 60);
});

it('puts a break into the middle of a long day and another stretch after a short one', () => {
  expect(withBreak([{ opens: '08:00', closes: '16:00' }])).toEqual([
    { opens: '08:00', closes: '12:00' },
    { opens: '13:00', closes: '16:00' },
  ]);
  expect(withBreak([{ opens: '08:00', closes: '10:00' }])).toEqual([
    { opens: '08:00', closes: '10:00' },
    { opens: '11:00', closes: '12:00' },
  ]);
  expect(withBreak([])).toHaveLength(1);
});

it('copies a day to the working days and leaves the weekend', () => {
  const monday = [{ opens: '07:30', closes: '15:30' }];
  const week = copyToWorkingDays({ ...defaultWeek, monday }, 'monday');
  expect(week.friday).toEqual(monday);
  expect(week.saturday).toEqual([]);
});

it('finds what the server says of a day, wherever in it', () => {
  const errors = { 'week.monday.0.opens': 'a', 'week.friday': 'b' };
  expect(errorOfDay(errors, 'monday', 'week.')).toBe('a');
  expect(errorOfDay(errors, 'friday', 'week.')).toBe('b');
  expect(errorOfDay(errors, 'sunday', 'week.')).toBeUndefined();
});
