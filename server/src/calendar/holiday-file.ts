/** Reads the iCalendar files in which holidays are published. Pure. Files come from strangers: everything that is read of them is bounded. */
import type { CalendarDay } from '@sambung/contract/calendar';
import ICAL from 'ical.js';
import { DomainError, type Text } from '../problem.ts';
import { dateOfDay, dayOfDate, localDate } from './local-time.ts';

export interface FoundDay {
  readonly day: CalendarDay;
  /** False for observances on which people work. */
  readonly suggested: boolean;
}

export interface HolidayFile {
  /** One for each date, ascending. */
  readonly days: readonly FoundDay[];
  readonly skipped: readonly { readonly name: string; readonly reason: Text }[];
}

const dayMs = 86_400_000;
/** A national calendar has some forty entries a year. More only keeps the server busy. */
const eventLimit = 3_000;
/** The longest leave; what lasts longer is a season or a mistake. */
const longestDays = 40;
/** Years around the present that are looked at: older ones matter to no clock, later ones are guesses. */
const [yearsBack, yearsAhead] = [1, 5];
const skippedLimit = 200;

/**
 * The days off in a file. `timeZone` says which date an instant in UTC falls on, `now` which years are looked at. Throws `invalid-input` on `/file` when it
 * is no calendar or holds nothing.
 */
export function readHolidayFile(bytes: Uint8Array, { timeZone, now }: { timeZone: string; now: number }): HolidayFile {
  const year = Number(localDate(timeZone, now).slice(0, 4));
  const window = { from: `${year - yearsBack}-01-01`, to: `${year + yearsAhead}-12-31` };
  const events = eventsOf(textOf(bytes));
  if (events.length === 0) throw refuse(empty);
  if (events.length > eventLimit) throw refuse(tooMany);
  const found: FoundDay[] = [];
  const skipped: { name: string; reason: Text }[] = [];
  for (const event of events) {
    const name = nameOf(event);
    const dates = datesOf(event, timeZone, window);
    if ('reason' in dates) skipped.push({ name, reason: dates.reason });
    else found.push(...dates.dates.map((date) => foundDay(event, date, name)));
  }
  const byDate = new Map<string, FoundDay>();
  for (const each of found.sort(byRank)) {
    const known = byDate.get(each.day.date);
    if (!known) byDate.set(each.day.date, each);
    else if (known.day.name !== each.day.name) skipped.push({ name: each.day.name, reason: besides(known.day) });
  }
  const days = [...byDate.values()].sort((a, b) => (a.day.date < b.day.date ? -1 : 1));
  return { days, skipped: skipped.slice(0, skippedLimit) };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse(notText);
  }
}

function eventsOf(text: string): ICAL.Component[] {
  if (!/^\s*BEGIN:VCALENDAR/i.test(text)) throw refuse(noCalendar);
  let parsed: unknown[];
  try {
    parsed = ICAL.parse(text) as unknown[];
  } catch (error) {
    throw refuse(unreadable((error as Error).message));
  }
  // One calendar is its own root; several come as a list.
  const roots = typeof parsed[0] === 'string' ? [parsed] : parsed;
  return roots.flatMap((root) => new ICAL.Component(root as unknown[]).getAllSubcomponents('vevent'));
}

function nameOf(event: ICAL.Component): string {
  return textProperty(event, 'summary').replace(/\s+/g, ' ').trim().slice(0, 200) || 'Hari libur';
}

function textProperty(event: ICAL.Component, name: string): string {
  try {
    return event
      .getAllProperties(name)
      .flatMap((property) => property.getValues())
      .filter((value) => typeof value === 'string')
      .join(' ');
  } catch {
    return '';
  }
}

function foundDay(event: ICAL.Component, date: string, name: string): FoundDay {
  const categories = textProperty(event, 'categories');
  const description = textProperty(event, 'description');
  const kind = categories.includes('closed')
    ? 'closed'
    : /cuti bersama|joint holiday|collective[ -]leave/i.test(`${name} ${categories} ${description}`)
      ? 'collective-leave'
      : 'national-holiday';
  const suggested = ![description, categories].some((text) => /^\s*(observance|perayaan|peringatan)/i.test(text));
  return { day: { date, kind, name }, suggested };
}

/** Days off before mere observances, national holidays before leave, then by name, so that a file always gives the same. */
function byRank(a: FoundDay, b: FoundDay): number {
  const rank = ({ suggested, day }: FoundDay) => (suggested ? 0 : 2) + (day.kind === 'national-holiday' ? 0 : 1);
  return rank(a) - rank(b) || (a.day.name < b.day.name ? -1 : 1);
}

type Dates = { readonly dates: readonly string[] } | { readonly reason: Text };

function datesOf(event: ICAL.Component, timeZone: string, window: { from: string; to: string }): Dates {
  if (textProperty(event, 'status').toUpperCase() === 'CANCELLED') return { reason: cancelled };
  if (textProperty(event, 'categories').includes('special-hours')) return { reason: byHand };
  try {
    const span = spanOf(event, timeZone);
    if (!span) return { reason: noDate };
    const { first, count } = span;
    if (count > longestDays) return { reason: tooLong };
    const starts = startsOf(event, first, window);
    if (!starts) return { reason: oddRepeat };
    const dates = starts
      .flatMap((start) => Array.from({ length: count }, (_, index) => dateOfDay(dayOfDate(start) + index * dayMs)))
      .filter((date) => window.from <= date && date <= window.to);
    return dates.length > 0 ? { dates } : { reason: otherYears };
  } catch {
    return { reason: noDate };
  }
}

