/** What a row of the outbox holds: the facts its text is made from, as they were when it was recorded. Pure. */
import type { NotificationData, NotificationEvent } from '@sambung/contract/notify';

/** The case as it was when the message was recorded. */
export interface CaseFacts {
  readonly number: string;
  readonly title: string;
  readonly place: string;
  readonly applicant: string;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  /** The event's own zone. */
  readonly timeZone: string;
}

/** An entry for the reader's calendar program. */
export interface Invitation {
  readonly method: 'request' | 'cancel';
  /** The same for every message about one event, so that calendars fold them. */
  readonly uid: string;
  readonly sequence: number;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly timeZone: string;
}

/** The `data` column of `outbox_messages`. */
export interface MessageData extends NotificationData {
  readonly case?: CaseFacts;
  readonly ics?: Invitation;
  readonly recipient: { readonly name: string; readonly timeZone: string | null };
  /** Of the daily summary only. */
  readonly digest?: Digest;
}

/** What the daily summary says. */
export interface Digest {
  /** The institution's date, `2026-11-30`. */
  readonly date: string;
  readonly taskCount: number;
  readonly lateCount: number;
  readonly tasks: readonly {
    readonly number: string;
    readonly title: string;
    readonly step: { id: string; en: string };
    readonly dueAt: string | null;
  }[];
  readonly conferences: readonly {
    readonly title: string;
    readonly place: string;
    readonly startsAt: string;
    readonly endsAt: string;
    readonly timeZone: string;
  }[];
  /** Events that were to wait for the summary, already as lines of text in the reader's language. */
  readonly news: readonly string[];
}

/** Stable as long as the case lives: RFC 5545 §3.8.4.7. */
export function uidOf(kind: 'event' | 'test', requestId: string): string {
  return `${kind === 'test' ? 'test' : 'request'}-${requestId}@sambung`;
}

/**
 * Grows with every version of the case (RFC 5545 §3.8.7.4). Doubled, so that a cancellation outranks the invitation of the same version whether it is told
 * before or after the row was changed.
 */
export function sequenceOf(version: number, method: Invitation['method']): number {
  return 2 * version + (method === 'cancel' ? 1 : 0);
}

/** The calendar entry that goes with a message; null while the case has no time. */
export function invitationOf({
  method,
  event,
  request,
  data,
}: {
  method: Invitation['method'];
  event: NotificationEvent;
  request: { id: string; version: number; facts: CaseFacts };
  data: NotificationData;
}): Invitation | null {
  const about = event === 'test-scheduled' && data.test ? data.test : request.facts;
  if (about.startsAt === null || about.endsAt === null) return null;
  return {
    method,
    uid: uidOf(about === data.test ? 'test' : 'event', request.id),
    sequence: sequenceOf(request.version, method),
    startsAt: about.startsAt,
    endsAt: about.endsAt,
    timeZone: about.timeZone ?? request.facts.timeZone,
  };
}
