/** One day of the places as bars on a line of hours. Pure; positions are shares of the shown hours, from 0 to 1. */
import type { Place, RequestSummary } from '@sambung/contract/http';
import { instantOf } from '../ui/date.ts';

/** The hours shown: wider shows early and late events to scale, narrower leaves more room for the working day. */
export const firstHour = 6;
export const lastHour = 22;
const dayMs = 24 * 3_600_000;

export interface Bar {
  request: RequestSummary;
  left: number;
  width: number;
}
export interface PlaceDay {
  place: Place;
  bars: Bar[];
}

/** `date` is `YYYY-MM-DD` in `timeZone`. A refused request holds nothing and is not shown. */
export function daySchedule(places: Place[], requests: RequestSummary[], date: string, timeZone: string): PlaceDay[] {
  const midnight = Date.parse(instantOf({ date, time: '00:00' }, timeZone));
  const from = midnight + firstHour * 3_600_000;
  const until = midnight + lastHour * 3_600_000;
  const share = (at: number) => (Math.min(Math.max(at, from), until) - from) / (until - from);
  return places.map((place) => ({
    place,
    bars: requests
      .filter((request) => request.place.id === place.id && request.state !== 'refused')
      .filter(({ startsAt, endsAt }) => Date.parse(startsAt) < midnight + dayMs && Date.parse(endsAt) > midnight)
      .sort((a, b) => a.startsAt.localeCompare(b.startsAt))
      .map((request) => {
        // What lies wholly outside the shown hours still gets a sliver at the edge.
        const left = Math.min(share(Date.parse(request.startsAt)), 0.98);
        return { request, left, width: Math.max(share(Date.parse(request.endsAt)) - left, 0.02) };
      }),
  }));
}

/** The calendar day that many days later. */
export function shiftDay(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}
