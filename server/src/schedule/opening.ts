/** When a place is open and people work, as slots. Pure; a day is the UTC midnight of the local date (`localDay`). */
import { type DayHours, type WeekHours, type WorkingCalendar, weekdays } from '@sambung/contract/calendar';
import { instantOf, localDay } from '../calendar/index.ts';
import { dayMs, intersect, minuteMs, type Slot } from './slot.ts';

/** A place without opening hours of its own is open from seven to six, every day. */
export const defaultOpening: DayHours = [{ opens: '07:00', closes: '18:00' }];

const closedDays = new Set(['national-holiday', 'collective-leave', 'closed']);

export const dateOf = (day: number): string => new Date(day).toISOString().slice(0, 10);

/** Working hours of a day: a listed day wins over a period (Ramadan), a period over the week. */
export function workingHoursOn(calendar: WorkingCalendar, day: number): DayHours {
  const date = dateOf(day);
  const listed = calendar.days.find((one) => one.date === date);
  if (listed) return closedDays.has(listed.kind) ? [] : (listed.hours ?? []);
  const period = calendar.periods.find(({ from, to }) => from <= date && date <= to);
  return hoursOfWeek(period?.week ?? calendar.week, day);
}

/** Whether the calendar closes this very date: a holiday, collective leave or the institution's own. */
export function isClosedDay(calendar: WorkingCalendar, day: number): boolean {
  const date = dateOf(day);
  return calendar.days.some((one) => one.date === date && closedDays.has(one.kind));
}

function hoursOfWeek(week: WeekHours, day: number): DayHours {
  // 1 January 1970 was a Thursday; `weekdays` begins on Monday.
  const weekday = weekdays[(Math.floor(day / dayMs) + 3) % 7];
  return weekday === undefined ? [] : week[weekday];
}

export function stretchesOf(hours: DayHours, timeZone: string, day: number): Slot[] {
  return hours.map(({ opens, closes }) => ({
    startsAt: instantOf(timeZone, day, msOfDay(opens)),
    endsAt: instantOf(timeZone, day, msOfDay(closes)),
  }));
}

export function workingStretchesOn(calendar: WorkingCalendar, day: number): Slot[] {
  return stretchesOf(workingHoursOn(calendar, day), calendar.timeZone, day);
}

interface Opening {
  readonly timeZone: string;
  readonly openingHours: WeekHours | null;
}

export function openStretchesOn({ timeZone, openingHours }: Opening, day: number): Slot[] {
  return stretchesOf(openingHours ? hoursOfWeek(openingHours, day) : defaultOpening, timeZone, day);
}

/** Whether the place is open during the whole slot; a slot over midnight needs a place that is open around the clock. */
export function isOpenDuring(place: Opening, slot: Slot): boolean {
  let from = slot.startsAt;
  for (
    let day = localDay(place.timeZone, slot.startsAt);
    day <= slot.endsAt + dayMs && from < slot.endsAt;
    day += dayMs
  )
    for (const stretch of openStretchesOn(place, day))
      if (stretch.startsAt <= from && stretch.endsAt > from) from = stretch.endsAt;
  return from >= slot.endsAt;
}

/** Which hours are offered: `open` those of the place on days on which people work, `working` only those in which they do, `any` of the place at all. */
export type OfferedHours = 'open' | 'working' | 'any';

/** Slots of the day in which a conference may be offered. A day that the calendar closes offers none. */
export function offeredStretchesOn(
  place: Opening,
  calendar: WorkingCalendar,
  day: number,
  hours: OfferedHours,
): Slot[] {
  if (isClosedDay(calendar, day)) return [];
  const open = openStretchesOn(place, day);
  if (hours === 'any') return open;
  const working = workingStretchesOn(calendar, day);
  if (hours === 'working') return intersect(open, working);
  return working.length > 0 ? open : [];
}

function msOfDay(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return (Number(hours) * 60 + Number(minutes)) * minuteMs;
}
