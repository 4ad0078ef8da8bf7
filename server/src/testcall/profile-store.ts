/** What a case's request and its client's profile declare, as test calls need it. */
import { type FieldValues, type Form, fieldsOf } from '@sambung/contract/form';
import type { SopDocument } from '@sambung/contract/sop';
import { z } from 'zod';
import type { Database, Transaction } from '../db.ts';
import type { ContactFacts } from './contacts.ts';

/** A bandwidth field's value. */
const lineSchema = z.object({ downKbps: z.number().positive(), upKbps: z.number().positive() });

async function declared(db: Database | Transaction, requestId: string) {
  const row = await db.request.findUniqueOrThrow({
    where: { id: requestId },
    select: { values: true, profile: { select: { values: true } }, sopVersion: { select: { document: true } } },
  });
  return {
    forms: (row.sopVersion.document as unknown as SopDocument).forms,
    request: row.values as FieldValues,
    profile: (row.profile?.values ?? {}) as FieldValues,
  };
}

/** The bandwidth of the audience's line, in its form's first field of that type; null without. */
export async function declaredLine(db: Database | Transaction, requestId: string) {
  const { forms, profile } = await declared(db, requestId);
  const form = forms['client-profile'];
  const field = form && fieldsOf(form).find(({ type }) => type === 'bandwidth');
  return field === undefined ? null : (lineSchema.safeParse(profile[field.key]).data ?? null);
}

/** The bridge that the client's system hangs on; null without. */
export async function declaredBridge(db: Database | Transaction, requestId: string): Promise<string | null> {
  const { profile } = await declared(db, requestId);
  const bridge = profile['bridge-manufacturer'];
  return typeof bridge === 'string' && bridge.trim() !== '' ? bridge.trim() : null;
}

export async function contactFactsOf(db: Database | Transaction, requestId: string): Promise<ContactFacts> {
  const { forms, request, profile } = await declared(db, requestId);
  return { requestForm: forms.request as Form, request, profile };
}
