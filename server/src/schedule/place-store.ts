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

/** Places that may be held, for the search of free ones. */
export async function listOfferedPlaces(db: Database | Transaction, institutionId: string): Promise<OfferedPlace[]> {
  const rows = await db.place.findMany({
    where: { institutionId, retiredAt: null },
    select: { id: true, capacity: true, timeZone: true, openingHours: true, features: true },
  });
  return rows.map((row) => ({ ...row, openingHours: row.openingHours as WeekHours | null }));
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
