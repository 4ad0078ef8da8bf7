/** One address signs in to one account of the whole installation. */
import { sqlStateOf, type Transaction } from '../db.ts';
import { DomainError } from '../problem.ts';

/** Throws `email-taken`, told at the field. */
export async function requireFreeEmail(tx: Transaction, email: string, exceptId = ''): Promise<void> {
  const other = await tx.staff.findUnique({ where: { email: email.toLowerCase() }, select: { id: true } });
  if (other && other.id !== exceptId) throw emailTaken();
}

/** Two institutions may take one address at the same moment: the database lets one of them. */
export async function withEmailTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isUnique = sqlStateOf(error) === '23505' || (error as { code?: unknown }).code === 'P2002';
    throw isUnique ? emailTaken() : error;
  }
}

function emailTaken(): DomainError {
  const detail = { id: 'Sudah dipakai akun lain', en: 'Another account uses it already' };
  return new DomainError('email-taken', { errors: [{ pointer: '/email', detail }] });
}
