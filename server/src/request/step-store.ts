/** Rows of a case's steps and what hangs on them: decisions, work, assignees, pauses, deviations. */
import type { SopDocument, SopStep } from '@sambung/contract/sop';
import type { Transaction } from '../db.ts';
import type { FlowChange } from './flow.ts';

interface StepWrite {
  institutionId: string;
  requestId: string;
  document: SopDocument;
  now: Date;
}

interface StepFacts {
  decision: string;
  decidedById: string;
  actingAs: string | null;
  instruction: string | null;
  nature: string | null;
  deadlineAt: Date | null;
  note: string | null;
  agendaNumber: string | null;
}

interface Explanation {
  explanation: string;
  explainedById: string;
  explainedByName: string;
  explainedAt: Date;
}

/** One that somebody answered for in advance, by letting it be, comes with its explanation. */
interface NewDeviation extends Partial<Explanation> {
  institutionId: string;
  requestId: string;
  kind: string;
  stepKey?: string;
  responsible: string;
  detail: object;
  noticedAt: Date;
}

/**
 * Writes what the flow decided: closes the open rows, then adds those that begin, and says whom they are for. The decision's own facts, and whom it puts on
 * the case, are written before by its caller.
 */
export async function writeFlow(
  tx: Transaction,
  { institutionId, requestId, document, now }: StepWrite,
  flow: FlowChange,
) {
  for (const { key, state } of flow.closed) {
    await tx.caseStep.updateMany({ where: { requestId, key, state: 'active' }, data: { state, finishedAt: now } });
  }
  for (const { key, round, state } of flow.opened) {
    const position = document.steps.find((step) => step.key === key)?.position ?? '';
    await tx.caseStep.create({
      data: {
        institutionId,
        requestId,
        key,
        round,
        position,
        state,
        startedAt: now,
        finishedAt: state === 'done' ? now : null,
      },
    });
  }
  await writeAddressees(tx, requestId, document);
}

/** Gives the open steps that are work to whoever was put on the case; what officials decide, and what the applicant does, is never given by name. */
async function writeAddressees(tx: Transaction, requestId: string, document: SopDocument): Promise<void> {
  const work = document.steps.filter(({ kind, position }) => !byPosition.includes(kind) && position !== 'requester');
  const keys = work.map(({ key }) => key);
  await tx.$executeRaw`
    UPDATE case_steps AS step SET addressee_ids = named.ids
    FROM (
      SELECT coalesce(array_agg(DISTINCT a.staff_id ORDER BY a.staff_id), '{}') AS ids
      FROM case_steps s JOIN case_step_assignees a ON a.step_id = s.id WHERE s.request_id = ${requestId}::uuid
    ) AS named
    WHERE step.request_id = ${requestId}::uuid AND step.state = 'active' AND step.key = ANY(${keys}) AND step.addressee_ids <> named.ids`;
}

/** Kinds of steps that belong to a position, whoever was put on the case. */
const byPosition: readonly SopStep['kind'][] = ['disposition', 'assignment', 'intake'];

export async function openPause(tx: Transaction, requestId: string, now: Date): Promise<void> {
  await tx.casePause.create({ data: { requestId, startsAt: now } });
}

export async function closePauses(tx: Transaction, requestId: string, now: Date): Promise<void> {
  await tx.casePause.updateMany({ where: { requestId, endsAt: null }, data: { endsAt: now } });
}

export async function writeDecision(tx: Transaction, stepId: string, facts: StepFacts): Promise<void> {
  await tx.caseStep.update({ where: { id: stepId }, data: facts });
}

/**
 * Writes a return down as a round of its own, so that it stays on record whatever is decided when the case comes back. The step itself goes on as the next
 * round with its clock, its work and its people.
 */
export async function recordReturn(tx: Transaction, stepId: string, facts: StepFacts, now: Date): Promise<void> {
  const going = await tx.caseStep.update({ where: { id: stepId }, data: { round: { increment: 1 } } });
  const { institutionId, requestId, key, position, startedAt, dueAt } = going;
  const step = { institutionId, requestId, key, position, startedAt, dueAt };
  // Of the clock the going round speaks for both.
  const returned = { round: going.round - 1, state: 'done', finishedAt: now, remindedPercent: 100 } as const;
  await tx.caseStep.create({ data: { ...step, ...returned, ...facts } });
}

export async function writeStepWork(
  tx: Transaction,
  stepId: string,
  work: { values?: object; checklist?: object },
): Promise<void> {
  await tx.caseStep.update({ where: { id: stepId }, data: work });
}

export async function writeDueAt(tx: Transaction, stepId: string, dueAt: Date | null): Promise<void> {
  await tx.caseStep.update({ where: { id: stepId }, data: { dueAt } });
}

export async function assign(tx: Transaction, stepId: string, staffIds: readonly string[]): Promise<void> {
  await tx.caseStepAssignee.createMany({
    data: staffIds.map((staffId) => ({ stepId, staffId })),
    skipDuplicates: true,
  });
}

export async function insertDeviation(tx: Transaction, deviation: NewDeviation): Promise<void> {
  await tx.deviation.create({ data: deviation });
}

export async function explainDeviation(
  tx: Transaction,
  { requestId, id }: { requestId: string; id: string },
  facts: Explanation,
): Promise<boolean> {
  const { count } = await tx.deviation.updateMany({ where: { id, requestId, explainedAt: null }, data: facts });
  return count === 1;
}
