/** What was typed and has not reached the server, kept on this machine for the person who typed it, until the server has it or they sign out. */
import type { FieldValues } from '@sambung/contract/form';
import { z } from 'zod';

const prefix = 'unsent:';
const copySchema = z.record(z.string(), z.json());
const keyOf = (staffId: string, draft: string) => `${prefix}${staffId}:${draft}`;

/** `draft` is the id of a request, or `new:` with the procedure's code. */
export function readLocalCopy(staffId: string, draft: string): FieldValues {
  try {
    return copySchema.parse(JSON.parse(localStorage.getItem(keyOf(staffId, draft)) ?? '{}')) as FieldValues;
  } catch {
    return {};
  }
}

export function keepLocalCopy(staffId: string, draft: string, changes: FieldValues | null): void {
  try {
    if (changes === null || Object.keys(changes).length === 0) localStorage.removeItem(keyOf(staffId, draft));
    else localStorage.setItem(keyOf(staffId, draft), JSON.stringify(changes));
  } catch {
    // Storage is blocked or full: what was typed then lives only on the screen.
  }
}

/** Forgets everything; the next person at this machine finds nothing. */
export function dropLocalCopies(): void {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '');
    for (const key of keys.filter((one) => one.startsWith(prefix))) localStorage.removeItem(key);
  } catch {
    // Nothing was stored.
  }
}
