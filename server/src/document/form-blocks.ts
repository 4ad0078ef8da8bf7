/** A form with its values as blocks: headings and fixed sentences as printed, every field under its own label, two columns where the form has them. */
import type { Field, FieldValues, Form } from '@sambung/contract/form';
import type { Language } from '@sambung/contract/problem';
import { isEmpty, printChoices, printValue, type ValueContext } from './field-value.ts';
import { type Block, headingRow, type Row, type SignatureSide as Side, type Words } from './layout.ts';

type Section = Form['sections'][number];

/** The label as the original form has it, else in the reader's language. */
const labelOf = (field: Field, print: SectionPrint): string => {
  if (field.printedLabel !== undefined) return field.printedLabel;
  return field.label[print.isOriginal || field.type === 'note' ? print.printed : print.language];
};

export interface FormPrint extends ValueContext {
  readonly values: FieldValues;
  /** Signatures of sides, when the form has places for them. */
  readonly sides?: (field: Field) => Side['mark'];
  readonly placeAndDate?: string;
}

interface SectionPrint extends FormPrint {
  /** Language of the original's headings. */
  readonly printed: Language;
  /** A section of a form that exists on paper: its labels stay as they are in any language. */
  readonly isOriginal: boolean;
  /** Whether the section only repeats the form's own title: its first rows, which have no heading on paper. */
  readonly isTitle: (section: Section) => boolean;
}

export const unsignedPlaceAndDate = '.........., ..................';

/** The headings of a form. */
export function titleOf(form: Form, language: Language): { text: string; beneath?: string } {
  if (form.printedTitle === undefined) return { text: form.title[language].toUpperCase() };
  const beneath = form.title[language];
  return form.printedTitle.toLowerCase() === beneath.toLowerCase()
    ? { text: form.printedTitle }
    : { text: form.printedTitle, beneath };
}

/** Title, sentences, sections and footnote of one form. */
export function formBlocks(form: Form, print: FormPrint, { title = true } = {}): Block[] {
  const blocks: Block[] = [];
  const isOriginal = form.code !== undefined || form.printedTitle !== undefined;
  if (title) blocks.push({ kind: 'title', ...titleOf(form, print.language) });
  for (const sentence of form.intro) blocks.push({ kind: 'paragraph', words: sentence, align: 'center' });
  // What the product asks beyond the original comes after the form's own sections, so that those stand as printed.
  const sections = [...form.sections.filter(({ added }) => !added), ...form.sections.filter(({ added }) => added)];
  for (const section of sections)
    blocks.push(
      ...sectionBlocks(section, {
        ...print,
        printed: form.printedLanguage ?? 'id',
        isOriginal: isOriginal && !section.added,
        isTitle: ({ title: own }) => own.id === form.title.id,
      }),
    );
  if (form.footnote) blocks.push({ kind: 'paragraph', words: form.footnote, small: true });
  return blocks;
}

function sectionBlocks(section: Section, print: SectionPrint): Block[] {
  const { language } = print;
  // What is bound to the signing stands on the line above the signatures.
  const fields = section.fields.filter(({ binds }) => binds !== 'signing-place' && binds !== 'signing-date');
  const head: Row[] = print.isTitle(section) ? [] : [headingRow(inBoth(section.title, print.printed, language))];
  if (section.sentence) head.push({ keepWithNext: true, cells: [{ words: section.sentence }] });
  const single = fields.filter(({ twoColumns, type }) => !twoColumns && type !== 'signature');
  const doubled = fields.filter(({ twoColumns }) => twoColumns);
  const rows = [...head, ...fieldRows(single, print)];
  const blocks: Block[] = [];
  if (doubled.length > 0) {
    const heads = [...rows, ...columnHeads(section, print)];
    blocks.push({ kind: 'grid', head: heads, rows: doubled.map((field) => columnsRow(field, print)) });
  } else if (rows.length > 0) blocks.push({ kind: 'grid', rows });
  const signatures = fields.filter(({ type }) => type === 'signature');
  if (signatures.length > 0) {
    const sides = signatures.map((field) => ({ role: labelOf(field, print), mark: print.sides?.(field) ?? null }));
    blocks.push({ kind: 'signatures', placeAndDate: placeAndDate(section, print), sides });
  }
  return blocks;
}

