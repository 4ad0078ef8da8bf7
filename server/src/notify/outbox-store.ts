/** Rows of the outbox on their way out: claimed by one server at a time, marked when sent or given up. */
import type { NotificationEvent } from '@sambung/contract/notify';
import type { outboxStates } from '@sambung/contract/outbox';
import type { Language } from '@sambung/contract/problem';
import type { Database, Transaction } from '../db.ts';
import type { OutboxRow } from './mail.ts';
import type { MessageData } from './message.ts';

type OutboxState = (typeof outboxStates)[number];

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
    ...outboxRow(row, row.institution, ownWordsFor(row, texts)),
    attempts: row.attempts,
  }));
}

export type InstitutionOfRow = OutboxRow['institution'];

/** A row as Prisma reads it, as far as a mail is made from it. */
export interface StoredMessage {
  readonly id: string;
  readonly institutionId: string;
  readonly event: string;
  readonly requestId: string | null;
  readonly staffId: string | null;
  readonly address: string;
  readonly language: string;
  readonly data: unknown;
  readonly createdAt: Date;
}

export function outboxRow(row: StoredMessage, institution: InstitutionOfRow, own: OutboxRow['own']): OutboxRow {
  return {
    id: row.id,
    event: row.event as NotificationEvent,
    requestId: row.requestId,
    staffId: row.staffId,
    address: row.address,
    language: row.language as Language,
    data: row.data as MessageData,
    createdAt: row.createdAt,
    institution,
    own,
  };
}

type StoredText = { institutionId: string; event: string; language: string; subject: string; body: string };

function ownWordsFor(row: StoredMessage, texts: readonly StoredText[]): OutboxRow['own'] {
  const isFor = (text: StoredText) =>
    text.institutionId === row.institutionId && text.event === row.event && text.language === row.language;
  return texts.find(isFor) ?? null;
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

const mailsOf = (institutionId: string) => ({ institutionId, channel: 'mail' });
const stateFilters = {
  waiting: { sentAt: null, failedAt: null },
  sent: { sentAt: { not: null } },
  failed: { sentAt: null, failedAt: { not: null } },
} as const;

/** A mail as the outbox page shows it. */
export interface ListedMail extends OutboxRow {
  readonly attempts: number;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  readonly failedAt: Date | null;
  readonly lastError: string | null;
}

/** An institution's mails, newest first. */
export async function listMails(
  db: Database,
  institutionId: string,
  { state, page, pageSize }: { state: OutboxState | undefined; page: number; pageSize: number },
): Promise<{ mails: ListedMail[]; total: number }> {
  const where = { ...mailsOf(institutionId), ...(state && stateFilters[state]) };
  const rows = await db.outboxMessage.findMany({
    where,
    include: { institution: { select: { name: true, timeZone: true } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    skip: (page - 1) * pageSize,
    take: pageSize,
  });
  const texts = await db.mailText.findMany({ where: { institutionId } });
  const mails = rows.map((row) => listed(row, row.institution, texts));
  return { mails, total: await db.outboxMessage.count({ where }) };
}

type StoredMail = StoredMessage & Omit<ListedMail, keyof OutboxRow>;

function listed(row: StoredMail, institution: InstitutionOfRow, texts: readonly StoredText[]): ListedMail {
  const { attempts, dueAt, sentAt, failedAt, lastError } = row;
  return { ...outboxRow(row, institution, ownWordsFor(row, texts)), attempts, dueAt, sentAt, failedAt, lastError };
}

/** One mail of the institution, or null. */
export async function findMail(
  db: Database | Transaction,
  institutionId: string,
  id: string,
): Promise<ListedMail | null> {
  const row = await db.outboxMessage.findFirst({
    where: { id, ...mailsOf(institutionId) },
    include: { institution: { select: { name: true, timeZone: true } } },
  });
  if (!row) return null;
  return listed(row, row.institution, await db.mailText.findMany({ where: { institutionId } }));
}

/** Lets a mail that was sent or given up go once more, under its old Message-ID. False while it still waits. */
export async function sendAgain(tx: Transaction, institutionId: string, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.outboxMessage.updateMany({
    where: { id, ...mailsOf(institutionId), NOT: stateFilters.waiting },
    data: { sentAt: null, failedAt: null, attempts: 0, lastError: null, dueAt: now },
  });
  return count > 0;
}
