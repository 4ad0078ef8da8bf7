/** Rows of an institution's places. */
import type { Place } from '@sambung/contract/http';
import type { Database, Transaction } from '../db.ts';

/** The institution's places by name. */
export async function listPlaces(db: Database | Transaction, institutionId: string): Promise<Place[]> {
  return await db.place.findMany({
    where: { institutionId },
    orderBy: { name: 'asc' },
    select: { id: true, name: true, location: true, capacity: true, timeZone: true },
  });
}
