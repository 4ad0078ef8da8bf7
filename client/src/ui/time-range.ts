/** A stretch of time as a form holds it: a day, a start, and a length, so that it can never end before it starts. */
import { instantOf, wallClock } from './date.ts';

export interface TimeRange {
  /** `YYYY-MM-DD` on the zone's wall; empty while nothing is chosen. */
  date: string;
  /** `HH:mm` on the zone's wall. */
  startTime: string;
  durationMinutes: number;
}

/** A finer step gives more exact times, a coarser one a shorter list. */
export const timeStepMinutes = 15;
const dayMinutes = 24 * 60;

/** Every start of a day, and `also` when an offered time lies between the steps. */
export function startTimes(also: string): string[] {
  const steps = Array.from({ length: dayMinutes / timeStepMinutes }, (_, step) => timeAt(step * timeStepMinutes));
  return [...new Set([...steps, also])].filter((time) => time !== '').sort();
}

/** Lengths offered: quarter hours up to two hours, half hours up to twelve, hours up to the limit of a day; and `also`. */
export function durations(also: number): number[] {
  const minutes: number[] = [];
  for (let m = timeStepMinutes; m <= dayMinutes; m += m < 120 ? timeStepMinutes : m < 720 ? 30 : 60) minutes.push(m);
  return [...new Set([...minutes, also])].sort((a, b) => a - b);
}

/** The wall-clock end: its time, and whether it falls on a later day. */
export function endOf(range: Pick<TimeRange, 'startTime' | 'durationMinutes'>): { time: string; nextDay: boolean } {
  const end = minutesOf(range.startTime) + range.durationMinutes;
  return { time: timeAt(end % dayMinutes), nextDay: end >= dayMinutes };
}

/** Both instants, or null while no day is chosen. */
export function instantsOf(range: TimeRange, timeZone: string): { startsAt: string; endsAt: string } | null {
  if (range.date === '') return null;
  const startsAt = instantOf({ date: range.date, time: range.startTime }, timeZone);
  return { startsAt, endsAt: new Date(Date.parse(startsAt) + range.durationMinutes * 60_000).toISOString() };
}

/** The inverse of `instantsOf`. */
export function rangeOf(startsAt: string, endsAt: string, timeZone: string): TimeRange {
  const start = wallClock(startsAt, timeZone);
  const durationMinutes = Math.round((Date.parse(endsAt) - Date.parse(startsAt)) / 60_000);
  return { date: start.date, startTime: start.time, durationMinutes };
}

/** Whether what was typed means this time: "930", "9.30", "09:3" all find 09:30. */
export function matchesTime(typed: string, time: string): boolean {
  const digits = typed.replace(/\D/g, '');
  if (digits === '') return true;
  const compact = time.replace(':', '');
  return compact.startsWith(digits) || compact.startsWith(`0${digits}`);
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function timeAt(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
