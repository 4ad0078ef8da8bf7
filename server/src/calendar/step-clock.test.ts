/** Clocks of steps: what each anchor makes of a standard. 2026-11-23 is a Monday. */
import type { WorkingCalendar } from '@sambung/contract/calendar';
import type { SopStep } from '@sambung/contract/sop';
import { describe, expect, it } from 'vitest';
import { at, calendarOf, kaltara, written } from '../../test/calendars.ts';
import { endOfStandards, type StepClockFacts, stepClock } from './step-clock.ts';

const jakarta = calendarOf();
type Anchor = NonNullable<SopStep['time']>['anchor'];
const standard = (amount: number, unit: 'minutes' | 'hours' | 'days', anchor: Anchor = 'step-start') => ({
  standard: { amount, unit },
  anchor,
});

/** The clock of a step with local times for instants; `due` is local. */
function clock(
  time: SopStep['time'],
  times: { started?: string; now: string; finished?: string; event?: [string, string]; setup?: string },
  { calendar = jakarta as WorkingCalendar, pauses = [] as [string, string | null][] } = {},
) {
  const { timeZone } = calendar;
  const instant = (local: string) => at(local, timeZone);
  const facts: StepClockFacts = {
    startedAt: times.started === undefined ? null : instant(times.started),
    finishedAt: times.finished === undefined ? null : instant(times.finished),
    eventStartsAt: times.event ? instant(times.event[0]) : null,
    eventEndsAt: times.event ? instant(times.event[1]) : null,
    setupStartsAt: times.setup === undefined ? null : instant(times.setup),
    pauses: pauses.map(([from, to]) => ({ startsAt: instant(from), endsAt: to === null ? null : instant(to) })),
    now: instant(times.now),
  };
  const found = stepClock(calendar, { time }, facts);
  return found && { ...found, dueAt: undefined, due: written(found.dueAt, timeZone) };
}

describe('from the start of the step', () => {
  it('[X-11] [BATAN-41] an hour is used up in working hours only', () => {
    const hour = standard(1, 'hours');
    expect(clock(hour, { started: '2026-11-23 15:30', now: '2026-11-23 22:00' })).toMatchObject({
      due: '2026-11-24 08:30',
      usedMinutes: 30,
      allowedMinutes: 60,
      usedShare: 0.5,
      late: false,
      paused: false,
    });
    expect(clock(hour, { started: '2026-11-23 15:30', now: '2026-11-24 08:30' })).toMatchObject({ late: false });
    expect(clock(hour, { started: '2026-11-23 15:30', now: '2026-11-24 08:45' })).toMatchObject({
      usedShare: 1.25,
      late: true,
    });
  });

  it('[BATAN-41] a day is one working day, and what is used of it are its working minutes', () => {
    expect(clock(standard(1, 'days'), { started: '2026-11-27 10:00', now: '2026-11-27 14:00' })).toMatchObject({
      due: '2026-11-30 10:00',
      usedMinutes: 240,
      allowedMinutes: 480,
      usedShare: 0.5,
    });
  });

  it('a step that is done is judged by when it was done', () => {
    const hour = standard(1, 'hours');
    const times = { started: '2026-11-23 09:00', now: '2026-11-30 09:00' };
    expect(clock(hour, { ...times, finished: '2026-11-23 09:45' })).toMatchObject({ usedShare: 0.75, late: false });
    expect(clock(hour, { ...times, finished: '2026-11-23 10:01' })).toMatchObject({ late: true });
  });

  it('[X-10] stands still while the request is with its applicant', () => {
    const two = standard(2, 'hours');
    const times = { started: '2026-11-23 09:00', now: '2026-11-24 09:00' };
    expect(clock(two, times, { pauses: [['2026-11-23 10:00', null]] })).toMatchObject({
      paused: true,
      usedMinutes: 60,
      allowedMinutes: 120,
      usedShare: 0.5,
      late: false,
      due: '2026-11-24 10:00',
    });
    expect(clock(two, times, { pauses: [['2026-11-23 10:00', '2026-11-24 08:30']] })).toMatchObject({
      paused: false,
      usedMinutes: 90,
      due: '2026-11-24 09:30',
    });
  });

  it('has no clock without a standard, and none before it begins', () => {
    expect(clock(null, { started: '2026-11-23 09:00', now: '2026-11-23 09:00' })).toBeNull();
    const none = { standard: null, anchor: 'step-start' as const };
    expect(clock(none, { started: '2026-11-23 09:00', now: '2026-11-23 09:00' })).toBeNull();
    expect(clock(standard(1, 'hours'), { now: '2026-11-23 09:00' })).toBeNull();
  });
});

