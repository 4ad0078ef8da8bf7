/** Changes of an institution's calendar: each in one transaction with what it moves and the audit log. */
import type { CalendarChange, CalendarDay, HolidayPreview, SpecialPeriod, WeekHours } from '@sambung/contract/calendar';
import type { Staff } from '@sambung/contract/http';
import { type AuditFacts, appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { DomainError } from '../problem.ts';
import { recomputeDueDates } from './due-store.ts';
import { readHolidayFile } from './holiday-file.ts';
import * as store from './store.ts';

/** What a change writes to the audit log, beside how many due dates moved. */
interface Edit {
  readonly action: string;
  readonly entityId?: string;
  readonly data: AuditFacts['data'];
}

async function changeCalendar(
  context: Context,
  staff: Staff,
  edit: (tx: Transaction) => Promise<Edit>,
): Promise<CalendarChange> {
  const institutionId = staff.institution.id;
  const now = context.clock();
  return await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    const { action, entityId, data } = await edit(tx);
    const movedDueDates = await recomputeDueDates(tx, { institutionId, cause: 'calendar', now });
    await appendAudit(tx, {
      institutionId,
      at: now,
      actorId: staff.id,
      action,
      entityId: entityId ?? institutionId,
      data: { ...data, movedDueDates },
    });
    return { calendar: await store.readCalendar(tx, institutionId), movedDueDates };
  });
}

export function replaceWeek(context: Context, staff: Staff, week: WeekHours): Promise<CalendarChange> {
  return changeCalendar(context, staff, async (tx) => {
    await store.writeWeek(tx, staff.institution.id, week);
    return { action: 'calendar.week-replaced', data: { week } };
  });
}

/** Writes one day or many; those of the same date are replaced. */
export function putDays(context: Context, staff: Staff, days: readonly CalendarDay[]): Promise<CalendarChange> {
  return changeCalendar(context, staff, async (tx) => {
    await store.writeDays(tx, staff.institution.id, days);
    const [only] = days;
    if (days.length === 1 && only) return { action: 'calendar.day-put', data: { ...only, hours: only.hours ?? null } };
    return { action: 'calendar.holidays-imported', data: { dates: days.map(({ date }) => date) } };
  });
}

/** Throws `not-found` when the date does not differ from the week. */
export function removeDay(context: Context, staff: Staff, date: string): Promise<CalendarChange> {
  return changeCalendar(context, staff, async (tx) => {
    if (!(await store.deleteDay(tx, staff.institution.id, date))) throw new DomainError('not-found');
    return { action: 'calendar.day-removed', data: { date } };
  });
}

/** Adds a period, or replaces the one with this id. Throws `invalid-input` when it shares a date with another, `not-found` for another's id. */
export function putPeriod(context: Context, staff: Staff, period: SpecialPeriod, id?: string): Promise<CalendarChange> {
  return changeCalendar(context, staff, async (tx) => {
    const institutionId = staff.institution.id;
    const overlap = await store.findOverlap(tx, institutionId, period, id);
    if (overlap !== null) throw overlapping(overlap);
    const { from, to, name } = period;
    const data = { from, to, name, week: period.week };
    if (id === undefined) {
      const entityId = await store.insertPeriod(tx, institutionId, period);
      return { action: 'calendar.period-added', entityId, data };
    }
    if (!(await store.updatePeriod(tx, institutionId, id, period))) throw new DomainError('not-found');
    return { action: 'calendar.period-replaced', entityId: id, data };
  });
}

/** Throws `not-found` when the institution has no such period. */
export function removePeriod(context: Context, staff: Staff, id: string): Promise<CalendarChange> {
  return changeCalendar(context, staff, async (tx) => {
    if (!(await store.deletePeriod(tx, staff.institution.id, id))) throw new DomainError('not-found');
    return { action: 'calendar.period-removed', entityId: id, data: {} };
  });
}

/** What a calendar file would change; nothing is stored. Throws `invalid-input` on `/file` for a file that cannot be read. */
export async function previewHolidays(context: Context, staff: Staff, bytes: Uint8Array): Promise<HolidayPreview> {
  const { timeZone, days } = await store.readCalendar(context.db, staff.institution.id);
  const found = readHolidayFile(bytes, { timeZone, now: context.clock().getTime() });
  const known = new Map(days.map((day) => [day.date, day]));
  return {
    days: found.days.map(({ day, suggested }) => {
      const current = known.get(day.date) ?? null;
      const same = current !== null && current.kind === day.kind && current.name === day.name;
      return { day, suggested, current, standing: current === null ? 'new' : same ? 'same' : 'different' };
    }),
    skipped: found.skipped.map(({ name, reason }) => ({ name, reason })),
  };
}

function overlapping(name: string): DomainError {
  const detail = {
    id: `Tanggalnya bertumpuk dengan "${name}". Ubah tanggalnya atau hapus yang itu dahulu.`,
    en: `Its dates overlap with "${name}". Change the dates or remove that one first.`,
  };
  return new DomainError('invalid-input', { errors: [{ pointer: '/from', detail }] });
}
