/** Positions in time: who holds which one at an instant, in which capacity, what roles follow, and how an act in somebody's stead is signed. */
import type { Capacity, Role } from '@sambung/contract/http';
import { roles } from '@sambung/contract/http';

/** An assignment of a position, as far as the rules look at it. */
export interface DatedHolding {
  readonly capacity: Capacity;
  readonly startsAt: Date;
  /** Null while it is open-ended. The end is exclusive. */
  readonly endsAt: Date | null;
  readonly position: { readonly roles: readonly Role[]; readonly retiredAt: Date | null };
}

/** Whether the assignment is in force at `now`: begun, not ended, and of a position that is not retired. */
export function isInForce({ startsAt, endsAt, position }: DatedHolding, now: Date): boolean {
  const retired = position.retiredAt !== null && position.retiredAt <= now;
  return startsAt <= now && (endsAt === null || now < endsAt) && !retired;
}

/** The union of the roles of all positions held at `now`, each once, in the contract's order. */
export function rolesAt(holdings: readonly DatedHolding[], now: Date): Role[] {
  const held = new Set(
    holdings.filter((holding) => isInForce(holding, now)).flatMap(({ position }) => [...position.roles]),
  );
  return roles.filter((role) => held.has(role));
}

/**
 * The order in which holders of one position are asked to act: a Plh. (the holder is absent) and a Plt. (the position is vacant) before the definitive
 * holder. Whoever holds the position in any capacity may act, the definitive holder too: an assignment in somebody's stead adds a person, it takes
 * nobody's right, because the absent holder who comes back a day early must not be locked out of their own desk.
 */
export function inOrderOfActing<T extends { capacity: Capacity }>(holders: readonly T[]): T[] {
  const rank: Record<Capacity, number> = { plh: 0, plt: 1, definitive: 2 };
  return [...holders].sort((a, b) => rank[a.capacity] - rank[b.capacity]);
}

/** How an act is signed: "Plt. Kepala Dinas", "Plh. Kepala Dinas"; null for the definitive holder, who signs as themselves. */
export function actingAs({ capacity, title }: { capacity: Capacity; title: string }): string | null {
  if (capacity === 'definitive') return null;
  return `${capacity === 'plt' ? 'Plt.' : 'Plh.'} ${title}`;
}

/** In whose name an act in somebody's stead is: "a.n. Kepala Dinas"; null for the definitive holder. */
export function onBehalfOf({ capacity, title }: { capacity: Capacity; title: string }): string | null {
  return capacity === 'definitive' ? null : `a.n. ${title}`;
}

/** Positions that stand for a role alone, where no procedure names one: their keys and titles. */
export const genericPositions: Readonly<Record<Role, { key: string; title: string }>> = {
  requester: { key: 'pemohon', title: 'Pemohon' },
  approver: { key: 'penyetuju', title: 'Penyetuju' },
  technician: { key: 'teknisi', title: 'Teknisi' },
  admin: { key: 'admin', title: 'Admin' },
};
