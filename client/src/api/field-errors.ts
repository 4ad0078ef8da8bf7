/** Which fields a problem or a failed check is about, as the forms name them: JSON Pointer `/hostContact/email` is `hostContact.email`. */
import { problemOf } from './problem.ts';

/** Path of the field → the server's sentence about it. Empty when the problem names no field. */
export function fieldErrors(error: unknown): Record<string, string> {
  const errors = problemOf(error).errors ?? [];
  return Object.fromEntries(errors.map(({ pointer, detail }) => [pathOf(pointer), detail]));
}

function pathOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}
