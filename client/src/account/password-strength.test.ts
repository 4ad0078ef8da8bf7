/** The hint about passwords. */
import { expect, it } from 'vitest';
import { passwordStrength } from './password-strength.ts';

it.each([
  ['', 'too-short'],
  ['Ab3$efgh', 'too-short'],
  ['aaaaaaaaaaaaaaaa', 'weak'],
  ['password12345', 'weak'],
  ['sambungsambung', 'weak'],
  ['kudalautbiru', 'fair'],
  ['kuda payung lima sungai', 'strong'],
  ['Xq7!mPv2#tLw9', 'strong'],
] as const)('"%s" is %s', (password, strength) => {
  expect(passwordStrength(password)).toBe(strength);
});
