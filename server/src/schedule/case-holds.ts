/** Which holds a case makes: setup, test call, pre-test and event, one after the other. Pure; instants are epoch milliseconds. */
import type { WorkingCalendar } from '@sambung/contract/calendar';
import type { SopDocument } from '@sambung/contract/sop';
import { localDay, stretchesOn } from '../calendar/index.ts';
import { dayMs, minuteMs, type Slot, startsIn } from './slot.ts';

export type HoldPolicies = Pick<SopDocument['policies'], 'holds' | 'testCall'>;
export type CaseHoldKind = 'setup' | 'test' | 'pre-test' | 'event';

export interface CaseSpan extends Slot {
  readonly kind: CaseHoldKind;
}

export interface CaseTimes extends Slot {
  readonly policies: HoldPolicies;
  readonly calendar: WorkingCalendar;
  readonly now: number;
  /** Whether the case has a test call; left out, the policy's default says (all but `optional`). */
  readonly withTest?: boolean | undefined;
  /** Somebody who may do so decided, with a reason, that the test is in the hour before the event (UNSRI-90). */
  readonly testHourBefore?: boolean | undefined;
  /** Starts at which people would like the test, the dearest first. One on another day than the test's is left out. */
  readonly preferredTestStarts?: readonly number[] | undefined;
}

export type TestPlace = 'day-before' | 'hour-before' | 'during-preparation' | 'none';
/** Why the test is not on the day before: nobody works between now and then, the day is full, or somebody decided so. */
export type TestReason = 'no-working-time' | 'day-is-full' | 'decided';

export interface CasePlan {
  /** Ascending; the last is the event. */
  readonly spans: readonly CaseSpan[];
  readonly test: TestPlace;
  /** Null when the test is where the procedure wants it (or the case has none). Otherwise it must be recorded (UNSRI-89). */
  readonly testReason: TestReason | null;
}

/** "An hour before" the event; the pre-test takes the end of that hour (UNSRI-91). */
const hourBeforeMinutes = 60;
/** A test call is never planned shorter than this (UNSRI-36). */
const shortestTestMinutes = 30;
/** How far back the last working day before the event may lie: longer finds one behind long leaves, but tests then say little about the day itself. */
const lookBackDays = 14;
/** The test of the day before, wherever it is, begins no earlier than this before the event. */
export const testReachMs = (lookBackDays + 2) * dayMs;

/**
 * Plans the holds of a case. `isTaken` says whether any of its resources is held in a slot; only the choice of the test's hour asks it. On the day before
 * means on the last working day before the event's date, within working hours, as near as possible to the event's own clock time.
 */
export function planCase(times: CaseTimes, isTaken: (slot: Slot) => boolean): CasePlan {
  const { testCall } = times.policies;
  if (!(times.withTest ?? testCall.required !== 'optional')) return planned(times, 0, 'none', null);
  if (testCall.slot === 'during-preparation') return planned(times, testCall.minutes, 'during-preparation', null);
  if (times.testHourBefore) return planHourBefore(times, 'decided');
  const hour = chooseTestHour(times, isTaken);
  if (typeof hour !== 'string') {
    const { spans } = planned(times, 0, 'day-before', null);
    return { spans: [{ kind: 'test', ...hour }, ...spans], test: 'day-before', testReason: null };
  }
  return testCall.fallback === 'hour-before' ? planHourBefore(times, hour) : planned(times, 0, 'none', hour);
}

function planHourBefore(times: CaseTimes, reason: TestReason): CasePlan {
  const { holds, testCall } = times.policies;
  const room = Math.max(hourBeforeMinutes - holds.preTestMinutes, shortestTestMinutes);
  return planned(times, Math.min(testCall.minutes, room), 'hour-before', reason);
}

/** The contiguous block before and during the event; a test of `testMinutes` takes the end of the setup and lengthens it when it is too short. */
function planned(times: CaseTimes, testMinutes: number, test: TestPlace, testReason: TestReason | null): CasePlan {
  const { startsAt, endsAt, now } = times;
  const { setupMinutes, preTestMinutes } = times.policies.holds;
  const preTestAt = startsAt - preTestMinutes * minuteMs;
  const testAt = preTestAt - testMinutes * minuteMs;
  const setupAt = preTestAt - Math.max(setupMinutes, testMinutes) * minuteMs;
  const block: CaseSpan[] = [
    { kind: 'setup', startsAt: setupAt, endsAt: testAt },
    { kind: 'test', startsAt: testAt, endsAt: preTestAt },
    { kind: 'pre-test', startsAt: preTestAt, endsAt: startsAt },
    { kind: 'event', startsAt, endsAt },
  ];
  // What is over by now needs no hold, and would only collide with what really happened then.
  const spans = block
    .map((span) => (span.kind === 'event' ? span : { ...span, startsAt: Math.max(span.startsAt, now) }))
    .filter((span) => span.endsAt > span.startsAt);
  const missed = testMinutes > 0 && !spans.some(({ kind }) => kind === 'test');
  return missed ? { spans, test: 'none', testReason: testReason ?? 'no-working-time' } : { spans, test, testReason };
}

function chooseTestHour(times: CaseTimes, isTaken: (slot: Slot) => boolean): Slot | TestReason {
  const { calendar, now, startsAt, policies } = times;
  const lengthMs = policies.testCall.minutes * minuteMs;
  const blockStartsAt = planned(times, 0, 'none', null).spans[0]?.startsAt ?? startsAt;
  const stretches = testDay(times).map((stretch) => ({
    startsAt: Math.max(stretch.startsAt, now),
    endsAt: Math.min(stretch.endsAt, blockStartsAt),
  }));
  const eventDay = localDay(calendar.timeZone, startsAt);
  const day = stretches[0] ? localDay(calendar.timeZone, stretches[0].startsAt) : eventDay;
  const sameClock = startsAt - (eventDay - day);
  const starts = stretches
    .flatMap((stretch) => startsIn(stretch, lengthMs, sameClock))
    .sort((a, b) => Math.abs(a - sameClock) - Math.abs(b - sameClock) || a - b);
  if (starts.length === 0) return 'no-working-time';
  const fits = (at: number) => stretches.some((stretch) => stretch.startsAt <= at && at + lengthMs <= stretch.endsAt);
  const preferred = (times.preferredTestStarts ?? []).filter(fits);
  const free = [...preferred, ...starts].find((at) => !isTaken({ startsAt: at, endsAt: at + lengthMs }));
  return free === undefined ? 'day-is-full' : { startsAt: free, endsAt: free + lengthMs };
}

/** Working hours of the last working day before the event's date; empty when there is none near. */
function testDay({ calendar, startsAt }: CaseTimes): readonly Slot[] {
  const eventDay = localDay(calendar.timeZone, startsAt);
  for (let back = 1; back <= lookBackDays; back++) {
    const stretches = stretchesOn(calendar, eventDay - back * dayMs);
    if (stretches.length > 0) return stretches;
  }
  return [];
}
