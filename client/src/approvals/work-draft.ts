/** What is filled in on an open step and not saved yet. Pure. */
import type { FieldValues } from '@sambung/contract/form';
import type { StepWork } from '../api/requests.ts';

type Checklist = NonNullable<StepWork['checklist']>;

export interface WorkDraft {
  readonly values: FieldValues;
  readonly checklist: Checklist;
}

/** Whose fields an officer fills in on a step: also what an applicant or a client told them. */
export const fillableBy = ['applicant', 'client', 'officer'] as const;

export const emptyWork: WorkDraft = { values: {}, checklist: {} };

export function isDirty({ values, checklist }: WorkDraft): boolean {
  return Object.keys(values).length > 0 || Object.keys(checklist).length > 0;
}

export function withValue(work: WorkDraft, key: string, value: FieldValues[string]): WorkDraft {
  return { ...work, values: { ...work.values, [key]: value } };
}

export function withItem(work: WorkDraft, key: string, item: Checklist[string]): WorkDraft {
  return { ...work, checklist: { ...work.checklist, [key]: item } };
}

/** What is left to save once `sent` is stored: what was filled in, or filled in anew, while it was on its way. */
export function withoutSaved(work: WorkDraft, sent: WorkDraft): WorkDraft {
  return { values: left(work.values, sent.values), checklist: left(work.checklist, sent.checklist) };
}

function left<T extends object>(now: T, sent: T): T {
  const saved = new Map(Object.entries(sent));
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => saved.get(key) !== value)) as T;
}
