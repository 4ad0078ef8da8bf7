/** Working time: the hours of a week, days that differ, and how time standards are counted. Pure data; the arithmetic is the server's. */
import { z } from 'zod';
import { bilingualSchema, clockTimeSchema, dateSchema, instantSchema, lineSchema } from './text.ts';

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
/** A date of a working calendar; the years that clocks can be asked about. */
export const calendarDateSchema = dateSchema.regex(/^(19|20|21)\d\d-/, 'calendar-date');
const dayDifference = {
  kind: z.enum(calendarDayKinds),
  name: lineSchema(200),
  /** Only with `special-hours`; the other kinds are closed all day. */
  hours: dayHoursSchema.optional(),
};
const hasItsHours = ({ kind, hours }: { kind: (typeof calendarDayKinds)[number]; hours?: DayHours | undefined }) =>
  kind === 'special-hours' ? (hours?.length ?? 0) > 0 : hours === undefined;
const hoursRule = { path: ['hours'], message: 'special-hours' };
export const calendarDaySchema = z
  .strictObject({ date: calendarDateSchema, ...dayDifference })
  .refine(hasItsHours, hoursRule);
export type CalendarDay = z.infer<typeof calendarDaySchema>;

/** A stretch of dates with a week of its own, both ends included: Ramadan. */
export const specialPeriodSchema = z
  .strictObject({ from: calendarDateSchema, to: calendarDateSchema, name: lineSchema(200), week: weekHoursSchema })
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

/** A week in which something is worked: without any hours no clock would ever run. */
export const openWeekSchema = weekHoursSchema.refine((week) => weekdays.some((day) => week[day].length > 0), {
  path: ['monday'],
  message: 'week-closed',
});

// GET /api/calendar → InstitutionCalendar, for all staff; everything below is an admin's
export const institutionCalendarSchema = z.object({
  timeZone: z.string(),
  week: weekHoursSchema,
  /** Ascending. */
  days: z.array(calendarDaySchema),
  periods: z.array(z.object({ id: z.uuid(), period: specialPeriodSchema })),
});
export type InstitutionCalendar = z.infer<typeof institutionCalendarSchema>;

// PUT /api/calendar/week (WeekHours) · PUT /api/calendar/days/:date (CalendarDayInput) · DELETE /api/calendar/days/:date · POST /api/calendar/periods
// (SpecialPeriod) → 201 · PUT, DELETE /api/calendar/periods/:id · POST /api/calendar/holidays (HolidayImport) → CalendarChange
/** The calendar after a change, and how many open steps are due at another time because of it. */
export const calendarChangeSchema = z.object({ calendar: institutionCalendarSchema, movedDueDates: z.int() });
export type CalendarChange = z.infer<typeof calendarChangeSchema>;
export const calendarDayInputSchema = z.strictObject(dayDifference).refine(hasItsHours, hoursRule);
export type CalendarDayInput = z.infer<typeof calendarDayInputSchema>;

// POST /api/calendar/holidays/preview (multipart: `file`, an iCalendar file) → HolidayPreview: nothing is stored by it
/** Largest calendar file that is read. National calendars of several years are a tenth of it. */
export const holidayFileLimitBytes = 1_000_000;
export const holidayPreviewSchema = z.object({
  days: z.array(
    z.object({
      day: calendarDaySchema,
      /** Against what the calendar says of that date now. */
      standing: z.enum(['new', 'same', 'different']),
      current: calendarDaySchema.nullable(),
      /** False for observances on which people work. */
      suggested: z.boolean(),
    }),
  ),
  /** What was in the file and is no day off, and why. */
  skipped: z.array(z.object({ name: z.string(), reason: bilingualSchema })),
});
export type HolidayPreview = z.infer<typeof holidayPreviewSchema>;
/** The days that were chosen from a preview; those of the same date are replaced. */
export const holidayImportSchema = z.strictObject({
  days: z
    .array(calendarDaySchema)
    .min(1)
    .max(600)
    .refine((days) => new Set(days.map(({ date }) => date)).size === days.length, 'each-date-once'),
});
// GET /api/calendar/export → the days as an iCalendar file

/** `CaseStep.dueHistory`: when a step was due before its calendar changed, oldest first. */
export const dueChangeSchema = z.object({
  dueAt: instantSchema.nullable(),
  replacedAt: instantSchema,
  cause: z.enum(['calendar', 'zone']),
});
export type DueChange = z.infer<typeof dueChangeSchema>;
