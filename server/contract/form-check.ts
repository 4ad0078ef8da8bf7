/** Checks values against a form, on both sides of the wire: in a draft only what is written, when it is filed everything that is asked. Pure. */
import { columnKeys, type Field, type FieldValues, type FillSource, type Form, fieldsOf } from './form.ts';
import type { Bilingual } from './text.ts';
import { detailOf, missing, schemaOf } from './value-schema.ts';

export interface ValueError {
  /** JSON Pointer (RFC 6901) into the body that carries `values`: the field, its column, and the part that is wrong. */
  readonly pointer: string;
  readonly detail: Bilingual;
}

export interface CheckOptions {
  /** Required fields count, too, and every value must be whole. */
  readonly complete: boolean;
  /** Whose fields are asked; all when absent. */
  readonly filledBy?: readonly Field['filledBy'][];
  /** Documents that are attached to the case, for `file` and `photos`. */
  readonly attached?: readonly { readonly id: string; readonly kind: string }[];
  /** Places and equipment that may be chosen; not looked at when absent. */
  readonly places?: readonly { readonly id: string }[];
  readonly equipment?: readonly { readonly id: string }[];
  /** Why an address cannot be used (private, shared, reserved), or null: the ranges are known to the server. */
  readonly refuseAddress?: (address: string) => Bilingual | null;
}

/** What is wrong with the values, field by field in the form's order. */
export function checkValues(form: Form, values: FieldValues, options: CheckOptions): { errors: ValueError[] } {
  const asked = fieldsOf(form).filter(
    (field) => hasValue(field) && (options.filledBy?.includes(field.filledBy) ?? true) && isAskedWith(field, values),
  );
  const errors = asked.flatMap((field) =>
    columnsOf(field, values[field.key]).flatMap(([pointer, value]) => checkField(field, pointer, value, options)),
  );
  if (options.complete)
    for (const group of form.sections.flatMap(({ oneOf }) => oneOf))
      errors.push(
        ...checkGroup(
          asked.filter(({ key }) => group.includes(key)),
          values,
        ),
      );
  return { errors };
}

/** Whether people give the field a value at all. */
export function hasValue(field: Field): boolean {
  return field.type !== 'note' && field.type !== 'signature' && field.fixed === undefined;
}

function isAskedWith(field: Field, values: FieldValues): boolean {
  return field.askedWith === undefined || !isEmpty(values[field.askedWith]);
}

/** At least one of these fields: in each column where they have two, anywhere otherwise. */
function checkGroup(asked: readonly Field[], values: FieldValues): ValueError[] {
  const [first] = asked;
  if (!first) return [];
  const columns = asked.every(({ twoColumns }) => twoColumns) ? columnKeys : [null];
  return columns
    .filter((column) =>
      asked.every((field) => {
        const value = values[field.key];
        return isEmpty(column === null ? value : columnOf(value, column));
      }),
    )
    .map((column) => ({
      pointer: `/values/${first.key}${column === null ? '' : `/${column}`}`,
      detail: {
        id: `Isi salah satu: ${asked.map(({ label }) => label.id).join(' / ')}`,
        en: `Fill in one of: ${asked.map(({ label }) => label.en).join(' / ')}`,
      },
    }));
}

/** A field of two columns is checked column by column. */
function columnsOf(field: Field, value: unknown): [string, unknown][] {
  const pointer = `/values/${field.key}`;
  if (!field.twoColumns) return [[pointer, value]];
  return columnKeys.map((column) => [`${pointer}/${column}`, columnOf(value, column)]);
}

function columnOf(value: unknown, column: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, column)
    ? (value as Record<string, unknown>)[column]
    : undefined;
}

/** Nothing was written: also an empty text, list or record of empty texts. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object') return Object.values(value).every(isEmpty);
  return false;
}

function checkField(field: Field, pointer: string, value: unknown, options: CheckOptions): ValueError[] {
  const { complete } = options;
  if (isEmpty(value)) {
    const isDocument = field.type === 'file' || field.type === 'photos';
    const isAttached = isDocument && (options.attached ?? []).some(({ kind }) => kind === field.key);
    return complete && field.required && !isAttached ? [{ pointer, detail: missing }] : [];
  }
  const parsed = schemaOf(field, complete).safeParse(value);
  if (!parsed.success) {
    const errors = new Map<string, ValueError>();
    for (const { path } of parsed.error.issues) {
      // In a list the whole entry is shown at its place; in a record the part.
      const parts = path.slice(0, 1);
      const at = [pointer, ...parts].join('/');
      const isMissing = parts.length > 0 && isEmpty(partOf(value, parts[0]));
      if (!errors.has(at))
        errors.set(at, { pointer: at, detail: isMissing ? missing : detailOf(field, String(parts[0] ?? '')) });
    }
    return [...errors.values()];
  }
  if (complete && field.mustBe !== undefined && value !== field.mustBe)
    return [
      {
        pointer,
        detail: field.mustBe
          ? { id: `Harus “ya”: ${field.label.id}`, en: `Must be “yes”: ${field.label.en}` }
          : { id: `Harus “tidak”: ${field.label.id}`, en: `Must be “no”: ${field.label.en}` },
      },
    ];
  return checkReferences(field, pointer, value, options);
}

/** What the value points to must be there. */
function checkReferences(field: Field, pointer: string, value: unknown, options: CheckOptions): ValueError[] {
  const gone = (at: string): ValueError => ({ pointer: at, detail: detailOf(field, '') });
  if (field.type === 'place') return options.places?.every(({ id }) => id !== value) ? [gone(pointer)] : [];
  if (field.type === 'equipment')
    return (value as { itemId: string }[]).flatMap(({ itemId }, index) =>
      options.equipment?.every(({ id }) => id !== itemId) ? [gone(`${pointer}/${index}`)] : [],
    );
  if (field.type === 'file') return options.attached?.every(({ id }) => id !== value) ? [gone(pointer)] : [];
  if (field.type === 'photos')
    return (value as string[]).flatMap((id, index) =>
      options.attached?.every((one) => one.id !== id) ? [gone(`${pointer}/${index}`)] : [],
    );
  if (field.type === 'addresses' && options.complete)
    return (value as string[]).flatMap((address, index) => {
      const detail = options.refuseAddress?.(address) ?? null;
      return detail === null ? [] : [{ pointer: `${pointer}/${index}`, detail }];
    });
  return [];
}

function partOf(value: unknown, part: PropertyKey | undefined): unknown {
  return typeof value === 'object' && value !== null && part !== undefined && Object.hasOwn(value, part)
    ? (value as Record<PropertyKey, unknown>)[part]
    : undefined;
}

/** What the fields that nobody writes are filled from; a source that is not known leaves them empty. */
export type FillValues = Readonly<Partial<Record<FillSource, string>>>;

/** The values with what the institution gave itself and with what empty fields are filled from. What somebody wrote stays. */
export function fillValues(form: Form, values: FieldValues, sources: FillValues): FieldValues {
  const filled: FieldValues = { ...values };
  for (const field of fieldsOf(form)) {
    if (field.fixed !== undefined) filled[field.key] = field.fixed;
    const source = field.fillFrom === undefined ? undefined : sources[field.fillFrom];
    if (source === undefined || !isEmpty(values[field.key])) continue;
    // A medium that the form does not list (the web) is left for the reader to see as none of them.
    if (field.type === 'choice' && !field.options?.some(({ key }) => key === source)) continue;
    filled[field.key] = source;
  }
  return filled;
}
