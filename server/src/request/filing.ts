/** Filing: a complete request takes its number, its place in the queue and its holds in one transaction; so does one that was returned and comes back. */
import type { WeekHours } from '@sambung/contract/calendar';
import type { FieldValues, Form } from '@sambung/contract/form';
import { checkValues, fillValues } from '@sambung/contract/form-check';
import type { Staff } from '@sambung/contract/http';
import type { caseSubmissionSchema } from '@sambung/contract/request';
import type { z } from 'zod';
import { localDate, localDay } from '../calendar/index.ts';
import type { Context } from '../context.ts';
import { DomainError, type FieldError } from '../problem.ts';
import { isHoldConflict, isOpenDuring, proposeAlternatives, withdrawOffers } from '../schedule/index.ts';
import { type Change, changeCase } from './case-change.ts';
import { requestForm } from './drafting.ts';
import { calendarOf, writeDueDates } from './due-dates.ts';
import type { Obstacle } from './filing-rules.ts';
import { fileCase } from './flow.ts';
import { type BoundValues, boundColumns, readBound } from './form-values.ts';
import { heldPeople, holdAll, placesOf } from './holding.ts';
import { findHindrances } from './obstacles.ts';
import { canEdit, canOverride, isOwn } from './request.ts';
import * as steps from './step-store.ts';
import * as store from './store.ts';
import { tellStepHolders } from './telling.ts';

type Submission = z.output<typeof caseSubmissionSchema>;

/**
 * Files the case. Throws `invalid-input` with every incomplete field, `lead-time` or `outside-working-hours` when somebody must let it in first, and
 * `hold-conflict` with alternatives when its slot is taken and it does not want to wait.
 */
export async function submit(context: Context, staff: Staff, id: string, input: Submission): Promise<void> {
  try {
    await changeCase(context, staff, { id, version: input.version }, (change) => file(change, input));
  } catch (error) {
    if (!isHoldConflict(error)) throw error;
    if (input.waitlist) {
      return await changeCase(context, staff, { id, version: input.version }, (change) => queue(change, input));
    }
    throw await conflict(context, staff, id, error);
  }
}

/** `keepsQueue`: the slot of a waiting case came free, so it stays where it stood in the queue. */
export async function file(
  change: Change,
  input: Pick<Submission, 'overrideReason'> & { keepsQueue?: boolean },
): Promise<void> {
  const { kase, now, tx, audit } = change;
  const bound = await checkComplete(change);
  const isReturned = kase.state === 'returned';
  if (!isReturned && !['draft', 'waitlisted'].includes(kase.state)) throw new DomainError('state-conflict');
  if (await overcome(change, bound, input, kase.receivedAt ?? now)) return;
  const keepsQueue = input.keepsQueue || (isReturned && (kase.graceEndsAt === null || now <= kase.graceEndsAt));
  const receivedAt = keepsQueue || kase.state === 'draft' ? (kase.receivedAt ?? now) : now;
  await withdrawOffers(tx, kase.id, now);
  await takeSlot(change, bound, receivedAt);
  await steps.closePauses(tx, kase.id, now);
  if (isReturned) {
    await audit('request.resubmitted', { keptItsPlace: keepsQueue });
  } else {
    await change.flow(fileCase(kase.document));
    await audit('request.submitted', { number: String(change.columns.number), receivedAt: receivedAt.toISOString() });
  }
  change.afterwards(() => writeDueDates(tx, kase.institutionId, kase.id, now));
  change.settle();
  change.tell({ event: 'request-submitted', data: { by: change.actor.name } });
  change.afterwards(() => tellStepHolders(change));
}

/** Waits for the slot that is taken now, in order of receipt. */
async function queue(change: Change, input: Pick<Submission, 'overrideReason'>): Promise<void> {
  const { kase, now, tx, audit } = change;
  const bound = await checkComplete(change);
  if (!['draft', 'returned'].includes(kase.state)) throw new DomainError('state-conflict');
  if (await overcome(change, bound, input, kase.receivedAt ?? now)) return;
  await numberAndColumns(change, bound, kase.receivedAt ?? now);
  await steps.closePauses(tx, kase.id, now);
  change.settle('waitlisted');
  await audit('request.waitlisted', { number: String(change.columns.number ?? kase.number) });
  change.tell({ event: 'waitlisted' });
}

