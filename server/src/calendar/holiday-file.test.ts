/** Calendar files of holidays: what people download, and what strangers may send. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../problem.ts';
import { readHolidayFile } from './holiday-file.ts';

const situation = { timeZone: 'Asia/Jakarta', now: Date.parse('2026-11-23T01:00:00Z') };
const bytes = (text: string) => new TextEncoder().encode(text);
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:x', ...lines, 'END:VEVENT'];
const calendar = (...events: string[][]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Uji//ID', ...events.flat(), 'END:VCALENDAR', ''].join('\r\n');
const read = (...events: string[][]) => readHolidayFile(bytes(calendar(...events)), situation);

/** What is told beside the file. */
function refusal(file: Uint8Array): string {
  try {
    readHolidayFile(file, situation);
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    expect((error as DomainError).code).toBe('invalid-input');
    expect((error as DomainError).errors?.[0]?.pointer).toBe('/file');
    return (error as DomainError).errors?.[0]?.detail.en ?? '';
  }
  throw new Error('it was read');
}

describe('a file of holidays', () => {
  it('[X-10] gives national holidays and collective leave as days off', () => {
    const { days, skipped } = read(
      event('DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261226', 'SUMMARY:Hari Raya Natal'),
      event(
        'DTSTART;VALUE=DATE:20261224',
        'SUMMARY:Cuti Bersama Natal',
        'DESCRIPTION:Hari libur nasional\\, menurut keputusan ber',
        ' sama',
      ),
    );
    expect(skipped).toEqual([]);
    expect(days).toEqual([
      { day: { date: '2026-12-24', kind: 'collective-leave', name: 'Cuti Bersama Natal' }, suggested: true },
      { day: { date: '2026-12-25', kind: 'national-holiday', name: 'Hari Raya Natal' }, suggested: true },
    ]);
  });

  it('counts every day of a longer leave; the end is not part of it', () => {
    const dates = (...lines: string[]) => read(event('SUMMARY:Idul Fitri', ...lines)).days.map(({ day }) => day.date);
    const three = ['2027-03-09', '2027-03-10', '2027-03-11'];
    expect(dates('DTSTART;VALUE=DATE:20270309', 'DTEND;VALUE=DATE:20270312')).toEqual(three);
    expect(dates('DTSTART;VALUE=DATE:20270309', 'DURATION:P3D')).toEqual(three);
    expect(dates('DTSTART:20270309T000000', 'DTEND:20270312T000000')).toEqual(three);
    expect(dates('DTSTART;VALUE=DATE:20270309', 'DTEND;VALUE=DATE:20270309')).toEqual(['2027-03-09']);
  });

  it('[X-14] puts an instant in UTC on the date of the institution', () => {
    // Midnight to midnight in Jakarta.
    const natal = event('DTSTART:20261224T170000Z', 'DTEND:20261225T170000Z', 'SUMMARY:Natal');
    expect(read(natal).days.map(({ day }) => day.date)).toEqual(['2026-12-25']);
  });

  it('repeats yearly ones within the years that are used, and leaves rules that move to people', () => {
    const yearly = event('DTSTART;VALUE=DATE:19450817', 'RRULE:FREQ=YEARLY', 'SUMMARY:Hari Kemerdekaan');
    const years = read(yearly).days.map(({ day }) => day.date);
    expect(years).toEqual([2025, 2026, 2027, 2028, 2029, 2030, 2031].map((year) => `${year}-08-17`));
    const until = event('DTSTART;VALUE=DATE:20250601', 'RRULE:FREQ=YEARLY;UNTIL=20270601', 'SUMMARY:Pancasila');
    expect(read(until).days).toHaveLength(3);
    const leap = event('DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', 'SUMMARY:Kabisat');
    expect(read(leap).days.map(({ day }) => day.date)).toEqual(['2028-02-29']);
    for (const rule of ['FREQ=SECONDLY', 'FREQ=YEARLY;BYDAY=1MO', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30']) {
      const { days, skipped } = read(event('DTSTART;VALUE=DATE:20260101', `RRULE:${rule}`, 'SUMMARY:Aneh'));
      expect(days).toEqual([]);
      expect(skipped[0]?.reason.en).toMatch(/rule that changes/);
    }
  });

  it('does not suggest observances on which people work', () => {
    const { days } = read(
      event('DTSTART;VALUE=DATE:20270421', 'SUMMARY:Hari Kartini', 'DESCRIPTION:Perayaan\\nUntuk menyembunyikan …'),
      event('DTSTART;VALUE=DATE:20270501', 'SUMMARY:Hari Buruh', 'DESCRIPTION:Public holiday'),
    );
    expect(days.map(({ day, suggested }) => [day.name, suggested])).toEqual([
      ['Hari Kartini', false],
      ['Hari Buruh', true],
    ]);
  });

  it('says what it leaves out, and why', () => {
    const { days, skipped } = read(
      event('DTSTART;VALUE=DATE:20261225', 'SUMMARY:Natal'),
      event('DTSTART;VALUE=DATE:20261225', 'SUMMARY:Cuti bersama'),
      event('DTSTART;VALUE=DATE:20101225', 'SUMMARY:Natal 2010'),
      event('DTSTART;VALUE=DATE:20270101', 'STATUS:CANCELLED', 'SUMMARY:Dibatalkan'),
      event('DTSTART;VALUE=DATE:20270101', 'DTEND;VALUE=DATE:20270601', 'SUMMARY:Setengah tahun'),
      event('DTSTART;VALUE=DATE:99999999', 'SUMMARY:Entah kapan'),
      event('SUMMARY:Tanpa tanggal'),
    );
    expect(days.map(({ day }) => day.name)).toEqual(['Natal']);
    expect(skipped.map(({ name }) => name).sort()).toEqual(
      ['Cuti bersama', 'Dibatalkan', 'Entah kapan', 'Natal 2010', 'Setengah tahun', 'Tanpa tanggal'].sort(),
    );
  });
});

describe('a bad file is refused with what is wrong', () => {
  it.each([
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]), /not text/],
    ['a web page', bytes('<!doctype html><title>Masuk</title>'), /begins with BEGIN:VCALENDAR/],
    ['nothing', bytes(''), /begins with BEGIN:VCALENDAR/],
    ['a calendar that breaks off', bytes('BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n'), /broken|single day/],
    ['a calendar with a line that is none', bytes('BEGIN:VCALENDAR\r\nhalo\r\nEND:VCALENDAR\r\n'), /broken/],
    ['a calendar without days', bytes(calendar()), /single day/],
    [
      'a calendar with thousands',
      bytes(calendar(...Array.from({ length: 3_001 }, () => event('DTSTART;VALUE=DATE:20261225')))),
      /too large/,
    ],
  ])('%s', (_name, file, expected) => {
    expect(refusal(file)).toMatch(expected);
  });

  it('anything at all is either read or refused, quickly', () => {
    const line = fc.oneof(
      fc.constantFrom('BEGIN:VEVENT', 'END:VEVENT', 'BEGIN:VTIMEZONE', 'END:VCALENDAR', 'BEGIN:VCALENDAR', 'RDATE:x'),
      fc
        .tuple(fc.constantFrom('DTSTART', 'DTEND', 'DURATION', 'RRULE', 'SUMMARY', 'CATEGORIES'), fc.string())
        .map(([name, value]) => `${name}:${value}`),
      fc.constantFrom('DTSTART;VALUE=DATE:20261232', 'DTSTART:20261225T250000Z', 'RRULE:FREQ=YEARLY;COUNT=999999999'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const file = bytes(['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n'));
        try {
          for (const { day } of readHolidayFile(file, situation).days) expect(day.date).toMatch(/^20\d\d-\d\d-\d\d$/);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
        }
      }),
      { seed: 20_261_122, numRuns: 400 },
    );
  });
});
