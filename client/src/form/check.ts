/** Checks a form as the server will, in the reader's language, so that errors stand beside their fields before anything is sent. Pure. */
import type { Field, FieldValues, Form } from '@sambung/contract/form';
import { checkValues } from '@sambung/contract/form-check';
import type { Language } from '@sambung/contract/problem';
import type { FieldErrors } from './errors.ts';

interface CheckedAs {
  language: Language;
  filledBy: readonly Field['filledBy'][];
  /** Documents that `file` and `photos` may name. */
  attached: readonly { id: string; kind: string }[];
}

/** What keeps the form from being handed in, by path. */
export function checkForm(form: Form, values: FieldValues, { language, filledBy, attached }: CheckedAs): FieldErrors {
  const { errors } = checkValues(form, values, { complete: true, filledBy, attached });
  // The first error of a field is the one to put right first.
  return Object.fromEntries(
    [...errors].reverse().map(({ pointer, detail }) => [pathOf(pointer), detail[language]] as const),
  );
}

const pathOf = (pointer: string) => pointer.split('/').slice(2).join('.');
