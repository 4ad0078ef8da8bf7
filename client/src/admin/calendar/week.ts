/** A week of hours as its editor changes it. Pure; times are `HH:mm`. */
import { type DayHours, type Weekday, type WeekHours, weekdays } from '@sambung/contract/calendar';

/** Hours that a day gets when it is opened. */
export const usualHours: DayHours = [{ opens: '08:00', closes: '16:00' }];

const minutesOf = (time: string) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};
const timeOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Every quarter of an hour from 00:00 to 24:00. */
export const quarters: readonly string[] = Array.from({ length: 97 }, (_, index) => timeOf(index * 15));

/** What can be chosen where `chosen` stands now: the quarters, and itself when it lies between them. */
export function timesWith(chosen: string): string[] {
  return quarters.includes(chosen) || chosen === '' ? [...quarters] : [...quarters, chosen].sort();
}

/** Minutes worked on such a day; stretches that end before they begin count nothing. */
export function minutesOfDay(hours: DayHours): number {
  return hours.reduce((sum, { opens, closes }) => sum + Math.max(0, minutesOf(closes) - minutesOf(opens)), 0);
}

export function minutesOfWeek(week: WeekHours): number {
  return weekdays.reduce((sum, day) => sum + minutesOfDay(week[day]), 0);
}

/** Cuts a day's last stretch in two around an hour in its middle, or adds an hour after it when it is too short to be cut. */
export function withBreak(hours: DayHours): DayHours {
  const last = hours.at(-1);
  if (!last) return usualHours;
  const [opens, closes] = [minutesOf(last.opens), minutesOf(last.closes)];
  if (closes - opens < 180) {
    const from = Math.min(closes + 60, 23 * 60);
    return [...hours, { opens: timeOf(from), closes: timeOf(Math.min(from + 60, 24 * 60)) }];
  }
  const middle = Math.floor((opens + closes) / 2 / 60) * 60;
  return [
    ...hours.slice(0, -1),
    { opens: last.opens, closes: timeOf(middle) },
    { opens: timeOf(middle + 60), closes: last.closes },
  ];
}

/** The week with one day's hours on Tuesday to Friday too. */
export function copyToWorkingDays(week: WeekHours, from: Weekday): WeekHours {
  const hours = week[from];
  return { ...week, monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours };
}

/** The server's sentences about one day, by the paths of `fieldErrors`. */
export function errorOfDay(errors: Record<string, string>, day: Weekday, prefix = ''): string | undefined {
  const found = Object.entries(errors).find(([path]) => `${path}.`.startsWith(`${prefix}${day}.`));
  return found?.[1];
}
