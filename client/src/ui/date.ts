/** Dates and times as people read them, always in a named zone: "Selasa, 3 Feb 2026, 09.00–11.00 WIB". Instants are ISO 8601 in UTC. */
import type { Language } from '@sambung/contract/problem';

const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };
/** Indonesia's zones have names that Intl does not know in every browser. */
const zoneNames: Record<string, string> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Ujung_Pandang': 'WITA',
  'Asia/Jayapura': 'WIT',
};
/** A zone never stands alone on the next line. */
const noBreakSpace = '\u00a0';
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Short name of a zone, e.g. `WIB`, or `GMT+1` where no name is known. `at` matters only for zones with summer time. */
export function zoneName(timeZone: string, at: string): string {
  const known = zoneNames[timeZone];
  if (known !== undefined) return known;
  const parts = formatter('en', { timeZone, timeZoneName: 'short' }).formatToParts(new Date(at));
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

/** "Selasa, 3 Feb 2026" · "Tuesday, 3 Feb 2026". */
export function formatDate(language: Language, at: string, timeZone: string): string {
  const options = { timeZone, weekday: 'long', day: 'numeric', month: 'short', year: 'numeric' } as const;
  const part = partsOf(language, at, options);
  return `${part('weekday')}, ${part('day')} ${part('month')} ${part('year')}`;
}

/** The pieces of a calendar leaf: "Sel", "3", "Feb". */
export function formatDayParts(language: Language, at: string, timeZone: string) {
  const part = partsOf(language, at, { timeZone, weekday: 'short', day: 'numeric', month: 'short' });
  return { weekday: part('weekday'), day: part('day'), month: part('month') };
}

/** "09.00" in Indonesian, "09:00" in English; without the zone, so only inside something that names it. */
export function formatClock(language: Language, at: string, timeZone: string): string {
  const { time } = wallClock(at, timeZone);
  return clockText(language, time);
}

/** A wall-clock `HH:mm` with the language's separator. */
export function clockText(language: Language, time: string): string {
  return language === 'id' ? time.replace(':', '.') : time;
}

/** "09.00–11.00"; without the zone, so only inside something that names it. */
export function formatClocks(language: Language, startsAt: string, endsAt: string, timeZone: string): string {
  return `${formatClock(language, startsAt, timeZone)}–${formatClock(language, endsAt, timeZone)}`;
}

/** "09.00–11.00 WIB". */
export function formatClockRange(language: Language, startsAt: string, endsAt: string, timeZone: string): string {
  return `${formatClocks(language, startsAt, endsAt, timeZone)}${noBreakSpace}${zoneName(timeZone, startsAt)}`;
}

/** "Selasa, 3 Feb 2026, 09.00 WIB". */
export function formatDateTime(language: Language, at: string, timeZone: string): string {
  return `${formatDate(language, at, timeZone)}, ${formatClock(language, at, timeZone)}${noBreakSpace}${zoneName(timeZone, at)}`;
}

/** "Selasa, 3 Feb 2026, 09.00–11.00 WIB"; both dates when it ends on another day. */
export function formatRange(language: Language, startsAt: string, endsAt: string, timeZone: string): string {
  if (wallClock(startsAt, timeZone).date === wallClock(endsAt, timeZone).date) {
    return `${formatDate(language, startsAt, timeZone)}, ${formatClockRange(language, startsAt, endsAt, timeZone)}`;
  }
  const start = `${formatDate(language, startsAt, timeZone)}, ${formatClock(language, startsAt, timeZone)}`;
  return `${start} – ${formatDateTime(language, endsAt, timeZone)}`;
}

/** "2 jam yang lalu", "besok", in the coarsest unit that is not zero. */
export function formatRelative(language: Language, at: string, now: number): string {
  const relative = new Intl.RelativeTimeFormat(locales[language], { numeric: 'auto' });
  const minutes = Math.round((Date.parse(at) - now) / 60_000);
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  if (Math.abs(hours) < 24) return relative.format(hours, 'hour');
  return relative.format(Math.round(hours / 24), 'day');
}

/** "1 jam 30 menit" · "1 hr 30 min". */
export function formatDuration(language: Language, minutes: number): string {
  const unit = (value: number, name: 'hour' | 'minute') =>
    new Intl.NumberFormat(locales[language], { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return unit(rest, 'minute');
  return rest === 0 ? unit(hours, 'hour') : `${unit(hours, 'hour')} ${unit(rest, 'minute')}`;
}

export function formatNumber(language: Language, value: number): string {
  return new Intl.NumberFormat(locales[language]).format(value);
}

/** "62%", of a share from 0. */
export function formatPercent(language: Language, share: number): string {
  return new Intl.NumberFormat(locales[language], { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** What a clock on the wall of that zone shows: `date` is `YYYY-MM-DD`, `time` is `HH:mm`. */
export interface WallClock {
  date: string;
  time: string;
}

export function wallClock(at: string, timeZone: string): WallClock {
  const part = partsOf('en', at, {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return { date: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` };
}

/**
 * The instant at which a wall clock of the zone shows this; the inverse of `wallClock`. A time that summer time skips gives the instant just
 * after the gap, a time that occurs twice gives the first.
 */
export function instantOf(clock: WallClock, timeZone: string): string {
  const wanted = Date.parse(`${clock.date}T${clock.time}:00Z`);
  const offset = (at: number) => {
    const shown = wallClock(new Date(at).toISOString(), timeZone);
    return Date.parse(`${shown.date}T${shown.time}:00Z`) - at;
  };
  // The zone's offset depends on the instant that is sought: the first guess is off by at most the change of the clock, the second is right.
  const guess = wanted - offset(wanted);
  return new Date(wanted - offset(guess)).toISOString();
}

function partsOf(language: Language, at: string, options: Intl.DateTimeFormatOptions) {
  const parts = formatter(language, options).formatToParts(new Date(at));
  return (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
}

function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locales[language], options);
  formatters.set(key, made);
  return made;
}
