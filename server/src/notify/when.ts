/** Dates and times as people read them, always with the name of their zone: "Selasa, 3 Feb 2026, 09.00–11.00 WIB". Pure. */
import type { Language } from '@sambung/contract/problem';

const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };
/** Indonesia's zones have names that Intl does not know. */
const zoneNames: Record<string, string> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Ujung_Pandang': 'WITA',
  'Asia/Jayapura': 'WIT',
};

/** Short name of a zone, `WIB`, or `GMT+1` where no name is known; `at` matters only for zones with summer time. */
export function zoneName(timeZone: string, at: string): string {
  const known = zoneNames[timeZone];
  if (known !== undefined) return known;
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'short' }).formatToParts(new Date(at));
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** "Selasa, 3 Feb 2026" · "Tuesday, 3 Feb 2026". */
export function dateText(language: Language, at: string, timeZone: string): string {
  const options = { timeZone, weekday: 'long', day: 'numeric', month: 'short', year: 'numeric' } as const;
  const parts = new Intl.DateTimeFormat(locales[language], options).formatToParts(new Date(at));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('weekday')}, ${part('day')} ${part('month')} ${part('year')}`;
}

/** The wall clock of an instant: its date `2026-11-30` and time `09:00`. */
export function wallClock(at: string, timeZone: string): { date: string; time: string } {
  const options = {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  const parts = new Intl.DateTimeFormat('en', options).formatToParts(new Date(at));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return { date: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` };
}

const clock = (language: Language, at: string, timeZone: string) => {
  const { time } = wallClock(at, timeZone);
  return language === 'id' ? time.replace(':', '.') : time;
};

/** "Selasa, 3 Feb 2026, 09.00 WIB". */
export function instantText(language: Language, at: string, timeZone: string): string {
  return `${dateText(language, at, timeZone)}, ${clock(language, at, timeZone)} ${zoneName(timeZone, at)}`;
}

/** "Selasa, 3 Feb 2026, 09.00–11.00 WIB"; both dates when it ends on another day. */
export function rangeText(language: Language, startsAt: string, endsAt: string, timeZone: string): string {
  if (wallClock(startsAt, timeZone).date === wallClock(endsAt, timeZone).date) {
    const clocks = `${clock(language, startsAt, timeZone)}–${clock(language, endsAt, timeZone)}`;
    return `${dateText(language, startsAt, timeZone)}, ${clocks} ${zoneName(timeZone, startsAt)}`;
  }
  const start = `${dateText(language, startsAt, timeZone)}, ${clock(language, startsAt, timeZone)}`;
  return `${start} – ${instantText(language, endsAt, timeZone)}`;
}

interface Span {
  readonly startsAt: string;
  readonly endsAt: string;
  readonly timeZone: string;
}

/** The span in the event's zone, and in the reader's where their clocks differ: "…, 09.00–11.00 WIB (waktu Anda: …, 11.00–13.00 WIT)". */
export function spanText(language: Language, { startsAt, endsAt, timeZone }: Span, readerZone: string | null): string {
  const here = rangeText(language, startsAt, endsAt, timeZone);
  if (readerZone === null) return here;
  const there = rangeText(language, startsAt, endsAt, readerZone);
  const same = wallClock(startsAt, timeZone).time === wallClock(startsAt, readerZone).time;
  if (there === here || same) return here;
  return language === 'id' ? `${here} (waktu Anda: ${there})` : `${here} (your time: ${there})`;
}
