/** Rows of an institution's calendar. */
import {
  calendarDaySchema,
  defaultWeek,
  specialPeriodSchema,
  type WeekHours,
  type WorkingCalendar,
  weekHoursSchema,
} from '@sambung/contract/calendar';
import type { Database, Transaction } from '../db.ts';
import { dateOfDay } from './local-time.ts';

/** The institution's calendar; `week` (of a procedure that has its own) stands in for the institution's. Throws when there is no such institution. */
export async function loadCalendar(
  db: Database | Transaction,
  institutionId: string,
  week?: WeekHours,
): Promise<WorkingCalendar> {
  const row = await db.institution.findUniqueOrThrow({
    where: { id: institutionId },
    select: {
      timeZone: true,
      week: true,
      calendarDays: { orderBy: { date: 'asc' } },
      specialPeriods: { orderBy: { fromDate: 'asc' } },
    },
  });
  return {
    timeZone: row.timeZone,
    week: week ?? (row.week === null ? defaultWeek : weekHoursSchema.parse(row.week)),
    days: row.calendarDays.map(({ date, kind, name, hours }) =>
      calendarDaySchema.parse({ date: dateOfDay(date.getTime()), kind, name, ...(hours !== null && { hours }) }),
    ),
    periods: row.specialPeriods.map(({ fromDate, toDate, name, week: hours }) =>
      specialPeriodSchema.parse({
        from: dateOfDay(fromDate.getTime()),
        to: dateOfDay(toDate.getTime()),
        name,
        week: hours,
      }),
    ),
  };
}
