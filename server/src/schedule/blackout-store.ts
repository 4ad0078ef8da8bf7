/** Rows of blackouts: holds without a case, under the same exclusion constraint. */
import type { Database, Transaction } from '../db.ts';
import type { ResourceKind } from './store.ts';

export async function listBlackouts(db: Database, institutionId: string, from: Date, to: Date) {
  return await db.hold.findMany({
    where: {
      ...{ institutionId, kind: 'blackout', releasedAt: null },
      ...{ startsAt: { lt: to }, endsAt: { gt: from } },
    },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  });
}

interface NewBlackout {
  institutionId: string;
  resourceKind: ResourceKind;
  resourceId: string;
  startsAt: Date;
  endsAt: Date;
  note: string;
  createdAt: Date;
}

export async function insertBlackout(tx: Transaction, blackout: NewBlackout) {
  return await tx.hold.create({ data: { ...blackout, kind: 'blackout' } });
}

/** Lets a blackout go; false when there is none of the institution. */
export async function releaseBlackout(tx: Transaction, institutionId: string, id: string, now: Date): Promise<boolean> {
  const where = { id, institutionId, kind: 'blackout' as const, releasedAt: null };
  return (await tx.hold.updateMany({ where, data: { releasedAt: now } })).count === 1;
}