describe('from the end of the event', () => {
  const event: [string, string] = ['2026-11-26 13:00', '2026-11-26 15:00'];

  it('[KALTARA-24] [X-11] the report is due 180 working minutes after the event, however long that was', () => {
    const report = standard(180, 'minutes', 'event-end');
    const started = '2026-11-24 10:00';
    expect(clock(report, { started, event, now: '2026-11-26 14:59' }, { calendar: kaltara })).toMatchObject({
      due: '2026-11-27 10:00',
      usedMinutes: 0,
      usedShare: 0,
    });
    const longer: [string, string] = ['2026-11-27 09:00', '2026-11-27 15:30'];
    expect(clock(report, { started, event: longer, now: '2026-11-27 16:30' }, { calendar: kaltara })).toMatchObject({
      due: '2026-11-30 10:00',
      usedMinutes: 60,
      usedShare: 1 / 3,
    });
  });

  it('[DEMAK-24] ten minutes for the documents count from the end of the event, at the next opening when it ends outside hours', () => {
    const upload = standard(10, 'minutes', 'event-end');
    expect(clock(upload, { started: '2026-11-26 15:30', event, now: '2026-11-26 15:05' })).toMatchObject({
      due: '2026-11-26 15:10',
      usedMinutes: 5,
      late: false,
    });
    expect(clock(upload, { started: '2026-11-26 15:30', event, now: '2026-11-26 15:11' })).toMatchObject({
      late: true,
    });
    const evening: [string, string] = ['2026-11-27 18:00', '2026-11-27 20:00'];
    expect(clock(upload, { started: '2026-11-27 20:00', event: evening, now: '2026-11-28 09:00' })).toMatchObject({
      due: '2026-11-30 08:10',
      late: false,
    });
  });

  it('[UNEJ-16] archiving is due one working day after the event', () => {
    const archive = standard(1, 'days', 'event-end');
    const friday: [string, string] = ['2026-11-27 13:00', '2026-11-27 15:00'];
    expect(clock(archive, { started: '2026-11-27 15:05', event: friday, now: '2026-11-27 15:05' })).toMatchObject({
      due: '2026-11-30 15:00',
    });
  });

  it('has no clock while the case has no time', () => {
    expect(
      clock(standard(10, 'minutes', 'event-end'), { started: '2026-11-23 09:00', now: '2026-11-23 09:00' }),
    ).toBeNull();
  });
});

