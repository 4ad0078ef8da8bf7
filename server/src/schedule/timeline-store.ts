/** Rows for the timeline. */
import type { Resource } from '@sambung/contract/schedule';
import type { Database } from '../db.ts';
import type { Slot } from './slot.ts';
import type { TimelineHold } from './timeline.ts';

/** Live holds of the resources that touch the span, with their cases. */
export async function listTimelineHolds(
  db: Database,
  resourceIds: readonly string[],
  span: Slot,
): Promise<Map<string, TimelineHold[]>> {
  const [from, to] = [new Date(span.startsAt), new Date(span.endsAt)];
  // They never overlap: of those that begin before the span only the last can reach into it. One cell of JSON, because a row for each hold takes many times as
  // long to read.
  const [found] = await db.$queryRaw<{ holds: TimelineHold[] }[]>`
    SELECT coalesce(json_agg(json_build_object('resourceId', wanted.id, 'requestId', h.request_id, 'kind', h.kind, 'note', h.note,
        'startsAt', round(date_part('epoch', h.starts_at) * 1000), 'endsAt', round(date_part('epoch', h.ends_at) * 1000),
        'number', r.number, 'title', r.title, 'state', r.state, 'requesterId', r.requester_id, 'registeredById', r.registered_by_id)), '[]') AS holds
    FROM unnest(${[...resourceIds]}::uuid[]) AS wanted (id)
    CROSS JOIN LATERAL (
      SELECT coalesce(max(starts_at), ${from}) AS starts_at FROM holds
      WHERE resource_id = wanted.id AND released_at IS NULL AND starts_at <= ${from}
    ) AS first
    CROSS JOIN LATERAL (
      SELECT * FROM holds
      WHERE resource_id = wanted.id AND released_at IS NULL AND holds.starts_at >= first.starts_at AND holds.starts_at < ${to} AND ends_at > ${from}
    ) AS h
    LEFT JOIN requests AS r ON r.id = h.request_id`;
  return Map.groupBy(found?.holds ?? [], ({ resourceId }) => resourceId);
}

interface Page {
  readonly id?: string | undefined;
  readonly page: number;
  readonly pageSize: number;
}

/** One page of places that are in use, by name. */
export async function pageOfPlaces(db: Database, institutionId: string, { id, page, pageSize }: Page) {
  const where = { institutionId, retiredAt: null, ...(id !== undefined && { id }) };
  const total = await db.place.count({ where });
  const rows = await db.place.findMany({
    where,
    orderBy: { name: 'asc' },
    skip: (page - 1) * pageSize,
    take: pageSize,
    select: { id: true, name: true, location: true, timeZone: true },
  });
  const resources: Resource[] = rows.map(({ location, ...row }) => ({ kind: 'place', detail: location, ...row }));
  return { total, resources };
}

/** One page of people who are technicians at some time in the span, by name. */
export async function pageOfTechnicians(
  db: Database,
  { id: institutionId, timeZone }: { id: string; timeZone: string },
  span: Slot,
  { id, page, pageSize }: Page,
) {
  const where = {
    institutionId,
    deactivatedAt: null,
    ...(id !== undefined && { id }),
    assignments: {
      some: {
        position: { institutionId, roles: { has: 'technician' as const }, retiredAt: null },
        startsAt: { lt: new Date(span.endsAt) },
        OR: [{ endsAt: null }, { endsAt: { gt: new Date(span.startsAt) } }],
      },
    },
  };
  const total = await db.staff.count({ where });
  const rows = await db.staff.findMany({
    where,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    skip: (page - 1) * pageSize,
    take: pageSize,
    select: { id: true, name: true, unit: true },
  });
  const resources: Resource[] = rows.map(({ unit, ...row }) => ({ kind: 'person', timeZone, detail: unit, ...row }));
  return { total, resources };
}