/** The first date and how many days it lasts; the end of an iCalendar span is not part of it. */
function spanOf(event: ICAL.Component, timeZone: string): { first: string; count: number } | null {
  const start = event.getFirstPropertyValue('dtstart');
  if (!(start instanceof ICAL.Time)) return null;
  const first = dateOf(start, timeZone);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(first) || Number.isNaN(dayOfDate(first))) return null;
  const given = event.getFirstPropertyValue('dtend');
  const duration = event.getFirstPropertyValue('duration');
  let end = given instanceof ICAL.Time ? given.clone() : null;
  if (!end && duration instanceof ICAL.Duration) {
    end = start.clone();
    end.addDuration(duration);
  }
  if (!end) return { first, count: 1 };
  // A moment before the end lies on the last day.
  end.adjust(end.isDate ? -1 : 0, 0, 0, end.isDate ? 0 : -1);
  return { first, count: Math.max(1, Math.round((dayOfDate(dateOf(end, timeZone)) - dayOfDate(first)) / dayMs) + 1) };
}

/** A written date as it is written; an instant in UTC on the date that the institution's clocks show then. */
function dateOf(time: ICAL.Time, timeZone: string): string {
  const isUtc = !time.isDate && time.zone === ICAL.Timezone.utcTimezone;
  return isUtc ? localDate(timeZone, time.toJSDate().getTime()) : time.toString().slice(0, 10);
}

/** First dates of an event within the window: once, or every year on the same date. Null for rules that move. */
function startsOf(event: ICAL.Component, first: string, window: { from: string; to: string }): string[] | null {
  const rule = event.getFirstPropertyValue('rrule');
  if (!rule) return [first];
  if (!(rule instanceof ICAL.Recur) || rule.freq !== 'YEARLY' || rule.interval !== 1) return null;
  const [year = 0, month = 0, day = 0] = first.split('-').map(Number);
  const parts = rule.parts as Record<string, unknown[]>;
  const same = { BYMONTH: month, BYMONTHDAY: day } as Record<string, number>;
  if (Object.entries(parts).some(([part, [value, ...more]]) => more.length > 0 || same[part] !== value)) return null;
  const until = rule.until ? rule.until.toString().slice(0, 10) : window.to;
  const last = Math.min(Number(window.to.slice(0, 4)), rule.count ? year + rule.count - 1 : Number.POSITIVE_INFINITY);
  const starts: string[] = [];
  for (let each = Math.max(year, Number(window.from.slice(0, 4)) - 1); each <= last; each++) {
    const date = `${each}${first.slice(4)}`;
    // 29 February is left out where there is none.
    if (date <= until && dateOfDay(dayOfDate(date)) === date) starts.push(date);
  }
  return starts;
}

function refuse(detail: Text): DomainError {
  return new DomainError('invalid-input', { errors: [{ pointer: '/file', detail }] });
}

const notText: Text = {
  id: 'Berkas ini bukan teks. Pilih berkas kalender (.ics).',
  en: 'This file is not text. Choose a calendar file (.ics).',
};
const noCalendar: Text = {
  id: 'Berkas ini bukan kalender: berkas .ics dimulai dengan BEGIN:VCALENDAR.',
  en: 'This file is no calendar: an .ics file begins with BEGIN:VCALENDAR.',
};
const empty: Text = {
  id: 'Kalender ini tidak berisi satu hari pun.',
  en: 'This calendar does not contain a single day.',
};
const tooMany: Text = {
  id: `Kalender ini terlalu besar (lebih dari ${eventLimit} entri). Pilih kalender hari libur saja.`,
  en: `This calendar is too large (more than ${eventLimit} entries). Choose one with holidays only.`,
};
const unreadable = (message: string): Text => ({
  id: `Kalender ini rusak dan tidak dapat dibaca (${message.slice(0, 160)}).`,
  en: `This calendar is broken and cannot be read (${message.slice(0, 160)}).`,
});
const cancelled: Text = { id: 'Dibatalkan menurut berkas itu.', en: 'Cancelled, says the file.' };
const byHand: Text = { id: 'Jam khusus diisi sendiri.', en: 'Special hours are entered by hand.' };
const noDate: Text = { id: 'Tanggalnya tidak dapat dibaca.', en: 'Its date cannot be read.' };
const tooLong: Text = {
  id: `Lebih dari ${longestDays} hari; isi sebagai masa khusus bila memang libur.`,
  en: `Longer than ${longestDays} days; enter it as a special period if it really is leave.`,
};
const oddRepeat: Text = {
  id: 'Berulang dengan aturan yang berpindah tanggal; isi tanggalnya sendiri.',
  en: 'It repeats by a rule that changes its date; enter the date by hand.',
};
const otherYears: Text = { id: 'Di luar tahun yang dipakai.', en: 'Outside the years that are used.' };
const besides = ({ date, name }: CalendarDay): Text => ({
  id: `Tanggal ${date} sudah diisi "${name}".`,
  en: `${date} is already "${name}".`,
});
