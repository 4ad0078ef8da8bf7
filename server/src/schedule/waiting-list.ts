/** The waiting list: a slot that comes free is held for the first in line and offered; whoever does not take it in time makes room for the next. */
import { appendAudit } from '../audit/index.ts';
import { addWorkingTime } from '../calendar/index.ts';
import type { Transaction } from '../db.ts';
import { tell } from '../notify/index.ts';
import { DomainError } from '../problem.ts';
import * as offers from './offer-store.ts';
import { type CaseToHold, HoldConflict, holdCase, releaseHolds } from './store.ts';

/** What a waiting request would hold, as the request feature reads it from its form; null when it cannot be filed any more. */
export type ReadWaiting = (tx: Transaction, requestId: string) => Promise<CaseToHold | null>;

export interface Freed {
  readonly institutionId: string;
  readonly now: Date;
  readonly readWaiting: ReadWaiting;
}

/**
 * Offers what is free now to those who wait, in order of receipt: the slot is held for them until they answer or the offer expires. Call it in the
 * transaction that let holds go, under `lockInstitution`. Answers the requests that got an offer.
 */
export async function offerFreedSlots(tx: Transaction, { institutionId, now, readWaiting }: Freed): Promise<string[]> {
  const offered: string[] = [];
  for (const { id, refused } of await offers.listWaiting(tx, institutionId, now)) {
    const wanted = await readWaiting(tx, id);
    if (!wanted || wanted.startsAt <= now || refused.some((one) => isSameSlot(one, wanted))) continue;
    try {
      await holdCase(tx, wanted, now);
    } catch (error) {
      if (error instanceof HoldConflict) continue;
      throw error;
    }
    await makeOffer(tx, wanted, now);
    offered.push(id);
  }
  return offered;
}

/** Who let a slot go by is not asked again for the very same one. */
function isSameSlot(one: offers.RefusedSlot, wanted: CaseToHold): boolean {
  return (
    one.placeId === (wanted.placeIds[0] ?? null) &&
    one.startsAt.getTime() === wanted.startsAt.getTime() &&
    one.endsAt.getTime() === wanted.endsAt.getTime()
  );
}

async function makeOffer(tx: Transaction, wanted: CaseToHold, now: Date): Promise<void> {
  const { institutionId, requestId, startsAt, endsAt, calendar } = wanted;
  const { offerWorkingHours, placeName } = await offers.readOfferFacts(tx, institutionId, wanted.placeIds[0] ?? null);
  const dueAt = addWorkingTime(calendar, now.getTime(), { amount: offerWorkingHours, unit: 'hours' });
  const expiresAt = new Date(Math.min(dueAt, startsAt.getTime()));
  const placeId = wanted.placeIds[0] ?? null;
  const offerId = await offers.insertOffer(tx, { requestId, placeId, startsAt, endsAt, offeredAt: now, expiresAt });
  const [from, to, until] = [startsAt, endsAt, expiresAt].map((at) => at.toISOString()) as [string, string, string];
  const data = { offerId, startsAt: from, endsAt: to, expiresAt: until };
  await audit(tx, { institutionId, requestId, now, actorId: null }, 'request.slot-offered', data);
  await tell(tx, {
    institutionId,
    event: 'slot-offered',
    requestId,
    data: {
      proposed: { startsAt: from, endsAt: to, ...(placeName !== null && { place: placeName }) },
      expiresAt: until,
    },
    dedupe: `offer ${offerId}`,
    now,
  });
}

interface Answer extends Freed {
  readonly requestId: string;
  readonly offerId: string;
  readonly actorId: string | null;
}

/** Takes the offer: the holds are the request's for good, and the caller files it. Throws `not-found`, or `already-decided` when it is over. */
export async function acceptOffer(tx: Transaction, answer: Omit<Answer, 'readWaiting'>): Promise<void> {
  await requireOpen(tx, answer);
  await offers.closeOffer(tx, answer.offerId, 'accepted', answer.now);
  await audit(tx, answer, 'request.offer-accepted', { offerId: answer.offerId });
}

/** Lets the offer go by; the request keeps waiting for another time of its slot, and the next in line is asked. */
export async function declineOffer(tx: Transaction, answer: Answer): Promise<void> {
  await requireOpen(tx, answer);
  await letGo(tx, answer, 'declined');
}

/** Closes offers that nobody answered and asks the next in line; in one transaction an institution. Answers how many expired. */
export async function expireOffers(tx: Transaction, freed: Freed): Promise<number> {
  const late = await offers.listExpired(tx, freed.institutionId, freed.now);
  for (const { id: offerId, requestId } of late)
    await closeUnanswered(tx, { ...freed, offerId, requestId, actorId: null }, 'expired');
  if (late.length > 0) await offerFreedSlots(tx, freed);
  return late.length;
}

async function letGo(tx: Transaction, answer: Answer, outcome: 'declined' | 'expired'): Promise<void> {
  await closeUnanswered(tx, answer, outcome);
  await offerFreedSlots(tx, answer);
}

async function closeUnanswered(tx: Transaction, answer: Answer, outcome: 'declined' | 'expired'): Promise<void> {
  await offers.closeOffer(tx, answer.offerId, outcome, answer.now);
  await releaseHolds(tx, answer.requestId, answer.now);
  await audit(tx, answer, `request.offer-${outcome}`, { offerId: answer.offerId });
}

/** Closes whatever is still offered to a request that ends or is changed by itself. */
export async function withdrawOffers(tx: Transaction, requestId: string, now: Date): Promise<void> {
  await offers.closeOffersOf(tx, requestId, now);
}

async function requireOpen(tx: Transaction, { requestId, offerId, institutionId, now }: Omit<Answer, 'readWaiting'>) {
  const offer = await offers.findOffer(tx, { institutionId, requestId, offerId });
  if (!offer) throw new DomainError('not-found');
  if (offer.closedAt === null && now < offer.expiresAt) return;
  throw new DomainError('already-decided', {
    detail: {
      id: 'Tawaran ini sudah dijawab atau lewat waktunya.',
      en: 'This offer was answered, or its time is over.',
    },
  });
}

async function audit(
  tx: Transaction,
  { institutionId, requestId, now, actorId }: Pick<Answer, 'institutionId' | 'requestId' | 'now' | 'actorId'>,
  action: string,
  data: Record<string, string>,
): Promise<void> {
  await appendAudit(tx, { institutionId, at: now, actorId, action, entityId: requestId, data });
}
