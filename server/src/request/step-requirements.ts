/** What keeps a step from being finished: documents, form, checklist, the test call. */
import type { FieldValues } from '@sambung/contract/form';
import { checkValues } from '@sambung/contract/form-check';
import type { SopStep } from '@sambung/contract/sop';
import type { Bilingual } from '@sambung/contract/text';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db.ts';
import { counts, standingWords } from './certificate-standing.ts';
import { newestSteps } from './flow.ts';
import { certificateStanding } from './readiness-facts.ts';
import type { Case, StoredStep } from './store.ts';

/** Whether a document that a step asks for is there: attached under its kind, or brought forth by a step that is done. */
export function isPresent(kase: Case, required: SopStep['requires'][number]): boolean {
  if (kase.documents.some(({ kind }) => kind === required.document)) return true;
  if (required.from === undefined) return false;
  const source = newestSteps(kase.document, kase.steps).find(({ key }) => key === required.from);
  return source?.state === 'done';
}

/** Everything that is missing before the step can be finished, in words. */
export async function missingForCompletion(
  context: Pick<Context, 'env' | 'clock'>,
  db: Database | Transaction,
  kase: Case,
  row: StoredStep,
  step: SopStep,
): Promise<Bilingual[]> {
  const missing: Bilingual[] = step.requires
    .filter((required) => required.required && !isPresent(kase, required))
    .map(({ name }) => ({ id: `Dokumen belum ada: ${name.id}`, en: `Document missing: ${name.en}` }));
  const checklist = row.checklist as Record<string, { state: string } | undefined>;
  for (const { key, name, required } of step.checklist) {
    const state = checklist[key]?.state ?? 'open';
    if (state === 'ready' || (!required && state !== 'broken')) continue;
    missing.push({
      id: `${name.id}: ${stateWords[state]?.id ?? state}`,
      en: `${name.en}: ${stateWords[state]?.en ?? state}`,
    });
  }
  const form = step.form === undefined ? undefined : kase.document.forms[step.form];
  // The request's own form was complete when it was filed; the other forms belong to their step.
  if (form && step.form !== 'request') {
    const attached = kase.documents.map((document) => ({ id: document.id, kind: document.kind }));
    const { errors } = checkValues(form, row.values as FieldValues, { complete: true, attached });
    if (errors.length > 0) {
      missing.push({ id: `Formulir ${form.title.id} belum lengkap`, en: `The form ${form.title.en} is not complete` });
    }
  }
  if (step.kind === 'profile' && kase.profile?.submittedAt == null) {
    missing.push({ id: 'Klien belum mengirim profilnya', en: 'The client has not sent the profile' });
  }
  if (step.kind === 'test' && kase.document.policies.testCall.required !== 'optional' && kase.testLeftOut === null) {
    const standing = await certificateStanding(context, db, kase);
    if (!counts(standing)) missing.push(standingWords[standing as keyof typeof standingWords]);
  }
  return missing;
}

const stateWords: Record<string, Bilingual | undefined> = {
  open: { id: 'belum diperiksa', en: 'not checked yet' },
  broken: { id: 'rusak', en: 'broken' },
  absent: { id: 'tidak ada', en: 'absent' },
};
