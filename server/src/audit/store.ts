/** Audit entries in the database: appended inside the transaction of the change they record. */
import type { Database, Transaction } from '../db.ts';
import { type AuditEntry, type AuditFacts, findBreak, nextEntry } from './audit.ts';

/**
 * Makes changes of one institution wait for each other until the transaction ends. Take it before the transaction's first write: a transaction that
 * already waits for a hold while another waits for this lock would be a deadlock.
 */
export async function lockInstitution(tx: Transaction, institutionId: string): Promise<void> {
  // The seed keeps these keys apart from other advisory locks.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${institutionId}, 1))`;
}

/** Appends an entry to its institution's chain; it is there exactly when the caller's transaction commits. */
export async function appendAudit(tx: Transaction, facts: AuditFacts): Promise<void> {
  await lockInstitution(tx, facts.institutionId);
  const previous = await tx.auditEntry.findFirst({
    where: { institutionId: facts.institutionId },
    orderBy: { seq: 'desc' },
    select: { seq: true, hash: true },
  });
  const entry = nextEntry(previous, facts);
  await tx.auditEntry.create({ data: { ...entry, data: entry.data as object } });
}

/** The first broken entry of the institution's chain, or null when it is sound. */
export async function verifyChain(db: Database, institutionId: string): Promise<ReturnType<typeof findBreak>> {
  const rows = await db.auditEntry.findMany({ where: { institutionId }, orderBy: { seq: 'asc' } });
  return findBreak(rows as unknown as AuditEntry[]);
}
