/** The printed documents of a case: which exist, the facts that are signed, and their blocks. Pure. */
import type { PrintedDocumentKind } from '@sambung/contract/document';
import { printedDocuments } from '@sambung/contract/document';
import type { Form } from '@sambung/contract/form';
import type { Language } from '@sambung/contract/problem';
import type { SopStep } from '@sambung/contract/sop';
import type { Bilingual } from '@sambung/contract/text';
import { canonicalJson, type Json } from '../audit/index.ts';
import { sha256Of } from '../file/index.ts';
import type { CaseFacts, StepFacts } from './case-facts.ts';

/** What a document prints, as data: hashed, signed and proved. Nothing in it depends on how or when it is printed. */
export type DocumentFacts = { readonly [key: string]: Json };

export const documentNames: Readonly<Record<PrintedDocumentKind, Bilingual>> = {
  request: { id: 'Formulir permohonan', en: 'Request form' },
  letter: { id: 'Lembar pengantar surat permohonan', en: 'Cover of the request letter' },
  'disposition-sheet': { id: 'Lembar disposisi', en: 'Disposition sheet' },
  'site-profile': { id: 'Formulir profil lokasi klien', en: 'Client site profile form' },
  survey: { id: 'Laporan survei lokasi', en: 'Venue survey report' },
  'test-schedule': { id: 'Jadwal uji koneksi', en: 'Schedule of the connection test' },
  'service-report': { id: 'Laporan pelaksanaan layanan', en: 'Service report' },
};

/** The key of the client's form in every procedure that has one. */
export const profileFormKey = 'client-profile';

const written = (step: StepFacts) => step.state === 'active' || step.state === 'done';
/** Steps of a kind as the procedure has them, each with what happened in its rounds. */
export function stepsOf(facts: CaseFacts, kinds: readonly SopStep['kind'][]): { step: SopStep; rounds: StepFacts[] }[] {
  return facts.sop.steps
    .filter(({ kind }) => kinds.includes(kind))
    .map((step) => ({ step, rounds: facts.steps.filter(({ key, state }) => key === step.key && state !== 'waiting') }));
}
const anyWritten = (facts: CaseFacts, kinds: readonly SopStep['kind'][]) =>
  stepsOf(facts, kinds).some(({ rounds }) => rounds.some(written));

/** Steps whose decision belongs on the disposition sheet: approvals, dispositions, instructions, assignments, returns, rejections. */
export const dispositionKinds = ['disposition', 'assignment'] as const;

/** Whether the document has something to say now. */
export function exists(document: PrintedDocumentKind, facts: CaseFacts): boolean {
  if (facts.state === 'draft') return false;
  switch (document) {
    case 'request':
      return true;
    case 'letter':
      return facts.channel === 'letter';
    case 'disposition-sheet':
      return stepsOf(facts, dispositionKinds).some(({ rounds }) => rounds.some(({ decision }) => decision !== null));
    case 'site-profile':
      return facts.profile !== null && profileFormKey in facts.sop.forms;
    case 'survey':
      return anyWritten(facts, ['survey']);
    case 'test-schedule':
      return facts.holds.some(({ kind }) => kind === 'test' || kind === 'pre-test');
    case 'service-report':
      return anyWritten(facts, ['conduct', 'report']);
  }
}

export const existingDocuments = (facts: CaseFacts): PrintedDocumentKind[] =>
  printedDocuments.filter((document) => exists(document, facts));

/** Work for the event up to its report: its forms are in the service report. What comes later is not, so that a signed report stays what was signed. */
export const serviceKinds = ['schedule', 'host', 'preparation', 'test', 'conduct', 'report'] as const;

/** A step's form with the answers of its newest round. */
export interface FilledForm {
  readonly form: Form;
  readonly stepKey: string;
  readonly values: StepFacts['values'];
}
export function filledForms(facts: CaseFacts, kinds: readonly SopStep['kind'][]): FilledForm[] {
  return stepsOf(facts, kinds).flatMap(({ step, rounds }) => {
    const form = step.form === undefined ? undefined : facts.sop.forms[step.form];
    const latest = rounds.findLast(written);
    return form && latest ? [{ form, stepKey: step.key, values: latest.values }] : [];
  });
}

/** The request's form, and step forms that are the same sheet of paper (one code): request and report of FM 001. */
export function requestSheet(facts: CaseFacts): { form: Form; report: FilledForm[] } {
  const form = facts.sop.forms.request as Form;
  const report = filledForms(facts, serviceKinds).filter(
    (filled) => form.code !== undefined && filled.form.code === form.code,
  );
  return { form, report };
}

