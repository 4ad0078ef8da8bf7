/** Working time: the hours of a week, days that differ, and how time standards are counted. Pure data; the arithmetic is the server's. */
import { z } from 'zod';
import { clockTimeSchema, dateSchema, lineSchema } from './text.ts';

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

/** Open stretches of one day, ascending and apart (a lunch break is the gap between two); empty is closed. */
export const dayHoursSchema = z
  .array(z.strictObject({ opens: clockTimeSchema, closes: clockTimeSchema }))
  .max(4)
  .refine(
    (stretches) =>
      stretches.every(
        ({ opens, closes }, index) => opens < closes && (index === 0 || (stretches[index - 1]?.closes ?? '') <= opens),
      ),
    'day-hours',
  );
export type DayHours = z.infer<typeof dayHoursSchema>;
export const weekHoursSchema = z.strictObject(
  Object.fromEntries(weekdays.map((day) => [day, dayHoursSchema])) as Record<Weekday, typeof dayHoursSchema>,
);
export type WeekHours = z.infer<typeof weekHoursSchema>;

/** Why a date differs from the week: a national holiday, collective leave (cuti bersama), closed by the institution, or special hours. */
export const calendarDayKinds = ['national-holiday', 'collective-leave', 'closed', 'special-hours'] as const;
export const calendarDaySchema = z.strictObject({
  date: dateSchema,
  kind: z.enum(calendarDayKinds),
  name: lineSchema(200),
  /** Only with `special-hours`; the other kinds are closed all day. */
  hours: dayHoursSchema.optional(),
});
export type CalendarDay = z.infer<typeof calendarDaySchema>;

/** A stretch of dates with a week of its own, both ends included: Ramadan. */
export const specialPeriodSchema = z
  .strictObject({ from: dateSchema, to: dateSchema, name: lineSchema(200), week: weekHoursSchema })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'ends-after-start' });
export type SpecialPeriod = z.infer<typeof specialPeriodSchema>;

/** Everything a working-time clock needs. A listed day wins over a period, a period over the week. */
export interface WorkingCalendar {
  readonly timeZone: string;
  readonly week: WeekHours;
  readonly days: readonly CalendarDay[];
  readonly periods: readonly SpecialPeriod[];
}

/** A time standard: minutes and hours of working time, days as whole working days ("1 hari" ends at the same clock time of the next working day). */
export const durationSchema = z.strictObject({
  amount: z.int().min(0).max(10_000),
  unit: z.enum(['minutes', 'hours', 'days']),
});
export type WorkingDuration = z.infer<typeof durationSchema>;

/** Monday to Friday 08.00–16.00: what an institution has until it says otherwise. */
export const defaultWeek: WeekHours = {
  monday: [{ opens: '08:00', closes: '16:00' }],
  tuesday: [{ opens: '08:00', closes: '16:00' }],
  wednesday: [{ opens: '08:00', closes: '16:00' }],
  thursday: [{ opens: '08:00', closes: '16:00' }],
  friday: [{ opens: '08:00', closes: '16:00' }],
  saturday: [],
  sunday: [],
};
