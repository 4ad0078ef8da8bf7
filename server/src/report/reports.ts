/** Makes each report: asks the database, names what it found, fills the table. */

import { type Weekday, type WeekHours, weekdays, weekHoursSchema } from '@sambung/contract/calendar';
import type { ReportKind } from '@sambung/contract/report';
import { dayOfDate, instantOf } from '../calendar/index.ts';
import type { Context } from '../context.ts';
import { defaultOpening } from '../schedule/index.ts';
import { makeCertification, makeTestMetrics } from './certification.ts';
import * as store from './store.ts';
import { percentOf, stateNames, type TableRow } from './table.ts';

export interface Question {
  readonly institutionId: string;
  readonly timeZone: string;
  /** Calendar dates, both included. */
  readonly from: string;
  readonly to: string;
  readonly placeId?: string | undefined;
  readonly unit?: string | undefined;
}
export interface Part {
  readonly offset: number;
  readonly limit: number;
}
export interface Found {
  readonly rows: TableRow[];
  readonly total: number;
}

export function scopeOf({ institutionId, timeZone, from, to, placeId, unit }: Question): store.Scope {
  const start = (date: string, days: number) => new Date(instantOf(timeZone, dayOfDate(date) + days * dayMs, 0));
  return { institutionId, from: start(from, 0), to: start(to, 1), placeId, unit };
}

export async function makeReport(context: Context, report: ReportKind, question: Question, part: Part): Promise<Found> {
  if (report === 'recap') return await makeRecap(context, question, part);
  const rows = await otherReports[report](context, question);
  return { rows: rows.slice(part.offset, part.offset + part.limit), total: rows.length };
}

async function makeRecap({ db }: Context, question: Question, part: Part): Promise<Found> {
  const { rows, total } = await store.readRecap(db, scopeOf(question), part);
  return {
    total,
    rows: rows.map((row) => ({
      requestId: row.id,
      cells: [
        row.number,
        row.startsAt.toISOString(),
        row.endsAt.toISOString(),
        row.title,
        row.unit || null,
        row.place ?? row.venue,
        row.participants,
        row.officers,
        stateNames[row.state],
      ],
    })),
  };
}

const nothing = { id: '–', en: '–' };

const otherReports: Record<
  Exclude<ReportKind, 'recap'>,
  (context: Context, question: Question) => Promise<TableRow[]>
> = {
  async compliance({ db, clock }, question) {
    const [rows, versions] = await Promise.all([
      store.readCompliance(db, scopeOf(question), clock()),
      store.readVersions(db, question.institutionId),
    ]);
    const stepOf = (row: store.ComplianceRow) => versions.get(row.versionId)?.steps.get(row.key);
    const nameOf = (row: store.ComplianceRow) => versions.get(row.versionId)?.name ?? nothing;
    return rows
      .toSorted((a, b) => compare(nameOf(a).id, nameOf(b).id) || (stepOf(a)?.order ?? 0) - (stepOf(b)?.order ?? 0))
      .map((row) => ({
        requestId: null,
        cells: [
          nameOf(row),
          stepOf(row)?.name ?? row.key,
          row.finished,
          row.finished - row.late,
          row.late,
          percentOf(row.finished - row.late, row.finished),
          row.openLate,
        ],
      }));
  },

  async 'lead-time'({ db }, question) {
    const [rows, versions] = await Promise.all([
      store.readLeadTimes(db, scopeOf(question), question.timeZone),
      store.readVersions(db, question.institutionId),
    ]);
    return byService(rows, versions, (row, version) => [
      row.requests,
      row.shortest,
      row.median,
      row.longest,
      version?.leadTimeDays ?? null,
      row.overridden,
    ]);
  },

  async outcomes({ db }, question) {
    const [rows, versions] = await Promise.all([
      store.readOutcomes(db, scopeOf(question)),
      store.readVersions(db, question.institutionId),
    ]);
    return byService(rows, versions, (row) => [
      row.requests,
      row.rejected,
      row.cancelled,
      row.noShow,
      row.returned,
      row.rescheduled,
      row.waitlisted,
      row.offersTaken,
    ]);
  },

  certification: (context, question) => makeCertification(context, scopeOf(question), question.timeZone),
  'test-metrics': (context, question) => makeTestMetrics(context, scopeOf(question)),

  async utilisation({ db }, question) {
    const scope = scopeOf(question);
    const [uses, places] = await Promise.all([
      store.readUse(db, scope),
      store.listOpenPlaces(db, question.institutionId),
    ]);
    const useOf = new Map(uses.map((use) => [use.placeId, use]));
    const counts = countWeekdays(question);
    const hours = (ms: number) => Math.round(ms / 360_000) / 10;
    return places
      .filter(({ id }) => question.placeId === undefined || id === question.placeId)
      .map((place) => {
        const use = useOf.get(place.id);
        const openMs = Math.max(0, openMsOf(place, counts) - (use?.closedMs ?? 0));
        const heldMs = use?.heldMs ?? 0;
        const cells = [
          place.name,
          use?.events ?? 0,
          hours(use?.eventMs ?? 0),
          hours(heldMs),
          hours(openMs),
          percentOf(heldMs, openMs),
        ];
        return { requestId: null, cells };
      });
  },
};

const compare = (a: string, b: string) => a.localeCompare(b, 'id');

function byService<T extends { readonly versionId: string }>(
  rows: readonly T[],
  versions: ReadonlyMap<string, store.VersionNames>,
  cells: (row: T, version: store.VersionNames | undefined) => TableRow['cells'],
): TableRow[] {
  const nameOf = (row: T) => versions.get(row.versionId)?.name ?? nothing;
  return rows
    .toSorted((a, b) => compare(nameOf(a).id, nameOf(b).id))
    .map((row) => ({ requestId: null, cells: [nameOf(row), ...cells(row, versions.get(row.versionId))] }));
}

const dayMs = 86_400_000;
const defaultWeek = Object.fromEntries(weekdays.map((day) => [day, defaultOpening])) as WeekHours;

/** How many Mondays, Tuesdays … the report covers. */
function countWeekdays({ from, to }: Question): ReadonlyMap<Weekday, number> {
  const counts = new Map<Weekday, number>();
  for (let day = dayOfDate(from); day <= dayOfDate(to); day += dayMs) {
    const weekday = weekdays[(new Date(day).getUTCDay() + 6) % 7];
    if (weekday) counts.set(weekday, (counts.get(weekday) ?? 0) + 1);
  }
  return counts;
}

/** How long a place is open on those days. */
function openMsOf({ openingHours }: store.OpenPlace, counts: ReadonlyMap<Weekday, number>): number {
  const week = openingHours === null ? defaultWeek : weekHoursSchema.parse(openingHours);
  let openMs = 0;
  for (const [weekday, count] of counts) {
    for (const { opens, closes } of week[weekday]) openMs += count * (msOf(closes) - msOf(opens));
  }
  return openMs;
}

function msOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}