/** The form's values, complete and bound. Throws `invalid-input` with one error a field. */
async function checkComplete({ kase, actor, tx, now, columns }: Change): Promise<BoundValues> {
  if (!canEdit(actor, kase) && !canOverride(actor, kase.document)) throw new DomainError('forbidden');
  const form = requestForm(kase.document);
  const values = filledIn(kase, form, now);
  columns.values = values;
  const attached = kase.documents.map((document) => ({ id: document.id, kind: document.kind }));
  const { errors } = checkValues(form, values, { complete: true, filledBy: ['applicant'], attached });
  const bound = readBound(form, values, kase.applicant);
  const more: FieldError[] = errors.map(({ pointer, detail }) => ({ pointer, detail }));
  const at = (binding: string) => {
    const field = form.sections.flatMap(({ fields }) => fields).find(({ binds }) => binds === binding);
    return `/values/${field?.key ?? binding}`;
  };
  if (bound.startsAt !== null && bound.startsAt <= now) {
    more.push({ pointer: at('period'), detail: { id: 'Waktu mulai sudah lewat', en: 'The start is in the past' } });
  }
  const place = bound.placeId === null ? null : await store.findPlace(tx, kase.institutionId, bound.placeId);
  if (bound.placeId !== null && place === null) {
    more.push({ pointer: at('place'), detail: { id: 'Ruang tidak dikenal', en: 'This place is not known' } });
  }
  if (place?.openingHours && bound.startsAt && bound.endsAt) {
    const opening = { timeZone: place.timeZone, openingHours: place.openingHours as unknown as WeekHours };
    const slot = { startsAt: bound.startsAt.getTime(), endsAt: bound.endsAt.getTime() };
    if (!isOpenDuring(opening, slot)) more.push({ pointer: at('period'), detail: placeClosed });
  }
  const { audiencePlaceId } = bound;
  if (audiencePlaceId !== null && !(await store.findPlace(tx, kase.institutionId, audiencePlaceId))) {
    more.push({ pointer: at('audience-place'), detail: { id: 'Ruang tidak dikenal', en: 'This place is not known' } });
  }
  if (more.length > 0) throw new DomainError('invalid-input', { errors: more });
  return bound;
}

/** The values with what nobody writes: the institution's own, the day of receipt, the medium, the day of the event. */
function filledIn(kase: store.Case, form: Form, now: Date): FieldValues {
  const values = kase.values as FieldValues;
  const dayOf = (at: Date) => localDate(kase.timeZone, at.getTime());
  const { startsAt } = readBound(form, values);
  return fillValues(form, values, {
    'filing-date': dayOf(kase.receivedAt ?? now),
    channel: kase.channel,
    ...(startsAt && { 'period-date': dayOf(startsAt) }),
  });
}

const placeClosed = { id: 'Ruang ini tidak buka pada waktu itu', en: 'This place is not open at that time' };

/** What an official is asked for who may let a late request in. */
const permission = { id: 'Izin di luar ketentuan waktu', en: 'Permission beyond the time rules' };

/**
 * Lead time and working hours. True when the request now waits for whoever may let it in: the applicant asked, with a reason, and nothing is filed yet.
 * Throws when nobody asked.
 */
