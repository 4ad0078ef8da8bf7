/** Tests of when a test call or pre-test may be opened. */
import type { SopDocument } from '@sambung/contract/sop';
import { describe, expect, it } from 'vitest';
import { endsAtLatest, mayOpen } from './slot.ts';

const policy = (changes: Partial<SopDocument['policies']['testCall']> = {}): SopDocument['policies']['testCall'] => ({
  ...{ required: 'mandatory', slot: 'day-before', atVenue: false, minutes: 60, fallback: 'hour-before' },
  ...changes,
});
/** 09:00 in Makassar. */
const eventStartsAt = new Date('2027-06-22T01:00:00Z');
const minutesBefore = (minutes: number) => new Date(eventStartsAt.getTime() - minutes * 60_000);
const open = (minutes: number, changes: Partial<Parameters<typeof mayOpen>[0]> = {}) =>
  mayOpen({
    ...{ kind: 'test', policy: policy(), timeZone: 'Asia/Makassar', eventStartsAt, reason: null, mayOverride: false },
    addressSuspended: false,
    now: minutesBefore(minutes),
    ...changes,
  });

describe('a test call', () => {
  it('[UNSRI-34] is opened the day before without a word, by the calendar of the event’s zone', () => {
    expect(open(24 * 60)).toBe('open');
    // 23:59 and 00:01 in Makassar.
    expect(open(9 * 60 + 1)).toBe('open');
    expect(open(8 * 60 + 59)).toBe('reason-needed');
  });

  it('[UNSRI-86, UNSRI-89] falls back to the hour before with a recorded reason', () => {
    expect(open(60)).toBe('reason-needed');
    expect(open(60, { reason: 'Listrik padam kemarin' })).toBe('open');
  });

  it('[UNSRI-91, UNSRI-94] goes no further than the pre-test, thirty minutes before', () => {
    expect(open(31, { reason: 'Terlambat' })).toBe('open');
    expect(open(30, { reason: 'Terlambat', mayOverride: true })).toBe('too-late');
    expect(endsAtLatest('test', eventStartsAt)).toEqual(minutesBefore(30));
  });

  it('[UNSRI-35, UNSRI-90] at a venue is moved to the day only by whom the procedure names, with a reason', () => {
    const venue = { policy: policy({ atVenue: true, fallback: 'override' }) };
    expect(open(60, { ...venue, reason: 'Akses gedung' })).toBe('override-needed');
    expect(open(60, { ...venue, mayOverride: true })).toBe('reason-needed');
    expect(open(60, { ...venue, mayOverride: true, reason: 'Akses gedung' })).toBe('open');
    expect(open(24 * 60, venue)).toBe('open');
  });

  it('during preparation has all the time there is', () => {
    expect(open(45, { policy: policy({ slot: 'during-preparation', fallback: 'none' }) })).toBe('open');
  });
});

describe('a pre-test', () => {
  it('[UNSRI-38] belongs to the last hour before the event', () => {
    expect(open(61, { kind: 'pre-test' })).toBe('too-early');
    expect(open(30, { kind: 'pre-test' })).toBe('open');
    expect(open(0, { kind: 'pre-test' })).toBe('too-late');
    expect(endsAtLatest('pre-test', eventStartsAt)).toEqual(eventStartsAt);
  });
});

describe('a re-verification', () => {
  it('[UNSRI-85] is for a certificate that a changed address suspended, and needs no other reason', () => {
    const short = { kind: 're-verification', addressSuspended: true } as const;
    expect(open(60, short)).toBe('open');
    expect(open(24 * 60, short)).toBe('open');
    expect(open(30, short)).toBe('too-late');
    expect(open(60, { ...short, addressSuspended: false })).toBe('nothing-suspended');
  });
});
