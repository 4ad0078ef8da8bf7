/**
 * The search for free slots: reads as few holds as it needs through the reader it is given, further away only when nothing near is free. Instants are epoch
 * milliseconds.
 */
import type { WorkingCalendar } from '@sambung/contract/calendar';
import type { SopDocument } from '@sambung/contract/sop';
import { localDay, stretchesOn } from '../calendar/index.ts';
import {
  byFit,
  type DaySearch,
  isOffered,
  isWithinOffered,
  nearbySlots,
  type Offer,
  type OfferedPlace,
  rankOffers,
  type Situation,
  type Wanted,
} from './alternatives.ts';
import { planCase, testReachMs } from './case-holds.ts';
import { earliestStart, isClosedDay, openStretchesOn } from './opening.ts';
import { type Busy, dayMs, minuteMs, type Need, type Slot } from './slot.ts';

export interface SearchedCase extends Wanted {
  readonly policies: Pick<SopDocument['policies'], 'holds' | 'testCall' | 'leadTime' | 'outsideWorkingHours'>;
  readonly calendar: WorkingCalendar;
  readonly withTest?: boolean;
  /** Somebody let this request in late: earlier slots than the lead time allows are offered, too. */
  readonly late?: boolean;
  /** People and equipment. */
  readonly needs: readonly Need[];
}

/** Live holds of resources that touch the span. */
export type ReadBusy = (ids: readonly string[], span: Slot) => Promise<Busy>;

/** Days looked through in the wanted place: a fortnight, then a quarter, then a year. Wider reads more holds, narrower finds nothing in busy weeks. */
const ownHorizonDays = [14, 91, 366];
/** Days looked through in other places, when at the wanted time too few are free. */
const otherHorizonDays = [3, 45];
/** Other places that are looked at first, the best fitting ones. More read more holds; fewer need a second look in a full house. */
const firstPlaces = 24;
/** Further ones, when none of those is free. */
const morePlaces = 48;
/** Other places of which more days are looked through. */
const widerPlaces = 8;
/** How many the requester is shown at least, if there are so many (B-06). */
const atLeast = 3;

/** Up to five free slots instead of the wanted one. */
export async function searchAlternatives(
  wanted: SearchedCase,
  places: readonly OfferedPlace[],
  now: number,
  read: ReadBusy,
): Promise<Offer[]> {
  return await new Search(wanted, places, now, read).run();
}

class Search {
  private readonly wanted: SearchedCase;
  private readonly now: number;
  private readonly read: ReadBusy;
  private readonly busy = new Map<string, readonly Slot[]>();
  private readonly own: OfferedPlace[];
  private readonly others: OfferedPlace[];
  private readonly situation: Situation;

  constructor(wanted: SearchedCase, places: readonly OfferedPlace[], now: number, read: ReadBusy) {
    this.wanted = wanted;
    this.now = now;
    this.read = read;
    this.own = wanted.placeIds.flatMap((id) => places.find((place) => place.id === id) ?? []);
    const enough = wanted.participantCount ?? 1;
    this.others = places
      .filter(({ id, capacity }) => !wanted.placeIds.includes(id) && capacity >= enough)
      .sort(byFit(this.own[0], wanted.participantCount));
    const { policies, calendar, withTest, needs } = wanted;
    const day = localDay(calendar.timeZone, wanted.startsAt);
    const worked = stretchesOn(calendar, day).length > 0 || isClosedDay(calendar, day);
    this.situation = {
      times: { policies, calendar, now, withTest },
      needs,
      busy: this.busy,
      notBefore: wanted.late ? now : earliestStart(calendar, policies.leadTime, now),
      // Whoever asks for a Saturday is offered other Saturdays; nobody else is.
      hours: policies.outsideWorkingHours === 'override' ? 'working' : worked ? 'open' : 'any',
      preparationMs: (policies.holds.setupMinutes + policies.holds.preTestMinutes) * minuteMs,
    };
  }

