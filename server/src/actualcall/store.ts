/** Rows of conferences that are measured, and their samples (append-only). */
import type { ActualCallSummary } from '@sambung/contract/actual-call';
import { actualCallSummarySchema } from '@sambung/contract/actual-call';
import type { Side } from '@sambung/contract/http';
import type { Database, Transaction } from '../db.ts';
import { type SecondSample, secondSampleSchema } from '../measurement/index.ts';

const whole = {
  meeting: { select: { code: true } },
  request: {
    select: {
      ...{ id: true, number: true, title: true, siteId: true },
      sopVersion: { select: { document: true } },
      place: { select: { timeZone: true } },
      institution: { select: { timeZone: true } },
    },
  },
} as const;

export type ActualCallRow = NonNullable<Awaited<ReturnType<typeof findActualCall>>>;

/** Null before anybody was named. */
export async function findActualCall(db: Database | Transaction, requestId: string) {
  return await db.actualCall.findUnique({ where: { requestId }, include: whole });
}

export async function findByMeeting(db: Database, meetingId: string) {
  return await db.actualCall.findUnique({ where: { meetingId }, select: { startedAt: true } });
}

interface Begin {
  meetingId: string;
  institutionId: string;
  requestId: string;
  startedAt: Date;
}

/** Begins it, unless it has begun; when it did. */
export async function beginActualCall(db: Database | Transaction, begin: Begin): Promise<Date> {
  const row = await db.actualCall.upsert({
    where: { meetingId: begin.meetingId },
    create: begin,
    update: {},
    select: { startedAt: true },
  });
  return row.startedAt;
}

export async function insertSamples(
  db: Database,
  meetingId: string,
  at: Date,
  samples: readonly SecondSample[],
): Promise<void> {
  const data = samples.map((sample) => ({ meetingId, at, from: sample.direction, numbers: sample }));
  await db.actualCallSample.createMany({ data });
  await db.actualCall.update({ where: { meetingId }, data: { lastSampleAt: at } });
}

export async function countDrop(db: Database, meetingId: string, side: Side): Promise<void> {
  const data = side === 'host' ? { hostDrops: { increment: 1 } } : { audienceDrops: { increment: 1 } };
  await db.actualCall.update({ where: { meetingId }, data });
}

/** The newest samples, oldest first. `limit` counts both directions; without it all of them. */
export async function readSamples(
  db: Database | Transaction,
  meetingId: string,
  limit?: number,
): Promise<SecondSample[]> {
  const rows = await db.actualCallSample.findMany({
    where: { meetingId },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    ...(limit === undefined ? {} : { take: limit }),
    select: { numbers: true },
  });
  return rows.map(({ numbers }) => secondSampleSchema.parse(numbers)).reverse();
}

export async function countSamples(db: Database, meetingId: string): Promise<number> {
  return await db.actualCallSample.count({ where: { meetingId } });
}

/** Requests whose conference was measured since it was summed up last, and has been quiet since `before`. */
export async function listToSummarise(db: Database, before: Date, limit: number): Promise<{ requestId: string }[]> {
  return await db.actualCall.findMany({
    where: {
      lastSampleAt: { lt: before },
      OR: [{ summarisedAt: null }, { lastSampleAt: { gt: db.actualCall.fields.summarisedAt } }],
    },
    select: { requestId: true },
    orderBy: { lastSampleAt: 'asc' },
    take: limit,
  });
}

export async function saveSummary(
  tx: Transaction,
  meetingId: string,
  summary: ActualCallSummary,
  summarisedAt: Date,
): Promise<void> {
  await tx.actualCall.update({ where: { meetingId }, data: { summary, summarisedAt } });
}

/** There was nothing to sum up; looked at again only when more seconds come. */
export async function markSummarised(db: Database, meetingId: string, summarisedAt: Date): Promise<void> {
  await db.actualCall.update({ where: { meetingId }, data: { summarisedAt } });
}

export function summaryOf(stored: unknown): ActualCallSummary | null {
  return stored === null ? null : actualCallSummarySchema.parse(stored);
}

/** The class of the line of the newest test of the case; null where none was held. */
export async function newestLineClass(db: Database | Transaction, requestId: string): Promise<string | null> {
  const row = await db.testCall.findFirst({
    where: { requestId, kind: 'test' },
    orderBy: { openedAt: 'desc' },
    select: { lineClass: true },
  });
  return row?.lineClass ?? null;
}

/** Where each side's media came from in its newest test that was decided. */
export async function testedAddresses(db: Database, requestId: string): Promise<unknown> {
  const row = await db.testCall.findFirst({
    where: { requestId, decidedAt: { not: null } },
    orderBy: { decidedAt: 'desc' },
    select: { observedAddresses: true },
  });
  return row?.observedAddresses ?? {};
}
