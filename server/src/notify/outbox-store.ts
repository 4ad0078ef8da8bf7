/** Rows of the outbox on their way out: claimed by one server at a time, marked when sent or given up. */
import type { NotificationEvent } from '@sambung/contract/notify';
import type { Language } from '@sambung/contract/problem';
import type { Database } from '../db.ts';
import type { OutboxRow } from './mail.ts';
import type { MessageData } from './message.ts';

/** A row that this server may send until the claim ends. */
export interface ClaimedRow extends OutboxRow {
  /** How often it has been tried, this time included. */
  readonly attempts: number;
}

/**
 * Claims mails whose time has come. The claim is a time before which nobody else takes them: a server that dies with them in hand loses nothing, they are
 * due again when it ends. Rows that another server is claiming at this moment are passed over.
 */
export async function claimDue(
  db: Database,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<ClaimedRow[]> {
  const claimed = await db.$queryRaw<{ id: string }[]>`
    UPDATE outbox_messages SET attempts = attempts + 1, due_at = ${until}
    WHERE id IN (
      SELECT id FROM outbox_messages
      WHERE sent_at IS NULL AND failed_at IS NULL AND channel = 'mail' AND due_at <= ${now}
      ORDER BY due_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id`;
  if (claimed.length === 0) return [];
  return await readRows(
    db,
    claimed.map(({ id }) => id),
  );
}

/** Rows with their institution and its own words, oldest first. */
export async function readRows(db: Database, ids: readonly string[]): Promise<ClaimedRow[]> {
  const rows = await db.outboxMessage.findMany({
    where: { id: { in: [...ids] } },
    include: { institution: { select: { name: true, timeZone: true } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const institutionIds = [...new Set(rows.map(({ institutionId }) => institutionId))];
  const texts = await db.mailText.findMany({ where: { institutionId: { in: institutionIds } } });
  return rows.map((row) => ({
    id: row.id,
    event: row.event as NotificationEvent,
    requestId: row.requestId,
    staffId: row.staffId,
    address: row.address,
    language: row.language as Language,
    data: row.data as unknown as MessageData,
    createdAt: row.createdAt,
    attempts: row.attempts,
    institution: row.institution,
    own:
      texts.find(
        ({ institutionId, event, language }) =>
          institutionId === row.institutionId && event === row.event && language === row.language,
      ) ?? null,
  }));
}

export async function markSent(db: Database, id: string, now: Date): Promise<void> {
  await db.outboxMessage.updateMany({ where: { id, sentAt: null }, data: { sentAt: now, lastError: null } });
}

/** Tried in vain; tried again from `dueAt` on, or never when that is null. */
export async function markTried(
  db: Database,
  id: string,
  { error, dueAt, now }: { error: string; dueAt: Date | null; now: Date },
): Promise<void> {
  await db.outboxMessage.updateMany({
    where: { id, sentAt: null },
    data: { lastError: error, ...(dueAt === null ? { failedAt: now } : { dueAt }) },
  });
}

/** Gives up mails that nobody has tried to send since long before `dueBefore`: their news is old (a mail server that was set up only now). */
export async function expireStale(db: Database, { dueBefore, now }: { dueBefore: Date; now: Date }): Promise<number> {
  const { count } = await db.outboxMessage.updateMany({
    where: { sentAt: null, failedAt: null, channel: 'mail', dueAt: { lt: dueBefore } },
    data: { failedAt: now, lastError: 'expired' },
  });
  return count;
}
