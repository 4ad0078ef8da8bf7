/** Rows of calendar feeds, and the cases a feed's subject may see. */

import type { Database, Transaction } from '../db.ts';
import type { Prisma } from '../generated/prisma/client.ts';

export type FeedKind = 'person' | 'place';

export interface StoredFeed {
  readonly id: string;
  readonly institutionId: string;
  readonly kind: FeedKind;
  readonly subjectId: string;
  readonly createdById: string;
  readonly createdAt: Date;
}

interface NewFeed {
  institutionId: string;
  kind: FeedKind;
  subjectId: string;
  tokenHash: string;
  createdById: string;
  now: Date;
}

export async function insertFeed(tx: Transaction, { kind, now, ...feed }: NewFeed): Promise<string> {
  const { id } = await tx.calendarFeed.create({ data: { ...feed, subjectKind: kind, createdAt: now } });
  return id;
}

/** Live feeds of the institution with these subjects. */
export async function listFeeds(
  db: Database | Transaction,
  institutionId: string,
  subjects: { personId: string; places: boolean },
): Promise<StoredFeed[]> {
  const person = { subjectKind: 'person', subjectId: subjects.personId };
  const rows = await db.calendarFeed.findMany({
    where: { institutionId, revokedAt: null, OR: [person, ...(subjects.places ? [{ subjectKind: 'place' }] : [])] },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(feedOf);
}

function feedOf(row: {
  id: string;
  institutionId: string;
  subjectKind: string;
  subjectId: string;
  createdById: string;
  createdAt: Date;
}): StoredFeed {
  const { id, institutionId, subjectId, createdById, createdAt } = row;
  return { id, institutionId, kind: row.subjectKind as FeedKind, subjectId, createdById, createdAt };
}

/** The live feed of the institution with this id, or null. */
export async function findFeed(
  db: Database | Transaction,
  institutionId: string,
  id: string,
): Promise<StoredFeed | null> {
  const row = await db.calendarFeed.findFirst({ where: { id, institutionId, revokedAt: null } });
  return row && feedOf(row);
}

export async function revokeFeed(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.calendarFeed.update({ where: { id }, data: { revokedAt: now } });
}

/** The live feed behind a token's hash, with its subject's name and zone; null when it was revoked or its subject's account is closed. */
export async function findFeedByToken(
  db: Database,
  tokenHash: string,
): Promise<(StoredFeed & { name: string }) | null> {
  const row = await db.calendarFeed.findFirst({ where: { tokenHash, revokedAt: null } });
  if (!row) return null;
  const feed = feedOf(row);
  const name = (await namesOf(db, [feed])).get(feed.subjectId);
  return name === undefined ? null : { ...feed, name };
}

/** Names of the feeds' subjects; a person whose account is closed and a place that is no longer used have none. */
export async function namesOf(db: Database | Transaction, feeds: readonly StoredFeed[]): Promise<Map<string, string>> {
  const idsOf = (kind: FeedKind) => feeds.filter((feed) => feed.kind === kind).map(({ subjectId }) => subjectId);
  const people = await db.staff.findMany({
    where: { id: { in: idsOf('person') }, deactivatedAt: null },
    select: { id: true, name: true },
  });
  const places = await db.place.findMany({
    where: { id: { in: idsOf('place') }, retiredAt: null },
    select: { id: true, name: true },
  });
  return new Map([...people, ...places].map(({ id, name }) => [id, name]));
}

/** Names of staff by id, closed accounts too: a feed says who made it. */
export async function staffNames(db: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.staff.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The place's name within the institution, or null. */
export async function findPlaceName(
  db: Database | Transaction,
  institutionId: string,
  id: string,
): Promise<string | null> {
  return (
    (await db.place.findFirst({ where: { id, institutionId, retiredAt: null }, select: { name: true } }))?.name ?? null
  );
}

/** A case as a calendar shows it. */
export interface ScheduledCase {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly version: number;
  readonly state: Prisma.RequestModel['state'];
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly timeZone: string;
  readonly place: string;
  readonly updatedAt: Date;
  /** A disposition of this case is confidential. */
  readonly confidential: boolean;
  /** Its newest test call hold, let go or not. */
  readonly test: { readonly startsAt: Date; readonly endsAt: Date; readonly released: boolean } | null;
}

/** What keeps one feed from growing without end. Higher shows busier rooms whole and costs the reader's program more. */
const mostEvents = 2_000;

/** Cases whose event touches the span: those the person asked for or is put on, or those in the place; all of the institution's without a subject. */
export async function listScheduled(
  db: Database | Transaction,
  {
    institutionId,
    subject,
    from,
    to,
  }: { institutionId: string; subject: { kind: FeedKind; id: string } | null; from: Date; to: Date },
): Promise<ScheduledCase[]> {
  const rows = await db.request.findMany({
    where: {
      institutionId,
      number: { not: null },
      startsAt: { lt: to },
      endsAt: { gt: from },
      ...(subject && concerning(subject)),
    },
    include: {
      place: { select: { name: true, timeZone: true } },
      institution: { select: { timeZone: true } },
      holds: { where: { kind: 'test' }, orderBy: { createdAt: 'desc' }, take: 10 },
      steps: { where: { nature: 'rahasia' }, select: { id: true }, take: 1 },
    },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: mostEvents,
  });
  return rows.flatMap((row) => {
    if (row.startsAt === null || row.endsAt === null || row.number === null) return [];
    const test = row.holds.find(({ releasedAt }) => releasedAt === null) ?? row.holds[0];
    return [
      {
        id: row.id,
        number: row.number,
        title: row.title,
        version: row.version,
        state: row.state,
        startsAt: row.startsAt,
        endsAt: row.endsAt,
        timeZone: row.place?.timeZone ?? row.institution.timeZone,
        place: row.place?.name ?? row.venue ?? '',
        updatedAt: row.updatedAt,
        confidential: row.steps.length > 0,
        test: test ? { startsAt: test.startsAt, endsAt: test.endsAt, released: test.releasedAt !== null } : null,
      },
    ];
  });
}

function concerning({ kind, id }: { kind: FeedKind; id: string }): Prisma.RequestWhereInput {
  if (kind === 'place') return { placeId: id };
  const assigned = { steps: { some: { state: { not: 'void' as const }, assignees: { some: { staffId: id } } } } };
  return { OR: [{ requesterId: id }, assigned, { holds: { some: { resourceId: id, releasedAt: null } } }] };
}
