/** Parts of the shipped procedures, as tests look at them. */
import { type Field, fieldsOf } from '@sambung/contract/form';
import type { SopStep } from '@sambung/contract/sop';
import { type ShippedCode, shippedSop } from '../src/sop/index.ts';

export const documentOf = (code: ShippedCode) => shippedSop(code).document;

/** The field of a form; throws when it is not there, because a test asked for it. */
export function fieldOf(code: ShippedCode, form: string, key: string): Field {
  const field = fieldsOf(formOf(code, form)).find((one) => one.key === key);
  if (!field) throw new Error(`${code}: the form ${form} has no field ${key}`);
  return field;
}

export function formOf(code: ShippedCode, form: string) {
  const found = documentOf(code).forms[form];
  if (!found) throw new Error(`${code} has no form ${form}`);
  return found;
}

export function stepOf(code: ShippedCode, key: string): SopStep {
  const step = documentOf(code).steps.find((one) => one.key === key);
  if (!step) throw new Error(`${code} has no step ${key}`);
  return step;
}

/** `1 hours from step-start`; null without a time standard. */
export function timeOf({ time }: SopStep): string | null {
  if (time === null) return null;
  return time.standard === null ? time.anchor : `${time.standard.amount} ${time.standard.unit} from ${time.anchor}`;
}

/** Everything a step needs, documents first, in the document's own words. */
export const kelengkapanOf = ({ requires, checklist }: SopStep): string[] =>
  [...requires, ...checklist].map(({ name }) => name.id);
