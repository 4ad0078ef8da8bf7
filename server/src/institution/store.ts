/** Rows of institutions. */
import {
  type Institution,
  type InstitutionCreation,
  type InstitutionEdit,
  type InstitutionSummary,
  type Letterhead,
  letterheadSchema,
} from '@sambung/contract/institution';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import { recomputeDueDates } from '../calendar/index.ts';
import type { Database, Transaction } from '../db.ts';
import { createStaff, findOperator, settingsOf } from '../identity/index.ts';
import { DomainError } from '../problem.ts';

/** The institution with every default of letterhead and settings filled in. Throws `not-found`. */
export async function getInstitution(db: Database | Transaction, id: string): Promise<Institution> {
  const row = await db.institution.findUnique({ where: { id } });
  if (!row) throw new DomainError('not-found');
  const { name, timeZone } = row;
  return { id, name, timeZone, letterhead: letterheadSchema.parse(row.letterhead), settings: settingsOf(row) };
}

interface Actor {
  institutionId: string;
  actorId: string;
  now: Date;
}

/** Writes what is given; working hours follow the zone, and so does what is due. The audit log says which parts changed, and every change of the legal hold. */
export async function editInstitution(
  tx: Transaction,
  { institutionId, actorId, now }: Actor,
  edit: InstitutionEdit,
): Promise<void> {
  await lockInstitution(tx, institutionId);
  const before = await getInstitution(tx, institutionId);
  const { name = before.name, timeZone = before.timeZone, settings = before.settings } = edit;
  const letterhead: Letterhead = { ...before.letterhead, ...edit.letterhead };
  await tx.institution.update({ where: { id: institutionId }, data: { name, timeZone, letterhead, settings } });
  if (timeZone !== before.timeZone) await recomputeDueDates(tx, { institutionId, cause: 'zone', now });
  const fields = Object.keys(edit).sort();
  const hold = settings.legalHold !== before.settings.legalHold && { legalHold: settings.legalHold !== null };
  await record(tx, { institutionId, actorId, now }, { fields, ...hold });
}

/** The letterhead's picture: a stored file, or none. */
export async function setLogo(tx: Transaction, actor: Actor, logoFileId: string | null): Promise<void> {
  await lockInstitution(tx, actor.institutionId);
  const { letterhead } = await getInstitution(tx, actor.institutionId);
  await tx.institution.update({
    where: { id: actor.institutionId },
    data: { letterhead: { ...letterhead, logoFileId } },
  });
  await record(tx, actor, { fields: ['logo'] });
}

function record(
  tx: Transaction,
  { institutionId, actorId, now }: Actor,
  data: { fields: string[]; legalHold?: boolean },
): Promise<void> {
  return appendAudit(tx, {
    institutionId,
    at: now,
    actorId,
    action: 'institution.edited',
    entityId: institutionId,
    data,
  });
}

/** Every institution of the installation; `id` gives that one alone. */
export async function listInstitutions(db: Database | Transaction, id?: string): Promise<InstitutionSummary[]> {
  const operator = await findOperator(db);
  const rows = await db.institution.findMany({
    where: { ...(id !== undefined && { id }) },
    include: { _count: { select: { staff: { where: { deactivatedAt: null } } } } },
    orderBy: { name: 'asc' },
  });
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    timeZone: row.timeZone,
    createdAt: row.createdAt.toISOString(),
    staffCount: row._count.staff,
    operator: row.id === operator,
  }));
}

/** Another institution with its first administrator, who has to change the password. Returns its id. */
export async function createInstitution(
  tx: Transaction,
  { name, timeZone, admin }: InstitutionCreation,
  { passwordHash, now }: { passwordHash: string; now: Date },
): Promise<string> {
  const { id } = await tx.institution.create({ data: { name, timeZone, createdAt: now } });
  const facts = { institutionId: id, at: now, actorId: null, action: 'institution.created', entityId: id, data: {} };
  await appendAudit(tx, facts);
  const account = { institutionId: id, ...admin, passwordHash, mustChangePassword: true, now };
  await createStaff(tx, { ...account, roles: ['requester', 'approver', 'technician', 'admin'] });
  return id;
}

/** Whose notice is shown: the named institution's, else the operator's; null before the first run. */
export async function findForNotice(db: Database, id: string | undefined): Promise<Institution | null> {
  const wanted = id ?? (await findOperator(db));
  return wanted === null ? null : await getInstitution(db, wanted);
}
