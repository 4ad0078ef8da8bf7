/** Nobody may lock the whole institution out. */
import type { Transaction } from '../db.ts';
import { rolesAt } from '../identity/index.ts';
import { DomainError } from '../problem.ts';

/** Asked after a change, inside its transaction. Throws `state-conflict` when nobody who may sign in would be an admin any more. */
export async function requireAdminLeft(tx: Transaction, institutionId: string, now: Date): Promise<void> {
  const admins = await tx.positionAssignment.findMany({
    where: { position: { institutionId, roles: { has: 'admin' } }, staff: { deactivatedAt: null } },
    include: { position: true },
  });
  if (rolesAt(admins, now).includes('admin')) return;
  throw new DomainError('state-conflict', {
    detail: {
      id: 'Instansi ini tidak boleh tanpa admin: beri dahulu jabatan admin kepada orang lain.',
      en: 'The institution cannot be without an admin: give somebody else an admin position first.',
    },
  });
}
