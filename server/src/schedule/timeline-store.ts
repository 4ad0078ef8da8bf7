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
  const rows = await db.$queryRaw<TimelineHold[]>`
    SELECT h.resource_id AS "resourceId", h.request_id AS "requestId", h.kind::text AS kind, h.note,
      (extract(epoch FROM h.starts_at) * 1000)::float8 AS "startsAt",
      (extract(epoch FROM h.ends_at) * 1000)::float8 AS "endsAt",
      r.number, r.title, r.state::text AS state, r.requester_id AS "requesterId", r.registered_by_id AS "registeredById"
    FROM unnest(${[...resourceIds]}::uuid[]) AS wanted (id)
    CROSS JOIN LATERAL (
      SELECT * FROM holds
      WHERE resource_id = wanted.id AND released_at IS NULL
        AND tstzrange(starts_at, ends_at, '[)') && tstzrange(${new Date(span.startsAt)}, ${new Date(span.endsAt)}, '[)')
    ) AS h
    LEFT JOIN requests AS r ON r.id = h.request_id`;
  return Map.groupBy(rows, ({ resourceId }) => resourceId);
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
