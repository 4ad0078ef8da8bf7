/** Rows that the reminders read and write: open steps with a time standard, those finished late, and deviations. */
import type { Applicant } from '@sambung/contract/request';
import type { SopDocument } from '@sambung/contract/sop';
import type { Bilingual } from '@sambung/contract/text';
import type { Database, Transaction } from '../db.ts';

const request = {
  sopVersionId: true,
  startsAt: true,
  endsAt: true,
  pauses: { select: { startsAt: true, endsAt: true } },
  holds: {
    where: { releasedAt: null, kind: 'setup' },
    orderBy: { startsAt: 'asc' },
    take: 1,
    select: { startsAt: true },
  },
} as const;
const watched = {
  id: true,
  institutionId: true,
  requestId: true,
  key: true,
  round: true,
  position: true,
  state: true,
  startedAt: true,
  finishedAt: true,
  remindedPercent: true,
  request: { select: request },
} as const;
const people = { select: { staff: { select: { id: true, name: true } } } } as const;

/** A step with what its clock needs. */
export type WatchedStep = Awaited<ReturnType<typeof listRunningSteps>>[number];
/** And with the people of its case. */
export type ToldStep = NonNullable<Awaited<ReturnType<typeof findStep>>>;

/** Open steps whose clock runs, after `after` in their order: those that may have something to tell. */
export async function listRunningSteps(db: Database, after: string, limit: number) {
  return await db.caseStep.findMany({
    where: {
      state: 'active',
      dueAt: { not: null },
      remindedPercent: { lt: 100 },
      request: { pauses: { none: { endsAt: null } } },
      ...(after !== '' && { id: { gt: after } }),
    },
    select: watched,
    orderBy: { id: 'asc' },
    take: limit,
  });
}

/** Steps that were finished after they were due and not yet looked at (index `case_steps_finished_late_idx`). */
export async function listFinishedLate(db: Database, limit: number) {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "case_steps"
    WHERE "finished_at" > "due_at" AND "reminded_percent" < 100 AND "state" = 'done'
    ORDER BY "finished_at" LIMIT ${limit}`;
  return await db.caseStep.findMany({ where: { id: { in: rows.map(({ id }) => id) } }, select: watched });
}

/** The step as it is now, while it is open or done. */
export async function findStep(tx: Transaction, id: string) {
  return await tx.caseStep.findFirst({
    where: { id, state: { in: ['active', 'done'] } },
    select: {
      ...watched,
      decidedBy: { select: { name: true } },
      assignees: people,
      request: {
        select: {
          ...request,
          applicant: true,
          institution: { select: { timeZone: true } },
          steps: { select: { assignees: people } },
        },
      },
    },
  });
}

export async function readDocument(db: Database | Transaction, sopVersionId: string): Promise<SopDocument> {
  const row = await db.sopVersion.findUniqueOrThrow({ where: { id: sopVersionId }, select: { document: true } });
  return row.document as unknown as SopDocument;
}

export async function markReminded(tx: Transaction, id: string, percent: number): Promise<void> {
  await tx.caseStep.update({ where: { id }, data: { remindedPercent: percent } });
}

/** Positions above this one, nearest first; a circle ends where it begins. */
export async function superiorsOf(tx: Transaction, institutionId: string, key: string): Promise<string[]> {
  const positions = await tx.position.findMany({
    where: { institutionId },
    select: { id: true, key: true, superiorId: true },
  });
  const byId = new Map(positions.map((position) => [position.id, position]));
  const above: string[] = [];
  let position = positions.find((one) => one.key === key);
  while (position?.superiorId) {
    position = byId.get(position.superiorId);
    if (!position || position.key === key || above.includes(position.key)) break;
    above.push(position.key);
  }
  return above;
}

/** The position's title in the institution, or undefined when there is no such position. */
export async function titleOf(tx: Transaction, institutionId: string, key: string): Promise<string | undefined> {
  const row = await tx.position.findUnique({
    where: { institutionId_key: { institutionId, key } },
    select: { title: true },
  });
  return row?.title;
}

interface TimeDeviation {
  institutionId: string;
  requestId: string;
  stepKey: string;
  stepRound: number;
  responsible: string;
  detail: Bilingual;
  noticedAt: Date;
}

/** Records that a step took too long, once for each of its rounds; false when it is there already. */
export async function insertTimeDeviation(tx: Transaction, deviation: TimeDeviation): Promise<boolean> {
  const { requestId, stepKey, stepRound } = deviation;
  const kind = 'time';
  if (await tx.deviation.findFirst({ where: { requestId, kind, stepKey, stepRound }, select: { id: true } })) {
    return false;
  }
  await tx.deviation.create({ data: { ...deviation, kind } });
  return true;
}

/** Who asked, as registered. */
export function applicantOf({ request: { applicant } }: ToldStep): Applicant {
  return applicant as unknown as Applicant;
}
