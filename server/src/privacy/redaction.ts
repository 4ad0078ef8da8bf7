/** Taking one person out of stored answers: pure, so that what goes and what stays can be seen in a test. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What stands where a name or number stood, and an address that can never exist (RFC 2606). */
export const erasedWord = '(dihapus)';
export const erasedEmail = 'dihapus@dihapus.invalid';

/** How a person is recognised: by address, and by the name and numbers written beside it. */
export interface Traces {
  readonly email: string;
  /** Names and phone numbers that stand in the same place as the address. */
  readonly words: readonly string[];
}

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/** Whether the address stands anywhere in it. */
export function mentions(value: Json, email: string): boolean {
  if (typeof value === 'string') return same(value, email);
  if (Array.isArray(value)) return value.some((each) => mentions(each, email));
  if (value === null || typeof value !== 'object') return false;
  return Object.values(value).some((each) => mentions(each, email));
}

/** The value without the person: a contact with their address is emptied whole, elsewhere their address, name and numbers are. Everybody else stays. */
export function redact(value: Json, traces: Traces): Json {
  if (typeof value === 'string') {
    if (same(value, traces.email)) return erasedEmail;
    return traces.words.some((word) => word.trim() !== '' && same(value, word)) ? erasedWord : value;
  }
  if (Array.isArray(value)) return value.map((each) => redact(each, traces));
  if (value === null || typeof value !== 'object') return value;
  const isTheirs = typeof value.email === 'string' && same(value.email, traces.email);
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (isTheirs && typeof each === 'string')
        return [key, key === 'email' ? erasedEmail : each === '' ? '' : erasedWord];
      return [key, redact(each, traces)];
    }),
  );
}
