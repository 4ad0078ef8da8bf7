/** Arithmetic of working time: when a time standard is used up, and how much of it was used. Pure; instants are epoch milliseconds. */
import type { WorkingCalendar, WorkingDuration } from '@sambung/contract/calendar';
import { dateOfDay, dayOfDate, instantOf, localDate, localDay, zoneOffsetMs } from './local-time.ts';
import { hoursOn, type Stretch, stretchesOn } from './working-days.ts';

/** A stretch in which a clock stands still, end exclusive. One that still lasts ends, for these sums, at the present. */
export type Pause = Stretch;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/**
 * After so many closed days in a row nothing more is waited for: the sum ends there, so that a calendar without any working hours gives a due date far
 * away instead of none. Lower could be reached by a long closure, higher costs milliseconds for a calendar that is empty.
 */
const closedDaysLimit = 800;
/**
 * Sums look so many days ahead and no further: somebody may ask for an event in the year 9999, and every day costs microseconds. Lower could be reached by
 * a real plan, higher lets one request keep the server busy.
 */
const spanDaysLimit = 4_000;

/**
 * When a time standard that starts at `startMs` is used up.
 *
 * Minutes and hours: the earliest instant at which that much working time has passed, so what ends exactly at closing is due at closing. A start outside
 * working hours (closing itself included) or inside a pause counts from the next moment that is worked.
 *
 * Days: "1 hari" is one working day, not its hours. From the moment the clock starts to run (as above) it ends at the same clock time of the next working day,
 * n days on the n-th. Where that day is shorter it ends when the day closes, where the clock time is not worked (a later opening, a break) when work goes on.
 * A pause moves it as if it had begun later by the pause's working time. Zero ends at its start.
 */
export function addWorkingTime(
  calendar: WorkingCalendar,
  startMs: number,
  duration: WorkingDuration,
  pauses: readonly Pause[] = [],
): number {
  const { amount, unit } = duration;
  const stops = merge(pauses);
  if (amount <= 0) return startMs;
  if (unit === 'days') return addDays(calendar, startMs, amount, stops);
  return addMs(calendar, startMs, amount * (unit === 'hours' ? 60 : 1) * minuteMs, stops);
}

/** Minutes (with fractions) of working time in the span, without the pauses; 0 when it ends before it starts. */
export function workingMinutesBetween(
  calendar: WorkingCalendar,
  fromMs: number,
  toMs: number,
  pauses: readonly Pause[] = [],
): number {
  return workingMs(calendar, fromMs, toMs, merge(pauses)) / minuteMs;
}

/** Whether the instant is worked; opening is, closing is not. */
export function isWorkingTime(calendar: WorkingCalendar, ms: number): boolean {
  const stretches = stretchesOn(calendar, localDay(calendar.timeZone, ms));
  return stretches.some(({ startsAt, endsAt }) => startsAt <= ms && ms < endsAt);
}

/** Whether a span lies between the opening and the closing of one working day; a break inside it does not matter. */
export function isWithinWorkingHours(calendar: WorkingCalendar, fromMs: number, toMs: number): boolean {
  const stretches = stretchesOn(calendar, localDay(calendar.timeZone, fromMs));
  const [first, last] = [stretches[0], stretches.at(-1)];
  return first !== undefined && last !== undefined && first.startsAt <= fromMs && toMs <= last.endsAt;
}

/** The worked stretches within the span, ascending, cut to it. */
export function workingStretches(calendar: WorkingCalendar, fromMs: number, toMs: number): Stretch[] {
  return [...runs(calendar, fromMs, [], within(fromMs, toMs))];
}

/**
 * Days from one written date to another: `calendar` is the difference of the dates; `working` counts the working days from the first (included) to the
 * second (not included), that is how many working days the office has before the second. Negative when the second is earlier.
 */
export function daysBetween(
  calendar: WorkingCalendar,
  fromDate: string,
  toDate: string,
  count: 'calendar' | 'working',
): number {
  const [from, to] = [dayOfDate(fromDate), dayOfDate(toDate)];
  if (count === 'calendar') return Math.round((to - from) / dayMs);
  // A subtraction, because -0 is not 0 to a reader of the answer.
  if (to < from) return 0 - daysBetween(calendar, toDate, fromDate, count);
  let days = 0;
  const until = Math.min(to, from + spanDaysLimit * dayMs);
  for (let day = from; day < until; day += dayMs) if (hoursOn(calendar, dateOfDay(day)).length > 0) days += 1;
  return days;
}

/** Days of notice that a request filed at an instant gives an event, by the dates of the calendar's zone. */
export function noticeDays(
  calendar: WorkingCalendar,
  filedAt: number,
  eventStartsAt: number,
  count: 'calendar' | 'working',
): number {
  const { timeZone } = calendar;
  return daysBetween(calendar, localDate(timeZone, filedAt), localDate(timeZone, eventStartsAt), count);
}

