/** Each printed document of a case as blocks. Pure: facts and signatures in, blocks out. */
import type { PrintedDocumentKind } from '@sambung/contract/document';
import { type Field, fieldsOf } from '@sambung/contract/form';
import type { Language } from '@sambung/contract/problem';
import type { CaseFacts } from './case-facts.ts';
import { dispositionBlocks } from './disposition-blocks.ts';
import { filledForms, nameOf, profileFormKey, profileValues, requestSheet, serviceKinds } from './documents.ts';
import { type FormPrint, formBlocks, unsignedPlaceAndDate } from './form-blocks.ts';
import { type Block, fieldRow, type SignatureSide } from './layout.ts';
import { printedMark, type SignatureFacts } from './printing.ts';
import { checklistBlocks, deviationBlocks, eventRows } from './report-blocks.ts';
import { scheduleBlocks } from './schedule-blocks.ts';
import { printDate, printInstant } from './when.ts';

export interface CasePrint {
  readonly facts: CaseFacts;
  readonly language: Language;
  /** Those that are valid for what is printed now. */
  readonly signatures: readonly SignatureFacts[];
  /** Bytes of the pictures that a survey shows, by file. */
  readonly pictures: Readonly<Record<string, Uint8Array>>;
}

export function caseBlocks(document: PrintedDocumentKind, print: CasePrint): Block[] {
  const { facts, language } = print;
  const title: Block = { kind: 'title', text: nameOf(document, language).toUpperCase() };
  switch (document) {
    case 'request':
      return requestBlocks(print);
    case 'letter':
      return [title, ...letterBlocks(print)];
    case 'disposition-sheet':
      return [title, ...dispositionBlocks(facts, language)];
    case 'site-profile': {
      const form = facts.sop.forms[profileFormKey];
      return form ? formBlocks(form, { ...context(print, facts.profile?.siteZone), values: profileValues(facts) }) : [];
    }
    case 'survey':
      return surveyBlocks(print);
    case 'test-schedule':
      return [title, ...scheduleBlocks(facts, language)];
    case 'service-report':
      return reportBlocks(print, title);
  }
}

function context({ facts, language }: CasePrint, zone?: string | null): Omit<FormPrint, 'values'> {
  return { language, timeZone: zone ?? facts.timeZone, names: facts.names };
}

/** What people did not write is printed where the form says it comes from. */
export function withFills(
  fields: readonly Field[],
  values: FormPrint['values'],
  facts: CaseFacts,
  officerName: string,
): FormPrint['values'] {
  const filled = { ...values };
  const local = (at: Date | null) =>
    at ? new Intl.DateTimeFormat('en-CA', { timeZone: facts.timeZone }).format(at) : undefined;
  for (const { key, fillFrom } of fields) {
    if (!fillFrom || (filled[key] !== undefined && filled[key] !== '')) continue;
    const value = {
      'filing-date': local(facts.receivedAt ?? facts.submittedAt),
      'period-date': local(facts.startsAt),
      channel: facts.channel,
      'officer-name': officerName || undefined,
    }[fillFrom];
    if (value !== undefined) filled[key] = value;
  }
  return filled;
}

/** Who served: the assigned technicians of the newest steps, else who did the last of the work. */
function officerName({ steps, sop }: CaseFacts): string {
  const assigned = steps.findLast(({ assigneeNames }) => assigneeNames.length > 0);
  if (assigned) return assigned.assigneeNames.join(', ');
  const works = new Set(sop.steps.flatMap(({ key, kind }) => (workKinds.has(kind) ? [key] : [])));
  return steps.findLast(({ key, decidedByName }) => works.has(key) && decidedByName)?.decidedByName ?? '';
}
const workKinds: ReadonlySet<string> = new Set(['survey', 'preparation', 'test', 'conduct', 'report']);

/** The request's form; on one sheet with the report where the procedure has them so. */
function requestBlocks(print: CasePrint): Block[] {
  const { facts } = print;
  const { form, report } = requestSheet(facts);
  const values = withFills(fieldsOf(form), facts.values, facts, officerName(facts));
  const sheet = (values_: FormPrint['values']): FormPrint => ({
    ...context(print),
    ...signing(print),
    values: values_,
  });
  if (report.length === 0) return formBlocks(form, sheet(values));
  // The sheet as it is printed: request, report, footnote; what the product asks beyond it comes last.
  const { footnote, ...unfooted } = form;
  const own = { ...unfooted, sections: form.sections.filter(({ added }) => !added) };
  const added = { ...unfooted, intro: [], sections: form.sections.filter((section) => section.added) };
  const blocks = formBlocks(own, sheet(values));
  for (const filled of report) {
    const answers = withFills(fieldsOf(filled.form), filled.values, facts, officerName(facts));
    blocks.push(...formBlocks(filled.form, sheet(answers), { title: false }));
  }
  if (footnote && !report.some(({ form: { footnote: same } }) => same === footnote)) {
    blocks.push({ kind: 'paragraph', words: footnote, small: true });
  }
  return [...blocks, ...formBlocks(added, sheet(values), { title: false })];
}

