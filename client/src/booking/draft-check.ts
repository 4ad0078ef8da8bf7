/** Checks a draft against the contract and names the field and the message of everything that is not right yet. Pure. */
import { type RequestInput, requestInputSchema } from '@sambung/contract/http';
import { instantsOf } from '../ui/time-range.ts';
import type { RequestDraft } from './draft.ts';

/** Which message explains a field, by the field's path in the contract. */
export const fieldMessages = {
  title: 'titleError',
  placeId: 'placeError',
  startsAt: 'dateError',
  endsAt: 'lengthError',
  participantCount: 'participantCountError',
  'hostContact.name': 'contactNameError',
  'hostContact.email': 'contactEmailError',
  'hostContact.phone': 'contactPhoneError',
  'audienceContact.name': 'contactNameError',
  'audienceContact.email': 'contactEmailError',
  'audienceContact.phone': 'contactPhoneError',
} as const;
export type FieldPath = keyof typeof fieldMessages;
export type FieldMessage = (typeof fieldMessages)[FieldPath] | 'pastError';
export type DraftErrors = Partial<Record<FieldPath, FieldMessage>>;

/** Either what can be sent, or what is wrong, by field. `timeZone` is the place's. */
export function checkDraft(
  draft: RequestDraft,
  timeZone: string,
  now: number,
): { input: RequestInput; errors: null } | { input: null; errors: DraftErrors } {
  const { range, ...rest } = draft;
  const instants = instantsOf(range, timeZone);
  const checked = requestInputSchema.safeParse({ ...rest, startsAt: instants?.startsAt, endsAt: instants?.endsAt });
  const errors: DraftErrors = {};
  for (const issue of checked.error?.issues ?? []) {
    const path = issue.path.join('.');
    // Without a day both instants are missing, which is one thing to put right.
    if (isFieldPath(path) && !(path === 'endsAt' && instants === null)) errors[path] = fieldMessages[path];
  }
  if (instants !== null && Date.parse(instants.startsAt) <= now) errors.startsAt = 'pastError';
  if (checked.success && Object.keys(errors).length === 0) return { input: checked.data, errors: null };
  return { input: null, errors };
}

export function isFieldPath(path: string): path is FieldPath {
  return Object.hasOwn(fieldMessages, path);
}
