/** The waiting list from the side of cases: what a waiting case would hold, and when the next in line is asked. */
import type { FieldValues } from '@sambung/contract/form';
import { lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { type CaseToHold, expireOffers, listInstitutionsWithExpired, offerFreedSlots } from '../schedule/index.ts';
import { requestForm } from './drafting.ts';
import { calendarOf } from './due-dates.ts';
import { readBound } from './form-values.ts';
import * as store from './store.ts';

/** Offers what is free now to those who wait; after the change that let it go is written. */
export async function offerFreed(tx: Transaction, institutionId: string, now: Date): Promise<void> {
  await offerFreedSlots(tx, { institutionId, now, readWaiting: readWaitingOf(institutionId) });
}

/** Reads what a waiting case would hold; null when it does not wait any more. */
export function readWaitingOf(institutionId: string) {
  return async (tx: Transaction, requestId: string): Promise<CaseToHold | null> => {
    const kase = await store.findCase(tx, institutionId, requestId);
    if (kase?.state !== 'waitlisted' || !kase.startsAt || !kase.endsAt) return null;
    const { equipment, audiencePlaceId } = readBound(
      requestForm(kase.document),
      kase.values as FieldValues,
      kase.applicant,
    );
    return {
      institutionId,
      requestId,
      policies: kase.document.policies,
      calendar: await calendarOf(tx, kase),
      startsAt: kase.startsAt,
      endsAt: kase.endsAt,
      placeIds: [kase.placeId, audiencePlaceId].filter((placeId) => placeId !== null),
      personIds: [],
      equipment: equipment.map(({ itemId, count }) => ({ equipmentId: itemId, count })),
    };
  };
}

/** Passes offers that nobody answered in time to the next in line; one transaction an institution. */
export async function passExpiredOffers({ db, clock }: Context): Promise<void> {
  const now = clock();
  for (const institutionId of await listInstitutionsWithExpired(db, now))
    await db.$transaction(async (tx) => {
      await lockInstitution(tx, institutionId);
      await expireOffers(tx, { institutionId, now, readWaiting: readWaitingOf(institutionId) });
    });
}