/** Values of the client's form: what the client wrote, and the officer's two columns. */
export function profileValues({ profile }: CaseFacts): StepFacts['values'] {
  if (!profile) return {};
  const values = { ...profile.values };
  for (const column of ['test', 'actual'] as const) {
    for (const [key, value] of Object.entries(profile.notes[column])) {
      const before = values[key];
      const both = typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {};
      values[key] = { ...both, [column]: value };
    }
  }
  return values;
}

/** The facts of a document. The same case says the same facts, whatever printed them. */
export function factsOf(document: PrintedDocumentKind, facts: CaseFacts): DocumentFacts {
  const head = {
    v: 1,
    document,
    case: facts.id,
    number: facts.number,
    sopVersion: facts.sopVersion,
    sopNumber: facts.sop.control.number,
  };
  const at = (date: Date | null) => date?.toISOString() ?? null;
  const event = {
    title: facts.title,
    place: facts.placeName,
    venue: facts.venue,
    startsAt: at(facts.startsAt),
    endsAt: at(facts.endsAt),
  };
  const forms = (kinds: readonly SopStep['kind'][]) =>
    filledForms(facts, kinds).map(({ stepKey, values }) => ({ step: stepKey, values: values as Json }));
  switch (document) {
    case 'request':
      return {
        ...head,
        channel: facts.channel,
        receivedAt: at(facts.receivedAt),
        values: facts.values as Json,
        applicant: facts.applicant,
      };
    case 'letter':
      return {
        ...head,
        ...event,
        receivedAt: at(facts.receivedAt),
        values: facts.values as Json,
        applicant: facts.applicant,
      };
    case 'disposition-sheet':
      return {
        ...head,
        title: facts.title,
        applicant: facts.applicant,
        receivedAt: at(facts.receivedAt),
        entries: dispositionEntries(facts),
      };
    case 'site-profile':
      return { ...head, values: profileValues(facts) as Json, submittedAt: at(facts.profile?.submittedAt ?? null) };
    case 'survey':
      return { ...head, ...event, forms: forms(['survey']) };
    case 'test-schedule':
      return {
        ...head,
        ...event,
        holds: facts.holds
          .filter(({ kind }) => kind !== 'blackout')
          .map((hold) => ({
            kind: hold.kind,
            resource: hold.resourceName,
            startsAt: at(hold.startsAt),
            endsAt: at(hold.endsAt),
          })),
      };
    case 'service-report':
      return {
        ...head,
        ...event,
        values: facts.values as Json,
        forms: forms(serviceKinds),
        deviations: facts.deviations.map((each) => ({ ...each })),
      };
  }
}

/** SHA-256 of a document's facts, hex. */
export const contentHash = (document: PrintedDocumentKind, facts: CaseFacts): string =>
  sha256Of(canonicalJson(factsOf(document, facts)));

/** Entries of the cumulative sheet in the order they were decided. */
export function dispositionEntries(facts: CaseFacts): { [key: string]: Json }[] {
  return decidedDispositions(facts).map(({ step }) => ({
    step: step.key,
    round: step.round,
    decision: step.decision,
    by: step.decidedById,
    actingAs: step.actingAs,
    instruction: step.instruction,
    nature: step.nature,
    deadlineAt: step.deadlineAt?.toISOString() ?? null,
    note: step.note,
    agendaNumber: step.agendaNumber,
    finishedAt: step.finishedAt?.toISOString() ?? null,
  }));
}

/** Decided rounds of the disposition chain with the positions that came next, oldest first. */
export function decidedDispositions(facts: CaseFacts): { step: StepFacts; from: string; to: string }[] {
  const titles = new Map(facts.sop.positions.map(({ key, title }) => [key, title]));
  const titleOf = (step: SopStep) =>
    step.position === 'requester' ? facts.applicant.name : (titles.get(step.position) ?? step.position);
  return stepsOf(facts, dispositionKinds)
    .flatMap(({ step: declared, rounds }) =>
      rounds.flatMap((step) => {
        if (step.decision === null) return [];
        const next = declared.next.flatMap((key) => facts.sop.steps.find((each) => each.key === key) ?? []);
        const handedOn =
          step.decision === 'return' || step.decision === 'reject' ? [facts.applicant.name] : next.map(titleOf);
        const to =
          step.assigneeNames.length > 0 ? [...new Set([...handedOn]), ...step.assigneeNames] : [...new Set(handedOn)];
        return [{ step, from: step.positionTitle, to: to.join(', ') }];
      }),
    )
    .sort((a, b) => (a.step.finishedAt?.getTime() ?? 0) - (b.step.finishedAt?.getTime() ?? 0));
}

/** Name of a document in a language, for titles and file names. */
export const nameOf = (document: PrintedDocumentKind, language: Language): string => documentNames[document][language];
