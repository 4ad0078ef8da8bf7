/** Drafts: begun, saved as one types, by the applicant or by an officer who registers a letter, mail, call or visit. */
import { type FieldValues, fieldsOf } from '@sambung/contract/form';
import type { Staff } from '@sambung/contract/http';
import type { caseCreationSchema, caseEditSchema } from '@sambung/contract/request';
import type { SopDocument } from '@sambung/contract/sop';
import type { z } from 'zod';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { DomainError, type FieldError } from '../problem.ts';
import { changeCase } from './case-change.ts';
import { boundColumns, readBound } from './form-values.ts';
import { canEdit, canRegister } from './request.ts';
import * as store from './store.ts';

/** A receipt that lies in the future, or so long ago that it must be a slip of the pen. */
const oldestReceiptMs = 90 * 86_400_000;

/** Begins a draft and returns its id. Another channel than the web, or another's name, takes an officer. */
export async function beginDraft(
  context: Context,
  staff: Staff,
  input: z.output<typeof caseCreationSchema>,
): Promise<string> {
  const now = context.clock();
  const { id: institutionId } = staff.institution;
  const isRegistered = input.channel !== 'web';
  if (isRegistered ? !canRegister(staff) : !staff.roles.includes('requester')) throw new DomainError('forbidden');
  return await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    const version = await store.findSopVersion(tx, institutionId, input.sopVersionId);
    if (!version) throw new DomainError('invalid-input', { errors: [unknownProcedure] });
    const document = version.document as unknown as SopDocument;
    if (!document.channels.includes(input.channel)) throw new DomainError('invalid-input', { errors: [closedChannel] });
    const receivedAt = isRegistered ? receiptOf(input.receivedAt, now) : null;
    const values = keepKnown(document, input.values);
    const known = isRegistered ? {} : { name: staff.name, email: staff.email };
    const { applicant, ...columns } = boundColumns(readBound(requestForm(document), values, known));
    const id = await store.insertDraft(tx, {
      institutionId,
      sopVersionId: version.id,
      channel: input.channel,
      requesterId: isRegistered ? null : staff.id,
      registeredById: isRegistered ? staff.id : null,
      receivedAt,
      applicant,
      columns: { ...columns, ...(await knownPlace(tx, institutionId, columns.placeId)), values },
      now,
    });
    await appendAudit(tx, {
      institutionId,
      at: now,
      actorId: staff.id,
      action: isRegistered ? 'request.registered' : 'request.begun',
      entityId: id,
      data: { channel: input.channel, receivedAt: receivedAt?.toISOString() ?? null },
    });
    return id;
  });
}

/** Saves what was written so far; fields that are not given stay as they are. */
export async function saveDraft(
  context: Context,
  staff: Staff,
  id: string,
  input: z.output<typeof caseEditSchema>,
): Promise<void> {
  await changeCase(context, staff, { id, version: input.version }, async ({ tx, actor, kase, columns, now, audit }) => {
    if (!canEdit(actor, kase)) throw new DomainError('forbidden');
    if (input.receivedAt !== undefined) {
      // Entered once (UNSRI-95): a receipt that could be moved later would reorder the queue.
      if (kase.registeredById === null || kase.receivedAt !== null) throw new DomainError('state-conflict');
      columns.receivedAt = receiptOf(input.receivedAt, now);
      await audit('request.receipt-entered', { receivedAt: input.receivedAt });
    }
    const values = { ...(kase.values as FieldValues), ...keepKnown(kase.document, input.values) };
    const bound = boundColumns(readBound(requestForm(kase.document), values, kase.applicant));
    // What is filed keeps its time until it is filed again; the written values wait for that.
    const isFiled = kase.number !== null;
    const filed = { title: bound.title, applicant: bound.applicant, participantCount: bound.participantCount };
    Object.assign(
      columns,
      isFiled ? filed : { ...bound, ...(await knownPlace(tx, kase.institutionId, bound.placeId)) },
      {
        values,
      },
    );
  });
}

export function requestForm(document: SopDocument) {
  const form = document.forms.request;
  if (!form) throw new Error('a published procedure has a request form');
  return form;
}

/** Fields of the form only, so that nothing else is ever stored under a case. */
function keepKnown(document: SopDocument, values: FieldValues): FieldValues {
  const known = new Set(fieldsOf(requestForm(document)).map(({ key }) => key));
  return Object.fromEntries(Object.entries(values).filter(([key]) => known.has(key)));
}

/** A draft may name a place that does not exist (any more): the column then stays empty until it is filed. */
async function knownPlace(tx: Parameters<typeof store.findPlace>[0], institutionId: string, placeId: string | null) {
  const place = placeId === null ? null : await store.findPlace(tx, institutionId, placeId);
  return { placeId: place?.id ?? null };
}

function receiptOf(given: string | undefined, now: Date): Date {
  if (given === undefined) return now;
  const at = new Date(given);
  if (at > now || now.getTime() - at.getTime() > oldestReceiptMs) {
    throw new DomainError('invalid-input', { errors: [wrongReceipt] });
  }
  return at;
}

const unknownProcedure: FieldError = {
  pointer: '/sopVersionId',
  detail: { id: 'Layanan tidak dikenal', en: 'This service is not known' },
};
const closedChannel: FieldError = {
  pointer: '/channel',
  detail: {
    id: 'Layanan ini tidak menerima permohonan lewat saluran itu',
    en: 'This service takes no requests that way',
  },
};
const wrongReceipt: FieldError = {
  pointer: '/receivedAt',
  detail: {
    id: 'Waktu terima tidak boleh di masa depan atau lebih dari 90 hari yang lalu',
    en: 'The receipt cannot be in the future or more than 90 days ago',
  },
};
