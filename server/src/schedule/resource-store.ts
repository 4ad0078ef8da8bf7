/** What can be held, by name, and who holds it. */
import type { Resource } from '@sambung/contract/schedule';
import type { Database, Transaction } from '../db.ts';
import type { Slot } from './slot.ts';
import type { ResourceKind } from './store.ts';

/** The institution's resources among these ids, retired ones too; others are missing. */
export async function findResources(
  db: Database | Transaction,
  institutionId: string,
  ids: readonly string[],
): Promise<Map<string, Resource>> {
  const id = { in: [...ids] };
  const places = await db.place.findMany({ where: { id, institutionId } });
  const zone = await db.institution.findUniqueOrThrow({ where: { id: institutionId }, select: { timeZone: true } });
  const people = await db.staff.findMany({ where: { id, institutionId } });
  const units = await db.equipmentUnit.findMany({
    where: { id, equipment: { institutionId } },
    include: { equipment: { select: { name: true } } },
  });
  const { timeZone } = zone;
  const found: Resource[] = [
    ...places.map(placeOf),
    ...people.map((one) => ({ ...resource('person', one.id, one.name, one.unit), timeZone })),
    ...units.map(({ equipment, ...one }) => ({
      ...resource('equipment', one.id, `${equipment.name} ${one.label}`, equipment.name),
      timeZone,
    })),
  ];
  return new Map(found.map((one) => [one.id, one]));
}

const resource = (kind: ResourceKind, id: string, name: string, detail: string) => ({ kind, id, name, detail });

/** A place as a resource. */
export const placeOf = ({
  id,
  name,
  location,
  timeZone,
}: Record<'id' | 'name' | 'location' | 'timeZone', string>): Resource => ({
  ...resource('place', id, name, location),
  timeZone,
});

/** Cases that hold one of the resources in the span, by number; blackouts are not among them. */
export async function listHolders(db: Database | Transaction, resourceIds: readonly string[], span: Slot) {
  return await db.request.findMany({
    where: {
      holds: {
        some: {
          resourceId: { in: [...resourceIds] },
          releasedAt: null,
          startsAt: { lt: new Date(span.endsAt) },
          endsAt: { gt: new Date(span.startsAt) },
        },
      },
    },
    orderBy: { startsAt: 'asc' },
    select: { id: true, number: true },
  });
}
