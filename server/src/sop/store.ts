/** Rows of procedures and their versions. A version is never changed: cases keep the one they began with. */
import type { SopDocument, SopListItem, SopSummary, SopVersion } from '@sambung/contract/sop';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { ensurePosition } from '../identity/index.ts';
import { DomainError } from '../problem.ts';
import { ensureRubrics } from '../rubric/index.ts';

/** Cases that are over, or have not begun, do not keep a version alive. */
const idleStates = ['draft', 'archived', 'rejected', 'cancelled', 'no_show'] as const;

export interface Publication {
  readonly institutionId: string;
  readonly code: string;
  /** The checked document and the text it was checked from. */
  readonly document: SopDocument;
  readonly source: string;
  readonly changeNote: string;
  /** Null when the installation itself publishes. */
  readonly publishedById: string | null;
  readonly now: Date;
  /** The newest version the author had seen: 0 for a new procedure. */
  readonly baseVersion: number;
}

/**
 * Appends a version to the institution's procedure of this code, makes the positions that its steps name and brings the rubric that it names. Throws
 * `state-conflict` when somebody else published meanwhile, when a new procedure's code is taken, or when the procedure is retired; `invalid-input` when
 * there is no such rubric.
 */
export async function publishSop(
  tx: Transaction,
  publication: Publication,
): Promise<{ sopId: string; versionId: string; version: number }> {
  const { institutionId, code, document, source, changeNote, publishedById, now, baseVersion } = publication;
  await lockInstitution(tx, institutionId);
  const existing = await tx.sop.findUnique({
    where: { institutionId_code: { institutionId, code } },
    include: { versions: { orderBy: { version: 'desc' }, take: 1, select: { version: true } } },
  });
  const newest = existing?.versions[0]?.version ?? 0;
  if (newest !== baseVersion || (existing && existing.retiredAt !== null)) throw new DomainError('state-conflict');
  const sop = existing ?? (await tx.sop.create({ data: { institutionId, code } }));
  const version = newest + 1;
  const row = await tx.sopVersion.create({
    data: { sopId: sop.id, version, document, source, changeNote, publishedAt: now, publishedById },
  });
  await makePositions(tx, institutionId, document.positions);
  await bringRubric(tx, institutionId, document.policies.rubric, now);
  await appendAudit(tx, {
    institutionId,
    at: now,
    actorId: publishedById,
    action: 'sop.published',
    entityId: sop.id,
    data: { code, version, number: document.control.number },
  });
  return { sopId: sop.id, versionId: row.id, version };
}

/** Positions that the institution does not have yet, with their superiors; those it has stay as its administrators made them. */
async function makePositions(
  tx: Transaction,
  institutionId: string,
  positions: SopDocument['positions'],
): Promise<void> {
  const keys = positions.map(({ key }) => key);
  const known = await tx.position.findMany({ where: { institutionId, key: { in: keys } }, select: { key: true } });
  const ids = new Map<string, string>();
  for (const { key, title, roles } of positions)
    ids.set(key, await ensurePosition(tx, { institutionId, key, title, roles }));
  const made = positions.filter(({ key }) => !known.some((one) => one.key === key));
  for (const { key, superior } of made)
    if (superior !== undefined)
      await tx.position.update({ where: { id: ids.get(key) ?? '' }, data: { superiorId: ids.get(superior) ?? null } });
}

/** The rubric its test calls are judged by, and the general one beside it. */
async function bringRubric(tx: Transaction, institutionId: string, key: string, now: Date): Promise<void> {
  const unknown = await ensureRubrics(tx, institutionId, ['default', key], now);
  if (unknown.length === 0) return;
  const detail = {
    id: `Rubrik “${key}” tidak ada (policies.rubric); terbitkan dahulu.`,
    en: `There is no rubric “${key}” (policies.rubric); publish it first.`,
  };
  throw new DomainError('invalid-input', { errors: [{ pointer: '/source', detail }] });
}

/** Services that may be requested: the newest version of every procedure that is not retired. */
export async function listServices(db: Database | Transaction, institutionId: string): Promise<SopSummary[]> {
  const sops = await findSops(db, { institutionId, retiredAt: null });
  return sops.map(({ summary }) => summary);
}

/** Every procedure of the institution, retired ones too, with how many cases run by it. */
export async function listSops(db: Database | Transaction, institutionId: string): Promise<SopListItem[]> {
  const sops = await findSops(db, { institutionId });
  return await Promise.all(sops.map(async (sop) => withCases(db, sop)));
}

