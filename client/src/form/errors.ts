/** Errors of a form by the path of their field, in the order of the page, and the way to a field. */
import { type Field, type Form, fieldsOf } from '@sambung/contract/form';

/** `contact` or `contact.phone` → a sentence. */
export type FieldErrors = Readonly<Record<string, string>>;

/** One entry of the summary above the form. */
export interface SummaryEntry {
  key: string;
  field: Field | undefined;
  message: string;
}

/** The field a path belongs to. */
export const fieldKeyOf = (path: string): string => path.split('.')[0] ?? path;

/** Errors in the order in which the reader meets their fields, one entry for each field. */
export function summaryOf(form: Form, errors: FieldErrors): SummaryEntry[] {
  const fields = fieldsOf(form);
  const paths = Object.keys(errors);
  const known = fields.flatMap((field) => {
    const path = paths.find((one) => fieldKeyOf(one) === field.key);
    return path === undefined ? [] : [{ key: field.key, field, message: errors[path] ?? '' }];
  });
  const unknown = paths
    .filter((path) => !fields.some(({ key }) => key === fieldKeyOf(path)))
    .map((path) => ({ key: fieldKeyOf(path), field: undefined, message: errors[path] ?? '' }));
  return [...known, ...unknown];
}

/** The errors of everything but this field: its own are out of date once it is changed. */
export function withoutField(errors: FieldErrors, key: string): FieldErrors {
  return Object.fromEntries(Object.entries(errors).filter(([path]) => fieldKeyOf(path) !== key));
}

/** Pointers of a problem or a check (`/values/contact/phone`) by the field's path (`contact.phone`). */
export function errorsByPath(pointers: Readonly<Record<string, string>>): FieldErrors {
  return Object.fromEntries(
    Object.entries(pointers)
      .filter(([path]) => path.startsWith('values.'))
      .map(([path, message]) => [path.slice('values.'.length), message]),
  );
}

/** Puts the reader into a field: into what is wrong in it, else into its first control. */
export function focusField(root: HTMLElement | null, key: string): void {
  const holder = root?.querySelector<HTMLElement>(`[data-field="${CSS.escape(key)}"]`);
  const control =
    holder?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
    holder?.querySelector<HTMLElement>(
      'input:checked, input:not([type="hidden"]):not([type="file"]), textarea, button',
    );
  holder?.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
}
