/** Rules of a procedure's forms that its shape cannot say: keys that exist, bindings that fit. Pure. */
import {
  columnKeys,
  type Field,
  type FieldBinding,
  type FieldType,
  type FillSource,
  type Form,
  fieldsOf,
} from '@sambung/contract/form';
import type { SopDocument } from '@sambung/contract/sop';
import { type Fault, fault } from '../source/index.ts';

/** The only type of field that can give what the product reads. */
const bindingTypes: Record<FieldBinding, FieldType> = {
  title: 'text',
  period: 'period',
  place: 'place',
  'audience-place': 'place',
  venue: 'venue',
  'participant-count': 'integer',
  'applicant-name': 'text',
  'applicant-email': 'email',
  'applicant-phone': 'phone',
  'applicant-unit': 'text',
  'host-technician': 'person',
  'audience-technician': 'person',
  'audience-emails': 'emails',
  'host-emails': 'emails',
  equipment: 'equipment',
  assistance: 'boolean',
  livestream: 'boolean',
  'letter-number': 'text',
  'letter-date': 'date',
  'letter-subject': 'text',
  'signing-place': 'text',
  'signing-date': 'date',
};
const fillTypes: Record<FillSource, FieldType> = {
  'filing-date': 'date',
  'period-date': 'date',
  channel: 'choice',
  'officer-name': 'text',
};

export function faultsOfForms(document: SopDocument): Fault[] {
  const faults = Object.entries(document.forms).flatMap(([key, form]) => faultsOfForm(form, ['forms', key]));
  return [...faults, ...faultsOfRequestForm(document.forms.request as Form)];
}

/** What the request form alone must have: the event's title and time, asked of whoever files. */
function faultsOfRequestForm(form: Form): Fault[] {
  const path = ['forms', 'request'];
  return (['title', 'period'] as const).flatMap((binding) => {
    const field = fieldsOf(form).find(({ binds }) => binds === binding);
    if (!field)
      return [fault(path, `Satu isian harus bertanda “binds: ${binding}”.`, `One field must say “binds: ${binding}”.`)];
    const isAsked = field.required && field.filledBy === 'applicant' && field.askedWith === undefined;
    return isAsked
      ? []
      : [
          fault(
            [...path, ...pathOf(form, field)],
            `Isian “${field.key}” (binds: ${binding}) harus wajib dan diisi pemohon.`,
            `The field “${field.key}” (binds: ${binding}) must be required and filled in by the applicant.`,
          ),
        ];
  });
}

function faultsOfForm(form: Form, path: Fault['path']): Fault[] {
  const fields = fieldsOf(form);
  const keys = new Set(fields.map(({ key }) => key));
  const faults: Fault[] = [];
  const seenKeys = new Set<string>();
  const seenBindings = new Set<string>();
  const seenSections = new Set<string>();
  for (const [index, section] of form.sections.entries()) {
    const here = [...path, 'sections', index];
    if (seenSections.has(section.key)) faults.push(duplicate([...here, 'key'], section.key));
    seenSections.add(section.key);
    for (const [group, names] of section.oneOf.entries())
      for (const [place, name] of names.entries())
        if (!keys.has(name)) faults.push(unknownField([...here, 'oneOf', group, place], name));
    for (const [place, field] of section.fields.entries()) {
      const at = [...here, 'fields', place];
      if (seenKeys.has(field.key)) faults.push(duplicate([...at, 'key'], field.key));
      seenKeys.add(field.key);
      if (field.binds !== undefined && seenBindings.has(field.binds))
        faults.push(
          fault(
            [...at, 'binds'],
            `“${field.binds}” sudah diikat isian lain dalam formulir ini.`,
            `“${field.binds}” is already bound by another field of this form.`,
          ),
        );
      if (field.binds !== undefined) seenBindings.add(field.binds);
      if (field.askedWith !== undefined && (!keys.has(field.askedWith) || field.askedWith === field.key))
        faults.push(unknownField([...at, 'askedWith'], field.askedWith));
      if (field.twoColumns && !section.columns)
        faults.push(
          fault(
            [...at, 'twoColumns'],
            `Bagian ini belum menyebut judul kedua kolom (columns: ${columnKeys.join(', ')}).`,
            `This section does not name its two columns (columns: ${columnKeys.join(', ')}).`,
          ),
        );
      faults.push(...faultsOfField(field, at));
    }
  }
  return faults;
}

function faultsOfField(field: Field, at: Fault['path']): Fault[] {
  const faults: Fault[] = [];
  const needsType = (name: string, type: FieldType) => {
    if (field.type !== type)
      faults.push(fault([...at, 'type'], `“${name}” memerlukan type: ${type}.`, `“${name}” needs type: ${type}.`));
  };
  if (field.binds !== undefined) needsType(`binds: ${field.binds}`, bindingTypes[field.binds]);
  if (field.fillFrom !== undefined) needsType(`fillFrom: ${field.fillFrom}`, fillTypes[field.fillFrom]);
  if (field.mustBe !== undefined) needsType('mustBe', 'boolean');
  const isChoice = field.type === 'choice' || field.type === 'choices';
  if (isChoice && (field.options ?? []).length === 0)
    faults.push(fault(at, 'Pilihan (options) belum ada.', 'The choices (options) are missing.'));
  if (!isChoice && field.options !== undefined)
    faults.push(
      fault(
        [...at, 'options'],
        'Hanya choice dan choices yang memiliki options.',
        'Only choice and choices have options.',
      ),
    );
  const seen = new Set<string>();
  for (const [index, { key }] of (field.options ?? []).entries()) {
    if (seen.has(key)) faults.push(duplicate([...at, 'options', index, 'key'], key));
    seen.add(key);
  }
  if (field.min !== undefined && field.max !== undefined && field.min > field.max)
    faults.push(fault([...at, 'max'], 'Paling besar kurang dari paling kecil.', 'The maximum is below the minimum.'));
  if (field.required && (field.type === 'note' || field.type === 'signature'))
    faults.push(
      fault([...at, 'required'], `${field.type} tidak memiliki isian.`, `A ${field.type} has no value to require.`),
    );
  return faults;
}

function pathOf(form: Form, field: Field): Fault['path'] {
  const section = form.sections.findIndex(({ fields }) => fields.includes(field));
  return ['sections', section, 'fields', form.sections[section]?.fields.indexOf(field) ?? 0];
}

const duplicate = (path: Fault['path'], key: string) =>
  fault(path, `“${key}” sudah dipakai.`, `“${key}” is already used.`);
const unknownField = (path: Fault['path'], key: string) =>
  fault(path, `Isian “${key}” tidak ada dalam formulir ini.`, `This form has no field “${key}”.`);
