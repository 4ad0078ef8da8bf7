/** Rows of places. */
import type { WeekHours } from '@sambung/contract/calendar';
import type { Database, Transaction } from '../db.ts';
import type { OfferedPlace } from './alternatives.ts';

/** Places that may be held, for the search of free ones. */
export async function listOfferedPlaces(db: Database | Transaction, institutionId: string): Promise<OfferedPlace[]> {
  const rows = await db.place.findMany({
    where: { institutionId, retiredAt: null },
    select: { id: true, capacity: true, timeZone: true, openingHours: true, features: true },
  });
  return rows.map((row) => ({ ...row, openingHours: row.openingHours as WeekHours | null }));
}
