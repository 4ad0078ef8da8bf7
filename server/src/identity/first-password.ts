/** Passwords that an administrator hands on, to be changed at the first sign-in. */
import { randomInt } from 'node:crypto';

/** No letter or digit that is taken for another when it is read out or copied from paper. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const groups = 4;
const groupLength = 4;

/** Sixteen characters in four groups, `k7wq-…`: about 79 bits. */
export function makeFirstPassword(): string {
  const group = () => Array.from({ length: groupLength }, () => letters[randomInt(letters.length)]).join('');
  return Array.from({ length: groups }, group).join('-');
}
