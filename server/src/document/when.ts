/** Dates and times on paper, always in a named zone: "Selasa, 3 Februari 2026, 09.00–11.00 WIB". */
import type { Language } from '@sambung/contract/problem';

const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };
const zoneNames: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Ujung_Pandang': 'WITA',
  'Asia/Jayapura': 'WIT',
};

const formatters = new Map<string, Intl.DateTimeFormat>();
function partsOf(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions, at: Date) {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale, { ...options, timeZone });
    formatters.set(key, formatter);
  }
  const parts = formatter.formatToParts(at);
  return (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
}

/** `WIB`, `WITA`, `WIT`, else the offset: `GMT+9`. */
export function zoneName(timeZone: string, at: Date): string {
  return zoneNames[timeZone] ?? partsOf('en', timeZone, { timeZoneName: 'shortOffset' }, at)('timeZoneName');
}

/** "3 Februari 2026" */
export function printDate(at: Date, timeZone: string, language: Language): string {
  const part = partsOf(locales[language], timeZone, { day: 'numeric', month: 'long', year: 'numeric' }, at);
  return `${part('day')} ${part('month')} ${part('year')}`;
}

/** "Selasa, 3 Februari 2026" */
export function printDay(at: Date, timeZone: string, language: Language): string {
  const part = partsOf(locales[language], timeZone, { weekday: 'long' }, at);
  return `${part('weekday')}, ${printDate(at, timeZone, language)}`;
}

/** "09.00" in Indonesian, "09:00" in English. */
export function printClock(at: Date, timeZone: string, language: Language): string {
  const part = partsOf('en-GB', timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, at);
  return `${part('hour')}${language === 'id' ? '.' : ':'}${part('minute')}`;
}

/** "Selasa, 3 Februari 2026, 09.00 WIB" */
export function printInstant(at: Date, timeZone: string, language: Language): string {
  return `${printDay(at, timeZone, language)}, ${printClock(at, timeZone, language)} ${zoneName(timeZone, at)}`;
}

/** "Selasa, 3 Februari 2026, 09.00–11.00 WIB", or both days in full when it ends on another. */
export function printPeriod(startsAt: Date, endsAt: Date, timeZone: string, language: Language): string {
  const day = printDay(startsAt, timeZone, language);
  if (printDay(endsAt, timeZone, language) !== day) {
    return `${printInstant(startsAt, timeZone, language)} – ${printInstant(endsAt, timeZone, language)}`;
  }
  const clocks = `${printClock(startsAt, timeZone, language)}–${printClock(endsAt, timeZone, language)}`;
  return `${day}, ${clocks} ${zoneName(timeZone, startsAt)}`;
}
