/** Wall-clock time of an IANA zone. Pure; instants are epoch milliseconds. */

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** How far its clocks are ahead on the days (of UTC) on which they are not changed; null for the others. */
  readonly days: Map<number, number | null>;
}

const zones = new Map<string, Zone>();
const utcDayMs = 86_400_000;
/** Days remembered of a zone. More is only memory; fewer asks the formatter again, which takes microseconds each time. */
const daysLimit = 20_000;

function zoneOf(timeZone: string): Zone {
  let zone = zones.get(timeZone);
  if (!zone) {
    const format = new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    zone = { format, days: new Map() };
    zones.set(timeZone, zone);
  }
  return zone;
}

/** How far the zone's clocks are ahead of UTC at the instant, in milliseconds. */
export function zoneOffsetMs(timeZone: string, at: number): number {
  const { format, days } = zoneOf(timeZone);
  const day = Math.floor(at / utcDayMs);
  let known = days.get(day);
  if (known === undefined) {
    const midnight = formattedOffsetMs(format, day * utcDayMs);
    known = midnight === formattedOffsetMs(format, (day + 1) * utcDayMs) ? midnight : null;
    if (days.size >= daysLimit) days.clear();
    days.set(day, known);
  }
  return known ?? formattedOffsetMs(format, at);
}

function formattedOffsetMs(format: Intl.DateTimeFormat, at: number): number {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The local calendar day of an instant, as the UTC midnight of the same date. */
export function localDay(timeZone: string, at: number): number {
  const local = at + zoneOffsetMs(timeZone, at);
  return Math.floor(local / 86_400_000) * 86_400_000;
}

/** The UTC midnight that stands for a written date, `2026-11-30`. */
export function dayOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** The written date that a UTC midnight stands for. */
export function dateOfDay(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

/** The written local date of an instant. */
export function localDate(timeZone: string, at: number): string {
  return dateOfDay(localDay(timeZone, at));
}

/** The instant at which the zone's clocks show `msOfDay` after midnight on `day` (from `localDay`). */
export function instantOf(timeZone: string, day: number, msOfDay: number): number {
  const local = day + msOfDay;
  const guess = local - zoneOffsetMs(timeZone, local);
  // A change of the clocks between the guess and UTC is corrected by looking again from the guess.
  return local - zoneOffsetMs(timeZone, guess);
}
