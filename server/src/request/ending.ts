/** What happens to a filed case beside its steps: cancelled, nobody came, another time or place, a deviation explained. */
import { boundField, type FieldValues } from '@sambung/contract/form';
import type { Staff } from '@sambung/contract/http';
import type { caseChangeSchema, caseReasonSchema, TestLeftOut } from '@sambung/contract/request';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { isHoldConflict } from '../schedule/index.ts';
import { type Change, changeCase } from './case-change.ts';
import { requestForm } from './drafting.ts';
import { writeDueDates } from './due-dates.ts';
import { conflictOf, overcome } from './filing.ts';
import { endCase, restartCase } from './flow.ts';
import { readBound } from './form-values.ts';
import { heldPeople, holdAll, releaseAll } from './holding.ts';
import { canCancel, canChange, canLeaveTestOut, canMarkNoShow } from './request.ts';
import * as steps from './step-store.ts';
import * as store from './store.ts';
import { tellStepHolders } from './telling.ts';

type Reason = z.output<typeof caseReasonSchema>;

/** Cancels the case with a reason; its holds are free at once. */
export async function cancel(context: Context, staff: Staff, id: string, input: Reason): Promise<void> {
  await changeCase(context, staff, { id, version: input.version }, async (change) => {
    if (!canCancel(change.actor, change.kase)) throw new DomainError('state-conflict');
    await end(change, input.reason, 'cancelled');
    change.tell({ event: 'request-cancelled', ics: 'cancel', data: { reason: input.reason, by: change.actor.name } });
  });
}

/** Nobody came: the place is free again from now. */
export async function markNoShow(context: Context, staff: Staff, id: string, input: Reason): Promise<void> {
  await changeCase(context, staff, { id, version: input.version }, async (change) => {
    if (!canMarkNoShow(change.actor, change.kase, change.now)) throw new DomainError('state-conflict');
    await end(change, input.reason, 'no-show');
    change.tell({ event: 'no-show', data: { reason: input.reason, by: change.actor.name } });
  });
}

/** The conference is held without the test call that its procedure suggests; with another time the question is open again. */
export async function leaveTestOut(context: Context, staff: Staff, id: string, input: Reason): Promise<void> {
  await changeCase(context, staff, { id, version: input.version }, async (change) => {
    const { actor, kase, now, columns } = change;
    if (!canLeaveTestOut(actor, kase)) throw new DomainError('state-conflict');
    const testLeftOut: TestLeftOut = { reason: input.reason, byName: actor.name, at: now.toISOString() };
    Object.assign(columns, { testLeftOut });
    await change.audit('request.test-left-out', { reason: input.reason });
  });
}

async function end(change: Change, text: string, state: 'cancelled' | 'no-show'): Promise<void> {
  const { kase, actor, now, columns } = change;
  Object.assign(columns, { reason: { text, byName: actor.name, at: now.toISOString() }, graceEndsAt: null });
  await change.flow(endCase(kase.document, kase.steps));
  await steps.closePauses(change.tx, kase.id, now);
  await releaseAll(change);
  change.settle(state);
  await change.audit(state === 'cancelled' ? 'request.cancelled' : 'request.no-show');
}

/**
 * Another time or place after filing: conflicts and lead time are checked again, the case goes back to its first decision, and test calls made for the
 * old time count no longer. Throws `hold-conflict` with alternatives, `lead-time`, `outside-working-hours`.
 */
export async function changeTime(
  context: Context,
  staff: Staff,
  id: string,
  input: z.output<typeof caseChangeSchema>,
): Promise<void> {
  try {
    await changeCase(context, staff, { id, version: input.version }, (change) => reschedule(change, input));
  } catch (error) {
    if (!isHoldConflict(error)) throw error;
    const placeId = input.placeId ?? null;
    const wanted = { startsAt: new Date(input.startsAt), endsAt: new Date(input.endsAt), placeId };
    throw await conflictOf(context, staff, id, wanted, error);
  }
}

async function reschedule(change: Change, input: z.output<typeof caseChangeSchema>): Promise<void> {
  const { kase, actor, tx, now, columns, audit } = change;
  if (!canChange(actor, kase)) throw new DomainError('state-conflict');
  const [startsAt, endsAt] = [new Date(input.startsAt), new Date(input.endsAt)];
  if (endsAt <= startsAt) throw new DomainError('invalid-input', { errors: [endsFirst] });
  if (startsAt <= now) throw new DomainError('invalid-input', { errors: [startsInThePast] });
  const placeId = input.placeId ?? kase.placeId;
  if (placeId !== null && !(await store.findPlace(tx, kase.institutionId, placeId))) {
    throw new DomainError('invalid-input', { errors: [unknownPlace] });
  }
  const form = requestForm(kase.document);
  const bound = readBound(form, kase.values as FieldValues, kase.applicant);
  // Counted anew from today: moving a late conference nearer is as late as filing it.
  const asked = await overcome(change, { ...bound, startsAt, endsAt, placeId }, input, now);
  if (asked) return;
  const values = { ...(kase.values as FieldValues) };
  const [period, place] = [boundField(form, 'period'), boundField(form, 'place')];
  if (period) values[period.key] = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
  if (place && placeId) values[place.key] = placeId;
  Object.assign(columns, { startsAt, endsAt, placeId, values, testLeftOut: store.nothing });
  await holdAll(change, { ...bound, startsAt, endsAt, placeId, personIds: heldPeople(change) });
  await change.flow(restartCase(kase.document, kase.steps));
  await audit('request.rescheduled', {
    from: kase.startsAt?.toISOString() ?? null,
    to: startsAt.toISOString(),
    placeId,
  });
  change.settle('rescheduled');
  change.afterwards(() => writeDueDates(tx, kase.institutionId, kase.id, now));
  const proposed = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
  change.tell({
    event: 'change-requested',
    ics: 'request',
    recipients: everybody,
    data: { proposed, reason: input.reason, by: actor.name },
  });
  change.afterwards(() => tellStepHolders(change));
}

const everybody = (['requester', 'applicant', 'host', 'audience', 'assignees'] as const).map((party) => ({ party }));

/** Explains a deviation, once, by whoever answers for it or an official of the office (UNSRI-41). */
export async function explain(
  context: Context,
  staff: Staff,
  ids: { id: string; deviationId: string },
  explanation: string,
): Promise<void> {
  const kase = await store.findCase(context.db, staff.institution.id, ids.id);
  if (!kase) throw new DomainError('not-found');
  await changeCase(context, staff, { id: ids.id, version: kase.version }, async ({ tx, actor, now, audit }) => {
    const deviation = kase.deviations.find(({ id }) => id === ids.deviationId);
    if (!deviation) throw new DomainError('not-found');
    const facts = { explanation, explainedById: actor.id, explainedByName: actor.name, explainedAt: now };
    const written = await steps.explainDeviation(tx, { requestId: ids.id, id: ids.deviationId }, facts);
    if (!written) throw new DomainError('already-decided');
    await audit('deviation.explained', { deviationId: ids.deviationId, kind: deviation.kind });
  });
}

const endsFirst = {
  pointer: '/endsAt',
  detail: { id: 'Waktu selesai harus setelah waktu mulai', en: 'The end must be after the start' },
};
const startsInThePast = {
  pointer: '/startsAt',
  detail: { id: 'Waktu mulai sudah lewat', en: 'The start is in the past' },
};
const unknownPlace = { pointer: '/placeId', detail: { id: 'Ruang tidak dikenal', en: 'This place is not known' } };
