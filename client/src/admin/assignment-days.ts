/** Days of an assignment as instants of the institution's clocks. */
import { instantOf, wallClock } from '../ui/date.ts';

/** The beginning of the day; today's assignment begins now, so that it is in force at once and not before it was made. */
export function startOfAssignment(date: string, timeZone: string, now: string): string {
  return date === wallClock(now, timeZone).date ? now : instantOf({ date, time: '00:00' }, timeZone);
}

/** The end of the last day, that day included: the next day's beginning. */
export function endOfDay(date: string, timeZone: string): string {
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + 24 * 3_600_000).toISOString().slice(0, 10);
  return instantOf({ date: next, time: '00:00' }, timeZone);
}
