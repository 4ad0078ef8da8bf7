/** Which hours of which day are worked. Pure; days are the UTC midnight of a local date, instants are epoch milliseconds. */
import { type DayHours, type WorkingCalendar, weekdays } from '@sambung/contract/calendar';
import { dateOfDay, instantOf, zoneOffsetMs } from './local-time.ts';

const dayMs = 86_400_000;

/** A stretch of time, end exclusive. */
export interface Stretch {
  readonly startsAt: number;
  readonly endsAt: number;
}

interface KnownDays {
  readonly listed: ReadonlyMap<string, DayHours>;
  readonly stretches: Map<number, readonly Stretch[]>;
  /** How far the zone is ahead at UTC midnights. */
  readonly offsets: Map<number, number>;
}

/** What was worked out for a calendar: finding a zone's offset costs microseconds, and a year of clocks asks for the same days again and again. */
const known = new WeakMap<WorkingCalendar, KnownDays>();

function knownOf(calendar: WorkingCalendar): KnownDays {
  let days = known.get(calendar);
  if (!days) {
    const listed = new Map(
      calendar.days.map(({ date, kind, hours }) => [date, kind === 'special-hours' ? (hours ?? []) : []]),
    );
    days = { listed, stretches: new Map(), offsets: new Map() };
    known.set(calendar, days);
  }
  return days;
}

/** The hours of a written date: a listed day wins over a period, a period over the week. */
export function hoursOn(calendar: WorkingCalendar, date: string): DayHours {
  const listed = knownOf(calendar).listed.get(date);
  if (listed) return listed;
  // Dates written this way sort as text.
  const period = calendar.periods.find(({ from, to }) => from <= date && date <= to);
  const weekday = weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7];
  return weekday ? (period?.week ?? calendar.week)[weekday] : [];
}

/** The worked stretches of a local day, ascending. */
export function stretchesOn(calendar: WorkingCalendar, day: number): readonly Stretch[] {
  const { stretches } = knownOf(calendar);
  const found = stretches.get(day);
  if (found) return found;
  const made = hoursOn(calendar, dateOfDay(day))
    .map(({ opens, closes }) => ({
      startsAt: instantOnDay(calendar, day, msOfClock(opens)),
      endsAt: instantOnDay(calendar, day, msOfClock(closes)),
    }))
    // Where the clocks go forward a stretch can vanish.
    .filter(({ startsAt, endsAt }) => startsAt < endsAt);
  stretches.set(day, made);
  return made;
}

/** `instantOf`, which is asked only on days around a change of the clocks: a day lies between the UTC midnights before it and after the next. */
function instantOnDay(calendar: WorkingCalendar, day: number, msOfDay: number): number {
  const before = offsetAt(calendar, day - dayMs);
  if (before === offsetAt(calendar, day + 2 * dayMs)) return day + msOfDay - before;
  return instantOf(calendar.timeZone, day, msOfDay);
}

function offsetAt(calendar: WorkingCalendar, midnight: number): number {
  const { offsets } = knownOf(calendar);
  const offsetMs = offsets.get(midnight) ?? zoneOffsetMs(calendar.timeZone, midnight);
  offsets.set(midnight, offsetMs);
  return offsetMs;
}

function msOfClock(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}
