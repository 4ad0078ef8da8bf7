/**
 * When a test call of a case may be opened: on the day before or earlier, else in the hour before the event with a reason, never after the pre-test begins
 * (UNSRI-34 … 38, 86, 89 … 91, 94); a re-verification at any time before that, where a changed address has suspended a certificate (UNSRI-85). Pure;
 * instants are dates, days are those of the event's zone.
 */
import type { SopDocument } from '@sambung/contract/sop';
import type { OpeningAnswer, TestCallKind } from '@sambung/contract/test-run';
import { localDate } from '../calendar/index.ts';

type TestPolicy = SopDocument['policies']['testCall'];

export interface Opening {
  readonly kind: TestCallKind;
  readonly policy: TestPolicy;
  /** Zone of the event. */
  readonly timeZone: string;
  readonly eventStartsAt: Date;
  readonly now: Date;
  /** Why it is not where the procedure wants it; null when nobody said. */
  readonly reason: string | null;
  /** Whether the technician, or whoever asks, may decide against the procedure (`fallbackBy`). */
  readonly mayOverride: boolean;
  /** Whether a certificate of the case is suspended for its address alone. */
  readonly addressSuspended: boolean;
}

/** `reason-needed` opens only with one; `override-needed` is not the technician's to decide. */

const minuteMs = 60_000;
/** The pre-test begins this long before the event (UNSRI-38); no full test goes on beyond it (UNSRI-91, UNSRI-94). */
export const preTestLeadMs = 30 * minuteMs;
/** Technicians come a little before T-30. Earlier says less about the event, later leaves no time to repair. */
const preTestReachMs = 60 * minuteMs;

/** Whether a run may begin now. */
export function mayOpen(opening: Opening): OpeningAnswer {
  const { kind, policy, now, eventStartsAt, reason, mayOverride } = opening;
  const untilEventMs = eventStartsAt.getTime() - now.getTime();
  if (kind === 'pre-test') {
    if (untilEventMs <= 0) return 'too-late';
    return untilEventMs > preTestReachMs ? 'too-early' : 'open';
  }
  if (untilEventMs <= preTestLeadMs) return 'too-late';
  if (kind === 're-verification') return opening.addressSuspended ? 'open' : 'nothing-suspended';
  if (policy.slot === 'during-preparation' || isDaysAhead(opening)) return 'open';
  // On the day itself: the hour before, or whatever is left of the day until T-30, and it has to be answered for.
  if (policy.fallback !== 'hour-before' && !mayOverride) return 'override-needed';
  return reason === null ? 'reason-needed' : 'open';
}

/** When a run must be decided at the latest: T-30 for a test, the event's start for a pre-test. */
export function endsAtLatest(kind: TestCallKind, eventStartsAt: Date): Date {
  return kind === 'pre-test' ? eventStartsAt : new Date(eventStartsAt.getTime() - preTestLeadMs);
}

function isDaysAhead({ now, eventStartsAt, timeZone }: Opening): boolean {
  return localDate(timeZone, now.getTime()) < localDate(timeZone, eventStartsAt.getTime());
}
