/** What a feed says of the cases its subject may see: what is confirmed, what is only asked for, what was called off. Pure. */
import type { FeedEvent } from './invitation.ts';
import { sequenceOf, uidOf } from './message.ts';

/** A case as a feed reads it. */
export interface FeedCase {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly version: number;
  readonly state: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly place: string;
  readonly updatedAt: Date;
  readonly confidential: boolean;
  readonly test: { readonly startsAt: Date; readonly endsAt: Date; readonly released: boolean } | null;
}

const calledOff = new Set(['cancelled', 'rejected', 'no_show']);
const askedFor = new Set(['submitted', 'returned', 'disposition', 'rescheduled']);
/** Without a slot of their own. */
const elsewhere = new Set(['draft', 'waitlisted']);

/**
 * The events of a feed. A place's feed is read by whoever has its address (a screen at the door), so it says no more than title and time, and of a
 * confidential case not even the title.
 */
export function feedEvents(kind: 'person' | 'place', cases: readonly FeedCase[], publicUrl: string): FeedEvent[] {
  return cases
    .filter(({ state }) => !elsewhere.has(state))
    .flatMap((one) => {
      const title = kind === 'place' && one.confidential ? 'Rapat tertutup / Closed meeting' : one.title;
      const status = calledOff.has(one.state) ? 'cancelled' : askedFor.has(one.state) ? 'tentative' : 'confirmed';
      const event: FeedEvent = {
        uid: uidOf('event', one.id),
        sequence: sequenceOf(one.version, status === 'cancelled' ? 'cancel' : 'request'),
        startsAt: one.startsAt,
        endsAt: one.endsAt,
        title,
        place: one.place,
        description: kind === 'place' ? one.number : `${one.number}\n${publicUrl}/requests/${one.id}`,
        status,
        changedAt: one.updatedAt,
      };
      if (one.test === null) return [event];
      const { startsAt, endsAt, released } = one.test;
      const off = released || status === 'cancelled';
      const test: FeedEvent = {
        ...event,
        uid: uidOf('test', one.id),
        sequence: sequenceOf(one.version, off ? 'cancel' : 'request'),
        startsAt,
        endsAt,
        title: `Uji koneksi / Test call: ${title}`,
        status: off ? 'cancelled' : status,
      };
      return [event, test];
    });
}
