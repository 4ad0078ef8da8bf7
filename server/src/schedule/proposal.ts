/** Looks up what is free when a hold was refused. */
import type { Alternative } from '@sambung/contract/problem';
import type { Context } from '../context.ts';
import { listPlaces } from '../institution/index.ts';
import { findAlternatives } from './alternatives.ts';
import { readBusy } from './store.ts';

interface WantedHold {
  institutionId: string;
  placeId: string;
  startsAt: Date;
  endsAt: Date;
  participantCount: number;
}

/** Days looked through: first a fortnight, and only when all of it is taken a year. Wider reads more holds, narrower finds nothing in busy weeks. */
const horizonsDays = [14, 366];
const dayMs = 86_400_000;

/** Up to five free slots instead of the wanted one, none only when nothing is free within a year. */
export async function proposeAlternatives(context: Context, wanted: WantedHold): Promise<Alternative[]> {
  const places = await listPlaces(context.db, wanted.institutionId);
  const slot = { startsAt: wanted.startsAt.getTime(), endsAt: wanted.endsAt.getTime() };
  for (const horizonDays of horizonsDays) {
    // A day more on both sides: a window of a local day may reach over the UTC day.
    const reach = (horizonDays + 1) * dayMs;
    const holds = await readBusy(
      context.db,
      places.map(({ id }) => id),
      { startsAt: slot.startsAt - reach, endsAt: slot.endsAt + reach },
    );
    const offers = findAlternatives(
      { ...slot, placeId: wanted.placeId, participantCount: wanted.participantCount },
      { places, holdsOf: (id) => holds.get(id) ?? [], now: context.clock().getTime(), horizonDays },
    );
    if (offers.length > 0) {
      return offers.map(({ placeId, startsAt, endsAt }) => ({
        placeId,
        startsAt: new Date(startsAt).toISOString(),
        endsAt: new Date(endsAt).toISOString(),
      }));
    }
  }
  return [];
}
