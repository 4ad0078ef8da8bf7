/** When a place is open and people work, as slots. Pure; a day is the UTC midnight of the local date (`localDay`). */
import { type DayHours, type WeekHours, type WorkingCalendar, weekdays } from '@sambung/contract/calendar';
import { dateOfDay, daysBetween, instantOf, localDate, localDay, stretchesOn } from '../calendar/index.ts';
import { dayMs, intersect, minuteMs, type Slot } from './slot.ts';

/** A place without opening hours of its own is open from seven to six, every day. */
export const defaultOpening: DayHours = [{ opens: '07:00', closes: '18:00' }];

const closedDays = new Set(['national-holiday', 'collective-leave', 'closed']);

/** Whether the calendar closes this very date: a holiday, collective leave or the institution's own. */
export function isClosedDay(calendar: WorkingCalendar, day: number): boolean {
  const date = dateOfDay(day);
  return calendar.days.some((one) => one.date === date && closedDays.has(one.kind));
}

export interface Opening {
  readonly timeZone: string;
  /** Null is seven to six, every day. */
  readonly openingHours: WeekHours | null;
}

export function openStretchesOn({ timeZone, openingHours }: Opening, day: number): Slot[] {
  // 1 January 1970 was a Thursday; `weekdays` begins on Monday.
  const weekday = weekdays[(Math.floor(day / dayMs) + 3) % 7];
  const hours = openingHours && weekday ? openingHours[weekday] : defaultOpening;
  return hours.map(({ opens, closes }) => ({
    startsAt: instantOf(timeZone, day, msOfDay(opens)),
    endsAt: instantOf(timeZone, day, msOfDay(closes)),
  }));
}

/** Whether the place is open during the whole slot; a slot over midnight needs a place that is open around the clock. */
export function isOpenDuring(place: Opening, slot: Slot): boolean {
  let from = slot.startsAt;
  const firstDay = localDay(place.timeZone, slot.startsAt);
  for (let day = firstDay; day <= slot.endsAt + dayMs && from < slot.endsAt; day += dayMs)
    for (const stretch of openStretchesOn(place, day))
      if (stretch.startsAt <= from && stretch.endsAt > from) from = stretch.endsAt;
  return from >= slot.endsAt;
}

/**
 * Which hours are offered: `working` only those in which people work, `open` those of the place on days on which they do, `any` those of the place on
 * every day that is not a holiday.
 */
export type OfferedHours = 'working' | 'open' | 'any';

/** Slots of the day in which a conference may lie, when nobody gets in before the place opens; a day that the calendar closes offers none. */
export function offeredStretchesOn(
  place: Opening,
  calendar: WorkingCalendar,
  day: number,
  { hours, preparationMs }: { readonly hours: OfferedHours; readonly preparationMs: number },
): Slot[] {
  if (isClosedDay(calendar, day)) return [];
  const open = openStretchesOn(place, day)
    .map(({ startsAt, endsAt }) => ({ startsAt: startsAt + preparationMs, endsAt }))
    .filter(({ startsAt, endsAt }) => startsAt < endsAt);
  if (hours === 'any') return open;
  const working = stretchesOn(calendar, day);
  const [first, last] = [working[0], working.at(-1)];
  if (!first || !last) return [];
  // A break at noon does not divide a conference.
  return hours === 'open' ? open : intersect(open, [{ startsAt: first.startsAt, endsAt: last.endsAt }]);
}

/** The first instant that a lead time of so many days, counted from the local date of `now`, lets an event begin. */
export function earliestStart(
  calendar: WorkingCalendar,
  leadTime: { readonly days: number; readonly count: 'calendar' | 'working' },
  now: number,
): number {
  const { timeZone } = calendar;
  const today = localDay(timeZone, now);
  const from = localDate(timeZone, now);
  if (leadTime.days === 0) return now;
  let day = today + leadTime.days * dayMs;
  // Working days are never more than calendar days: the search goes on from there. A calendar without working hours ends it after two years.
  for (
    let tries = 0;
    tries < 730 && daysBetween(calendar, from, dateOfDay(day), leadTime.count) < leadTime.days;
    tries++
  )
    day += dayMs;
  return Math.max(now, instantOf(timeZone, day, 0));
}

function msOfDay(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return (Number(hours) * 60 + Number(minutes)) * minuteMs;
}
