/** Free slots offered instead of a taken one (B-06). Pure: places, needs, holds and the present come in; instants are epoch milliseconds. */
import { localDay } from '../calendar/index.ts';
import { type CasePlan, type CaseTimes, planCase } from './case-holds.ts';
import { isClosedDay, type OfferedHours, type Opening, offeredStretchesOn } from './opening.ts';
import { type Busy, dayMs, freeOf, freeStretches, intersect, isMet, type Need, type Slot, startsIn } from './slot.ts';

export interface OfferedPlace extends Opening {
  readonly id: string;
  readonly capacity: number;
  readonly features: readonly string[];
}

export interface Wanted extends Slot {
  /** None for a venue of the applicant's, two when both sides sit in places of the institution. */
  readonly placeIds: readonly string[];
  /** Null when the form does not ask. */
  readonly participantCount: number | null;
}

export interface Offer extends Slot {
  readonly placeIds: readonly string[];
}

/** Everything an offer is judged by; the same for all offers of one search. */
export interface Situation {
  readonly times: Omit<CaseTimes, 'startsAt' | 'endsAt'>;
  /** People and equipment, which stay the same in every offer. */
  readonly needs: readonly Need[];
  /** Holds of everything concerned, as far as they were read. */
  readonly busy: Busy;
  /** Lead time: nothing earlier is offered. */
  readonly notBefore: number;
  readonly hours: OfferedHours;
  /** Setup and pre-test: how long before the event somebody must get into the place. */
  readonly preparationMs: number;
}

/** Plans the case for what is free: `testTaken` looks only at what is free during the event. */
export function fitPlan(times: CaseTimes, needs: readonly Need[], busy: Busy): CasePlan {
  const { spans } = planCase({ ...times, withTest: false }, () => false);
  const usable = needs.map((need) => ({ ...need, anyOf: freeOf(need, spans, busy) }));
  // When the event itself cannot be held the test's hour does not matter; the clash is told for the event.
  const matters = usable.every((need) => need.anyOf.length >= need.count);
  return planCase(times, (slot) => matters && !isMet(usable, [slot], busy));
}

export const placeNeeds = (placeIds: readonly string[]): Need[] => placeIds.map((id) => ({ count: 1, anyOf: [id] }));

/** Whether the whole set of holds is free for the slot: setup, test call, pre-test and event. */
export function isOffered(slot: Slot, placeIds: readonly string[], situation: Situation): boolean {
  const { times, busy, notBefore } = situation;
  if (slot.startsAt < Math.max(notBefore, times.now)) return false;
  const needs = [...placeNeeds(placeIds), ...situation.needs];
  const whole = { ...times, ...slot };
  if (!isMet(needs, planCase({ ...whole, withTest: false }, () => false).spans, busy)) return false;
  const plan = fitPlan(whole, needs, busy);
  // A test that the procedure wants and that finds no hour would only come back as a question.
  return (plan.test !== 'none' || plan.testReason === null) && isMet(needs, plan.spans, busy);
}

export interface DaySearch {
  readonly places: readonly OfferedPlace[];
  /** Days looked through in each direction, the wanted one not counted. */
  readonly days: number;
  /** Where the case has no place: the institution's zone, with the usual hours. */
  readonly elsewhere: Opening;
  /** A conference that is longer than any place is open may begin at any time of a day that is not closed. */
  readonly aroundTheClock: boolean;
}

/**
 * The nearest start of each day before and after the wanted slot, at most `limit` in each direction, nearest first. On the wanted day one earlier and one
 * later are sought, because somebody who cannot come at ten may well come at one.
 */
export function nearbySlots(wanted: Wanted, search: DaySearch, situation: Situation, limit: number): Offer[] {
  const zone = search.places[0]?.timeZone ?? search.elsewhere.timeZone;
  const wantedDay = localDay(zone, wanted.startsAt);
  const found: Offer[] = [];
  for (const direction of [1, -1]) {
    let left = limit;
    for (let ahead = 0; ahead <= search.days && left > 0; ahead++) {
      const slot = nearestOnDay(wanted, wantedDay + direction * ahead * dayMs, direction, search, situation);
      if (!slot) continue;
      found.push({ ...slot, placeIds: search.places.map(({ id }) => id) });
      left -= 1;
    }
  }
  return found.sort(byShift(wanted));
}

