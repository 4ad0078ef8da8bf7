/** Calendars that tests of clocks share; nothing of the product reads them. */
import { type DayHours, defaultWeek, type WeekHours, type WorkingCalendar } from '@sambung/contract/calendar';
import { instantOf } from '../src/calendar/local-time.ts';

export const eightToFour: DayHours = [{ opens: '08:00', closes: '16:00' }];

/** "Senin s.d Kamis 08.00-16.00; Jumat 08.00-16.30" (KALTARA-13). */
export const kaltaraWeek: WeekHours = { ...defaultWeek, friday: [{ opens: '08:00', closes: '16:30' }] };

export function calendarOf(parts: Partial<WorkingCalendar> = {}): WorkingCalendar {
  return { timeZone: 'Asia/Jakarta', week: defaultWeek, days: [], periods: [], ...parts };
}

export const kaltara = calendarOf({ timeZone: 'Asia/Makassar', week: kaltaraWeek });

/** The instant of a written local time, `2026-11-27 16:30`. */
export function at(written: string, timeZone = 'Asia/Jakarta'): number {
  const [date = '', clock = '00:00'] = written.split(' ');
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return instantOf(timeZone, Date.parse(`${date}T00:00:00Z`), (hours * 60 + minutes) * 60_000);
}

/** An instant as its zone's clocks write it, `2026-11-27 16:30`. */
export function written(instant: number, timeZone = 'Asia/Jakarta'): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
}