describe('before the event', () => {
  it('[UNEJ-22] preparation is due thirty minutes before the event, early or on a Sunday too', () => {
    const before = standard(30, 'minutes', 'event-start');
    const event: [string, string] = ['2026-11-25 08:15', '2026-11-25 10:00'];
    const started = '2026-11-24 14:00';
    expect(clock(before, { started, event, now: '2026-11-24 15:00' })).toMatchObject({
      due: '2026-11-25 07:45',
      usedMinutes: 60,
      allowedMinutes: 120,
      usedShare: 0.5,
      late: false,
    });
    expect(clock(before, { started, event, now: '2026-11-25 07:46' })).toMatchObject({ late: true });
    const sunday: [string, string] = ['2026-11-29 19:00', '2026-11-29 21:00'];
    expect(clock(before, { started, event: sunday, now: started })).toMatchObject({ due: '2026-11-29 18:30' });
  });

  it('a pause does not move the event; what begins after it was due is late at once', () => {
    const before = standard(1, 'hours', 'event-start');
    const event: [string, string] = ['2026-11-25 10:00', '2026-11-25 11:00'];
    const pauses: [string, string | null][] = [['2026-11-24 10:00', '2026-11-25 09:30']];
    expect(clock(before, { started: '2026-11-24 09:00', event, now: '2026-11-25 09:31' }, { pauses })).toMatchObject({
      due: '2026-11-25 09:00',
      late: true,
    });
    expect(clock(before, { started: '2026-11-25 09:30', event, now: '2026-11-25 09:40' })).toMatchObject({
      late: true,
      usedShare: 1,
      allowedMinutes: 0,
    });
  });

  it('[X-12] days before the event are working days', () => {
    const event: [string, string] = ['2026-11-30 10:00', '2026-11-30 11:00'];
    const time = standard(1, 'days', 'event-start');
    expect(clock(time, { started: '2026-11-25 09:00', event, now: '2026-11-25 09:00' })).toMatchObject({
      due: '2026-11-27 10:00',
    });
    const open = { standard: null, anchor: 'event-start' as const };
    expect(clock(open, { started: '2026-11-25 09:00', event, now: '2026-11-25 09:00' })).toMatchObject({
      due: '2026-11-30 10:00',
    });
  });
});

describe('around the event', () => {
  const event: [string, string] = ['2026-11-26 15:00', '2026-11-26 17:00'];

  it('[X-11] what lasts as long as the event shows its time and is never late', () => {
    const during = { standard: null, anchor: 'during-event' as const };
    expect(clock(during, { started: '2026-11-26 14:00', event, now: '2026-11-26 15:30' })).toMatchObject({
      due: '2026-11-26 17:00',
      usedMinutes: 30,
      allowedMinutes: 120,
      usedShare: null,
      late: false,
    });
    expect(clock(during, { started: '2026-11-26 14:00', event, now: '2026-11-27 09:00' })).toMatchObject({
      usedMinutes: 120,
      late: false,
    });
    expect(
      clock(standard(30, 'minutes', 'during-event'), {
        started: '2026-11-26 14:00',
        event,
        now: '2026-11-27 08:31',
      }),
    ).toMatchObject({ due: '2026-11-27 08:30', late: true });
  });

  it('[X-11] installing runs from the setup hold, or from the step when that begins later', () => {
    const install = standard(2, 'hours', 'setup-start');
    const times = { event, setup: '2026-11-26 12:30', now: '2026-11-26 13:00' };
    expect(clock(install, { ...times, started: '2026-11-10 09:00' })).toMatchObject({
      due: '2026-11-26 14:30',
      usedMinutes: 30,
    });
    expect(clock(install, { ...times, started: '2026-11-26 12:45' })).toMatchObject({ due: '2026-11-26 14:45' });
  });
});

it('[UNEJ-21] [KALTARA-25] the standards still to come say when a case would be through', () => {
  const chain = [
    { amount: 1, unit: 'days' },
    { amount: 2, unit: 'hours' },
    { amount: 1, unit: 'hours' },
    { amount: 10, unit: 'minutes' },
    { amount: 1, unit: 'days' },
  ] as const;
  expect(written(endOfStandards(jakarta, at('2026-11-23 10:00'), chain))).toBe('2026-11-25 13:10');
  const two = [60, 60, 150].map((amount) => ({ amount, unit: 'minutes' as const }));
  expect(written(endOfStandards(kaltara, at('2026-11-27 14:00', 'Asia/Makassar'), two), 'Asia/Makassar')).toBe(
    '2026-11-30 10:00',
  );
});