function nearestOnDay(wanted: Wanted, day: number, direction: number, search: DaySearch, situation: Situation) {
  const lengthMs = wanted.endsAt - wanted.startsAt;
  const starts = offeredOn(day, search, situation)
    .flatMap((stretch) => leftOf(stretch, search, situation))
    .filter(({ startsAt, endsAt }) => endsAt - startsAt >= lengthMs)
    .flatMap((stretch) => startsIn(stretch, lengthMs, wanted.startsAt))
    .filter((at) => (at - wanted.startsAt) * direction > 0)
    .sort(nearTo(clockOn(day, wanted, search)));
  const placeIds = search.places.map(({ id }) => id);
  const startsAt = starts.find((at) => isOffered({ startsAt: at, endsAt: at + lengthMs }, placeIds, situation));
  return startsAt === undefined ? null : { startsAt, endsAt: startsAt + lengthMs };
}

/** What the places' own holds leave of a stretch for events, each with its preparation before it: in a full house most days end here. */
function leftOf(stretch: Slot, { places }: DaySearch, { busy, preparationMs }: Situation): Slot[] {
  const block = { startsAt: stretch.startsAt - preparationMs, endsAt: stretch.endsAt };
  return places
    .reduce((left, { id }) => left.flatMap((one) => freeStretches(one, busy.get(id) ?? [])), [block])
    .map(({ startsAt, endsAt }) => ({ startsAt: startsAt + preparationMs, endsAt }));
}

const nearTo = (at: number) => (a: number, b: number) => Math.abs(a - at) - Math.abs(b - at) || a - b;
const zoneOf = ({ places, elsewhere }: DaySearch) => places[0]?.timeZone ?? elsewhere.timeZone;
/** The wanted clock time on another day: whoever asked for ten in the morning would rather have ten tomorrow than four. */
const clockOn = (day: number, wanted: Slot, search: DaySearch) =>
  wanted.startsAt + day - localDay(zoneOf(search), wanted.startsAt);

/** Hours of the day at which all the places may be offered. */
function offeredOn(day: number, { places, elsewhere, aroundTheClock }: DaySearch, situation: Situation): Slot[] {
  const { calendar } = situation.times;
  if (aroundTheClock) return isClosedDay(calendar, day) ? [] : [{ startsAt: day - dayMs, endsAt: day + 3 * dayMs }];
  return (places.length > 0 ? places : [elsewhere])
    .map((place) => offeredStretchesOn(place, calendar, day, situation))
    .reduce((all, stretches) => intersect(all, stretches));
}

/** Whether a slot lies in the hours in which the place may be offered. */
export function isWithinOffered(slot: Slot, place: OfferedPlace, situation: Situation): boolean {
  const day = localDay(place.timeZone, slot.startsAt);
  return offeredStretchesOn(place, situation.times.calendar, day, situation).some(
    ({ startsAt, endsAt }) => startsAt <= slot.startsAt && slot.endsAt <= endsAt,
  );
}

/** How well a place would do instead of `own`, smaller is better: first what it lacks of the other's features, then seats left empty. */
export function byFit(own: OfferedPlace | undefined, participantCount: number | null) {
  const lacks = (place: OfferedPlace) => (own?.features ?? []).filter((one) => !place.features.includes(one)).length;
  const seats = participantCount ?? own?.capacity ?? 0;
  return (a: OfferedPlace, b: OfferedPlace) =>
    lacks(a) - lacks(b) ||
    Math.abs(a.capacity - seats) - Math.abs(b.capacity - seats) ||
    (a.id < b.id ? -1 : a.id === b.id ? 0 : 1);
}

export const byShift = (wanted: Slot) => (a: Slot, b: Slot) =>
  Math.abs(a.startsAt - wanted.startsAt) - Math.abs(b.startsAt - wanted.startsAt) || a.startsAt - b.startsAt;

/** How many are shown. More gives choice, and a longer page to read. */
export const offerLimit = 5;

/**
 * What is shown of what was found, each once: the nearest in the wanted places in both directions and the best of other places are always among it, then
 * whatever is nearest. Ranked by |shift|, then by room fit (the order of `elsewhere`).
 */
export function rankOffers(wanted: Wanted, here: readonly Offer[], elsewhere: readonly Offer[]): Offer[] {
  const before = here.find(({ startsAt }) => startsAt < wanted.startsAt);
  const after = here.find(({ startsAt }) => startsAt > wanted.startsAt);
  const nearest = [before, after].filter((offer) => offer !== undefined);
  const sorted = [...elsewhere].sort(byShift(wanted));
  const room = offerLimit - nearest.length;
  const rest = [
    ...sorted.slice(0, room - 1),
    ...here.filter((offer) => !nearest.includes(offer)),
    ...sorted.slice(room - 1),
  ];
  const key = ({ placeIds, startsAt }: Offer) => `${placeIds.join(' ')} ${startsAt}`;
  const once = new Map([...nearest, ...rest].map((offer) => [key(offer), offer]));
  return [...once.values()].slice(0, offerLimit).sort(byShift(wanted));
}
