/** The second step in the database: secrets are sealed, recovery codes are hashes, and whatever was used is used up in the same statement that checks it. */
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { findStep, isAppCode, recoveryHash } from './second-step.ts';

/** How the code was right: from the app, or a recovery code, which is gone now; null when it was wrong or used before. */
export async function useCode(context: Context, staffId: string, code: string): Promise<'code' | 'recovery' | null> {
  const { db } = context;
  if (!isAppCode(code)) {
    const hash = recoveryHash(code);
    const used = await db.$executeRaw`
      UPDATE staff SET recovery_hashes = array_remove(recovery_hashes, ${hash})
      WHERE id = ${staffId}::uuid AND ${hash} = ANY(recovery_hashes) AND totp_confirmed_at IS NOT NULL`;
    return used === 1 ? 'recovery' : null;
  }
  const row = await db.staff.findUnique({
    where: { id: staffId },
    select: { totpSealed: true, totpConfirmedAt: true },
  });
  if (!row?.totpSealed || row.totpConfirmedAt === null) return null;
  const step = findStep(context.open(row.totpSealed), code.replace(/\s/g, ''), context.clock());
  if (step === null) return null;
  const used = await db.staff.updateMany({
    where: { id: staffId, OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }] },
    data: { totpLastStep: step },
  });
  return used.count === 1 ? 'code' : null;
}

/** Keeps a secret until it is confirmed, in place of one that never was. False when codes are asked for already. */
export async function keepOffer(tx: Transaction, staffId: string, sealed: string): Promise<boolean> {
  const { count } = await tx.staff.updateMany({
    where: { id: staffId, totpConfirmedAt: null },
    data: { totpSealed: sealed, totpLastStep: null },
  });
  return count === 1;
}

/** From now on codes are asked for. False when that was so already. */
export async function confirmSecondStep(
  tx: Transaction,
  staffId: string,
  { step, codes, now }: { step: bigint; codes: readonly string[]; now: Date },
): Promise<boolean> {
  const { count } = await tx.staff.updateMany({
    where: { id: staffId, totpConfirmedAt: null },
    data: { totpConfirmedAt: now, totpLastStep: step, recoveryHashes: codes.map(recoveryHash) },
  });
  return count === 1;
}

/** New recovery codes; the older ones are worth nothing. */
export async function replaceRecoveryCodes(tx: Transaction, staffId: string, codes: readonly string[]): Promise<void> {
  await tx.staff.update({ where: { id: staffId }, data: { recoveryHashes: codes.map(recoveryHash) } });
}

/** Codes are no longer asked for. */
export async function removeSecondStep(tx: Transaction, staffId: string): Promise<void> {
  await tx.staff.update({
    where: { id: staffId },
    data: { totpSealed: null, totpConfirmedAt: null, totpLastStep: null, recoveryHashes: [] },
  });
}
