/** Rows for suggesting technicians: who holds a position then, what they can do, and when they are held. */
import type { SopDocument } from '@sambung/contract/sop';
import type { Database } from '../db.ts';

export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly skills: readonly string[];
}

/** The case with its live holds; null when the institution has none. */
export async function findHeldCase(db: Database, institutionId: string, id: string) {
  const row = await db.request.findFirst({
    where: { id, institutionId },
    select: {
      id: true,
      startsAt: true,
      endsAt: true,
      holds: { where: { releasedAt: null }, select: { startsAt: true, endsAt: true } },
      sopVersion: { select: { document: true } },
    },
  });
  return row && { ...row, document: row.sopVersion.document as unknown as SopDocument };
}

/** Whoever is a technician at the instant, in the named position or in any. */
export async function listTechnicians(
  db: Database,
  institutionId: string,
  at: Date,
  positionKey: string | undefined,
): Promise<Candidate[]> {
  return await db.staff.findMany({
    where: {
      institutionId,
      deactivatedAt: null,
      assignments: {
        some: {
          position: {
            ...{ institutionId, roles: { has: 'technician' }, retiredAt: null },
            ...(positionKey !== undefined && { key: positionKey }),
          },
          startsAt: { lte: at },
          OR: [{ endsAt: null }, { endsAt: { gt: at } }],
        },
      },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true, unit: true, skills: true },
  });
}
