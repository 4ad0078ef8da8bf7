/** Rows of places. */
import type { WeekHours } from '@sambung/contract/calendar';
import type { PlaceDetail, PlaceInput } from '@sambung/contract/schedule';
import type { Database, Transaction } from '../db.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { OfferedPlace } from './alternatives.ts';

type Row = Awaited<ReturnType<Database['place']['findFirstOrThrow']>>;

const detailOf = (row: Row): PlaceDetail => ({
  ...{ id: row.id, name: row.name, location: row.location, capacity: row.capacity, timeZone: row.timeZone },
  openingHours: row.openingHours as WeekHours | null,
  features: row.features,
  retiredAt: row.retiredAt?.toISOString() ?? null,
});

/** The institution's places by name; retired ones only when asked for. */
export async function listPlaces(
  db: Database | Transaction,
  institutionId: string,
  withRetired = false,
): Promise<PlaceDetail[]> {
  const rows = await db.place.findMany({
    where: { institutionId, ...(!withRetired && { retiredAt: null }) },
    orderBy: { name: 'asc' },
  });
  return rows.map(detailOf);
}

export async function findPlace(db: Database | Transaction, institutionId: string, id: string) {
  const row = await db.place.findFirst({ where: { id, institutionId } });
  return row && detailOf(row);
}

/** A place that may be held, with its names. */
export interface HeldPlace extends OfferedPlace {
  readonly name: string;
  readonly location: string;
}

/** Places that may be held, for the search of free ones. As one cell of JSON: two hundred rows as Prisma objects take longer than the search. */
export async function listOfferedPlaces(db: Database | Transaction, institutionId: string): Promise<HeldPlace[]> {
  const [found] = await db.$queryRaw<{ places: HeldPlace[] }[]>`
    SELECT coalesce(json_agg(json_build_object('id', id, 'name', name, 'location', location, 'capacity', capacity, 'timeZone', time_zone,
      'openingHours', opening_hours, 'features', features)), '[]') AS places
    FROM places WHERE institution_id = ${institutionId}::uuid AND retired_at IS NULL`;
  return found?.places ?? [];
}

const columnsOf = ({ openingHours, ...columns }: PlaceInput) => ({
  ...columns,
  openingHours: openingHours ?? Prisma.DbNull,
});

export async function insertPlace(tx: Transaction, institutionId: string, input: PlaceInput): Promise<PlaceDetail> {
  return detailOf(await tx.place.create({ data: { institutionId, ...columnsOf(input) } }));
}

export async function updatePlace(tx: Transaction, id: string, input: PlaceInput): Promise<PlaceDetail> {
  return detailOf(await tx.place.update({ where: { id }, data: columnsOf(input) }));
}

export async function retirePlace(tx: Transaction, id: string, retiredAt: Date | null): Promise<PlaceDetail> {
  return detailOf(await tx.place.update({ where: { id }, data: { retiredAt } }));
}

/** Whether another place of the institution has the name. */
export async function isPlaceNameTaken(tx: Transaction, institutionId: string, name: string, exceptId?: string) {
  const where = { institutionId, name, ...(exceptId !== undefined && { id: { not: exceptId } }) };
  return (await tx.place.count({ where })) > 0;
}
