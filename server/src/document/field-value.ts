/** Values of a form as they are printed: every type of field in words, nothing lost. */
import type { Field, FieldValues } from '@sambung/contract/form';
import type { Language } from '@sambung/contract/problem';
import type { Run, Words } from './layout.ts';
import { printDate, printPeriod, zoneName } from './when.ts';

export interface ValueContext {
  readonly language: Language;
  readonly timeZone: string;
  /** Names behind ids. */
  readonly names: Readonly<Record<string, string>>;
}

type Value = FieldValues[string] | undefined;
const isRecord = (value: Value): value is { [key: string]: NonNullable<Value> } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: Value): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const list = (value: Value): Value[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** Whether there is anything to print. */
export function isEmpty(value: Value): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.values(value).every(isEmpty);
}

/** One value in words; an empty one is an empty string. */
export function printValue(field: Field, value: Value, context: ValueContext): string {
  if (isEmpty(value)) return '';
  const { language, timeZone, names } = context;
  const chosen = (key: Value) => field.options?.find((option) => option.key === key)?.label[language] ?? text(key);
  switch (field.type) {
    case 'boolean':
      return value === true ? yes[language] : no[language];
    case 'choice':
      return chosen(value);
    case 'choices':
      return list(value).map(chosen).join(', ');
    case 'emails':
    case 'addresses':
      return list(value).map(text).join(', ');
    case 'place':
      return names[text(value)] ?? text(value);
    case 'file':
    case 'photos':
      return list(value)
        .map((id) => names[text(id)] ?? text(id))
        .join(', ');
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text(value))
        ? printDate(new Date(`${text(value)}T00:00:00Z`), 'UTC', language)
        : text(value);
    case 'time':
      return language === 'id' ? text(value).replace(':', '.') : text(value);
    case 'zone':
      return printZone(text(value));
    default:
      return isRecord(value) || Array.isArray(value)
        ? printComposite(field, value, { language, timeZone, names })
        : text(value);
  }
}

const yes = { id: 'Ya', en: 'Yes' };
const no = { id: 'Tidak', en: 'No' };

function printZone(zone: string): string {
  try {
    const name = zoneName(zone, new Date(0));
    return name === zone ? zone : `${name} (${zone})`;
  } catch {
    return zone;
  }
}

function printComposite(field: Field, value: NonNullable<Value>, { language, timeZone, names }: ValueContext): string {
  const record = isRecord(value) ? value : {};
  switch (field.type) {
    case 'period': {
      const [startsAt, endsAt] = [new Date(text(record.startsAt)), new Date(text(record.endsAt))];
      if (Number.isNaN(startsAt.getTime()) || Number.isNaN(endsAt.getTime())) return '';
      return printPeriod(startsAt, endsAt, timeZone, language);
    }
    case 'person':
      return [record.name, record.position, record.phone, record.email].map(text).filter(Boolean).join(', ');
    case 'venue':
      return [record.address, record.mapUrl].map(text).filter(Boolean).join('\n');
    case 'bandwidth': {
      const [down, up] = [text(record.downKbps), text(record.upKbps)];
      return language === 'id' ? `unduh ${down} kbit/s, unggah ${up} kbit/s` : `down ${down} kbit/s, up ${up} kbit/s`;
    }
    case 'equipment':
      return list(value)
        .map((item) =>
          isRecord(item) ? `${names[text(item.itemId)] ?? text(item.itemId)} × ${text(item.count)}` : text(item),
        )
        .join(', ');
    default:
      return JSON.stringify(value);
  }
}

/**
 * A choice on a form that names all its options, as paper has it: `Email/SMS/Telp/Datang langsung` with what does not apply crossed out. Nothing is crossed
 * out while nothing is chosen.
 */
export function printChoices(field: Field, value: Value, language: Language): Words {
  const runs: Run[] = [];
  for (const [index, option] of (field.options ?? []).entries()) {
    if (index > 0) runs.push({ text: '/' });
    const isChosen = list(value).includes(option.key);
    runs.push({ text: option.label[language], bold: isChosen, strike: !isEmpty(value) && !isChosen });
  }
  return runs;
}
