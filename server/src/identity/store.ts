/** Rows of staff and the first-run set-up. */
import type { Role, Staff } from '@sambung/contract/http';
import { roles } from '@sambung/contract/http';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { ensureRolePosition } from './position-store.ts';
import { rolesAt } from './positions.ts';

const withPositions = { institution: true, assignments: { include: { position: true } } } as const;

/** The staff member with the roles in force at `now`; null when there is none or the account is deactivated. */
export async function findStaff(db: Database, id: string, now: Date): Promise<Staff | null> {
  const row = await db.staff.findFirst({ where: { id, deactivatedAt: null }, include: withPositions });
  if (!row) return null;
  const { institution } = row;
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    roles: rolesAt(row.assignments, now),
    institution: { id: institution.id, name: institution.name, timeZone: institution.timeZone },
  };
}

/** What a sign-in compares with; `email` in any case. */
export async function findPasswordHash(db: Database, email: string): Promise<{ id: string; hash: string } | null> {
  const row = await db.staff.findFirst({ where: { email: email.toLowerCase(), deactivatedAt: null } });
  return row && { id: row.id, hash: row.passwordHash };
}

/** The institution's staff who may sign in, with the roles in force at `now`. */
export async function listStaff(db: Database, institutionId: string, now: Date) {
  const rows = await db.staff.findMany({
    where: { institutionId, deactivatedAt: null },
    include: withPositions,
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id, name, email, skills, assignments }) => ({
    id,
    name,
    email,
    skills,
    roles: rolesAt(assignments, now),
  }));
}

interface NewStaff {
  institutionId: string;
  name: string;
  email: string;
  passwordHash: string;
  /** Each is given through the position that stands for it alone (`genericPositions`). */
  roles: readonly Role[];
  now: Date;
}

export async function createStaff(tx: Transaction, staff: NewStaff): Promise<string> {
  await lockInstitution(tx, staff.institutionId);
  const positionIds: string[] = [];
  for (const role of staff.roles) positionIds.push(await ensureRolePosition(tx, staff.institutionId, role));
  const row = await tx.staff.create({
    data: {
      institutionId: staff.institutionId,
      name: staff.name,
      email: staff.email.toLowerCase(),
      passwordHash: staff.passwordHash,
      assignments: { create: positionIds.map((positionId) => ({ positionId, startsAt: staff.now })) },
    },
  });
  await appendAudit(tx, {
    institutionId: staff.institutionId,
    at: staff.now,
    actorId: null,
    action: 'staff.created',
    entityId: row.id,
    data: { roles: [...staff.roles] },
  });
  return row.id;
}

/** Takes demo people out of an installation that is no longer a demo (their passwords are public), or lets them in again. */
export async function setStaffDeactivated(db: Database, institutionId: string, deactivatedAt: Date | null) {
  await db.staff.updateMany({ where: { institutionId }, data: { deactivatedAt } });
}

const setupKey = 'setup';
/** `tokenHash` is the SHA-256 of the newest first-run token; `doneAt` is set for ever once the administrator exists. */
type Setup = { tokenHash?: string; doneAt?: string };

export async function readSetup(db: Database | Transaction): Promise<Setup> {
  return ((await db.setting.findUnique({ where: { key: setupKey } }))?.value ?? {}) as Setup;
}

export async function storeSetup(db: Database | Transaction, setup: Setup): Promise<void> {
  await db.setting.upsert({
    where: { key: setupKey },
    create: { key: setupKey, value: setup },
    update: { value: setup },
  });
}

interface FirstRun {
  institutionName: string;
  timeZone: string;
  name: string;
  email: string;
  passwordHash: string;
  now: Date;
  /** Decides, with the row locked, whether this set-up may still happen; throws when not. */
  check(setup: Setup): void;
}

/** Makes the institution, its first place and its administrator in one transaction; of two at once only one happens. Returns the staff id. */
export async function performSetup(db: Database, first: FirstRun): Promise<string> {
  return await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM settings WHERE key = ${setupKey} FOR UPDATE`;
    first.check(await readSetup(tx));
    const institution = await tx.institution.create({
      data: { name: first.institutionName, timeZone: first.timeZone },
    });
    await appendAudit(tx, {
      institutionId: institution.id,
      at: first.now,
      actorId: null,
      action: 'institution.created',
      entityId: institution.id,
      data: {},
    });
    // Until places can be managed on screen, a new installation has one, so that a request can be filed at once.
    await tx.place.create({
      data: {
        institutionId: institution.id,
        name: 'Ruang Konferensi Utama',
        location: first.institutionName,
        capacity: 50,
        timeZone: first.timeZone,
      },
    });
    const staffId = await createStaff(tx, { ...first, institutionId: institution.id, roles });
    await storeSetup(tx, { doneAt: first.now.toISOString() });
    return staffId;
  });
}
