/** Decisions on the steps of a case, and the work that is written down while a step is open. */
import type { FieldValues } from '@sambung/contract/form';
import { checkValues, fillValues } from '@sambung/contract/form-check';
import type { Staff } from '@sambung/contract/http';
import type { CaseDecision, stepWorkSchema } from '@sambung/contract/request';
import type { SopStep } from '@sambung/contract/sop';
import type { z } from 'zod';
import { addWorkingTime } from '../calendar/index.ts';
import type { Context } from '../context.ts';
import { actingAs } from '../identity/index.ts';
import { createMeeting } from '../meeting/index.ts';
import { DomainError, type FieldError } from '../problem.ts';
import { assignTechnicians } from './assigning.ts';
import { type Change, changeCase } from './case-change.ts';
import { calendarOf, writeDueDates } from './due-dates.ts';
import { decideStep, type FlowChange, newestSteps, stepOf } from './flow.ts';
import { releaseAll } from './holding.ts';
import { shareMeeting } from './meeting-sharing.ts';
import { capacityFor, decisionsFor } from './request.ts';
import { missingForCompletion } from './step-requirements.ts';
import * as steps from './step-store.ts';
import * as store from './store.ts';
import { tellStepHolders } from './telling.ts';

/** Decisions that say why. */
const needReason = ['return', 'reject', 'fail'];

/**
 * Decides an open step. Throws `already-decided` when it is not open any more, `forbidden` when it is not the actor's, `requirements-missing` with what is
 * missing, `invalid-input` for a reason or people that are not given.
 */
export async function decide(
  context: Context,
  staff: Staff,
  id: string,
  stepId: string,
  input: CaseDecision,
): Promise<void> {
  const seen = await store.findCase(context.db, staff.institution.id, id);
  const known = seen?.steps.find((step) => step.id === stepId);
  // Of two who decide at once the second is told who was first, not merely that something changed (B-03).
  if (known && known.state !== 'active') throw alreadyDecided(known);
  await changeCase(context, staff, { id, version: input.version }, (change) => decideOpen(change, stepId, input));
}

async function decideOpen(change: Change, stepId: string, input: CaseDecision): Promise<void> {
  const { kase, actor, tx } = change;
  const row = newestSteps(kase.document, kase.steps).find((one) => one.id === stepId);
  if (!row) throw new DomainError('not-found');
  if (row.state !== 'active') throw alreadyDecided(row);
  const step = stepOf(kase.document, row.key);
  const capacity = capacityFor(actor, kase, step);
  if (capacity === null) throw new DomainError('forbidden');
  if (!decisionsFor(actor, kase, step).includes(input.decision)) throw new DomainError('state-conflict');
  if (needReason.includes(input.decision) && input.reason === undefined) {
    throw new DomainError('invalid-input', { errors: [reasonMissing] });
  }
  await checkRequirements(change, row, step, input);
  const facts = {
    decision: input.decision,
    decidedById: actor.id,
    actingAs: capacity === 'requester' ? null : actingAs(capacity),
    instruction: input.instruction || null,
    nature: input.nature ?? null,
    deadlineAt: input.deadlineAt === undefined ? null : new Date(input.deadlineAt),
    note: [input.reason, input.note].filter(Boolean).join('\n') || null,
    agendaNumber: input.agendaNumber || null,
  };
  if (input.decision === 'return') await steps.recordReturn(tx, row.id, facts, change.now);
  else await steps.writeDecision(tx, row.id, facts);
  if (input.assigneeIds && input.assigneeIds.length > 0) await assignTechnicians(change, row.id, input);
  await follow(change, step, input, decideStep(kase.document, kase.steps, step.key, input.decision));
}

