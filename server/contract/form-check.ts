/** Checks values against a form, on both sides of the wire: in a draft only what is written, when it is filed everything that is asked. Pure. */
import { z } from 'zod';
import { type Field, type FieldValues, type Form, personSchema } from './form.ts';
import { type Bilingual, clockTimeSchema, dateSchema, instantSchema, phoneSchema, timeZoneSchema } from './text.ts';

export interface ValueError {
  /** JSON Pointer (RFC 6901) into the body that carries `values`. */
  readonly pointer: string;
  readonly detail: Bilingual;
}

export interface CheckOptions {
  /** Required fields count, too. */
  readonly complete: boolean;
  /** Whose fields are asked; all when absent. */
  readonly filledBy?: readonly Field['filledBy'][];
  /** Documents that are attached to the case, for `file` and `photos`. */
  readonly attached?: readonly { readonly id: string; readonly kind: string }[];
}

const missing: Bilingual = { id: 'Wajib diisi', en: 'This is required' };
const wrong: Bilingual = { id: 'Isian tidak benar', en: 'This value is not valid' };
const uuid = z.uuid();

/** What is wrong with the values, field by field in the form's order. */
export function checkValues(form: Form, values: FieldValues, options: CheckOptions): { errors: ValueError[] } {
  const errors: ValueError[] = [];
  const fields = form.sections.flatMap((section) => section.fields);
  const isAsked = (field: Field) =>
    field.type !== 'note' &&
    field.type !== 'signature' &&
    field.fixed === undefined &&
    (options.filledBy === undefined || options.filledBy.includes(field.filledBy)) &&
    (field.askedWith === undefined || !isEmpty(values[field.askedWith]));
  for (const field of fields.filter(isAsked)) {
    for (const [pointer, value] of columnsOf(field, values[field.key])) {
      const detail = checkField(field, value, options);
      if (detail) errors.push({ pointer, detail });
    }
  }
  if (options.complete) {
    for (const group of form.sections.flatMap(({ oneOf }) => oneOf)) {
      const asked = fields.filter((field) => group.includes(field.key) && isAsked(field));
      const first = asked[0];
      if (!first || asked.some((field) => columnsOf(field, values[field.key]).some(([, value]) => !isEmpty(value))))
        continue;
      errors.push({
        pointer: `/values/${first.key}`,
        detail: {
          id: `Isi salah satu: ${asked.map(({ label }) => label.id).join(' / ')}`,
          en: `Fill in one of: ${asked.map(({ label }) => label.en).join(' / ')}`,
        },
      });
    }
  }
  return { errors };
}

/** A field of two columns is checked column by column. */
function columnsOf(field: Field, value: unknown): [string, unknown][] {
  const pointer = `/values/${field.key}`;
  if (!field.twoColumns) return [[pointer, value]];
  const columns = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return [
    [`${pointer}/test`, columns.test],
    [`${pointer}/actual`, columns.actual],
  ];
}

/** Nothing was written: also an empty text, list or record of empty texts. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object') return Object.values(value).every(isEmpty);
  return false;
}

function checkField(field: Field, value: unknown, { complete, attached }: CheckOptions): Bilingual | null {
  const kinds = attached?.filter(({ kind }) => kind === field.key) ?? [];
  const isThere = !isEmpty(value) || ((field.type === 'file' || field.type === 'photos') && kinds.length > 0);
  if (!isThere) return complete && field.required ? missing : null;
  if (isEmpty(value)) return null;
  if (!schemaOf(field, complete).safeParse(value).success) return detailOf(field);
  if (complete && field.mustBe !== undefined && value !== field.mustBe) return field.help ?? wrong;
  return null;
}

/** The shape of a field's value; a half-written one of several parts is let through until the form is filed. */
function schemaOf(field: Field, complete: boolean): z.ZodType {
  const { min, max, options = [] } = field;
  const text = (fallback: number) =>
    z
      .string()
      .trim()
      .min(complete ? (min ?? 1) : 0)
      .max(max ?? fallback);
  const loose = <T extends z.ZodRawShape>(shape: T) => (complete ? z.object(shape) : z.record(z.string(), z.unknown()));
  const keys = options.map(({ key }) => key);
  switch (field.type) {
    case 'text':
      return text(300);
    case 'paragraph':
      return text(5_000);
    case 'integer':
      return z
        .int()
        .min(min ?? 0)
        .max(max ?? 1_000_000);
    case 'email':
      return complete ? z.email().max(200) : z.string().max(200);
    case 'emails':
      return z.array(complete ? z.email().max(200) : z.string().max(200)).max(max ?? 200);
    case 'phone':
      return complete ? phoneSchema : z.string().max(40);
    case 'person':
      return complete ? personSchema : z.record(z.string(), z.string().max(200));
    case 'date':
      return dateSchema;
    case 'time':
      return clockTimeSchema;
    case 'zone':
      return timeZoneSchema;
    case 'boolean':
      return z.boolean();
    case 'choice':
      return z.string().refine((key) => keys.includes(key));
    case 'choices':
      return z.array(z.string().refine((key) => keys.includes(key)));
    case 'period':
      return complete
        ? z
            .object({ startsAt: instantSchema, endsAt: instantSchema })
            .refine(
              ({ startsAt, endsAt }) => startsAt < endsAt && Date.parse(endsAt) - Date.parse(startsAt) <= 86_400_000,
            )
        : z.record(z.string(), z.string().max(40));
    case 'place':
      return uuid;
    case 'venue':
      return loose({
        address: z.string().trim().min(1).max(500),
        mapUrl: z.union([z.literal(''), z.url()]).optional(),
      });
    case 'equipment':
      return z.array(z.object({ itemId: uuid, count: z.int().min(1).max(1_000) })).max(100);
    case 'bandwidth':
      return loose({ downKbps: z.int().min(0).max(100_000_000), upKbps: z.int().min(0).max(100_000_000) });
    case 'addresses':
      return z.array(complete ? z.union([z.ipv4(), z.ipv6()]) : z.string().max(60)).max(20);
    case 'file':
      return uuid;
    case 'photos':
      return z.array(uuid).max(40);
    case 'note':
    case 'signature':
      return z.undefined();
  }
}

/** What to write instead, by type. */
function detailOf(field: Field): Bilingual {
  const { min, max } = field;
  switch (field.type) {
    case 'integer':
      return {
        id: `Tulis bilangan bulat dari ${min ?? 0}${max === undefined ? '' : ` sampai ${max}`}`,
        en: `Enter a whole number from ${min ?? 0}${max === undefined ? '' : ` to ${max}`}`,
      };
    case 'email':
    case 'emails':
      return { id: 'Tulis alamat email yang benar', en: 'Enter a valid email address' };
    case 'phone':
      return {
        id: 'Tulis nomor telepon, misalnya +62 812 3456 7890',
        en: 'Enter a phone number such as +62 812 3456 7890',
      };
    case 'person':
      return { id: 'Isi nama, telepon dan email', en: 'Fill in name, phone and email' };
    case 'period':
      return {
        id: 'Isi waktu mulai dan selesai; selesai setelah mulai, paling lama 24 jam',
        en: 'Fill in start and end; the end after the start, at most 24 hours',
      };
    case 'place':
      return { id: 'Pilih ruang', en: 'Choose a place' };
    case 'addresses':
      return { id: 'Tulis alamat IP, misalnya 203.0.113.7', en: 'Enter an IP address such as 203.0.113.7' };
    default:
      return wrong;
  }
}
