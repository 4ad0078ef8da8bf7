/** Rows of positions and of who holds them from when to when. */
import type { Capacity, Role } from '@sambung/contract/http';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { DomainError } from '../problem.ts';
import { genericPositions, inOrderOfActing, isInForce } from './positions.ts';

/** A position that somebody holds now. */
export interface HeldPosition {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly roles: readonly Role[];
  readonly capacity: Capacity;
}

/** Somebody who may act in a position now. */
export interface Holder {
  readonly staffId: string;
  readonly name: string;
  readonly email: string;
  readonly capacity: Capacity;
  /** The position's title. */
  readonly title: string;
}

/** The positions that the staff member holds at `now`, in any capacity. */
export async function positionsOf(db: Database | Transaction, staffId: string, now: Date): Promise<HeldPosition[]> {
  const rows = await db.positionAssignment.findMany({
    where: { staffId },
    include: { position: true },
    orderBy: { startsAt: 'asc' },
  });
  return rows
    .filter((row) => isInForce(row, now))
    .map(({ position: { id, key, title, roles }, capacity }) => ({ id, key, title, roles, capacity }));
}

/** Everybody who may act in the position at `now`, those in somebody's stead first (`inOrderOfActing`); nobody whose account is deactivated. */
export async function holdersOf(
  db: Database | Transaction,
  institutionId: string,
  positionKey: string,
  now: Date,
): Promise<Holder[]> {
  const rows = await db.positionAssignment.findMany({
    where: { position: { institutionId, key: positionKey }, staff: { institutionId, deactivatedAt: null } },
    include: { position: true, staff: { select: { id: true, name: true, email: true } } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  });
  const holders = rows
    .filter((row) => isInForce(row, now))
    .map(({ staff, capacity, position: { title } }) => ({
      staffId: staff.id,
      name: staff.name,
      email: staff.email,
      capacity,
      title,
    }));
  return inOrderOfActing(holders);
}

interface PositionFacts {
  institutionId: string;
  key: string;
  title: string;
  roles: readonly Role[];
}

/** The institution's position with this key; made when there is none. An existing one keeps its title, roles and holders. */
export async function ensurePosition(tx: Transaction, facts: PositionFacts): Promise<string> {
  await lockInstitution(tx, facts.institutionId);
  const { institutionId, key } = facts;
  const existing = await tx.position.findUnique({ where: { institutionId_key: { institutionId, key } } });
  if (existing) return existing.id;
  const { id } = await tx.position.create({ data: { ...facts, roles: [...facts.roles] } });
  return id;
}

/** The position that stands for this role alone; made when there is none. */
export async function ensureRolePosition(tx: Transaction, institutionId: string, role: Role): Promise<string> {
  return await ensurePosition(tx, { institutionId, ...genericPositions[role], roles: [role] });
}

export interface Assignment {
  institutionId: string;
  positionId: string;
  staffId: string;
  capacity?: Capacity;
  startsAt: Date;
  /** Null is open-ended; a Plt. or Plh. must end. */
  endsAt?: Date | null;
  /** Null when the installation itself assigns. */
  actorId: string | null;
  now: Date;
}

/**
 * Gives a position of the institution to one of its staff from an instant on. Throws `not-found` for a position or person of elsewhere, `invalid-input`
 * when it ends before it starts or a Plt./Plh. has no end, `state-conflict` for a retired position or a deactivated person.
 */
export async function assignPosition(tx: Transaction, assignment: Assignment): Promise<string> {
  const { institutionId, positionId, staffId, startsAt, actorId, now } = assignment;
  const capacity = assignment.capacity ?? 'definitive';
  const endsAt = assignment.endsAt ?? null;
  if (endsAt === null && capacity !== 'definitive') throw wrongEnd('Tulis tanggal berakhirnya', 'Say when it ends');
  if (endsAt !== null && endsAt <= startsAt) {
    throw wrongEnd('Waktu selesai harus setelah waktu mulai', 'The end must be after the start');
  }
  await lockInstitution(tx, institutionId);
  const position = await tx.position.findFirst({ where: { id: positionId, institutionId } });
  const staff = await tx.staff.findFirst({ where: { id: staffId, institutionId } });
  if (!position || !staff) throw new DomainError('not-found');
  if (position.retiredAt !== null || staff.deactivatedAt !== null) throw new DomainError('state-conflict');
  const { id } = await tx.positionAssignment.create({ data: { positionId, staffId, capacity, startsAt, endsAt } });
  await appendAudit(tx, {
    institutionId,
    at: now,
    actorId,
    action: 'position.assigned',
    entityId: positionId,
    data: {
      assignmentId: id,
      staffId,
      capacity,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt?.toISOString() ?? null,
    },
  });
  return id;
}

const wrongEnd = (id: string, en: string) =>
  new DomainError('invalid-input', { errors: [{ pointer: '/endsAt', detail: { id, en } }] });
