/** Dates and times as people read them. */
import { describe, expect, it } from 'vitest';
import {
  clockText,
  formatClockRange,
  formatDateTime,
  formatDuration,
  formatRange,
  formatRelative,
  instantOf,
  wallClock,
  zoneName,
} from './date.ts';

/** The zone is kept on the line of its time by a no-break space; here any space will do. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('a range', () => {
  it.each([
    ['id', 'Asia/Jakarta', 'Selasa, 3 Feb 2026, 09.00–11.00 WIB'],
    ['en', 'Asia/Jakarta', 'Tuesday, 3 Feb 2026, 09:00–11:00 WIB'],
    ['id', 'Asia/Makassar', 'Selasa, 3 Feb 2026, 10.00–12.00 WITA'],
    ['en', 'Asia/Jayapura', 'Tuesday, 3 Feb 2026, 11:00–13:00 WIT'],
    ['id', 'Asia/Pontianak', 'Selasa, 3 Feb 2026, 09.00–11.00 WIB'],
  ] as const)('in %s shows the wall clock of %s and names the zone', (language, zone, text) => {
    expect(plain(formatRange(language, '2026-02-03T02:00:00Z', '2026-02-03T04:00:00Z', zone))).toBe(text);
  });

  it('names both days when it ends on another one', () => {
    const text = formatRange('id', '2026-02-03T14:00:00Z', '2026-02-03T18:30:00Z', 'Asia/Jakarta');
    expect(plain(text)).toBe('Selasa, 3 Feb 2026, 21.00 – Rabu, 4 Feb 2026, 01.30 WIB');
  });

  it('judges the day in the zone of the place, not in that of the reader', () => {
    const text = formatRange('en', '2026-02-03T23:30:00Z', '2026-02-04T00:30:00Z', 'Asia/Jakarta');
    expect(plain(text)).toBe('Wednesday, 4 Feb 2026, 06:30–07:30 WIB');
  });
});

describe('a zone', () => {
  it('without an Indonesian name is shown by its distance from UTC at that time', () => {
    expect(zoneName('Europe/Berlin', '2026-02-03T02:00:00Z')).toBe('CET');
    expect(zoneName('Asia/Kathmandu', '2026-02-03T02:00:00Z')).toBe('GMT+5:45');
  });

  it('stays with its time when a line breaks', () => {
    expect(formatClockRange('id', '2026-02-03T02:00:00Z', '2026-02-03T04:00:00Z', 'Asia/Jakarta')).toContain(
      '\u00a0WIB',
    );
    expect(formatDateTime('id', '2026-02-03T02:00:00Z', 'Asia/Jakarta')).toContain('\u00a0WIB');
  });
});

describe('a wall clock', () => {
  it.each([
    ['2026-02-03T02:00:00.000Z', 'Asia/Jakarta', '2026-02-03', '09:00'],
    ['2026-02-03T17:00:00.000Z', 'Asia/Jakarta', '2026-02-04', '00:00'],
    ['2026-12-31T15:30:00.000Z', 'Asia/Jayapura', '2027-01-01', '00:30'],
    ['2026-07-01T10:00:00.000Z', 'Europe/Berlin', '2026-07-01', '12:00'],
    ['2026-01-01T10:00:00.000Z', 'Europe/Berlin', '2026-01-01', '11:00'],
  ])('of %s in %s is %s %s, and back', (at, zone, date, time) => {
    expect(wallClock(at, zone)).toEqual({ date, time });
    expect(instantOf({ date, time }, zone)).toBe(at);
  });

  it('that summer time skips gives an instant just beside the gap', () => {
    const at = Date.parse(instantOf({ date: '2026-03-29', time: '02:30' }, 'Europe/Berlin'));
    expect(Math.abs(at - Date.parse('2026-03-29T01:00:00Z'))).toBeLessThanOrEqual(3_600_000);
  });
});

it('writes clock times with a dot in Indonesian and a colon in English', () => {
  expect(clockText('id', '09:05')).toBe('09.05');
  expect(clockText('en', '09:05')).toBe('09:05');
});

it('says how long something lasts', () => {
  expect(formatDuration('id', 90)).toBe('1 jam 30 menit');
  expect(formatDuration('en', 120)).toBe('2 hours');
  expect(formatDuration('id', 45)).toBe('45 menit');
});

it('says how far away something is in the coarsest unit that tells it', () => {
  const now = Date.parse('2026-02-03T02:00:00Z');
  expect(formatRelative('id', '2026-02-03T00:00:00Z', now)).toBe('2 jam yang lalu');
  expect(formatRelative('en', '2026-02-04T02:00:00Z', now)).toBe('tomorrow');
  expect(formatRelative('id', '2026-02-03T02:25:00Z', now)).toBe('dalam 25 menit');
});
