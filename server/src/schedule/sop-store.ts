/** What the schedule reads of procedures. */
import type { SopDocument } from '@sambung/contract/sop';
import type { Database } from '../db.ts';
import { readDocuments } from '../sop/index.ts';

/** Policies of a version of the institution's; null when it has none. */
export async function findSopPolicies(
  db: Database,
  institutionId: string,
  sopVersionId: string,
): Promise<SopDocument['policies'] | null> {
  const documents = await readDocuments(db, institutionId, [sopVersionId]);
  return documents.get(sopVersionId)?.policies ?? null;
}
