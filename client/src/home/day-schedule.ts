/** One day of the places as bars on a line of hours. Pure; positions are shares of the shown hours, from 0 to 1. */
import type { Place } from '@sambung/contract/http';
import type { CaseSummary } from '@sambung/contract/request';
import { instantOf } from '../ui/date.ts';

/** The hours shown: wider shows early and late events to scale, narrower leaves more room for the working day. */
export const firstHour = 6;
export const lastHour = 22;
const dayMs = 24 * 3_600_000;

export interface Bar {
  request: CaseSummary;
  startsAt: string;
  endsAt: string;
  left: number;
  width: number;
}
export interface PlaceDay {
  place: Place;
  bars: Bar[];
}

/** States in which nothing is held. */
const holdsNothing = ['draft', 'waitlisted', 'rejected', 'cancelled', 'no-show'];

/** `date` is `YYYY-MM-DD` in `timeZone`. What holds nothing is not shown. */
export function daySchedule(
  places: readonly Place[],
  requests: readonly CaseSummary[],
  date: string,
  timeZone: string,
): PlaceDay[] {
  const midnight = Date.parse(instantOf({ date, time: '00:00' }, timeZone));
  const from = midnight + firstHour * 3_600_000;
  const until = midnight + lastHour * 3_600_000;
  const share = (at: number) => (Math.min(Math.max(at, from), until) - from) / (until - from);
  return places.map((place) => ({
    place,
    bars: requests
      .flatMap((request) => {
        const { startsAt, endsAt } = request;
        const here = request.place?.id === place.id && !holdsNothing.includes(request.state);
        return here && startsAt !== null && endsAt !== null ? [{ request, startsAt, endsAt }] : [];
      })
      .filter(({ startsAt, endsAt }) => Date.parse(startsAt) < midnight + dayMs && Date.parse(endsAt) > midnight)
      .sort((a, b) => a.startsAt.localeCompare(b.startsAt))
      .map(({ request, startsAt, endsAt }) => {
        // What lies wholly outside the shown hours still gets a sliver at the edge.
        const left = Math.min(share(Date.parse(startsAt)), 0.98);
        return { request, startsAt, endsAt, left, width: Math.max(share(Date.parse(endsAt)) - left, 0.02) };
      }),
  }));
}

/** The calendar day that many days later. */
export function shiftDay(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}
