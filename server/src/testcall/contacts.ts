/** Who took part in a run at both ends, as a certificate says it: by title and initials, never by name. Pure. */
import { boundField, type FieldValues, type Form } from '@sambung/contract/form';
import { z } from 'zod';

export interface ContactFacts {
  readonly requestForm: Form;
  readonly request: FieldValues;
  /** The client's form, where there is one. */
  readonly profile: FieldValues;
}

const personSchema = z.object({ name: z.string() }).catch({ name: '' });
const columnSchema = z.object({ test: z.string() }).catch({ test: '' });

/** `Bayu Lestari` → `B.L.` */
export const initialsOf = (name: string): string =>
  name
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((part) => `${[...part][0]?.toUpperCase()}.`)
    .join('');

/** Title and initials, whichever are known; empty where nobody is named. */
export function contactsOf({ requestForm, request, profile }: ContactFacts): { host: string; audience: string } {
  const nameAt = (binding: 'host-technician' | 'audience-technician') => {
    const field = boundField(requestForm, binding);
    return field === undefined ? '' : personSchema.parse(request[field.key]).name;
  };
  const said = (title: string, name: string) => [title.trim(), initialsOf(name)].filter(Boolean).join(', ');
  const ofProfile = (key: string) => columnSchema.parse(profile[key]).test;
  return {
    host: said('', nameAt('host-technician')),
    audience: said(ofProfile('contact-title'), ofProfile('contact-name') || nameAt('audience-technician')),
  };
}
