/** Passwords in the database. */
import type { Database, Transaction } from '../db.ts';
import { isRightPassword } from './password.ts';

/** Whether this is the person's password. */
export async function isPasswordOf(db: Database, staffId: string, password: string): Promise<boolean> {
  const row = await db.staff.findUnique({ where: { id: staffId }, select: { passwordHash: true } });
  return await isRightPassword(row?.passwordHash ?? null, password);
}

/** Stores a new password; links that were sent to choose a password are worth nothing from now on. */
export async function setPassword(
  tx: Transaction,
  staffId: string,
  { passwordHash, mustChange, now }: { passwordHash: string; mustChange: boolean; now: Date },
): Promise<void> {
  await tx.staff.update({ where: { id: staffId }, data: { passwordHash, mustChangePassword: mustChange } });
  await tx.passwordReset.updateMany({ where: { staffId, usedAt: null }, data: { usedAt: now } });
}
