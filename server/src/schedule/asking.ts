/** Questions about the schedule: what is held when, what is free, who could do it. */
import type { Staff } from '@sambung/contract/http';
import type {
  Alternatives,
  AlternativesQuery,
  TechnicianSuggestion,
  Timeline,
  TimelineItem,
} from '@sambung/contract/schedule';
import type { z } from 'zod';
import { instantOf, loadCalendar, localDay } from '../calendar/index.ts';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { offeredStretchesOn } from './opening.ts';
import { findPlace, listOfferedPlaces } from './place-store.ts';
import { proposeAlternatives } from './proposal.ts';
import { findResources, placeOf } from './resource-store.ts';
import { dayMs, freeStretches, type Slot } from './slot.ts';
import { findSopPolicies } from './sop-store.ts';
import { fitCase, needsOf, readBusy } from './store.ts';
import { suggest, weekAround } from './suggestion.ts';
import * as technicians from './technician-store.ts';
import { itemsOf } from './timeline.ts';
import { listTimelineHolds, pageOfPlaces, pageOfTechnicians } from './timeline-store.ts';

/** Rows of one answer. More fill the screen at once, fewer come sooner. */
const pageSize = 25;

const slotOf = ({ from, to }: { from: string; to: string }): Slot => ({
  startsAt: Date.parse(from),
  endsAt: Date.parse(to),
});

interface TimelineQuery {
  from: string;
  to: string;
  by: 'place' | 'technician';
  id?: string | undefined;
  page: number;
}

export async function readTimeline({ db }: Context, staff: Staff, query: TimelineQuery): Promise<Timeline> {
  const span = slotOf(query);
  const page = { id: query.id, page: query.page, pageSize };
  const { total, resources } =
    query.by === 'place'
      ? await pageOfPlaces(db, staff.institution.id, page)
      : await pageOfTechnicians(db, staff.institution, span, page);
  const ids = resources.map(({ id }) => id);
  const holds = await listTimelineHolds(db, ids, span);
  return {
    ...{ from: query.from, to: query.to, total, page: query.page, pageSize },
    rows: resources.map((resource) => ({ resource, items: itemsOf(holds.get(resource.id) ?? [], staff) })),
  };
}

/** When a place is open, people work and nobody holds it, and what is held. */
export async function readAvailability({ db }: Context, staff: Staff, id: string, query: { from: string; to: string }) {
  const place = await findPlace(db, staff.institution.id, id);
  if (!place) throw new DomainError('not-found');
  const span = slotOf(query);
  const [calendar, found] = await Promise.all([
    loadCalendar(db, staff.institution.id),
    listTimelineHolds(db, [id], span),
  ]);
  const holds = found.get(id) ?? [];
  const taken = itemsOf(holds, staff);
  const busy = taken.map(({ startsAt, endsAt }) => slotOf({ from: startsAt, to: endsAt }));
  const free: { startsAt: string; endsAt: string }[] = [];
  for (let day = localDay(place.timeZone, span.startsAt); day <= span.endsAt + dayMs; day += dayMs)
    for (const stretch of offeredStretchesOn(place, calendar, day, { hours: 'open', preparationMs: 0 })) {
      const within = {
        startsAt: Math.max(stretch.startsAt, span.startsAt),
        endsAt: Math.min(stretch.endsAt, span.endsAt),
      };
      if (within.startsAt >= within.endsAt) continue;
      for (const { startsAt, endsAt } of freeStretches(within, busy))
        free.push({ startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() });
    }
  return { place, free: place.retiredAt === null ? free : [], taken: taken as TimelineItem[] };
}

/** Whether a conference could be held as asked, what is in the way, and what is free instead. */
export async function askAlternatives(
  context: Context,
  staff: Staff,
  query: z.output<z.ZodType<AlternativesQuery>>,
): Promise<Alternatives> {
  const { db, clock } = context;
  const institutionId = staff.institution.id;
  const policies = await findSopPolicies(db, institutionId, query.sopVersionId);
  if (!policies) throw new DomainError('not-found');
  const placeIds = [query.placeId, query.audiencePlaceId ?? null].filter((id) => id !== null);
  const asked = { placeIds, personIds: [], equipment: query.equipment };
  const [calendar, places] = await Promise.all([
    loadCalendar(db, institutionId, policies.week),
    listOfferedPlaces(db, institutionId),
  ]);
  const needs = await needsOf(db, institutionId, asked, places);
  const wanted = {
    ...asked,
    institutionId,
    // Nobody's request has this id: without one nothing is left out of what is held.
    requestId: query.requestId ?? '00000000-0000-0000-0000-000000000000',
    ...{ policies, calendar, participantCount: query.participantCount },
    startsAt: new Date(query.startsAt),
    endsAt: new Date(query.endsAt),
  };
  const { clashes } = await fitCase(db, wanted, needs, clock());
  if (clashes.length === 0) return { free: true, taken: [], alternatives: [] };
  const ids = clashes.map(({ resourceId }) => resourceId);
  const named = new Map(places.map((place) => [place.id, placeOf(place)]));
  // Most often it is the place that is taken.
  const resources = ids.every((id) => named.has(id)) ? named : await findResources(db, institutionId, ids);
  return {
    free: false,
    taken: clashes.flatMap(({ resourceId, startsAt, endsAt }) => {
      const resource = resources.get(resourceId);
      if (!resource) return [];
      return [{ resource, startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() }];
    }),
    alternatives: await proposeAlternatives(context, wanted, places),
  };
}

/** Who could do a case, the most fitting first (KALTARA-08). */
export async function suggestTechnicians(
  { db, clock }: Context,
  staff: Staff,
  requestId: string,
  position: string | undefined,
): Promise<TechnicianSuggestion[]> {
  const { id: institutionId, timeZone } = staff.institution;
  const found = await technicians.findHeldCase(db, institutionId, requestId);
  if (!found) throw new DomainError('not-found');
  const { startsAt, endsAt } = found;
  if (!startsAt || !endsAt) throw new DomainError('state-conflict');
  const candidates = await technicians.listTechnicians(db, institutionId, clock(), position);
  const spans = [{ startsAt, endsAt }, ...found.holds].map((one) => ({
    startsAt: one.startsAt.getTime(),
    endsAt: one.endsAt.getTime(),
  }));
  const day = localDay(timeZone, startsAt.getTime());
  const week = weekAround(day, instantOf(timeZone, day, 0));
  const reach = {
    startsAt: Math.min(week.startsAt, ...spans.map((span) => span.startsAt)),
    endsAt: Math.max(week.endsAt, ...spans.map((span) => span.endsAt)),
  };
  const ids = candidates.map(({ id }) => id);
  const busy = await readBusy(db, ids, reach, requestId);
  const asked = found.document.positions?.filter(({ key, roles }) =>
    position === undefined ? roles.includes('technician') : key === position,
  );
  const skills = [...new Set(asked?.flatMap((one) => one.skills ?? []))];
  return suggest(candidates, { spans, skills, week }, busy);
}
