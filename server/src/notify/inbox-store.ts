/** What one person was told on screen: pages of it, how much is unread, and what was read. */
import type { Database } from '../db.ts';
import type { OutboxRow } from './mail.ts';
import { type InstitutionOfRow, outboxRow, type StoredMessage } from './outbox-store.ts';

/** Longer shows more at once, shorter answers sooner. */
const pageSize = 30;

export interface Notice extends OutboxRow {
  readonly readAt: Date | null;
}

/** Newest first; `before` is the last id of the page before. */
export async function listNotices(
  db: Database,
  staffId: string,
  before: string | undefined,
): Promise<{ notices: Notice[]; next: string | null }> {
  const mine = { staffId, channel: 'in-app' };
  const last = before && (await db.outboxMessage.findFirst({ where: { id: before, ...mine }, select: { id: true } }));
  if (before && !last) return { notices: [], next: null };
  const rows = await db.outboxMessage.findMany({
    where: mine,
    include: { institution: { select: { name: true, timeZone: true } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: pageSize + 1,
    ...(last && { cursor: { id: last.id }, skip: 1 }),
  });
  const page = rows.slice(0, pageSize);
  return {
    notices: page.map((row: StoredMessage & { institution: InstitutionOfRow; readAt: Date | null }) => ({
      ...outboxRow(row, row.institution, null),
      readAt: row.readAt,
    })),
    next: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null,
  };
}

export async function countUnread(db: Database, staffId: string): Promise<number> {
  return await db.outboxMessage.count({ where: { staffId, channel: 'in-app', readAt: null } });
}

/** Those of `ids` that are this person's, or all; what was read before keeps its instant. */
export async function markRead(
  db: Database,
  staffId: string,
  ids: readonly string[] | undefined,
  now: Date,
): Promise<void> {
  await db.outboxMessage.updateMany({
    where: { staffId, channel: 'in-app', readAt: null, ...(ids && { id: { in: [...ids] } }) },
    data: { readAt: now },
  });
}

/** What the person has chosen, as stored. */
export async function readPreferences(db: Database, staffId: string): Promise<unknown> {
  return (await db.staff.findUniqueOrThrow({ where: { id: staffId }, select: { preferences: true } })).preferences;
}

export async function storePreferences(db: Database, staffId: string, preferences: object): Promise<void> {
  await db.staff.update({ where: { id: staffId }, data: { preferences } });
}

/** `Institution.settings` as stored. */
export async function settingsOf(db: Database, institutionId: string): Promise<unknown> {
  return (await db.institution.findUniqueOrThrow({ where: { id: institutionId }, select: { settings: true } }))
    .settings;
}
