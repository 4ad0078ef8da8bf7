/** Days of the schedule: which are shown, and what lies on them. Pure; dates are `YYYY-MM-DD` on the zone's wall. */
import type { TimelineItem } from '@sambung/contract/schedule';
import { instantOf, wallClock } from '../ui/date.ts';

export const views = ['day', 'week', 'month'] as const;
export type View = (typeof views)[number];

const dayMs = 86_400_000;
/** Noon of the date in UTC: far enough from both midnights for any sum of days. */
const noonOf = (date: string) => Date.parse(`${date}T12:00:00Z`);
const dateAt = (at: number) => new Date(at).toISOString().slice(0, 10);

export const shiftDays = (date: string, days: number): string => dateAt(noonOf(date) + days * dayMs);

/** The date one view further, or back. The 31st becomes the last day of a shorter month. */
export function shiftView(view: View, date: string, direction: 1 | -1): string {
  if (view !== 'month') return shiftDays(date, direction * (view === 'day' ? 1 : 7));
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month - 1 + direction + 1, 0)).getUTCDate();
  return dateAt(Date.UTC(year, month - 1 + direction, Math.min(day, lastDay), 12));
}

/** The dates that a view shows: the day, Monday to Sunday, or the first to the last of the month. */
export function datesOf(view: View, date: string): string[] {
  if (view === 'day') return [date];
  if (view === 'week') {
    const sinceMonday = (new Date(noonOf(date)).getUTCDay() + 6) % 7;
    return Array.from({ length: 7 }, (_, index) => shiftDays(date, index - sinceMonday));
  }
  const [year = 0, month = 1] = date.split('-').map(Number);
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return Array.from({ length }, (_, index) => dateAt(Date.UTC(year, month - 1, index + 1, 12)));
}

/** The instants between which the dates lie. */
export function spanOf(dates: readonly string[], timeZone: string): { from: string; to: string } {
  const midnight = (date: string) => instantOf({ date, time: '00:00' }, timeZone);
  return { from: midnight(dates[0] ?? ''), to: midnight(shiftDays(dates.at(-1) ?? '', 1)) };
}

/** What lies on the date at least in part, in the zone of the resource. */
export function itemsOn(items: readonly TimelineItem[], date: string, timeZone: string): TimelineItem[] {
  return items.filter(({ startsAt, endsAt }) => {
    const last = wallClock(new Date(Date.parse(endsAt) - 1).toISOString(), timeZone).date;
    return wallClock(startsAt, timeZone).date <= date && date <= last;
  });
}

/** The event itself where the item has one: setup and pre-test come before what people know as its time. */
export function timeOf(item: TimelineItem): { startsAt: string; endsAt: string } {
  return item.parts.find(({ kind }) => kind === 'event') ?? item;
}

/** The hours a day is drawn with: wider shows early and late things to scale, narrower leaves more room for the working day. */
export const firstHour = 6;
export const lastHour = 22;

/** Where a stretch lies on the day's line, from 0 to 1; what lies outside the hours keeps a sliver at the edge. */
export function barOf({ startsAt, endsAt }: { startsAt: string; endsAt: string }, date: string, timeZone: string) {
  const from = Date.parse(instantOf({ date, time: `0${firstHour}:00` }, timeZone));
  const until = Date.parse(instantOf({ date, time: `${lastHour}:00` }, timeZone));
  const share = (at: string) => (Math.min(Math.max(Date.parse(at), from), until) - from) / (until - from);
  const left = Math.min(share(startsAt), 0.98);
  return { left, width: Math.max(share(endsAt) - left, 0.02) };
}
