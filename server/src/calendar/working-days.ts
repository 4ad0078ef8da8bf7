/** Which hours of which day are worked. Pure; days are the UTC midnight of a local date, instants are epoch milliseconds. */
import { type DayHours, type WorkingCalendar, weekdays } from '@sambung/contract/calendar';
import { dateOfDay, instantOf } from './local-time.ts';

/** A stretch of time, end exclusive. */
export interface Stretch {
  readonly startsAt: number;
  readonly endsAt: number;
}

interface KnownDays {
  readonly listed: ReadonlyMap<string, DayHours>;
  readonly stretches: Map<number, readonly Stretch[]>;
}

/** What was worked out for a calendar: a year of clocks asks for the same days again and again. */
const known = new WeakMap<WorkingCalendar, KnownDays>();

function knownOf(calendar: WorkingCalendar): KnownDays {
  let days = known.get(calendar);
  if (!days) {
    const listed = new Map(
      calendar.days.map(({ date, kind, hours }) => [date, kind === 'special-hours' ? (hours ?? []) : []]),
    );
    days = { listed, stretches: new Map() };
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
      startsAt: instantOf(calendar.timeZone, day, msOfClock(opens)),
      endsAt: instantOf(calendar.timeZone, day, msOfClock(closes)),
    }))
    // Where the clocks go forward a stretch can vanish.
    .filter(({ startsAt, endsAt }) => startsAt < endsAt);
  stretches.set(day, made);
  return made;
}

function msOfClock(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}
