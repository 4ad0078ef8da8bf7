/** The holds of a case, planned. */
import { defaultWeek, type WorkingCalendar } from '@sambung/contract/calendar';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaseTimes, type HoldPolicies, planCase } from './case-holds.ts';
import { overlaps, type Slot } from './slot.ts';

const jakarta = (clock: string) => Date.parse(`${clock}:00+07:00`);
const inJakarta = (at: number) => new Date(at + 7 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ');
const calendar: WorkingCalendar = { timeZone: 'Asia/Jakarta', week: defaultWeek, days: [], periods: [] };

/** Universitas Sriwijaya, fixed place. */
const unsri: HoldPolicies = {
  holds: { setupMinutes: 0, preTestMinutes: 30 },
  testCall: { required: 'mandatory', slot: 'day-before', atVenue: false, minutes: 60, fallback: 'hour-before' },
};
const venue: HoldPolicies = { ...unsri, testCall: { ...unsri.testCall, atVenue: true, fallback: 'override' } };
/** Two hours of installing in which the test takes place (BATAN). */
const batan: HoldPolicies = {
  holds: { setupMinutes: 120, preTestMinutes: 30 },
  testCall: { required: 'mandatory', slot: 'during-preparation', atVenue: false, minutes: 60, fallback: 'none' },
};
/** Two hours of setup on the day, test the day before (Demak). */
const demak: HoldPolicies = { ...unsri, holds: { setupMinutes: 120, preTestMinutes: 30 } };

/** Wednesday 10:00–12:00, planned on the Monday a week before. */
function plan(policies: HoldPolicies, changes: Partial<CaseTimes> = {}, taken: readonly Slot[] = []) {
  const times = {
    policies,
    calendar,
    startsAt: jakarta('2026-12-02T10:00'),
    endsAt: jakarta('2026-12-02T12:00'),
    now: jakarta('2026-11-23T08:00'),
    ...changes,
  };
  const made = planCase(times, (slot) => taken.some((hold) => overlaps(hold, slot)));
  return {
    ...made,
    spans: made.spans.map(({ kind, startsAt, endsAt }) => `${kind} ${inJakarta(startsAt)} – ${inJakarta(endsAt)}`),
  };
}

const wholeDay = (date: string): Slot => ({ startsAt: jakarta(`${date}T00:00`), endsAt: jakarta(`${date}T23:59`) });

describe('the plan of a case', () => {
  it('[UNSRI-34][UNSRI-37][UNSRI-38] holds an hour for the test on the day before and half an hour before the event', () => {
    expect(plan(unsri)).toEqual({
      test: 'day-before',
      testReason: null,
      spans: [
        'test 12-01 10:00 – 12-01 11:00',
        'pre-test 12-02 09:30 – 12-02 10:00',
        'event 12-02 10:00 – 12-02 12:00',
      ],
    });
  });

  it('[X-09] ends the setup where the pre-test begins', () => {
    expect(plan(demak).spans).toEqual([
      'test 12-01 10:00 – 12-01 11:00',
      'setup 12-02 07:30 – 12-02 09:30',
      'pre-test 12-02 09:30 – 12-02 10:00',
      'event 12-02 10:00 – 12-02 12:00',
    ]);
  });

  it('[X-09] lets a test during the preparation take the end of the setup, which grows when it is too short for it', () => {
    expect(plan(batan).spans.slice(0, 2)).toEqual([
      'setup 12-02 07:30 – 12-02 08:30',
      'test 12-02 08:30 – 12-02 09:30',
    ]);
    const short = { ...batan, holds: { setupMinutes: 30, preTestMinutes: 15 } };
    expect(plan(short).spans.slice(0, 2)).toEqual([
      'test 12-02 08:45 – 12-02 09:45',
      'pre-test 12-02 09:45 – 12-02 10:00',
    ]);
  });

  it('[UNSRI-34] takes the nearest free hour of the day before, within working hours', () => {
    const taken = [{ startsAt: jakarta('2026-12-01T09:30'), endsAt: jakarta('2026-12-01T14:00') }];
    expect(plan(unsri, {}, taken).spans[0]).toBe('test 12-01 08:30 – 12-01 09:30');
    const evening = { startsAt: jakarta('2026-12-02T19:00'), endsAt: jakarta('2026-12-02T21:00') };
    expect(plan(unsri, evening).spans[0]).toBe('test 12-01 15:00 – 12-01 16:00');
  });

  it('[UNSRI-86][UNSRI-91] falls back to T-60 … T-30 when the day before is full, and says so', () => {
    expect(plan(unsri, {}, [wholeDay('2026-12-01')])).toEqual({
      test: 'hour-before',
      testReason: 'day-is-full',
      spans: [
        'test 12-02 09:00 – 12-02 09:30',
        'pre-test 12-02 09:30 – 12-02 10:00',
        'event 12-02 10:00 – 12-02 12:00',
      ],
    });
  });

  it('[UNSRI-86] falls back when nobody works any more before the event', () => {
    const now = jakarta('2026-12-01T15:30');
    expect(plan(unsri, { now })).toMatchObject({ test: 'hour-before', testReason: 'no-working-time' });
    expect(plan(demak, { now }).spans.slice(0, 2)).toEqual([
      'setup 12-02 07:30 – 12-02 09:00',
      'test 12-02 09:00 – 12-02 09:30',
    ]);
  });

  it('[UNSRI-35] plans no test of a venue on the day itself unless it was decided', () => {
    const full = [wholeDay('2026-12-01')];
    expect(plan(venue)).toMatchObject({ test: 'day-before' });
    expect(plan(venue, {}, full)).toMatchObject({ test: 'none', testReason: 'day-is-full' });
    expect(plan(venue, { testHourBefore: true }, full)).toMatchObject({ test: 'hour-before', testReason: 'decided' });
  });

  it('takes the last working day before a Monday, a holiday or leave', () => {
    const monday = { startsAt: jakarta('2026-12-07T10:00'), endsAt: jakarta('2026-12-07T11:00') };
    expect(plan(unsri, monday).spans[0]).toBe('test 12-04 10:00 – 12-04 11:00');
    const days = [{ date: '2026-12-04', kind: 'collective-leave', name: 'Cuti bersama' } as const];
    expect(plan(unsri, { ...monday, calendar: { ...calendar, days } }).spans[0]).toBe('test 12-03 10:00 – 12-03 11:00');
  });

  it('keeps to the hours of Ramadan on the day of the test', () => {
    const week = { ...defaultWeek, tuesday: [{ opens: '08:00', closes: '09:30' }] };
    const periods = [{ from: '2026-11-25', to: '2026-12-10', name: 'Ramadan', week }];
    expect(plan(unsri, { calendar: { ...calendar, periods } }).spans[0]).toBe('test 12-01 08:30 – 12-01 09:30');
  });

  it('takes a preferred start that lies in the working hours of that day', () => {
    const preferredTestStarts = [jakarta('2026-11-30T09:00'), jakarta('2026-12-01T15:30'), jakarta('2026-12-01T13:20')];
    expect(plan(unsri, { preferredTestStarts }).spans[0]).toBe('test 12-01 13:20 – 12-01 14:20');
  });

  it('plans no test where the policy leaves it open, unless somebody wants one', () => {
    const optional = { ...unsri, testCall: { ...unsri.testCall, required: 'optional' as const } };
    expect(plan(optional)).toMatchObject({ test: 'none', testReason: null });
    expect(plan(optional, { withTest: true })).toMatchObject({ test: 'day-before' });
    expect(plan(unsri, { withTest: false }).spans).toHaveLength(2);
  });

  it('holds nothing that is over', () => {
    expect(plan(demak, { now: jakarta('2026-12-02T09:10') }).spans).toEqual([
      'test 12-02 09:10 – 12-02 09:30',
      'pre-test 12-02 09:30 – 12-02 10:00',
      'event 12-02 10:00 – 12-02 12:00',
    ]);
  });

  it('[X-09] is contiguous up to the event and never overlaps itself, whatever the policy', () => {
    const minutes = (max: number) => fc.integer({ min: 0, max });
    const policy = fc.record({
      holds: fc.record({ setupMinutes: minutes(1_440), preTestMinutes: minutes(240) }),
      testCall: fc.record({
        required: fc.constantFrom('mandatory' as const, 'optional' as const),
        slot: fc.constantFrom('day-before' as const, 'during-preparation' as const),
        atVenue: fc.boolean(),
        minutes: fc.integer({ min: 15, max: 240 }),
        fallback: fc.constantFrom('hour-before' as const, 'override' as const, 'none' as const),
      }),
    });
    fc.assert(
      fc.property(policy, minutes(20_000), minutes(1_440), fc.boolean(), (policies, ahead, length, full) => {
        const now = jakarta('2026-11-23T08:00');
        const startsAt = now + (ahead + 1) * 60_000;
        const times = { policies, calendar, now, startsAt, endsAt: startsAt + (length + 1) * 60_000 };
        const { spans, test } = planCase(times, () => full);
        expect(spans.at(-1)).toMatchObject({ kind: 'event', startsAt, endsAt: times.endsAt });
        for (const [index, span] of spans.entries()) {
          expect(span.endsAt).toBeGreaterThan(span.startsAt);
          const next = spans[index + 1];
          if (!next) continue;
          if (span.kind === 'test' && test === 'day-before') expect(span.endsAt).toBeLessThanOrEqual(next.startsAt);
          else expect(span.endsAt).toBe(next.startsAt);
        }
        expect(spans.some(({ kind }) => kind === 'test')).toBe(test !== 'none');
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});