/** One procedure of the institution; null when it has none of this id. */
export async function findSop(
  db: Database | Transaction,
  institutionId: string,
  id: string,
): Promise<SopListItem | null> {
  const [sop] = await findSops(db, { institutionId, id });
  return sop ? await withCases(db, sop) : null;
}

interface FoundSop {
  readonly summary: SopSummary;
  readonly retiredAt: Date | null;
}

async function findSops(
  db: Database | Transaction,
  where: { institutionId: string; id?: string; retiredAt?: null },
): Promise<FoundSop[]> {
  const rows = await db.sop.findMany({
    where,
    orderBy: { code: 'asc' },
    include: { versions: { orderBy: { version: 'desc' }, take: 1, omit: { source: true } } },
  });
  return rows.flatMap(({ versions: [newest], ...sop }) =>
    newest ? [{ summary: summaryOf(sop, newest), retiredAt: sop.retiredAt }] : [],
  );
}

async function withCases(db: Database | Transaction, { summary, retiredAt }: FoundSop): Promise<SopListItem> {
  const counts = await countRunning(db, summary.id);
  const runningCases = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { ...summary, retiredAt: retiredAt?.toISOString() ?? null, runningCases };
}

/** Running cases by version id. */
async function countRunning(db: Database | Transaction, sopId: string): Promise<Map<string, number>> {
  const rows = await db.request.groupBy({
    by: ['sopVersionId'],
    where: { sopVersion: { sopId }, state: { notIn: [...idleStates] } },
    _count: { _all: true },
  });
  return new Map(rows.map(({ sopVersionId, _count }) => [sopVersionId, _count._all]));
}

/** One version with the procedure's whole history; null when the institution has no such version. */
export async function findVersion(
  db: Database | Transaction,
  institutionId: string,
  id: string,
  version: number,
): Promise<SopVersion | null> {
  const sop = await db.sop.findFirst({
    where: { id, institutionId },
    include: { versions: { orderBy: { version: 'desc' }, omit: { source: true, document: true } } },
  });
  const row = await db.sopVersion.findFirst({ where: { sopId: id, version, sop: { institutionId } } });
  if (!sop || !row) return null;
  const running = await countRunning(db, id);
  const authors = await namesOf(
    db,
    sop.versions.map(({ publishedById }) => publishedById),
  );
  const nameOf = (staffId: string | null) => (staffId === null ? null : (authors.get(staffId) ?? null));
  return {
    ...summaryOf(sop, row),
    document: row.document as unknown as SopDocument,
    source: row.source,
    changeNote: row.changeNote,
    publishedByName: nameOf(row.publishedById),
    retiredAt: sop.retiredAt?.toISOString() ?? null,
    history: sop.versions.map((one) => ({
      version: one.version,
      publishedAt: one.publishedAt.toISOString(),
      publishedByName: nameOf(one.publishedById),
      changeNote: one.changeNote,
      runningCases: running.get(one.id) ?? 0,
    })),
  };
}

async function namesOf(db: Database | Transaction, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const staff = await db.staff.findMany({
    where: { id: { in: ids.filter((id) => id !== null) } },
    select: { id: true, name: true },
  });
  return new Map(staff.map(({ id, name }) => [id, name]));
}

/** Takes a procedure out of the services that may be requested, or back in; running cases go on. Null when the institution has none of this id. */
export async function setSopRetired(
  tx: Transaction,
  facts: { institutionId: string; id: string; retired: boolean; actorId: string; now: Date },
): Promise<SopListItem | null> {
  const { institutionId, id, retired, actorId, now } = facts;
  await lockInstitution(tx, institutionId);
  const { count } = await tx.sop.updateMany({
    where: { id, institutionId, retiredAt: retired ? null : { not: null } },
    data: { retiredAt: retired ? now : null },
  });
  if (count > 0)
    await appendAudit(tx, {
      institutionId,
      at: now,
      actorId,
      action: retired ? 'sop.retired' : 'sop.restored',
      entityId: id,
      data: {},
    });
  return await findSop(tx, institutionId, id);
}

function summaryOf(
  sop: { id: string; code: string },
  row: { id: string; version: number; document: unknown; publishedAt: Date },
): SopSummary {
  const { control, service } = row.document as SopDocument;
  return {
    id: sop.id,
    code: sop.code,
    version: row.version,
    versionId: row.id,
    number: control.number,
    title: control.title,
    service,
    publishedAt: row.publishedAt.toISOString(),
  };
}
