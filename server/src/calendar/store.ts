/** Rows of an institution's calendar. */
import {
  type CalendarDay,
  calendarDaySchema,
  defaultWeek,
  type InstitutionCalendar,
  type SpecialPeriod,
  specialPeriodSchema,
  type WeekHours,
  type WorkingCalendar,
  weekHoursSchema,
} from '@sambung/contract/calendar';
import type { Database, Transaction } from '../db.ts';

/** The institution's calendar; `week` (of a procedure that has its own) stands in for the institution's. Throws when there is no such institution. */
export async function loadCalendar(
  db: Database | Transaction,
  institutionId: string,
  week?: WeekHours,
): Promise<WorkingCalendar> {
  const { periods, ...calendar } = await readCalendar(db, institutionId);
  return { ...calendar, week: week ?? calendar.week, periods: periods.map(({ period }) => period) };
}

/**
 * The institution's calendar for many procedures, its rows read once. The same week gives the same object, so that days worked out for one clock serve the
 * next.
 */
export async function openCalendars(
  db: Database | Transaction,
  institutionId: string,
): Promise<(week?: WeekHours) => WorkingCalendar> {
  const own = await loadCalendar(db, institutionId);
  const others = new Map<string, WorkingCalendar>();
  return (week) => {
    if (week === undefined) return own;
    const key = JSON.stringify(week);
    const calendar = others.get(key) ?? { ...own, week };
    others.set(key, calendar);
    return calendar;
  };
}

interface CalendarRow {
  timeZone: string;
  week: unknown;
  days: unknown[];
  periods: { id: string; period: unknown }[];
}

/** The calendar as its page shows it, with the ids of its periods. One question to the database, because every clock and every search begins with it. */
export async function readCalendar(db: Database | Transaction, institutionId: string): Promise<InstitutionCalendar> {
  const [row] = await db.$queryRaw<CalendarRow[]>`
    SELECT i.time_zone AS "timeZone", i.week,
      (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('date', d.date, 'kind', d.kind, 'name', d.name, 'hours', d.hours)) ORDER BY d.date), '[]')
        FROM calendar_days d WHERE d.institution_id = i.id) AS days,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'period',
          jsonb_build_object('from', p.from_date, 'to', p.to_date, 'name', p.name, 'week', p.week)) ORDER BY p.from_date), '[]')
        FROM special_periods p WHERE p.institution_id = i.id) AS periods
    FROM institutions i WHERE i.id = ${institutionId}::uuid`;
  if (!row) throw new Error(`there is no institution ${institutionId}`);
  return {
    timeZone: row.timeZone,
    week: row.week === null ? defaultWeek : weekHoursSchema.parse(row.week),
    days: row.days.map((day) => calendarDaySchema.parse(day)),
    periods: row.periods.map(({ id, period }) => ({ id, period: specialPeriodSchema.parse(period) })),
  };
}

export async function writeWeek(tx: Transaction, institutionId: string, week: WeekHours): Promise<void> {
  await tx.institution.update({ where: { id: institutionId }, data: { week } });
}

/** Writes the days; those of the same date are replaced. */
export async function writeDays(tx: Transaction, institutionId: string, days: readonly CalendarDay[]): Promise<void> {
  const dates = days.map(({ date }) => new Date(date));
  await tx.calendarDay.deleteMany({ where: { institutionId, date: { in: dates } } });
  await tx.calendarDay.createMany({
    data: days.map(({ date, kind, name, hours }) => ({
      institutionId,
      date: new Date(date),
      kind,
      name,
      ...(hours && { hours }),
    })),
  });
}

/** False when the date did not differ from the week. */
export async function deleteDay(tx: Transaction, institutionId: string, date: string): Promise<boolean> {
  const { count } = await tx.calendarDay.deleteMany({ where: { institutionId, date: new Date(date) } });
  return count === 1;
}

const columnsOf = ({ from, to, name, week }: SpecialPeriod) => ({
  fromDate: new Date(from),
  toDate: new Date(to),
  name,
  week,
});

export async function insertPeriod(tx: Transaction, institutionId: string, period: SpecialPeriod): Promise<string> {
  const { id } = await tx.specialPeriod.create({ data: { institutionId, ...columnsOf(period) } });
  return id;
}

/** False when the institution has no such period. */
export async function updatePeriod(
  tx: Transaction,
  institutionId: string,
  id: string,
  period: SpecialPeriod,
): Promise<boolean> {
  const { count } = await tx.specialPeriod.updateMany({ where: { id, institutionId }, data: columnsOf(period) });
  return count === 1;
}

/** False when the institution has no such period. */
export async function deletePeriod(tx: Transaction, institutionId: string, id: string): Promise<boolean> {
  const { count } = await tx.specialPeriod.deleteMany({ where: { id, institutionId } });
  return count === 1;
}

/** The name of a period that shares a date with this one, or null. */
export async function findOverlap(
  tx: Transaction,
  institutionId: string,
  { from, to }: SpecialPeriod,
  exceptId?: string,
): Promise<string | null> {
  const row = await tx.specialPeriod.findFirst({
    where: {
      institutionId,
      fromDate: { lte: new Date(to) },
      toDate: { gte: new Date(from) },
      ...(exceptId !== undefined && { id: { not: exceptId } }),
    },
    select: { name: true },
  });
  return row?.name ?? null;
}
