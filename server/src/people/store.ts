/** Rows of staff as administrators keep them: made, edited, let out and in again. */
import type { Person, PersonEdit } from '@sambung/contract/people';
import { languageSchema } from '@sambung/contract/problem';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import {
  endSessionsOf,
  removeSecondStep,
  requireFreeEmail,
  rolesAt,
  setPassword,
  withEmailTaken,
} from '../identity/index.ts';
import { DomainError } from '../problem.ts';
import type { Actor } from './actor.ts';
import { requireAdminLeft } from './admin-left-store.ts';
import { assignmentOf, notOver } from './position-store.ts';

const withAssignments = (now: Date) =>
  ({
    assignments: {
      where: notOver(now),
      include: { position: true, staff: { select: { name: true } } },
      orderBy: { startsAt: 'asc' },
    },
  }) as const;

/** The institution's people, those who may sign in first, by name. */
export async function listPeople(db: Database | Transaction, institutionId: string, now: Date): Promise<Person[]> {
  const rows = await db.staff.findMany({
    where: { institutionId },
    include: withAssignments(now),
    orderBy: [{ deactivatedAt: { sort: 'asc', nulls: 'first' } }, { name: 'asc' }],
  });
  return rows.map((row) => personOf(row, now));
}

/** One of the institution's people. Throws `not-found`. */
export async function getPerson(
  db: Database | Transaction,
  institutionId: string,
  id: string,
  now: Date,
): Promise<Person> {
  const row = await db.staff.findFirst({ where: { id, institutionId }, include: withAssignments(now) });
  if (!row) throw new DomainError('not-found');
  return personOf(row, now);
}

type PersonRow = Awaited<ReturnType<typeof findRow>>;
function findRow(db: Database, now: Date) {
  return db.staff.findFirstOrThrow({ include: withAssignments(now) });
}

/** What an erased person's address ends in: a name that can never exist (RFC 2606). */
export const erasedDomain = '@dihapus.invalid';

function personOf(row: PersonRow, now: Date): Person {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone,
    employeeNumber: row.employeeNumber,
    unit: row.unit,
    skills: row.skills,
    language: languageSchema.catch('id').parse(row.language),
    roles: row.deactivatedAt === null ? rolesAt(row.assignments, now) : [],
    assignments: row.assignments.map(assignmentOf),
    mustChangePassword: row.mustChangePassword,
    secondStep: row.totpConfirmedAt !== null,
    deactivatedAt: row.deactivatedAt?.toISOString() ?? null,
    anonymised: row.email.endsWith(erasedDomain),
    createdAt: row.createdAt.toISOString(),
  };
}

/** Writes what is given; the audit log says which fields, never what they say. Throws `not-found`, `email-taken`. */
export async function editPerson(tx: Transaction, actor: Actor, id: string, edit: PersonEdit): Promise<void> {
  await lockInstitution(tx, actor.institutionId);
  await requirePerson(tx, actor, id);
  const given = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined)) as PersonEdit;
  if (Object.keys(given).length === 0) return;
  const email = given.email?.toLowerCase();
  if (email !== undefined) await requireFreeEmail(tx, email, id);
  const data = { ...given, ...(email !== undefined && { email }) };
  await withEmailTaken(() => tx.staff.update({ where: { id }, data: data as object }));
  await record(tx, actor, 'staff.edited', id, { fields: Object.keys(given).sort() });
}

/** Lets somebody out: sessions, links and calendar addresses end in the same transaction. Throws `not-found`, `state-conflict` for the last admin. */
export async function deactivate(tx: Transaction, actor: Actor, id: string): Promise<void> {
  await lockInstitution(tx, actor.institutionId);
  const { now, institutionId } = actor;
  const done = await tx.staff.updateMany({
    where: { id, institutionId, deactivatedAt: null },
    data: { deactivatedAt: now },
  });
  if (done.count === 0) return await requirePerson(tx, actor, id);
  await requireAdminLeft(tx, institutionId, now);
  await endSessionsOf(tx, id);
  await tx.passwordReset.updateMany({ where: { staffId: id, usedAt: null }, data: { usedAt: now } });
  const feeds = { institutionId, revokedAt: null, subjectKind: 'person', subjectId: id };
  await tx.calendarFeed.updateMany({ where: feeds, data: { revokedAt: now } });
  await record(tx, actor, 'staff.deactivated', id);
}

/** Lets somebody in again; calendar addresses have to be made anew. Throws `not-found`, `state-conflict` for an erased person. */
export async function reactivate(tx: Transaction, actor: Actor, id: string): Promise<void> {
  await lockInstitution(tx, actor.institutionId);
  const person = await getPerson(tx, actor.institutionId, id, actor.now);
  if (person.anonymised) throw new DomainError('state-conflict');
  if (person.deactivatedAt === null) return;
  await tx.staff.update({ where: { id }, data: { deactivatedAt: null } });
  await record(tx, actor, 'staff.reactivated', id);
}

/** Ends every session of the person. */
export async function endSessions(tx: Transaction, actor: Actor, id: string): Promise<void> {
  await lockInstitution(tx, actor.institutionId);
  await requirePerson(tx, actor, id);
  await endSessionsOf(tx, id);
  await record(tx, actor, 'staff.sessions-ended', id);
}

/** For somebody who lost the phone: codes are no longer asked for, sessions end. */
export async function resetSecondStep(tx: Transaction, actor: Actor, id: string): Promise<void> {
  await lockInstitution(tx, actor.institutionId);
  await requirePerson(tx, actor, id);
  await removeSecondStep(tx, id);
  await endSessionsOf(tx, id);
  await record(tx, actor, 'staff.second-step-reset', id);
}

/** A password that has to be changed at the next sign-in; sessions end. */
export async function giveFirstPassword(
  tx: Transaction,
  actor: Actor,
  id: string,
  passwordHash: string,
): Promise<void> {
  await lockInstitution(tx, actor.institutionId);
  const person = await getPerson(tx, actor.institutionId, id, actor.now);
  if (person.deactivatedAt !== null) throw new DomainError('state-conflict');
  await setPassword(tx, id, { passwordHash, mustChange: true, now: actor.now });
  await endSessionsOf(tx, id);
  await record(tx, actor, 'staff.first-password-given', id);
}

async function requirePerson(tx: Transaction, { institutionId }: Actor, id: string): Promise<void> {
  if ((await tx.staff.count({ where: { id, institutionId } })) === 0) throw new DomainError('not-found');
}

function record(
  tx: Transaction,
  { institutionId, actorId, now }: Actor,
  action: string,
  entityId: string,
  data: { fields?: string[] } = {},
): Promise<void> {
  return appendAudit(tx, { institutionId, at: now, actorId, action, entityId, data });
}
