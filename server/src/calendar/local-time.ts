/** Wall-clock time of an IANA zone. Pure; instants are epoch milliseconds. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's clocks are ahead of UTC at the instant, in milliseconds. */
export function zoneOffsetMs(timeZone: string, at: number): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
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