/** The same clock time that many working days earlier, or the nearest to it that is worked on that day. */
export function workingDaysBefore(calendar: WorkingCalendar, at: number, days: number): number {
  return days <= 0 ? at : nthDay(calendar, at, -days);
}

/** Where the clock is that many working milliseconds after `from`. */
function addMs(calendar: WorkingCalendar, from: number, lengthMs: number, stops: readonly Pause[]): number {
  let left = lengthMs;
  let reached = from;
  if (left <= 0) return from;
  for (const { startsAt, endsAt } of runs(calendar, from, stops)) {
    if (left <= endsAt - startsAt) return startsAt + left;
    left -= endsAt - startsAt;
    reached = endsAt;
  }
  return reached + closedDaysLimit * dayMs;
}

function workingMs(calendar: WorkingCalendar, from: number, to: number, stops: readonly Pause[]): number {
  let sum = 0;
  for (const { startsAt, endsAt } of runs(calendar, from, stops, within(from, to))) sum += endsAt - startsAt;
  return sum;
}

const within = (from: number, to: number) => Math.min(to, from + spanDaysLimit * dayMs);

function addDays(calendar: WorkingCalendar, startMs: number, days: number, stops: readonly Pause[]): number {
  const [first] = runs(calendar, startMs, stops);
  const begins = first?.startsAt ?? startMs;
  let counted = begins;
  let dueAt = nthDay(calendar, counted, days);
  // As if it had begun that much later: what was used before a pause stays used, and a longer day is not held against a shorter one.
  for (const stop of stops) {
    if (stop.startsAt >= dueAt) break;
    if (stop.endsAt <= begins) continue;
    counted = addMs(calendar, counted, workingMs(calendar, Math.max(stop.startsAt, begins), stop.endsAt, []), []);
    dueAt = nthDay(calendar, counted, days);
  }
  return dueAt;
}

/** The same clock time on the n-th working day after the instant's (before it when negative), or the nearest to it that is worked on that day. */
function nthDay(calendar: WorkingCalendar, begins: number, days: number): number {
  const { timeZone } = calendar;
  let day = localDay(timeZone, begins);
  const clock = begins + zoneOffsetMs(timeZone, begins) - day;
  let closed = 0;
  for (let left = Math.abs(days); left > 0 && closed < closedDaysLimit; ) {
    day += Math.sign(days) * dayMs;
    closed = stretchesOn(calendar, day).length > 0 ? 0 : closed + 1;
    if (closed === 0) left -= 1;
  }
  const stretches = stretchesOn(calendar, day);
  const sameClock = instantOf(timeZone, day, clock);
  const here = stretches.find(({ endsAt }) => sameClock <= endsAt);
  return here ? Math.max(here.startsAt, sameClock) : (stretches.at(-1)?.endsAt ?? sameClock);
}

/** When the clock runs from `from` on: worked stretches without the stops, ascending, not empty. Without `until` it ends after a long closure. */
function* runs(
  calendar: WorkingCalendar,
  from: number,
  stops: readonly Pause[],
  until = Number.POSITIVE_INFINITY,
): Generator<Stretch> {
  let closed = 0;
  for (let day = localDay(calendar.timeZone, from); ; day += dayMs) {
    const stretches = stretchesOn(calendar, day);
    closed = stretches.length > 0 ? 0 : closed + 1;
    if (until === Number.POSITIVE_INFINITY && closed > closedDaysLimit) return;
    for (const stretch of stretches) {
      if (stretch.startsAt >= until) return;
      if (stretch.endsAt > from)
        yield* without({ startsAt: Math.max(stretch.startsAt, from), endsAt: Math.min(stretch.endsAt, until) }, stops);
    }
    // Zones are at most a day from UTC: no stretch of a later day begins before this.
    if (day - dayMs >= until) return;
  }
}

/** What the stops leave of a stretch. */
function* without(stretch: Stretch, stops: readonly Pause[]): Generator<Stretch> {
  let from = stretch.startsAt;
  for (const stop of stops) {
    if (stop.startsAt >= stretch.endsAt) break;
    if (stop.endsAt <= from) continue;
    if (stop.startsAt > from) yield { startsAt: from, endsAt: stop.startsAt };
    from = stop.endsAt;
  }
  if (from < stretch.endsAt) yield { startsAt: from, endsAt: stretch.endsAt };
}

/** The pauses ascending and apart. */
function merge(pauses: readonly Pause[]): Pause[] {
  const merged: Pause[] = [];
  for (const pause of [...pauses].sort((a, b) => a.startsAt - b.startsAt)) {
    const last = merged.at(-1);
    if (pause.endsAt <= pause.startsAt) continue;
    if (last && pause.startsAt <= last.endsAt)
      merged[merged.length - 1] = { startsAt: last.startsAt, endsAt: Math.max(last.endsAt, pause.endsAt) };
    else merged.push(pause);
  }
  return merged;
}