/** `....., .....` until somebody wrote or signed. */
function placeAndDate(section: Section, print: FormPrint): string {
  const written = (binds: Field['binds']) => {
    const field = section.fields.find((each) => each.binds === binds);
    return field ? printValue(field, print.values[field.key], print) : '';
  };
  const [place, date] = [written('signing-place'), written('signing-date')];
  if (place === '' && date === '') return print.placeAndDate ?? unsignedPlaceAndDate;
  return `${place || '..........'}, ${date || '..................'}`;
}

/** The original's heading; a reader of the other language finds their own after it. */
function inBoth(words: { id: string; en: string }, printed: Language, reader: Language): string {
  return printed === reader || words.id === words.en ? words[printed] : `${words[printed]} / ${words[reader]}`;
}

/** Rows of `label : value`; fields that paper prints beside each other share a row, joined ones also the label. */
function fieldRows(fields: readonly Field[], print: SectionPrint): Row[] {
  const rows: Field[][][] = [];
  for (const field of fields) {
    const row = rows.at(-1);
    const cell = row?.at(-1);
    if (field.joined && cell) cell.push(field);
    else if (field.beside && row) row.push([field]);
    else rows.push([[field]]);
  }
  return rows.map((row) => {
    const [only] = row[0] ?? [];
    if (row.length === 1 && only?.type === 'note') return { cells: [{ words: labelOf(only, print) }] };
    const [labelShare, valueShare] = row.length > 1 ? [0.36 / row.length, 0.64 / row.length] : [0.34, 0.66];
    return {
      cells: row.flatMap((cell) => [
        { words: cell[0] ? labelOf(cell[0], print) : '', share: labelShare },
        { words: joinWords(cell.map((field) => wordsOf(field, print.values[field.key], print))), share: valueShare },
      ]),
    };
  });
}

function joinWords(values: readonly Words[]): Words {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return only;
  const written = values.filter((words) => words !== '');
  return written.flatMap((words, index) => [
    ...(index > 0 ? [{ text: '\n' }] : []),
    ...(typeof words === 'string' ? [{ text: words }] : words),
  ]);
}

function wordsOf(field: Field, value: FieldValues[string] | undefined, print: SectionPrint): Words {
  if (isEmpty(value) && field.fixed !== undefined) return field.fixed;
  if (field.printsOptions) return printChoices(field, value, print.isOriginal ? print.printed : print.language);
  return printValue(field, value, print);
}

function columnHeads({ columns }: Section, { printed, language }: SectionPrint): Row[] {
  if (!columns) return [];
  const title = (key: 'test' | 'actual') => ({
    words: inBoth(columns[key].title, printed, language),
    bold: true,
    align: 'center' as const,
    share: 0.36,
  });
  const rows: Row[] = [{ keepWithNext: true, cells: [{ words: '', share: 0.28 }, title('test'), title('actual')] }];
  if (columns.test.sentence || columns.actual.sentence) {
    const sentence = (key: 'test' | 'actual') => ({ words: columns[key].sentence ?? '', italic: true, share: 0.36 });
    rows.push({ keepWithNext: true, cells: [{ words: '', share: 0.28 }, sentence('test'), sentence('actual')] });
  }
  return rows;
}

function columnsRow(field: Field, print: SectionPrint): Row {
  const value = print.values[field.key];
  const both = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const cell = (key: 'test' | 'actual') => ({ words: printValue(field, both[key], print), share: 0.36 });
  return { cells: [{ words: labelOf(field, print), share: 0.28 }, cell('test'), cell('actual')] };
}