export async function overcome(
  change: Change,
  bound: BoundValues,
  input: { overrideReason?: string | undefined },
  receivedAt: Date,
): Promise<boolean> {
  const { kase, actor, now, tx, columns, audit } = change;
  const { startsAt, endsAt } = bound;
  if (!startsAt || !endsAt) throw new DomainError('invalid-input');
  const place = bound.placeId === null ? null : await store.findPlace(tx, kase.institutionId, bound.placeId);
  const wanted = { startsAt, endsAt, capacity: place?.capacity ?? null, participantCount: bound.participantCount };
  const { obstacles } = await findHindrances(tx, kase, { ...wanted, receivedAt });
  const first = obstacles[0];
  if (!first) return false;
  if (input.overrideReason === undefined) throw refusal(first);
  const overrides = kase.overrides as unknown as object[];
  const facts = {
    kinds: obstacles.map(({ kind }) => kind),
    reason: input.overrideReason,
    byId: actor.id,
    byName: actor.name,
    at: now.toISOString(),
  };
  if (canOverride(actor, kase.document)) {
    columns.overrides = [...overrides, { ...facts, granted: true }];
    await audit('request.override-granted', { kinds: facts.kinds });
    // The reason is the explanation: nobody asks the official for it twice.
    const reason = { explanation: input.overrideReason, explainedById: actor.id, explainedByName: actor.name };
    const common = { institutionId: kase.institutionId, requestId: kase.id, responsible: actor.name };
    for (const { kind, detail } of obstacles)
      await steps.insertDeviation(tx, { ...common, ...reason, kind, detail, noticedAt: now, explainedAt: now });
    return false;
  }
  if (!isOwn(actor, kase)) throw new DomainError('forbidden');
  columns.overrides = [
    ...overrides.filter((one) => (one as { granted?: boolean }).granted),
    { ...facts, granted: false },
  ];
  await audit('request.override-asked', { kinds: facts.kinds });
  change.tell(
    {
      event: 'disposed',
      recipients: [{ position: kase.document.policies.leadTime.overrideBy }],
      data: { step: permission, by: actor.name, reason: input.overrideReason },
    },
    'permission',
  );
  return true;
}

function refusal({ kind, detail }: Obstacle): DomainError {
  return new DomainError(kind === 'lead-time' ? 'lead-time' : 'outside-working-hours', { detail });
}

/** Number, columns and holds. Throws the database's error when a hold is refused. */
async function takeSlot(change: Change, bound: BoundValues, receivedAt: Date): Promise<void> {
  const { kase } = change;
  await numberAndColumns(change, bound, receivedAt);
  const isSame =
    kase.placeId === bound.placeId &&
    kase.startsAt?.getTime() === bound.startsAt?.getTime() &&
    kase.endsAt?.getTime() === bound.endsAt?.getTime();
  if (isSame && kase.holds.length > 0) return;
  await holdAll(change, { ...bound, personIds: heldPeople(change) });
}

async function numberAndColumns({ tx, kase, columns, now }: Change, bound: BoundValues, receivedAt: Date) {
  const year = new Date(localDay(kase.institution.timeZone, now.getTime())).getUTCFullYear();
  Object.assign(columns, boundColumns(bound), {
    number: kase.number ?? (await store.takeNumber(tx, kase.institutionId, year)),
    receivedAt,
    submittedAt: kase.submittedAt ?? now,
    reason: null,
    graceEndsAt: null,
  });
}

/** The conflict with what is free instead, for what the case's form asks. */
async function conflict(context: Context, staff: Staff, id: string, cause: unknown): Promise<DomainError> {
  const kase = await store.findCase(context.db, staff.institution.id, id);
  if (!kase) return new DomainError('hold-conflict', { cause });
  const bound = readBound(requestForm(kase.document), kase.values as FieldValues, kase.applicant);
  return await conflictOf(context, staff, id, bound, cause);
}

/** `hold-conflict` with alternatives for a wanted time and place. */
export async function conflictOf(
  context: Context,
  staff: Staff,
  id: string,
  wanted: Pick<BoundValues, 'startsAt' | 'endsAt' | 'placeId'>,
  cause: unknown,
): Promise<DomainError> {
  const kase = await store.findCase(context.db, staff.institution.id, id);
  const { startsAt, endsAt } = wanted;
  if (!kase || !startsAt || !endsAt) return new DomainError('hold-conflict', { cause });
  const placeId = wanted.placeId ?? kase.placeId;
  const { equipment, participantCount, audiencePlaceId } = readBound(
    requestForm(kase.document),
    kase.values as FieldValues,
    kase.applicant,
  );
  const alternatives = await proposeAlternatives(context, {
    institutionId: staff.institution.id,
    requestId: id,
    startsAt,
    endsAt,
    placeIds: placesOf({ placeId, audiencePlaceId }),
    personIds: store.assignedIds(kase),
    equipment: equipment.map(({ itemId, count }) => ({ equipmentId: itemId, count })),
    participantCount,
    policies: kase.document.policies,
    calendar: await calendarOf(context.db, kase),
  });
  return new DomainError('hold-conflict', { alternatives, cause });
}
