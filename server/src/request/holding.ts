/** The holds of a case: setup, test call, pre-test and event of everything it needs, in the change's own transaction. */
import { moveHolds, releaseHolds, withdrawOffers } from '../schedule/index.ts';
import type { Change } from './case-change.ts';
import { calendarOf } from './due-dates.ts';
import type { BoundValues } from './form-values.ts';
import { assignedIds } from './store.ts';
import { offerFreed } from './waiting.ts';

/** What is to be held, and for whom. */
export interface Wanted extends Pick<BoundValues, 'startsAt' | 'endsAt' | 'placeId' | 'audiencePlaceId' | 'equipment'> {
  readonly personIds: readonly string[];
  /** Somebody who may decided that the test is in the hour before the event (UNSRI-90). */
  readonly testHourBefore?: boolean;
}

/**
 * Holds everything the case needs instead of what it held. Throws `HoldConflict` (`isHoldConflict`) when something is taken; the caller's transaction is then
 * rolled back. A test call that is not where the procedure wants it is recorded with the reason (UNSRI-89).
 */
export async function holdAll({ tx, kase, now, audit, afterwards }: Change, wanted: Wanted): Promise<void> {
  const { startsAt, endsAt, equipment, personIds } = wanted;
  if (!startsAt || !endsAt) return;
  const plan = await moveHolds(
    tx,
    {
      institutionId: kase.institutionId,
      requestId: kase.id,
      policies: kase.document.policies,
      calendar: await calendarOf(tx, kase),
      startsAt,
      endsAt,
      placeIds: placesOf(wanted),
      personIds,
      equipment: equipment.map(({ itemId, count }) => ({ equipmentId: itemId, count })),
      ...(wanted.testHourBefore !== undefined && { testHourBefore: wanted.testHourBefore }),
    },
    now,
  );
  if (kase.holds.length > 0) afterwards(() => offerFreed(tx, kase.institutionId, now));
  if (plan.testReason !== null) await audit('request.test-moved', { test: plan.test, reason: plan.testReason });
}

/** Places of the institution in which the sides sit; none for a venue of the applicant's. */
export function placesOf({ placeId, audiencePlaceId }: Pick<BoundValues, 'placeId' | 'audiencePlaceId'>): string[] {
  return [placeId, audiencePlaceId].filter((id) => id !== null);
}

/** People who are on the case keep being held when its time or place changes. */
export const heldPeople = ({ kase }: Pick<Change, 'kase'>): string[] => assignedIds(kase);

/** Lets everything go, and offers it to whoever waits for it once the change is written. */
export async function releaseAll({ tx, kase, now, afterwards }: Change): Promise<void> {
  await releaseHolds(tx, kase.id, now);
  await withdrawOffers(tx, kase.id, now);
  afterwards(() => offerFreed(tx, kase.institutionId, now));
}
