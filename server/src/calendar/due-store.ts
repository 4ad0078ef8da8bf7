/** Due dates of open steps, written anew when the calendar they were counted in has changed; the older ones are kept. */
import type { DueChange } from '@sambung/contract/calendar';
import type { SopDocument } from '@sambung/contract/sop';
import type { Transaction } from '../db.ts';
import { stepClock } from './step-clock.ts';
import { openCalendars } from './store.ts';
import { thresholdOf } from './thresholds.ts';

interface Recomputation {
  readonly institutionId: string;
  readonly cause: DueChange['cause'];
  readonly now: Date;
}

/** Steps read at a time; more takes memory, fewer takes more questions. */
const batchSize = 500;

/**
 * Counts the open steps of the institution anew after its calendar or its zone was changed in this transaction (whose caller holds the institution's lock),
 * and keeps each older date with its cause in `dueHistory`. Steps whose case is with its applicant are counted when it comes back. Answers how many moved.
 */
export async function recomputeDueDates(tx: Transaction, change: Recomputation): Promise<number> {
  const { institutionId } = change;
  const documents = new Map<string, SopDocument>();
  const calendarFor = await openCalendars(tx, institutionId);
  let moved = 0;
  for (let after = ''; ; ) {
    const rows = await readOpenSteps(tx, institutionId, after);
    if (rows.length === 0) return moved;
    after = rows.at(-1)?.id ?? '';
    const changes: Moved[] = [];
    for (const row of rows) {
      const { sopVersionId } = row.request;
      const document = documents.get(sopVersionId) ?? (await readDocument(tx, sopVersionId));
      documents.set(sopVersionId, document);
      const step = document.steps.find(({ key }) => key === row.key);
      const clock = step && stepClock(calendarFor(document.policies.week), step, factsOf(row, change.now));
      if (!clock || clock.dueAt === row.dueAt?.getTime()) continue;
      const reminded = row.remindedPercent >= 100 ? 100 : Math.min(row.remindedPercent, thresholdOf(clock));
      changes.push({ id: row.id, dueAt: new Date(clock.dueAt), reminded });
    }
    await writeMoved(tx, changes, change);
    moved += changes.length;
  }
}

type OpenStep = Awaited<ReturnType<typeof readOpenSteps>>[number];

async function readOpenSteps(tx: Transaction, institutionId: string, after: string) {
  return await tx.caseStep.findMany({
    where: {
      institutionId,
      state: 'active',
      startedAt: { not: null },
      request: { pauses: { none: { endsAt: null } } },
      ...(after !== '' && { id: { gt: after } }),
    },
    select: {
      id: true,
      key: true,
      startedAt: true,
      dueAt: true,
      remindedPercent: true,
      request: {
        select: {
          sopVersionId: true,
          startsAt: true,
          endsAt: true,
          pauses: true,
          holds: { where: { releasedAt: null, kind: 'setup' }, orderBy: { startsAt: 'asc' }, take: 1 },
        },
      },
    },
    orderBy: { id: 'asc' },
    take: batchSize,
  });
}

async function readDocument(tx: Transaction, id: string): Promise<SopDocument> {
  const { document } = await tx.sopVersion.findUniqueOrThrow({ where: { id }, select: { document: true } });
  return document as unknown as SopDocument;
}

function factsOf({ startedAt, request }: Pick<OpenStep, 'startedAt' | 'request'>, now: Date) {
  return {
    startedAt: startedAt?.getTime() ?? null,
    eventStartsAt: request.startsAt?.getTime() ?? null,
    eventEndsAt: request.endsAt?.getTime() ?? null,
    setupStartsAt: request.holds[0]?.startsAt.getTime() ?? null,
    pauses: request.pauses.map(({ startsAt, endsAt }) => ({
      startsAt: startsAt.getTime(),
      endsAt: endsAt?.getTime() ?? null,
    })),
    now: now.getTime(),
  };
}

interface Moved {
  readonly id: string;
  readonly dueAt: Date;
  /** Reminders that were told of the older date and do not hold for the new one are told again when they do. */
  readonly reminded: number;
}

async function writeMoved(tx: Transaction, moved: readonly Moved[], { cause, now }: Recomputation): Promise<void> {
  if (moved.length === 0) return;
  const [ids, dueAts] = [moved.map(({ id }) => id), moved.map(({ dueAt }) => dueAt)];
  const reminded = moved.map((one) => one.reminded);
  const replacedAt = now.toISOString();
  // One statement for the batch: thousands of steps may be open.
  await tx.$executeRaw`
    UPDATE "case_steps" AS step
    SET "due_history" = step."due_history" || jsonb_build_array(jsonb_build_object(
          'dueAt', to_char(step."due_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'replacedAt', ${replacedAt}::text, 'cause', ${cause}::text)),
        "due_at" = moved."due_at", "reminded_percent" = moved."reminded"
    FROM unnest(${ids}::uuid[], ${dueAts}::timestamptz[], ${reminded}::int[]) AS moved("id", "due_at", "reminded")
    WHERE step."id" = moved."id"`;
}
