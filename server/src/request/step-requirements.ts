/** What keeps a step from being finished: documents, form, checklist, the test call. */
import type { FieldValues } from '@sambung/contract/form';
import { checkValues } from '@sambung/contract/form-check';
import type { SopStep } from '@sambung/contract/sop';
import type { Bilingual } from '@sambung/contract/text';
import type { Context } from '../context.ts';
import { newestSteps } from './flow.ts';
import { timeFixedAt } from './readiness-facts.ts';
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
  context: Pick<Context, 'env'>,
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
  if (step.kind === 'test' && !isCertified(context, kase)) {
    missing.push({ id: 'Belum ada uji koneksi yang lulus', en: 'No test call has been certified yet' });
  }
  return missing;
}

/** Whether the newest decided test call for this time and place says yes, and may count here. */
function isCertified({ env }: Pick<Context, 'env'>, kase: Case): boolean {
  if (kase.document.policies.testCall.required === 'optional') return true;
  const fixedAt = timeFixedAt(kase);
  const tests = kase.testCalls.filter(({ kind, openedAt }) => kind === 'test' && openedAt >= fixedAt);
  const decided = tests.filter(({ decision }) => decision !== null).at(-1);
  if (!decided || decided.decision === 'not-certified') return false;
  return decided.simulatedReasons.length === 0 || env.simulationCounts;
}

const stateWords: Record<string, Bilingual | undefined> = {
  open: { id: 'belum diperiksa', en: 'not checked yet' },
  broken: { id: 'rusak', en: 'broken' },
  absent: { id: 'tidak ada', en: 'absent' },
};
