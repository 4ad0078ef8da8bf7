/** Free slots offered instead of a taken one. Pure: places, holds and the present come in; instants are epoch milliseconds. */
import { instantOf, localDay } from '../calendar/index.ts';

/** A slot, end exclusive. */
export interface Slot {
  readonly startsAt: number;
  readonly endsAt: number;
}

export interface OfferedPlace {
  readonly id: string;
  readonly capacity: number;
  readonly timeZone: string;
}

export interface Wanted extends Slot {
  readonly placeId: string;
  readonly participantCount: number;
}

export interface Offer extends Slot {
  readonly placeId: string;
}

export interface Situation {
  readonly places: readonly OfferedPlace[];
  /** Live holds of a place in any order; nothing for a place without any. */
  readonly holdsOf: (placeId: string) => readonly Slot[];
  readonly now: number;
  /** How many days before and after the wanted day are looked through. */
  readonly horizonDays: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Officials are offered hours in which the building is open; wider offers more, narrower looks further away. */
const opensMs = 7 * hourMs;
const closesMs = 18 * hourMs;
/** Starts offered today are rounded up to this, so that nobody is offered 09:07. */
const stepMs = 15 * 60_000;
const offerLimit = 5;

/**
 * Up to five free slots of the same length: first the nearest earlier and later start in the same place, then other places big enough at the wanted
 * time, then further starts in the same place, then starts in other places. Empty only when nothing is free within the horizon.
 */
export function findAlternatives(wanted: Wanted, situation: Situation): Offer[] {
  const { places, holdsOf, now } = situation;
  const own = places.find(({ id }) => id === wanted.placeId);
  const others = places.filter(({ id, capacity }) => id !== wanted.placeId && capacity >= wanted.participantCount);
  const nearby = own ? startsIn(own, wanted, situation) : [];
  const before = nearby.find(({ startsAt }) => startsAt < wanted.startsAt);
  const after = nearby.find(({ startsAt }) => startsAt > wanted.startsAt);
  const elsewhere = others
    .filter(({ id }) => wanted.startsAt >= now && isFree(wanted, holdsOf(id)))
    .sort((a, b) => a.capacity - b.capacity)
    .map(({ id }) => ({ placeId: id, startsAt: wanted.startsAt, endsAt: wanted.endsAt }));
  const first = [before, after].filter((offer) => offer !== undefined).sort(byDistance(wanted));
  const offers = [...first, ...elsewhere, ...nearby.filter((offer) => offer !== before && offer !== after)];
  const further = offers.length < offerLimit ? others.flatMap((place) => startsIn(place, wanted, situation)) : [];
  const known = new Set(offers.map(keyOf));
  return [...offers, ...further.sort(byDistance(wanted)).filter((offer) => !known.has(keyOf(offer)))].slice(
    0,
    offerLimit,
  );
}

const keyOf = ({ placeId, startsAt }: Offer) => `${placeId} ${startsAt}`;

const byDistance = (wanted: Slot) => (a: Slot, b: Slot) =>
  Math.abs(a.startsAt - wanted.startsAt) - Math.abs(b.startsAt - wanted.startsAt) || a.startsAt - b.startsAt;

export function isFree(slot: Slot, holds: readonly Slot[]): boolean {
  return holds.every((hold) => hold.endsAt <= slot.startsAt || hold.startsAt >= slot.endsAt);
}

/** In every free stretch of the place the start nearest to the wanted one, nearest first. */
function startsIn(place: OfferedPlace, wanted: Wanted, situation: Situation): Offer[] {
  const lengthMs = wanted.endsAt - wanted.startsAt;
  const holds = [...situation.holdsOf(place.id)].sort((a, b) => a.startsAt - b.startsAt);
  const stretches = windowsOf(place.timeZone, wanted, situation).flatMap((window) => freeStretches(window, holds));
  return stretches
    .filter(({ startsAt, endsAt }) => endsAt - startsAt >= lengthMs)
    .map((stretch) => {
      const startsAt = Math.min(Math.max(wanted.startsAt, stretch.startsAt), stretch.endsAt - lengthMs);
      return { placeId: place.id, startsAt, endsAt: startsAt + lengthMs };
    })
    .sort(byDistance(wanted));
}

/** Opening hours of each day around the wanted one that are not over; the whole time when the wanted slot is longer than a day's opening. */
function windowsOf(timeZone: string, wanted: Wanted, { now, horizonDays }: Situation): Slot[] {
  const earliest = Math.ceil(now / stepMs) * stepMs;
  if (wanted.endsAt - wanted.startsAt > closesMs - opensMs) {
    const span = horizonDays * dayMs;
    return [{ startsAt: Math.max(earliest, wanted.startsAt - span), endsAt: wanted.endsAt + span }];
  }
  const wantedDay = localDay(timeZone, wanted.startsAt);
  const days = Array.from({ length: 2 * horizonDays + 1 }, (_, index) => wantedDay + (index - horizonDays) * dayMs);
  return days
    .map((day) => ({
      startsAt: Math.max(earliest, instantOf(timeZone, day, opensMs)),
      endsAt: instantOf(timeZone, day, closesMs),
    }))
    .filter(({ startsAt, endsAt }) => endsAt > startsAt);
}

/** What is left of a window between holds that are sorted by start. */
function freeStretches(window: Slot, holds: readonly Slot[]): Slot[] {
  const free: Slot[] = [];
  let from = window.startsAt;
  for (const hold of holds) {
    if (hold.endsAt <= from) continue;
    if (hold.startsAt >= window.endsAt) break;
    if (hold.startsAt > from) free.push({ startsAt: from, endsAt: hold.startsAt });
    from = hold.endsAt;
  }
  if (from < window.endsAt) free.push({ startsAt: from, endsAt: window.endsAt });
  return free;
}