/** Who signs at a place to sign: the officer where the officer's side fills in, else the user. */
function signing({ facts, language, signatures }: CasePrint): Pick<FormPrint, 'sides' | 'placeAndDate'> {
  const of = (side: 'officer' | 'user') => signatures.find((each) => each.side === side);
  const newest = signatures.at(-1);
  return {
    sides: ({ filledBy }) => printedMark(of(filledBy === 'officer' ? 'officer' : 'user'), facts.timeZone, language),
    ...(newest && { placeAndDate: `${newest.placeName}, ${printDate(newest.signedAt, facts.timeZone, language)}` }),
  };
}

function reportBlocks(print: CasePrint, title: Block): Block[] {
  const { facts, language } = print;
  const { form, report } = requestSheet(facts);
  const isOneSheet = report.length > 0;
  const blocks: Block[] = isOneSheet
    ? requestBlocks(print)
    : [title, { kind: 'grid', rows: eventRows(facts, language, officerName(facts)) }];
  const others = filledForms(facts, serviceKinds).filter((filled) => !isOneSheet || filled.form.code !== form.code);
  for (const filled of others) {
    const own = withFills(fieldsOf(filled.form), filled.values, facts, officerName(facts));
    blocks.push(...formBlocks(filled.form, { ...context(print), ...signing(print), values: own }));
  }
  if (!isOneSheet) blocks.push(...checklistBlocks(facts, language));
  blocks.push(...deviationBlocks(facts, language));
  const hasPlaces = [...report, ...others].some((filled) =>
    fieldsOf(filled.form).some(({ type }) => type === 'signature'),
  );
  if (!hasPlaces) blocks.push(twoSides(print));
  return blocks;
}

const officer = { id: 'PETUGAS', en: 'PETUGAS / OFFICER' };
const user = { id: 'PENGGUNA', en: 'PENGGUNA / USER' };
/** Two lines to sign on, as BATAN's form has them. */
function twoSides(print: CasePrint): Block {
  const { facts, language, signatures } = print;
  const side = (key: 'officer' | 'user', role: string): SignatureSide => ({
    role,
    mark: printedMark(
      signatures.find((each) => each.side === key),
      facts.timeZone,
      language,
    ),
  });
  const sides = [side('officer', officer[language]), side('user', user[language])];
  return { kind: 'signatures', placeAndDate: signing(print).placeAndDate ?? unsignedPlaceAndDate, sides };
}

function surveyBlocks(print: CasePrint): Block[] {
  const { facts, language, pictures } = print;
  return filledForms(facts, ['survey']).flatMap(({ form, values }) => {
    const blocks = formBlocks(form, {
      ...context(print),
      values: withFills(fieldsOf(form), values, facts, officerName(facts)),
    });
    blocks.splice(1, 0, { kind: 'grid', rows: eventRows(facts, language, '') });
    const ids = fieldsOf(form).flatMap(({ type, key }) => (type === 'photos' ? [values[key]].flat() : []));
    const shown = ids.flatMap((id) => {
      const bytes = typeof id === 'string' ? pictures[id] : undefined;
      return bytes ? [{ bytes, caption: facts.names[id as string] ?? '' }] : [];
    });
    return shown.length > 0 ? [...blocks, { kind: 'pictures', pictures: shown } as const] : blocks;
  });
}

const letterWords = {
  id: {
    from: 'Surat dari',
    number: 'Nomor surat',
    date: 'Tanggal surat',
    subject: 'Perihal',
    received: 'Diterima tanggal',
    case: 'Nomor permohonan',
    registrar: 'Didaftarkan oleh',
    attachments: 'Lampiran',
  },
  en: {
    from: 'Letter from',
    number: 'Number of the letter',
    date: 'Date of the letter',
    subject: 'Subject',
    received: 'Received on',
    case: 'Request number',
    registrar: 'Registered by',
    attachments: 'Attachments',
  },
};
/** Stands in front of the scanned letter in the file: what it is, from whom, when it came and under which number it runs. */
function letterBlocks(print: CasePrint): Block[] {
  const { facts, language } = print;
  const words = letterWords[language];
  const fields = fieldsOf(facts.sop.forms.request ?? { title: { id: '', en: '' }, intro: [], sections: [] });
  const bound = (binds: Field['binds']) => {
    const key = fields.find((field) => field.binds === binds)?.key;
    const value = key === undefined ? undefined : facts.values[key];
    return typeof value === 'string' ? value : '';
  };
  const letterDate = bound('letter-date');
  const rows = [
    [words.case, facts.number],
    [words.from, [facts.applicant.unit, facts.applicant.name].filter(Boolean).join(', ')],
    [words.number, bound('letter-number')],
    [
      words.date,
      /^\d{4}-\d\d-\d\d$/.test(letterDate)
        ? printDate(new Date(`${letterDate}T00:00:00Z`), 'UTC', language)
        : letterDate,
    ],
    // A letter says itself what it is about; a procedure without that field has the event's title.
    [words.subject, bound('letter-subject') || facts.title],
    [words.received, facts.receivedAt ? printInstant(facts.receivedAt, facts.timeZone, language) : ''],
    [words.registrar, facts.registeredByName ?? ''],
    [words.attachments, facts.documents.map(({ name }) => name).join('\n')],
  ] as const;
  return [
    { kind: 'grid', rows: rows.map(([label, value]) => fieldRow(label, value)) },
    { kind: 'grid', rows: eventRows(facts, language, '').slice(1) },
  ];
}
