/** Rows of staff. */
import type { Capacity, Role, Staff } from '@sambung/contract/http';
import { type InstitutionSettings, institutionSettingsSchema } from '@sambung/contract/institution';
import { languageSchema } from '@sambung/contract/problem';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { dutiesOf } from './duties.ts';
import { requireFreeEmail, withEmailTaken } from './email-store.ts';
import { findOperator } from './operator-store.ts';
import { ensureRolePosition } from './position-store.ts';
import { isInForce, rolesAt } from './positions.ts';

const withPositions = { assignments: { include: { position: true } } } as const;

interface SignedInRow {
  name: string;
  email: string;
  language: string;
  mustChangePassword: boolean;
  totpConfirmedAt: Date | null;
  institution: { id: string; name: string; timeZone: string; settings: unknown };
  assignments: {
    capacity: Capacity;
    startsAt: number;
    endsAt: number | null;
    position: { id: string; key: string; title: string; roles: Role[]; retiredAt: number | null };
  }[];
}

const instant = (ms: number | null) => (ms === null ? null : new Date(ms));

/**
 * The staff member with positions, roles and duties as they are at `now`; null when there is none or the account is deactivated. Asked before every answer,
 * so it is one question to the database.
 */
export async function findStaff(db: Database, id: string, now: Date): Promise<Staff | null> {
  const [row] = await db.$queryRaw<SignedInRow[]>`
    SELECT s.name, s.email, s.language, s.must_change_password AS "mustChangePassword", s.totp_confirmed_at AS "totpConfirmedAt",
      jsonb_build_object('id', i.id, 'name', i.name, 'timeZone', i.time_zone, 'settings', i.settings) AS institution,
      (SELECT coalesce(jsonb_agg(jsonb_build_object(
          'capacity', a.capacity, 'startsAt', extract(epoch FROM a.starts_at) * 1000, 'endsAt', extract(epoch FROM a.ends_at) * 1000,
          'position', jsonb_build_object('id', p.id, 'key', p.key, 'title', p.title, 'roles', p.roles,
            'retiredAt', extract(epoch FROM p.retired_at) * 1000)) ORDER BY a.starts_at, a.id), '[]')
        FROM position_assignments a JOIN positions p ON p.id = a.position_id WHERE a.staff_id = s.id) AS assignments
    FROM staff s JOIN institutions i ON i.id = s.institution_id
    WHERE s.id = ${id}::uuid AND s.deactivated_at IS NULL`;
  if (!row) return null;
  const { institution } = row;
  const assignments = row.assignments.map(({ capacity, startsAt, endsAt, position }) => ({
    ...{ capacity, startsAt: new Date(startsAt), endsAt: instant(endsAt) },
    position: { ...position, retiredAt: instant(position.retiredAt) },
  }));
  const roles = rolesAt(assignments, now);
  const positions = assignments
    .filter((assignment) => isInForce(assignment, now))
    .map(({ position: { id, key, title }, capacity }) => ({ id, key, title, capacity }));
  return {
    id,
    name: row.name,
    email: row.email,
    language: languageSchema.catch('id').parse(row.language),
    roles,
    positions,
    duties: dutiesOf(row, roles, settingsOf(institution)),
    operator: roles.includes('admin') && (await findOperator(db)) === institution.id,
    institution: { id: institution.id, name: institution.name, timeZone: institution.timeZone },
  };
}

/** The institution's settings with every default filled in. */
export function settingsOf({ settings }: { settings: unknown }): InstitutionSettings {
  return institutionSettingsSchema.parse(settings);
}

/** What a sign-in compares with; `email` in any case. */
export async function findSignIn(
  db: Database,
  email: string,
): Promise<{ id: string; hash: string; secondStep: boolean } | null> {
  const row = await db.staff.findFirst({ where: { email: email.toLowerCase(), deactivatedAt: null } });
  return row && { id: row.id, hash: row.passwordHash, secondStep: row.totpConfirmedAt !== null };
}

/** Enters the sign-in into the audit log of the person's institution. */
export async function recordSignIn(db: Database, staff: Staff, secondStep: 'none' | 'code' | 'recovery', now: Date) {
  await db.$transaction((tx) =>
    appendAudit(tx, {
      institutionId: staff.institution.id,
      at: now,
      actorId: staff.id,
      action: 'staff.signed-in',
      entityId: staff.id,
      data: { secondStep },
    }),
  );
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
  /** The password was chosen by somebody else. */
  mustChangePassword?: boolean;
  /** Null when the installation itself makes the account. */
  actorId?: string | null;
  /** Each is given through the position that stands for it alone (`genericPositions`). */
  roles: readonly Role[];
  now: Date;
}

/** A new account. Throws `email-taken`. Returns its id. */
export async function createStaff(tx: Transaction, staff: NewStaff): Promise<string> {
  await lockInstitution(tx, staff.institutionId);
  await requireFreeEmail(tx, staff.email);
  const positionIds: string[] = [];
  for (const role of staff.roles) positionIds.push(await ensureRolePosition(tx, staff.institutionId, role));
  const row = await withEmailTaken(() =>
    tx.staff.create({
      data: {
        institutionId: staff.institutionId,
        name: staff.name,
        email: staff.email.toLowerCase(),
        passwordHash: staff.passwordHash,
        mustChangePassword: staff.mustChangePassword ?? false,
        createdAt: staff.now,
        assignments: { create: positionIds.map((positionId) => ({ positionId, startsAt: staff.now })) },
      },
    }),
  );
  await appendAudit(tx, {
    institutionId: staff.institutionId,
    at: staff.now,
    actorId: staff.actorId ?? null,
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
