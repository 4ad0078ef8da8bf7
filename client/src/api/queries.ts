/** What the office screens read, each under one key so that a change can say what it made stale. */
import type { SessionState } from '@sambung/contract/http';
import type { CaseDetail } from '@sambung/contract/request';
import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { getPlaces, getSession, getTestCallOpenings } from './http.ts';
import { queryClient } from './query.tsx';
import {
  type CaseFilter,
  getAttendance,
  getCase,
  getCases,
  getLineHistory,
  getPrints,
  getRatings,
  getRunningMeetings,
  getSops,
  getSopVersion,
  getTasks,
  getTranscript,
} from './requests.ts';
import {
  getAllEquipment,
  getAllPlaces,
  getBlackouts,
  getEquipment,
  getTechnicians,
  getTimeline,
  type TimelineQuery,
} from './schedule.ts';

/** How often open lists and pages ask again on their own; shorter shows others' work sooner, longer spares the server. */
const refreshMs = 15_000;
/** Catalogues change rarely; longer asks less, shorter shows an administrator's change sooner. */
const catalogueMs = 300_000;
const yearMs = 365 * 86_400_000;

/**
 * Who is signed in. A session that ends under an open page does not take the page away with what is half filled in: the next request says
 * `not-signed-in`, and the person signs in again where they are. Signing out forgets it all.
 */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<SessionState> => {
    const fresh = await getSession();
    const known = queryClient.getQueryData<SessionState>(['session']);
    return fresh.staff === null && known?.staff ? { ...known, csrfToken: fresh.csrfToken } : fresh;
  },
  staleTime: 60_000,
});
export const placesQuery = queryOptions({ queryKey: ['places'], queryFn: getPlaces, staleTime: catalogueMs });
/** What can be asked for, with the units that work. */
export const equipmentQuery = queryOptions({
  queryKey: ['equipment'],
  queryFn: getEquipment,
  staleTime: catalogueMs,
  select: (all) =>
    all
      .filter(({ retiredAt }) => retiredAt === null)
      .map(({ id, name, note, stock }) => ({ id, name, note, available: stock })),
});
/** With what is out of use; under the keys of the catalogues, so that a change makes both stale. */
export const allPlacesQuery = queryOptions({ queryKey: ['places', 'all'], queryFn: getAllPlaces });
export const allEquipmentQuery = queryOptions({ queryKey: ['equipment', 'all'], queryFn: getAllEquipment });
/** From today for a year. */
export const blackoutsQuery = queryOptions({
  queryKey: ['blackouts'],
  queryFn: () => {
    const now = Date.now();
    return getBlackouts(new Date(now).toISOString(), new Date(now + yearMs).toISOString());
  },
});
/** What a technician may open for a case now: the hour decides. */
export const testCallOpeningsQuery = (requestId: string) =>
  queryOptions({
    queryKey: ['test-call-openings', requestId],
    queryFn: () => getTestCallOpenings(requestId),
    refetchInterval: 60_000,
  });
export const timelineQuery = (query: TimelineQuery) =>
  queryOptions({
    queryKey: ['timeline', query],
    queryFn: () => getTimeline(query),
    refetchInterval: refreshMs,
    placeholderData: keepPreviousData,
  });
export const sopsQuery = queryOptions({ queryKey: ['sops'], queryFn: getSops, staleTime: catalogueMs });
/** A published version never changes. */
export const sopVersionQuery = (sopId: string, version: number) =>
  queryOptions({
    queryKey: ['sops', sopId, version],
    queryFn: () => getSopVersion(sopId, version),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const casesQuery = (filter: CaseFilter) =>
  queryOptions({
    queryKey: ['requests', 'list', filter],
    queryFn: () => getCases(filter),
    refetchInterval: refreshMs,
    placeholderData: keepPreviousData,
  });
export const caseQuery = (id: string) =>
  queryOptions({ queryKey: ['requests', 'one', id], queryFn: () => getCase(id), refetchInterval: refreshMs });
export const attendanceQuery = (id: string) =>
  queryOptions({
    queryKey: ['requests', 'one', id, 'attendance'],
    queryFn: () => getAttendance(id),
    refetchInterval: refreshMs,
  });
export const ratingsQuery = (id: string) =>
  queryOptions({
    queryKey: ['requests', 'one', id, 'ratings'],
    queryFn: () => getRatings(id),
    refetchInterval: refreshMs,
  });
export const transcriptQuery = (id: string) =>
  queryOptions({
    queryKey: ['requests', 'one', id, 'transcript'],
    queryFn: () => getTranscript(id),
    refetchInterval: refreshMs,
  });
export const lineHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['requests', 'one', id, 'line-history'],
    queryFn: () => getLineHistory(id),
    refetchInterval: refreshMs,
  });
/** As often as the server looks at the lines. */
export const runningMeetingsQuery = queryOptions({
  queryKey: ['running-meetings'],
  queryFn: getRunningMeetings,
  refetchInterval: 5_000,
});
/** What can be printed follows what the case says. */
export const printsQuery = (id: string, version: number) =>
  queryOptions({ queryKey: ['requests', 'one', id, 'prints', version], queryFn: () => getPrints(id), retry: false });
export const tasksQuery = queryOptions({ queryKey: ['tasks'], queryFn: getTasks, refetchInterval: refreshMs });

/** Who is suited and free changes with the case's time. */
export const techniciansQuery = (id: string, version: number, position: string | undefined) =>
  queryOptions({
    queryKey: ['requests', 'one', id, 'technicians', position ?? null, version],
    queryFn: () => getTechnicians(id, position),
  });

/** A case has changed: its page shows the answer at once, lists and tasks are asked again. A reading that set out before the change would bring back what was. */
export function caseChanged(client: QueryClient, detail: CaseDetail): void {
  void client.cancelQueries({ queryKey: caseQuery(detail.id).queryKey });
  client.setQueryData(caseQuery(detail.id).queryKey, detail);
  void client.invalidateQueries({ queryKey: ['requests', 'list'] });
  void client.invalidateQueries({ queryKey: tasksQuery.queryKey });
}
