/** Fills a form from data with values that are right and recognisable, so that a test can look for each of them again. */
import type { Field, Form } from '@sambung/contract/form';
import { phoneOf, timeOfDay } from './marked-values.ts';

export interface Filling {
  readonly placeId: string | null;
  readonly equipmentId?: string;
  readonly startsAt: string;
  readonly endsAt: string;
  /** Values for fields that the test chooses itself. */
  readonly given?: Readonly<Record<string, unknown>>;
  readonly filledBy?: readonly Field['filledBy'][];
}

/** A value for every field that is asked; a field of two columns gets one in each. */
export function fillForm(form: Form, filling: Filling): Record<string, unknown> {
  const fields = form.sections.flatMap((section) => section.fields);
  const asked = fields.filter(
    (field) =>
      !['note', 'signature', 'file', 'photos'].includes(field.type) &&
      field.fixed === undefined &&
      (filling.filledBy ?? ['applicant']).includes(field.filledBy),
  );
  return Object.fromEntries(
    asked.flatMap((field) => {
      const given = filling.given?.[field.key];
      const column = (name: string) => (given === undefined ? exampleOf(field, filling, name) : given);
      const value = field.twoColumns ? { test: column(' test'), actual: column(' actual') } : column('');
      return value === undefined ? [] : [[field.key, value]];
    }),
  );
}

function exampleOf(field: Field, { placeId, equipmentId, startsAt, endsAt }: Filling, column: string): unknown {
  const word = `${field.key}${column}`;
  switch (field.type) {
    case 'text':
    case 'paragraph':
      return `Isi ${word}`.slice(0, field.max ?? 300);
    case 'integer':
      return Math.max(field.min ?? 0, Math.min(field.max ?? 24, 24));
    case 'email':
      return `${field.key}@contoh.example`;
    case 'emails':
      return [`${field.key}-1@contoh.example`, `${field.key}-2@contoh.example`];
    case 'phone':
      return phoneOf(word);
    case 'person':
      return { name: `Nama ${word}`, phone: phoneOf(word), email: `${field.key}@contoh.example` };
    case 'date':
      return startsAt.slice(0, 10);
    case 'time':
      return timeOfDay(word);
    case 'zone':
      return 'Asia/Makassar';
    case 'boolean':
      return field.mustBe ?? true;
    case 'choice':
      return field.options?.[0]?.key;
    case 'choices':
      return field.options?.slice(0, 2).map(({ key }) => key);
    case 'period':
      return { startsAt, endsAt };
    case 'place':
      return placeId ?? undefined;
    case 'venue':
      return { address: `Alamat ${word}` };
    case 'equipment':
      return equipmentId === undefined ? [] : [{ itemId: equipmentId, count: 1 }];
    case 'bandwidth':
      return { downKbps: 20_000, upKbps: 10_000 };
    case 'addresses':
      return ['203.0.113.7'];
    default:
      return undefined;
  }
}
