/** What somebody must do before anything else is reachable. */
import type { Duty, Role } from '@sambung/contract/http';

/** A password that somebody else chose comes first; then the second step, when the institution asks it of one of the roles held. */
export function dutiesOf(
  account: { readonly mustChangePassword: boolean; readonly totpConfirmedAt: Date | null },
  roles: readonly Role[],
  rule: { readonly secondStepFor: readonly Role[] },
): Duty[] {
  const due: Duty[] = [];
  if (account.mustChangePassword) due.push('change-password');
  if (account.totpConfirmedAt === null && isSecondStepRequired(roles, rule)) due.push('set-up-second-step');
  return due;
}

export function isSecondStepRequired(
  roles: readonly Role[],
  { secondStepFor }: { readonly secondStepFor: readonly Role[] },
): boolean {
  return roles.some((role) => secondStepFor.includes(role));
}
