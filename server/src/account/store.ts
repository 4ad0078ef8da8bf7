/** Rows of one's own account and of the links that set a password. */
import type { Profile, ProfileEdit } from '@sambung/contract/account';
import type { Staff } from '@sambung/contract/http';
import { languageSchema } from '@sambung/contract/problem';
import { appendAudit } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { endSessionsOf, isSecondStepRequired, setPassword, settingsOf } from '../identity/index.ts';

/** Enough of somebody to change their account. */
export interface AccountOwner {
  readonly id: string;
  readonly institutionId: string;
}

export async function findByEmail(tx: Transaction, email: string): Promise<AccountOwner | null> {
  const where = { email: email.toLowerCase(), deactivatedAt: null };
  return await tx.staff.findFirst({ where, select: { id: true, institutionId: true } });
}

export async function countResetsSince(tx: Transaction, staffId: string, since: Date): Promise<number> {
  return await tx.passwordReset.count({ where: { staffId, createdAt: { gt: since } } });
}

/** A new link; older ones that were not used end. Returns its id. */
export async function createReset(
  tx: Transaction,
  { staffId, tokenHash, now, expiresAt }: { staffId: string; tokenHash: string; now: Date; expiresAt: Date },
): Promise<string> {
  await tx.passwordReset.updateMany({ where: { staffId, usedAt: null }, data: { usedAt: now } });
  const row = await tx.passwordReset.create({ data: { staffId, tokenHash, createdAt: now, expiresAt } });
  return row.id;
}

const usable = (tokenHash: string, now: Date) => ({
  tokenHash,
  usedAt: null,
  expiresAt: { gt: now },
  staff: { deactivatedAt: null },
});

export async function findReset(db: Database, tokenHash: string, now: Date): Promise<boolean> {
  return (await db.passwordReset.count({ where: usable(tokenHash, now) })) === 1;
}

/** Uses the link up; null when somebody else was faster or it has ended. */
export async function takeReset(tx: Transaction, tokenHash: string, now: Date): Promise<AccountOwner | null> {
  const taken = await tx.passwordReset.updateMany({ where: usable(tokenHash, now), data: { usedAt: now } });
  if (taken.count !== 1) return null;
  const row = await tx.passwordReset.findUniqueOrThrow({ where: { tokenHash }, include: { staff: true } });
  return { id: row.staff.id, institutionId: row.staff.institutionId };
}

/** Stores the new password and ends the person's sessions, all or all but one. */
export async function replacePassword(
  tx: Transaction,
  { id }: Pick<AccountOwner, 'id'>,
  { exceptSid, ...password }: { passwordHash: string; mustChange: boolean; exceptSid: string; now: Date },
): Promise<void> {
  await setPassword(tx, id, password);
  await endSessionsOf(tx, id, exceptSid);
}

/** Enters a change of an account into the audit log. */
export async function recordAccount(
  tx: Transaction,
  { id, institutionId }: AccountOwner,
  action: `staff.${string}`,
  { now, actorId, data = {} }: { now: Date; actorId: string | null; data?: Record<string, string | string[]> },
): Promise<void> {
  await appendAudit(tx, { institutionId, at: now, actorId, action, entityId: id, data });
}

export async function readProfile(db: Database, { id, roles }: Staff): Promise<Profile> {
  const row = await db.staff.findUniqueOrThrow({ where: { id }, include: { institution: true } });
  return {
    name: row.name,
    email: row.email,
    phone: row.phone,
    employeeNumber: row.employeeNumber,
    unit: row.unit,
    language: languageSchema.catch('id').parse(row.language),
    secondStep: {
      confirmedAt: row.totpConfirmedAt?.toISOString() ?? null,
      recoveryCodesLeft: row.totpConfirmedAt === null ? 0 : row.recoveryHashes.length,
      required: isSecondStepRequired(roles, settingsOf(row.institution)),
    },
  };
}

/** Writes what is given. The audit log says which fields changed, never their values. */
export async function writeProfile(db: Database, staff: Staff, edit: ProfileEdit, now: Date): Promise<void> {
  const data = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined));
  if (Object.keys(data).length === 0) return;
  await db.$transaction(async (tx) => {
    await tx.staff.update({ where: { id: staff.id }, data });
    const owner = { id: staff.id, institutionId: staff.institution.id };
    await recordAccount(tx, owner, 'staff.edited', {
      now,
      actorId: staff.id,
      data: { fields: Object.keys(data).sort() },
    });
  });
}

/** The sealed secret that waits to be confirmed, or null. */
export async function readOffer(db: Database, staffId: string): Promise<string | null> {
  const row = await db.staff.findFirst({ where: { id: staffId, totpConfirmedAt: null }, select: { totpSealed: true } });
  return row?.totpSealed ?? null;
}
