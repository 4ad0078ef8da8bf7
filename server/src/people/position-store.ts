/** Rows of positions as administrators keep them. */
import type { Position, PositionAssignment, PositionCreation, PositionEdit } from '@sambung/contract/people';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { isInForce } from '../identity/index.ts';
import { DomainError } from '../problem.ts';
import type { Actor } from './actor.ts';
import { requireAdminLeft } from './admin-left-store.ts';

/** Assignments in force or still to come. */
export const notOver = (now: Date) => ({ OR: [{ endsAt: null }, { endsAt: { gt: now } }] });

interface AssignmentRow {
  id: string;
  positionId: string;
  staffId: string;
  capacity: PositionAssignment['capacity'];
  startsAt: Date;
  endsAt: Date | null;
  position: { title: string };
  staff: { name: string };
}

export function assignmentOf({ position, staff, startsAt, endsAt, ...row }: AssignmentRow): PositionAssignment {
  return {
    id: row.id,
    positionId: row.positionId,
    positionTitle: position.title,
    staffId: row.staffId,
    staffName: staff.name,
    capacity: row.capacity,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt?.toISOString() ?? null,
  };
}

/** The institution's positions, those in use first, by title; `id` gives that one alone. */
export async function listPositions(
  db: Database | Transaction,
  institutionId: string,
  now: Date,
  id?: string,
): Promise<Position[]> {
  const rows = await db.position.findMany({
    where: { institutionId, ...(id !== undefined && { id }) },
    include: {
      assignments: {
        where: { ...notOver(now), staff: { deactivatedAt: null } },
        include: { position: true, staff: { select: { name: true } } },
        orderBy: { startsAt: 'asc' },
      },
    },
    orderBy: [{ retiredAt: { sort: 'asc', nulls: 'first' } }, { title: 'asc' }],
  });
  return rows.map((row) => ({
    id: row.id,
    key: row.key,
    title: row.title,
    roles: row.roles,
    superiorId: row.superiorId,
    retiredAt: row.retiredAt?.toISOString() ?? null,
    assignments: [...row.assignments]
      .sort((a, b) => Number(isInForce(b, now)) - Number(isInForce(a, now)))
      .map(assignmentOf),
  }));
}

/** One of the institution's positions. Throws `not-found`. */
export async function getPosition(
  db: Database | Transaction,
  { institutionId, now }: Pick<Actor, 'institutionId' | 'now'>,
  id: string,
): Promise<Position> {
  const [position] = await listPositions(db, institutionId, now, id);
  if (!position) throw new DomainError('not-found');
  return position;
}

/** A new position. Throws `key-taken`, `invalid-input` for a superior of elsewhere. Returns its id. */
export async function createPosition(tx: Transaction, actor: Actor, creation: PositionCreation): Promise<string> {
  await lockInstitution(tx, actor.institutionId);
  const { institutionId } = actor;
  const { key, title, roles, superiorId = null } = creation;
  if (await tx.position.findUnique({ where: { institutionId_key: { institutionId, key } } })) {
    const detail = { id: 'Sudah dipakai jabatan lain', en: 'Another position uses it already' };
    throw new DomainError('key-taken', { errors: [{ pointer: '/key', detail }] });
  }
  if (superiorId !== null) await requireSuperior(tx, actor, superiorId, null);
  const { id } = await tx.position.create({ data: { institutionId, key, title, roles, superiorId } });
  await record(tx, actor, 'position.created', id, { key, roles });
  return id;
}

/** Writes what is given. Throws `not-found`, `invalid-input` for a superior that stands below it, `state-conflict` when no admin would be left. */
export async function editPosition(tx: Transaction, actor: Actor, id: string, edit: PositionEdit): Promise<void> {
  await lockInstitution(tx, actor.institutionId);
  const before = await getPosition(tx, actor, id);
  const { title = before.title, roles = before.roles, superiorId = before.superiorId } = edit;
  if (superiorId !== null && superiorId !== before.superiorId) await requireSuperior(tx, actor, superiorId, id);
  await tx.position.update({ where: { id }, data: { title, roles, superiorId } });
  await requireAdminLeft(tx, actor.institutionId, actor.now);
  await record(tx, actor, 'position.edited', id, { roles, superiorId, titleChanged: title !== before.title });
}

