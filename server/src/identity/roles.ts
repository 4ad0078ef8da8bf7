/** Which roles a staff member has: assignments are dated, so that a position can begin, end and be handed over. */
import type { Role } from '@sambung/contract/http';
import { roles } from '@sambung/contract/http';

export interface DatedRole {
  readonly role: Role;
  readonly startsAt: Date;
  /** Null while it is open-ended. */
  readonly endsAt: Date | null;
}

/** The roles in force at `now`, each once, in the contract's order. The end is exclusive. */
export function rolesAt(assignments: readonly DatedRole[], now: Date): Role[] {
  const inForce = new Set(
    assignments
      .filter(({ startsAt, endsAt }) => startsAt <= now && (endsAt === null || now < endsAt))
      .map((a) => a.role),
  );
  return roles.filter((role) => inForce.has(role));
}
