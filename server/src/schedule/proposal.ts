/** What is free instead of a slot that is taken, from the database. */
import type { Alternative } from '@sambung/contract/problem';
import type { Context } from '../context.ts';
import { type SearchedCase, searchAlternatives } from './alternative-search.ts';
import { type HeldPlace, listOfferedPlaces } from './place-store.ts';
import { type CaseResources, needsOf, readBusy } from './store.ts';

export interface WantedCase extends CaseResources, Omit<SearchedCase, 'startsAt' | 'endsAt' | 'needs'> {
  readonly institutionId: string;
  /** The case that is to be moved: its own holds are no hindrance. */
  readonly requestId?: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Up to five free slots instead of the wanted one, ranked by |shift|, then room fit. Fewer than three only when nothing else is free within a year. `inUse` are the institution's places, where the caller has read them. */
export async function proposeAlternatives(
  { db, clock }: Context,
  wanted: WantedCase,
  inUse?: readonly HeldPlace[],
): Promise<Alternative[]> {
  const [places, needs] = await Promise.all([
    inUse ?? listOfferedPlaces(db, wanted.institutionId),
    needsOf(db, wanted.institutionId, { ...wanted, placeIds: [] }),
  ]);
  const searched = { ...wanted, needs, startsAt: wanted.startsAt.getTime(), endsAt: wanted.endsAt.getTime() };
  const offers = await searchAlternatives(searched, places, clock().getTime(), (ids, span) =>
    readBusy(db, ids, span, wanted.requestId ?? null),
  );
  return offers.map(({ placeIds, startsAt, endsAt }) => ({
    placeId: placeIds[0] ?? null,
    ...(placeIds[1] !== undefined && { audiencePlaceId: placeIds[1] }),
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  }));
}
