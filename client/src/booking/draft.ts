/** A draft between the screen and the server: what was changed, and how both sides' changes come together. Pure. */
import type { FieldValues } from '@sambung/contract/form';

/** Two JSON values say the same, whatever the order of their keys. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if ((a ?? null) === null || (b ?? null) === null) return (a ?? null) === (b ?? null);
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => sameValue(left[key], right[key]));
}

/** What the screen holds otherwise than the server, by field; a field that was emptied is null. */
export function changesOf(stored: FieldValues, shown: FieldValues): FieldValues {
  const changed = Object.keys({ ...stored, ...shown }).filter((key) => !sameValue(stored[key], shown[key]));
  return Object.fromEntries(changed.map((key) => [key, shown[key] ?? null]));
}

/**
 * What the screen shows after the server answered: the server's values, except where the reader has typed since `before` was sent. So an answer never
 * takes back a word, and what another window changed appears.
 */
export function mergeAnswer(before: FieldValues, shown: FieldValues, answered: FieldValues): FieldValues {
  return { ...answered, ...changesOf(before, shown) };
}

/** What may be filled in for the reader from their own account, by what the form's fields bind. */
export function ownValues(
  fields: readonly { key: string; type: string; binds?: string | undefined; filledBy: string }[],
  person: { name: string; email: string; phone?: string; unit?: string },
): FieldValues {
  const known: Record<string, string | undefined> = {
    'applicant-name': person.name,
    'applicant-email': person.email,
    'applicant-phone': person.phone,
    'applicant-unit': person.unit,
  };
  return Object.fromEntries(
    fields
      .filter(({ filledBy, type }) => filledBy === 'applicant' && ['text', 'email', 'phone'].includes(type))
      .map(({ key, binds }) => [key, known[binds ?? ''] ?? ''] as const)
      .filter(([, value]) => value !== ''),
  );
}
