/** Forms as data: fields with their labels in the institution's own words, and the values people give. Client, server and PDF read the same form. */
import { z } from 'zod';
import { bilingualSchema, keySchema, lineSchema } from './text.ts';

/**
 * What a field takes. `period` is `{startsAt, endsAt}`; `person` is `{name, position?, phone, email}`; `emails` a list of addresses; `place` the id of a place
 * of the institution; `venue` `{address, mapUrl?}`; `equipment` `[{itemId, count}]`; `bandwidth` `{downKbps, upKbps}`; `addresses` public IP addresses;
 * `photos` and `file` name attached documents by id, whose kind is the field's key; `note` is a printed sentence and `signature` a printed place to sign,
 * both without a value.
 */
export const fieldTypes = [
  'text',
  'paragraph',
  'integer',
  'email',
  'emails',
  'phone',
  'person',
  'date',
  'time',
  'zone',
  'boolean',
  'choice',
  'choices',
  'period',
  'place',
  'venue',
  'equipment',
  'bandwidth',
  'addresses',
  'file',
  'photos',
  'note',
  'signature',
] as const;
export type FieldType = (typeof fieldTypes)[number];

/** Fields that the product itself reads, whatever their label: at most one field of a form binds each. */
export const fieldBindings = [
  'title',
  'period',
  'place',
  /** The other side's place, where that is one of the institution's, too. */
  'audience-place',
  'venue',
  'participant-count',
  'applicant-name',
  'applicant-email',
  'applicant-phone',
  'applicant-unit',
  'host-technician',
  'audience-technician',
  'audience-emails',
  'host-emails',
  'equipment',
  'assistance',
  'livestream',
  'letter-number',
  'letter-date',
  'letter-subject',
  'signing-place',
  'signing-date',
] as const;
export type FieldBinding = (typeof fieldBindings)[number];

/** Where a value comes from when nobody wrote one: the day of filing, the day the event begins, the channel of the request, the officer who fills in. */
export const fillSources = ['filing-date', 'period-date', 'channel', 'officer-name'] as const;
export type FillSource = (typeof fillSources)[number];

/** The two columns of a field that is asked once for the test call and once for the event: its value is `{test?, actual?}`. */
export const columnKeys = ['test', 'actual'] as const;
export type ColumnKey = (typeof columnKeys)[number];

export const fieldSchema = z.strictObject({
  key: keySchema,
  label: bilingualSchema,
  /** The words of the printed form where they differ from `label.id`. */
  printedLabel: lineSchema(300).optional(),
  help: bilingualSchema.optional(),
  type: z.enum(fieldTypes),
  required: z.boolean().default(false),
  /** Smallest and largest number, or length of a text. */
  min: z.int().optional(),
  max: z.int().optional(),
  /** Of `choice` and `choices`. */
  options: z.array(z.strictObject({ key: keySchema, label: bilingualSchema })).optional(),
  binds: z.enum(fieldBindings).optional(),
  /** Printed once for the day of the test call and once for the event (two columns of a client site profile). */
  twoColumns: z.boolean().default(false),
  /** A value the institution gave itself (its service mailbox): printed and stored, never asked. */
  fixed: lineSchema(300).optional(),
  /** Filled in from here where it is left empty. */
  fillFrom: z.enum(fillSources).optional(),
  /** Asked only once this other field has a value. */
  askedWith: keySchema.optional(),
  /** The only answer of a `boolean` that lets the form be filed. */
  mustBe: z.boolean().optional(),
  /** Printed on the line of the field before it, as paper forms pair short fields. */
  beside: z.boolean().optional(),
  /** Printed below the value of the field before it, under that field's label. */
  joined: z.boolean().optional(),
  /** All options are printed and those that do not apply crossed out, as on paper. */
  printsOptions: z.boolean().optional(),
  /** Filled by the applicant unless an officer does it. */
  filledBy: z.enum(['applicant', 'client', 'officer', 'automatic']).default('applicant'),
});
export type Field = z.infer<typeof fieldSchema>;

export const formSchema = z.strictObject({
  /** The form's code as printed, e.g. `FM 001 SOP 236.002/IF 03.01/ISN 2.1`. */
  code: lineSchema(120).optional(),
  title: bilingualSchema,
  /** The form's heading as printed, where it differs from `title.id`. */
  printedTitle: lineSchema(300).optional(),
  /** The language of the original's headings; Indonesian where absent. */
  printedLanguage: z.enum(['id', 'en']).optional(),
  /** Sentences printed under the title. */
  intro: z.array(lineSchema(500)).default([]),
  sections: z
    .array(
      z.strictObject({
        key: keySchema,
        /** The heading as printed (`PERMINTAAN PENGGUNA`). */
        title: bilingualSchema,
        /** A fixed sentence under the heading. */
        sentence: lineSchema(500).optional(),
        /** Headings of the two columns of its `twoColumns` fields, with the sentence printed under each. */
        columns: z
          .strictObject({
            test: z.strictObject({ title: bilingualSchema, sentence: lineSchema(500).optional() }),
            actual: z.strictObject({ title: bilingualSchema, sentence: lineSchema(500).optional() }),
          })
          .optional(),
        /** Groups of which at least one field must have a value (an office or a mobile phone; a room or a venue). */
        oneOf: z.array(z.array(keySchema).min(2)).default([]),
        /** Not on the original form: asked because the service needs it, printed after the form's own sections. */
        added: z.boolean().default(false),
        fields: z.array(fieldSchema).min(1),
      }),
    )
    .min(1),
  /** A sentence at the foot of the printed form. */
  footnote: lineSchema(500).optional(),
});
export type Form = z.infer<typeof formSchema>;

export const personSchema = z.strictObject({
  name: lineSchema(120),
  position: z.string().trim().max(120).optional(),
  phone: z
    .string()
    .trim()
    .regex(/^\+?[0-9 ()-]{6,20}$/, 'phone'),
  email: z.email().max(200),
});
export type Person = z.infer<typeof personSchema>;

/** What people gave, by field key. A draft may hold half-written values: they are checked when the form is filed. */
export const fieldValuesSchema = z.record(keySchema, z.json());
export type FieldValues = z.infer<typeof fieldValuesSchema>;

/** Every field of a form, in the order of the page. */
export function fieldsOf(form: Form): Field[] {
  return form.sections.flatMap(({ fields }) => fields);
}

/** The field that binds, or undefined. */
export function boundField(form: Form, binding: FieldBinding): Field | undefined {
  return fieldsOf(form).find(({ binds }) => binds === binding);
}
