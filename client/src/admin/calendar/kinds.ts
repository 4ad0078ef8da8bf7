/** What the kinds of days are called and look like. */
import type { CalendarDay, DayHours } from '@sambung/contract/calendar';
import type { Language } from '@sambung/contract/problem';
import { clockText, formatDate } from '../../ui/date.ts';

/** The message of a kind: `closed` alone is the word for a weekday without hours. */
export function kindKey(kind: CalendarDay['kind']) {
  return kind === 'closed' ? 'closed-day' : kind;
}

/** Days off are quiet; hours of their own are something to know. */
export const kindColors = {
  'national-holiday': 'gray',
  'collective-leave': 'gray',
  closed: 'gray',
  'special-hours': 'teal',
} as const satisfies Record<CalendarDay['kind'], string>;

/** A written date in words; it belongs to no zone. */
export function dateText(language: Language, date: string): string {
  return formatDate(language, `${date}T12:00:00Z`, 'UTC');
}

/** "08.00–12.00, 13.00–16.00". */
export function hoursText(language: Language, hours: DayHours): string {
  return hours.map(({ opens, closes }) => `${clockText(language, opens)}–${clockText(language, closes)}`).join(', ');
}
