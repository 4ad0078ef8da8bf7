/** The days that differ from the week, as a calendar file that other calendars and other institutions can read. */
import type { CalendarDay } from '@sambung/contract/calendar';
import icalGenerator from 'ical-generator';
import { dayOfDate } from './local-time.ts';

const dayMs = 86_400_000;

/** An iCalendar file of whole days; the kind of each is its category. `at` is when it was made. */
export function writeHolidayFile(
  days: readonly CalendarDay[],
  institution: { id: string; name: string },
  at: Date,
): string {
  const calendar = icalGenerator({ name: institution.name, prodId: { company: 'Sambung', product: 'Kalender' } });
  for (const { date, kind, name, hours } of days) {
    const start = new Date(dayOfDate(date));
    const open = (hours ?? []).map(({ opens, closes }) => `${opens}–${closes}`).join(', ');
    calendar.createEvent({
      id: `${institution.id}-${date}@sambung`,
      // Whole days are written by their UTC date.
      start,
      end: new Date(start.getTime() + dayMs),
      allDay: true,
      stamp: at,
      summary: name,
      categories: [{ name: kind }],
      ...(open && { description: open }),
    });
  }
  return calendar.toString();
}
