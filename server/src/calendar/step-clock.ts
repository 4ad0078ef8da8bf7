/** The clock of a case's step: from its time standard and anchor to what is due, used and late. Pure; instants are epoch milliseconds. */
import type { WorkingCalendar } from '@sambung/contract/calendar';
import type { SopStep } from '@sambung/contract/sop';
import { addWorkingTime, type Pause, workingDaysBefore, workingMinutesBetween } from './working-time.ts';

export interface StepClockFacts {
  /** Null while the step waits: nothing runs then. */
  readonly startedAt: number | null;
  /** Null once it is done: it is judged by when it was done, not by the present. */
  readonly finishedAt?: number | null;
  /** Null while the case has no time; so is its end. */
  readonly eventStartsAt: number | null;
  readonly eventEndsAt: number | null;
  /** Beginning of the setup hold, for the anchor `setup-start`; the event's start when null. */
  readonly setupStartsAt?: number | null;
  /** When the case's clocks stood still; one that still lasts has no end. */
  readonly pauses: readonly { readonly startsAt: number; readonly endsAt: number | null }[];
  readonly now: number;
}

export interface StepClock {
  /** While a pause lasts: when it would be due if the case came back now. */
  readonly dueAt: number;
  /** Working minutes; of a step that lasts as long as the event, minutes of the event. */
  readonly usedMinutes: number;
  readonly allowedMinutes: number;
  /** 0 … ; above 1 when late. Null where time only passes and nothing is used up (`during-event` without a standard): nobody is reminded of it. */
  readonly usedShare: number | null;
  readonly late: boolean;
  readonly paused: boolean;
}

const minuteMs = 60_000;

/** The clock of a step, or null when it has none: no time standard, not begun, or anchored to an event that has no time yet. */
export function stepClock(
  calendar: WorkingCalendar,
  { time }: Pick<SopStep, 'time'>,
  facts: StepClockFacts,
): StepClock | null {
  const { startedAt, eventStartsAt, eventEndsAt } = facts;
  if (!time || startedAt === null) return null;
  const { anchor, standard } = time;
  if (anchor === 'step-start') return standard && running(calendar, facts, startedAt, standard);
  if (eventStartsAt === null || eventEndsAt === null) return null;
  switch (anchor) {
    case 'setup-start':
      return standard && running(calendar, facts, Math.max(startedAt, facts.setupStartsAt ?? eventStartsAt), standard);
    case 'event-end':
      return standard && running(calendar, facts, eventEndsAt, standard);
    case 'event-start':
      return backwards(calendar, facts, startedAt, dueBefore(calendar, eventStartsAt, standard));
    case 'during-event':
      return during(calendar, facts, { startsAt: eventStartsAt, endsAt: eventEndsAt }, standard);
  }
}

type Standard = NonNullable<NonNullable<SopStep['time']>['standard']>;

/** A standard that runs in working time from an instant on and stands still in pauses. */
function running(calendar: WorkingCalendar, facts: StepClockFacts, from: number, standard: Standard): StepClock {
  const at = judgedAt(facts);
  const pauses = closedBy(at, facts.pauses);
  const dueAt = addWorkingTime(calendar, from, standard, pauses);
  return shared(facts, dueAt, {
    usedMinutes: workingMinutesBetween(calendar, from, at, pauses),
    allowedMinutes: workingMinutesBetween(calendar, from, dueAt, pauses),
  });
}

/** What must be there before the event: the event does not wait, so pauses do not move it. */
function backwards(calendar: WorkingCalendar, facts: StepClockFacts, from: number, dueAt: number): StepClock {
  return shared(facts, dueAt, {
    usedMinutes: workingMinutesBetween(calendar, from, judgedAt(facts)),
    allowedMinutes: workingMinutesBetween(calendar, from, dueAt),
  });
}

/**
 * When something is due that long before the event. Minutes and hours are those of the clock on the wall, because a room is also made ready for an evening
 * or a Sunday; days are working days, at the event's clock time where that is worked.
 */
function dueBefore(calendar: WorkingCalendar, eventStartsAt: number, standard: Standard | null): number {
  if (!standard) return eventStartsAt;
  if (standard.unit === 'days') return workingDaysBefore(calendar, eventStartsAt, standard.amount);
  return eventStartsAt - standard.amount * (standard.unit === 'hours' ? 60 : 1) * minuteMs;
}

/** "Selama berlangsung": as long as the event, and with a standard that much working time longer. */
function during(
  calendar: WorkingCalendar,
  facts: StepClockFacts,
  event: { startsAt: number; endsAt: number },
  standard: Standard | null,
): StepClock {
  const at = judgedAt(facts);
  const pauses = closedBy(at, facts.pauses);
  const inEvent = Math.min(Math.max(at - event.startsAt, 0), event.endsAt - event.startsAt) / minuteMs;
  const eventMinutes = (event.endsAt - event.startsAt) / minuteMs;
  if (!standard) {
    const minutes = { usedMinutes: inEvent, allowedMinutes: eventMinutes };
    return { dueAt: event.endsAt, ...minutes, usedShare: null, late: false, paused: isPaused(facts) };
  }
  const dueAt = addWorkingTime(calendar, event.endsAt, standard, pauses);
  return shared(facts, dueAt, {
    usedMinutes: inEvent + workingMinutesBetween(calendar, event.endsAt, at, pauses),
    allowedMinutes: eventMinutes + workingMinutesBetween(calendar, event.endsAt, dueAt, pauses),
  });
}

function shared(
  facts: StepClockFacts,
  dueAt: number,
  { usedMinutes, allowedMinutes }: { usedMinutes: number; allowedMinutes: number },
): StepClock {
  const late = judgedAt(facts) > dueAt;
  // Begun when nothing was left of it (preparation on the morning of the event): there is no share to speak of before it is late.
  const usedShare = allowedMinutes > 0 ? usedMinutes / allowedMinutes : Number(late);
  return { dueAt, usedMinutes, allowedMinutes, usedShare, late, paused: isPaused(facts) };
}

function judgedAt({ finishedAt, now }: StepClockFacts): number {
  return finishedAt ?? now;
}

function isPaused(facts: StepClockFacts): boolean {
  const at = judgedAt(facts);
  return facts.pauses.some(({ startsAt, endsAt }) => startsAt <= at && (endsAt === null || at < endsAt));
}

function closedBy(at: number, pauses: StepClockFacts['pauses']): Pause[] {
  return pauses.map(({ startsAt, endsAt }) => ({ startsAt, endsAt: endsAt ?? Math.max(at, startsAt) }));
}

/** The sum of standards that are still to come, from an instant on: when a case that goes on without a stop would be through (UNEJ-21, KALTARA-25). */
export function endOfStandards(calendar: WorkingCalendar, from: number, standards: readonly Standard[]): number {
  return standards.reduce((at, standard) => addWorkingTime(calendar, at, standard), from);
}
