/** Rows of holds. The database refuses overlapping ones (exclusion constraint `holds_do_not_overlap`). */
import { type Database, sqlStateOf, type Transaction } from '../db.ts';
import type { Slot } from './alternatives.ts';

interface NewHold {
  institutionId: string;
  requestId: string;
  resourceId: string;
  startsAt: Date;
  endsAt: Date;
  createdAt: Date;
}

export async function insertHold(tx: Transaction, hold: NewHold): Promise<void> {
  await tx.hold.create({ data: hold });
}

/** Whether the database refused a hold because the resource is held at that time (SQLSTATE 23P01, exclusion_violation). */
export function isHoldConflict(error: unknown): boolean {
  return sqlStateOf(error) === '23P01';
}

/** Lets the request's holds go; they stay as rows. */
export async function releaseHolds(tx: Transaction, requestId: string, now: Date): Promise<void> {
  await tx.hold.updateMany({ where: { requestId, releasedAt: null }, data: { releasedAt: now } });
}

/** Live holds of the resources that touch the span, by resource. */
export async function listHolds(
  db: Database,
  resourceIds: readonly string[],
  span: Slot,
): Promise<Map<string, Slot[]>> {
  const rows = await db.hold.findMany({
    where: {
      resourceId: { in: [...resourceIds] },
      releasedAt: null,
      startsAt: { lt: new Date(span.endsAt) },
      endsAt: { gt: new Date(span.startsAt) },
    },
    select: { resourceId: true, startsAt: true, endsAt: true },
  });
  const byResource = new Map<string, Slot[]>();
  for (const { resourceId, startsAt, endsAt } of rows) {
    const slot = { startsAt: startsAt.getTime(), endsAt: endsAt.getTime() };
    byResource.set(resourceId, [...(byResource.get(resourceId) ?? []), slot]);
  }
  return byResource;
}
