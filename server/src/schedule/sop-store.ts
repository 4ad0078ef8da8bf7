/** What the schedule reads of procedures. */
import type { SopDocument } from '@sambung/contract/sop';
import type { Database } from '../db.ts';

/** Policies of a version of the institution's; null when it has none. */
export async function findSopPolicies(
  db: Database,
  institutionId: string,
  sopVersionId: string,
): Promise<SopDocument['policies'] | null> {
  const row = await db.sopVersion.findFirst({
    where: { id: sopVersionId, sop: { institutionId } },
    select: { document: true },
  });
  return row && (row.document as unknown as SopDocument).policies;
}