  async run(): Promise<Offer[]> {
    let here = await this.inOwnPlaces(ownHorizonDays[0] ?? 0);
    let elsewhere = await this.atWantedTime();
    const isEnough = () => here.length + elsewhere.length >= atLeast;
    for (const days of otherHorizonDays) if (!isEnough()) elsewhere = [...elsewhere, ...(await this.inOthers(days))];
    for (const days of ownHorizonDays.slice(1)) if (!isEnough()) here = await this.inOwnPlaces(days);
    return rankOffers(this.wanted, here, elsewhere);
  }

  private async inOwnPlaces(days: number): Promise<Offer[]> {
    await this.learn(this.own, days);
    return nearbySlots(this.wanted, this.daySearch(this.own, days), this.situation, 2);
  }

  /** Other places at the wanted time, the best fitting first; with two sides either of them may be exchanged. */
  private async atWantedTime(): Promise<Offer[]> {
    const { startsAt, endsAt, placeIds } = this.wanted;
    const plan = planCase({ ...this.situation.times, startsAt, endsAt }, () => false);
    const { timeZone } = this.situation.times.calendar;
    // The test may move within its day; nothing earlier matters.
    const from = localDay(timeZone, plan.spans[0]?.startsAt ?? startsAt) - dayMs / 2;
    const found: Offer[] = [];
    for (const batch of [this.others.slice(0, firstPlaces), this.others.slice(firstPlaces, firstPlaces + morePlaces)]) {
      if (placeIds.length === 0 || found.length > 0 || batch.length === 0) break;
      const busy = await this.read(
        batch.map(({ id }) => id),
        { startsAt: from, endsAt },
      );
      for (const { id } of batch) this.busy.set(id, busy.get(id) ?? []);
      for (const place of batch)
        for (const ids of this.exchanged(place))
          if (isWithinOffered(this.wanted, place, this.situation) && isOffered(this.wanted, ids, this.situation))
            found.push({ startsAt, endsAt, placeIds: ids });
    }
    return found;
  }

  private async inOthers(days: number): Promise<Offer[]> {
    const places = this.others.slice(0, widerPlaces);
    // Only with two sides does a wanted place stay.
    await this.learn(this.own.length > 1 ? [...places, ...this.own] : places, days);
    return places.flatMap((place) =>
      this.exchanged(place).flatMap((ids) => {
        const all = ids.flatMap((id) => [place, ...this.own].find((one) => one.id === id) ?? []);
        return nearbySlots(this.wanted, this.daySearch(all, days), this.situation, 1);
      }),
    );
  }

  /** The wanted places with this one instead of each of them. */
  private exchanged(place: OfferedPlace): string[][] {
    return this.wanted.placeIds.map((_, side) => this.wanted.placeIds.with(side, place.id));
  }

  /** Reads the holds of places, people and equipment as far as the search goes. */
  private async learn(places: readonly OfferedPlace[], days: number): Promise<void> {
    const ids = [...places.map(({ id }) => id), ...this.wanted.needs.flatMap(({ anyOf }) => anyOf)];
    if (ids.length === 0) return;
    const reachMs = (days + 2) * dayMs;
    const busy = await this.read(ids, {
      startsAt: Math.max(this.now, this.wanted.startsAt - reachMs - testReachMs),
      endsAt: this.wanted.endsAt + reachMs,
    });
    for (const id of ids) this.busy.set(id, busy.get(id) ?? []);
  }

  private daySearch(places: readonly OfferedPlace[], days: number): DaySearch {
    const { calendar } = this.situation.times;
    const elsewhere = { timeZone: calendar.timeZone, openingHours: null };
    const week = Array.from(
      { length: 7 },
      (_, index) => localDay(calendar.timeZone, this.wanted.startsAt) + index * dayMs,
    );
    const longestOpenMs = Math.max(
      ...(places.length > 0 ? places : [elsewhere]).flatMap((place) =>
        week.flatMap((day) => openStretchesOn(place, day).map(({ startsAt, endsAt }) => endsAt - startsAt)),
      ),
      0,
    );
    const { startsAt, endsAt } = this.wanted;
    const needed = this.situation.preparationMs + endsAt - startsAt;
    return { places, days, elsewhere, aroundTheClock: needed > longestOpenMs };
  }
}