/** Ends a position and with it every assignment. Throws `not-found`, `state-conflict` while a procedure names it or when no admin would be left. */
export async function retirePosition(tx: Transaction, actor: Actor, id: string): Promise<void> {
  await lockInstitution(tx, actor.institutionId);
  const { institutionId, now } = actor;
  const position = await getPosition(tx, actor, id);
  if (position.retiredAt !== null) return;
  const named = await findNaming(tx, institutionId, position.key);
  if (named.length > 0) {
    throw new DomainError('state-conflict', {
      detail: {
        id: `Jabatan ini masih disebut dalam SOP: ${named.join(', ')}.`,
        en: `Procedures still name this position: ${named.join(', ')}.`,
      },
    });
  }
  await tx.position.update({ where: { id }, data: { retiredAt: now } });
  await tx.positionAssignment.deleteMany({ where: { positionId: id, startsAt: { gte: now } } });
  await tx.positionAssignment.updateMany({ where: { positionId: id, ...notOver(now) }, data: { endsAt: now } });
  await requireAdminLeft(tx, institutionId, now);
  await record(tx, actor, 'position.retired', id, {});
}

/** Titles of procedures in use whose newest version names the position. */
async function findNaming(tx: Transaction, institutionId: string, key: string): Promise<string[]> {
  const sops = await tx.sop.findMany({
    where: { institutionId, retiredAt: null },
    include: { versions: { orderBy: { version: 'desc' }, take: 1, select: { document: true } } },
  });
  return sops
    .map(
      ({ versions }) =>
        versions[0]?.document as { control: { title: string }; positions: { key: string }[] } | undefined,
    )
    .filter((document) => document?.positions.some((position) => position.key === key))
    .map((document) => document?.control.title ?? '');
}

/** Ends an assignment at an instant; one that has not begun by then is withdrawn. Throws `not-found`, `state-conflict`. */
export async function endAssignment(
  tx: Transaction,
  actor: Actor,
  { positionId, assignmentId, endsAt }: { positionId: string; assignmentId: string; endsAt: Date },
): Promise<void> {
  await lockInstitution(tx, actor.institutionId);
  const where = { id: assignmentId, positionId, position: { institutionId: actor.institutionId } };
  const row = await tx.positionAssignment.findFirst({ where });
  if (!row) throw new DomainError('not-found');
  if (row.endsAt !== null && row.endsAt <= actor.now) throw new DomainError('state-conflict');
  if (endsAt <= row.startsAt) await tx.positionAssignment.delete({ where: { id: assignmentId } });
  else await tx.positionAssignment.update({ where: { id: assignmentId }, data: { endsAt } });
  await requireAdminLeft(tx, actor.institutionId, actor.now);
  const { staffId, capacity } = row;
  await record(tx, actor, 'position.assignment-ended', positionId, {
    assignmentId,
    staffId,
    capacity,
    endsAt: endsAt.toISOString(),
  });
}

/** A superior is another position of the institution that does not stand below this one. */
async function requireSuperior(
  tx: Transaction,
  { institutionId }: Actor,
  superiorId: string,
  id: string | null,
): Promise<void> {
  const rows = await tx.position.findMany({ where: { institutionId }, select: { id: true, superiorId: true } });
  const superiors = new Map(rows.map((row) => [row.id, row.superiorId]));
  let above: string | null | undefined = superiorId;
  for (let height = 0; above != null && above !== id && height <= rows.length; height++) above = superiors.get(above);
  if (superiors.has(superiorId) && above === null) return;
  const detail = {
    id: 'Pilih jabatan lain yang tidak berada di bawah jabatan ini',
    en: 'Choose another position, not one below this',
  };
  throw new DomainError('invalid-input', { errors: [{ pointer: '/superiorId', detail }] });
}

function record(
  tx: Transaction,
  { institutionId, actorId, now }: Actor,
  action: string,
  entityId: string,
  data: Record<string, string | boolean | null | string[]>,
): Promise<void> {
  return appendAudit(tx, { institutionId, at: now, actorId, action, entityId, data });
}
