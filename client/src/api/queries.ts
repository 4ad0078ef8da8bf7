/** What the office screens read, each under one key so that a change can say what it made stale. */
import { queryOptions } from '@tanstack/react-query';
import { getPlaces, getRequest, getRequests, getSession } from './http.ts';

/** How often open lists and pages ask again on their own; shorter shows others' work sooner, longer spares the server. */
const refreshMs = 15_000;

export const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: getSession, staleTime: 60_000 });
export const placesQuery = queryOptions({ queryKey: ['places'], queryFn: getPlaces, staleTime: 300_000 });
export const requestsQuery = queryOptions({
  queryKey: ['requests'],
  queryFn: getRequests,
  refetchInterval: refreshMs,
});
export const requestQuery = (id: string) =>
  queryOptions({ queryKey: ['requests', id], queryFn: () => getRequest(id), refetchInterval: refreshMs });
