/** Answers to an offered slot. */
import type { Staff } from '@sambung/contract/http';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { acceptOffer, declineOffer } from '../schedule/index.ts';
import { changeCase } from './case-change.ts';
import { file } from './filing.ts';
import { isOwn } from './request.ts';
import { readWaitingOf } from './waiting.ts';

interface OfferIds {
  readonly id: string;
  readonly offerId: string;
  readonly version: number;
}

/** Takes the offered slot: the case is filed with the holds that were kept for it, in the place in the queue that it had. */
export async function takeOffer(context: Context, staff: Staff, { id, offerId, version }: OfferIds): Promise<void> {
  await changeCase(context, staff, { id, version }, async (change) => {
    const { tx, kase, now, actor } = change;
    if (!isOwn(actor, kase)) throw new DomainError('forbidden');
    await acceptOffer(tx, {
      institutionId: kase.institutionId,
      requestId: id,
      offerId,
      now,
      actorId: actor.id,
    });
    await file(change, { keepsQueue: true });
  });
}

/** Lets the offered slot go by; the case keeps waiting, the next in line is asked. */
export async function refuseOffer(context: Context, staff: Staff, { id, offerId, version }: OfferIds): Promise<void> {
  await changeCase(context, staff, { id, version }, async ({ tx, kase, now, actor }) => {
    if (!isOwn(actor, kase)) throw new DomainError('forbidden');
    const { institutionId } = kase;
    const readWaiting = readWaitingOf(institutionId);
    await declineOffer(tx, { institutionId, requestId: id, offerId, now, actorId: actor.id, readWaiting });
  });
}
