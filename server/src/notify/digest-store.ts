/** Rows that the daily summary is made from and kept in. */
import type { NotificationEvent } from '@sambung/contract/notify';
import type { Language } from '@sambung/contract/problem';
import type { Database, Transaction } from '../db.ts';
import type { OutboxRow } from './mail.ts';
import type { Digest } from './message.ts';
import { type InstitutionOfRow, outboxRow } from './outbox-store.ts';

export async function listInstitutions(db: Database) {
  return await db.institution.findMany({ select: { id: true, name: true, timeZone: true, settings: true } });
}

/** A staff member who may get a summary. */
export interface DigestReader {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
  readonly preferences: unknown;
  /** Runs the institution's conferences: sees all of the day's, not only their own. */
  readonly isOfficer: boolean;
}

/** Staff who have not had this date's summary yet. */
export async function listReaders(
  db: Database,
  institutionId: string,
  date: string,
  now: Date,
): Promise<DigestReader[]> {
  const rows = await db.staff.findMany({
    where: { institutionId, deactivatedAt: null },
    include: {
      assignments: {
        where: {
          startsAt: { lte: now },
          OR: [{ endsAt: null }, { endsAt: { gt: now } }],
          position: { retiredAt: null },
        },
        include: { position: { select: { roles: true } } },
      },
    },
    orderBy: { id: 'asc' },
  });
  const sent = await db.outboxMessage.findMany({
    where: { dedupeKey: { in: rows.map(({ id }) => digestKey(date, id)) } },
    select: { staffId: true },
  });
  const done = new Set(sent.map(({ staffId }) => staffId));
  return rows
    .filter(({ id }) => !done.has(id))
    .map(({ id, name, email, language, preferences, assignments }) => ({
      id,
      name,
      email,
      language: language === 'en' ? 'en' : 'id',
      preferences,
      isOfficer: assignments.some(({ position }) =>
        position.roles.some((role) => role === 'technician' || role === 'admin'),
      ),
    }));
}

const digestKey = (date: string, staffId: string) => `digest:${date}:${staffId}:mail`;

/** What waits for the person's summary, oldest first. */
export async function listWaiting(db: Database, staffId: string, institution: InstitutionOfRow): Promise<OutboxRow[]> {
  const rows = await db.outboxMessage.findMany({
    where: { staffId, channel: 'digest', sentAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => outboxRow(row, institution, null));
}

/** Records the summary and what went into it, once for a date. */
export async function recordDigest(
  tx: Transaction,
  {
    institutionId,
    timeZone,
    reader,
    digest,
    gathered,
    now,
  }: {
    institutionId: string;
    timeZone: string;
    reader: DigestReader;
    digest: Digest;
    gathered: readonly string[];
    now: Date;
  },
): Promise<void> {
  const event: NotificationEvent = 'digest';
  const { count } = await tx.outboxMessage.createMany({
    data: [
      {
        institutionId,
        event,
        channel: 'mail',
        staffId: reader.id,
        address: reader.email,
        language: reader.language,
        data: { digest, recipient: { name: reader.name, timeZone } } as object,
        dedupeKey: digestKey(digest.date, reader.id),
        createdAt: now,
        dueAt: now,
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return;
  await tx.outboxMessage.updateMany({ where: { id: { in: [...gathered] } }, data: { sentAt: now } });
}
