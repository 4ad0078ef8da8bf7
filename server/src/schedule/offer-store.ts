/** Rows of the waiting list: who waits, and what was offered. */
import type { Database, Transaction } from '../db.ts';

export interface RefusedSlot {
  readonly placeId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Requests that wait for a time to come and have no open offer, the first received first; with the slots they let go by. */
export async function listWaiting(tx: Transaction, institutionId: string, now: Date) {
  const rows = await tx.request.findMany({
    where: {
      institutionId,
      state: 'waitlisted',
      startsAt: { gt: now },
      offers: { none: { closedAt: null } },
    },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
    select: { id: true, offers: { select: { placeId: true, startsAt: true, endsAt: true } } },
  });
  return rows.map(({ id, offers }) => ({ id, refused: offers as readonly RefusedSlot[] }));
}

interface NewOffer extends RefusedSlot {
  requestId: string;
  offeredAt: Date;
  expiresAt: Date;
}

export async function insertOffer(tx: Transaction, offer: NewOffer): Promise<string> {
  return (await tx.slotOffer.create({ data: offer, select: { id: true } })).id;
}

export async function closeOffer(
  tx: Transaction,
  id: string,
  outcome: 'accepted' | 'declined' | 'expired',
  now: Date,
): Promise<void> {
  await tx.slotOffer.update({ where: { id }, data: { closedAt: now, outcome } });
}

export async function closeOffersOf(tx: Transaction, requestId: string, now: Date): Promise<void> {
  await tx.slotOffer.updateMany({ where: { requestId, closedAt: null }, data: { closedAt: now, outcome: 'declined' } });
}

export async function findOffer(
  tx: Transaction,
  { institutionId, requestId, offerId }: { institutionId: string; requestId: string; offerId: string },
) {
  return await tx.slotOffer.findFirst({ where: { id: offerId, requestId, request: { institutionId } } });
}

export async function listExpired(tx: Transaction, institutionId: string, now: Date) {
  return await tx.slotOffer.findMany({
    where: { closedAt: null, expiresAt: { lte: now }, request: { institutionId } },
    orderBy: { expiresAt: 'asc' },
    select: { id: true, requestId: true },
  });
}

/** Institutions with offers that nobody answered in time. */
export async function listInstitutionsWithExpired(db: Database, now: Date): Promise<string[]> {
  const rows = await db.request.findMany({
    where: { offers: { some: { closedAt: null, expiresAt: { lte: now } } } },
    distinct: ['institutionId'],
    select: { institutionId: true },
  });
  return rows.map(({ institutionId }) => institutionId);
}

/** How long offers stay, in working hours: longer suits slow offices, shorter lets the next in line prepare. */
const defaultOfferWorkingHours = 4;

export async function readOfferFacts(tx: Transaction, institutionId: string, placeId: string | null) {
  const { settings } = await tx.institution.findUniqueOrThrow({
    where: { id: institutionId },
    select: { settings: true },
  });
  const hours = (settings as { offerWorkingHours?: unknown }).offerWorkingHours;
  const place = placeId === null ? null : await tx.place.findUnique({ where: { id: placeId }, select: { name: true } });
  return {
    offerWorkingHours: typeof hours === 'number' ? hours : defaultOfferWorkingHours,
    placeName: place?.name ?? null,
  };
}
