/** A hint, not a gate: how hard a password is to guess, from its length and variety. The gate is the contract's twelve characters. */

export type Strength = 'too-short' | 'weak' | 'fair' | 'strong';
export const minPasswordLength = 12;

/** Sequences that people type first; each found one counts as a single character. */
const worn = /(password|kata ?sandi|sambung|rahasia|admin|qwerty|asdf|12345+|abcd+|indonesia|(.)\2{2,})/gi;

export function passwordStrength(password: string): Strength {
  if (password.length < minPasswordLength) return 'too-short';
  const effective = password.replace(worn, '*');
  const distinct = new Set(effective).size;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(effective)).length;
  const score = effective.length + kinds * 2;
  if (distinct < 6 || score < 14) return 'weak';
  return score >= 20 && distinct >= 10 ? 'strong' : 'fair';
}