/** What the decision leads to: the next steps, or the case's return or end. */
async function follow(change: Change, step: SopStep, input: CaseDecision, flow: FlowChange): Promise<void> {
  const { context, kase, actor, tx, now, columns, audit } = change;
  await change.flow(flow);
  await audit(`step.${input.decision}`, { step: step.key, position: step.position });
  const reason = { text: input.reason ?? '', byName: actor.name, at: now.toISOString() };
  if (flow.outcome === 'returned') {
    const calendar = await calendarOf(tx, kase);
    const grace = { amount: kase.document.policies.returnGraceWorkingDays, unit: 'days' as const };
    const graceEndsAt = new Date(addWorkingTime(calendar, now.getTime(), grace));
    Object.assign(columns, { reason, graceEndsAt });
    await steps.openPause(tx, kase.id, now);
    change.settle('returned');
    const data = { reason: reason.text, by: actor.name, dueAt: graceEndsAt.toISOString() };
    return change.tell({ event: 'request-returned', data });
  }
  if (flow.outcome === 'rejected') {
    Object.assign(columns, { reason });
    await releaseAll(change);
    change.settle('rejected');
    return change.tell({ event: 'request-rejected', data: { reason: reason.text, by: actor.name } });
  }
  if (flow.effects.includes('create-meeting') && kase.meeting === null) {
    await createMeeting(context, tx, { institutionId: kase.institutionId, requestId: kase.id, now });
    change.tell({
      event: 'request-approved',
      ics: 'request',
      data: { by: actor.name, ...(input.note && { note: input.note }) },
    });
    const test = kase.holds.find(({ kind }) => kind === 'test');
    if (test) {
      const times = { startsAt: test.startsAt.toISOString(), endsAt: test.endsAt.toISOString() };
      change.tell({ event: 'test-scheduled', ics: 'request', data: { test: times, by: actor.name } });
    }
  }
  if (flow.effects.includes('share-meeting')) change.afterwards(() => shareMeeting(change));
  change.afterwards(() => writeDueDates(tx, kase.institutionId, kase.id, now));
  change.settle();
  if (step.kind === 'conduct' && input.decision === 'complete') change.tell({ event: 'ended' });
  if (flow.outcome === 'complete') change.tell({ event: 'archived' });
  change.afterwards(() => tellStepHolders(change));
}

async function checkRequirements(
  change: Change,
  row: store.StoredStep,
  step: SopStep,
  input: CaseDecision,
): Promise<void> {
  if (['return', 'reject', 'fail'].includes(input.decision)) return;
  if (input.decision === 'assign' && (input.assigneeIds ?? []).length === 0) {
    throw new DomainError('invalid-input', { errors: [assigneesMissing] });
  }
  const missing = await missingForCompletion(change.context, change.tx, change.kase, row, step);
  const first = missing[0];
  if (!first) return;
  const detail = { id: missing.map(({ id }) => id).join('; '), en: missing.map(({ en }) => en).join('; ') };
  throw new DomainError('requirements-missing', { detail });
}

/** Writes down answers of the step's form and its checklist while the step is open. */
export async function workOnStep(
  context: Context,
  staff: Staff,
  id: string,
  stepId: string,
  input: z.output<typeof stepWorkSchema>,
): Promise<void> {
  await changeCase(context, staff, { id, version: input.version }, async ({ kase, actor, tx, audit }) => {
    const row = newestSteps(kase.document, kase.steps).find((one) => one.id === stepId);
    if (!row) throw new DomainError('not-found');
    if (row.state !== 'active') throw alreadyDecided(row);
    const step = stepOf(kase.document, row.key);
    if (capacityFor(actor, kase, step) === null) throw new DomainError('forbidden');
    const form = step.form === undefined ? undefined : kase.document.forms[step.form];
    const given = { ...(row.values as FieldValues), ...input.values };
    const values = form ? fillValues(form, given, { 'officer-name': actor.name }) : given;
    if (input.values && !form) throw new DomainError('state-conflict');
    if (form) {
      const { errors } = checkValues(form, values, { complete: false });
      if (errors.length > 0) throw new DomainError('invalid-input', { errors });
    }
    const items = new Set(step.checklist.map(({ key }) => key));
    const ticked = Object.entries(input.checklist ?? {}).filter(([key]) => items.has(key));
    const checklist = { ...(row.checklist as object), ...Object.fromEntries(ticked) };
    await steps.writeStepWork(tx, row.id, { values, checklist });
    await audit('step.worked-on', { step: step.key });
  });
}

function alreadyDecided(row: { decidedBy: { name: string } | null }): DomainError {
  const name = row.decidedBy?.name;
  return new DomainError(
    'already-decided',
    name === undefined ? {} : { detail: { id: `Sudah diputuskan oleh ${name}.`, en: `Already decided by ${name}.` } },
  );
}

const reasonMissing: FieldError = { pointer: '/reason', detail: { id: 'Tulis alasannya', en: 'Write the reason' } };
const assigneesMissing: FieldError = {
  pointer: '/assigneeIds',
  detail: { id: 'Pilih siapa yang ditugaskan', en: 'Choose who is assigned' },
};
