/** Rows of rubrics and their versions. A version is never changed: judgements keep the one they were made by. */
import { createHash } from 'node:crypto';
import type { RubricDocument, RubricSummary, RubricVersion } from '@sambung/contract/rubric';
import type { SopDocument } from '@sambung/contract/sop';
import type { Bilingual } from '@sambung/contract/text';
import { appendAudit, canonicalJson, type Json, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { DomainError } from '../problem.ts';
import { shippedRubric, shippedRubricKeys } from './shipped.ts';

export interface RubricPublication {
  readonly institutionId: string;
  readonly key: string;
  /** The checked document and the text it was checked from. */
  readonly document: RubricDocument;
  readonly source: string;
  readonly changeNote: string;
  readonly publishedById: string;
  readonly now: Date;
  /** The newest version the author had seen: 0 for a new key. */
  readonly baseVersion: number;
}

/** A rubric as a test call is judged by it. */
export interface CurrentRubric {
  readonly versionId: string;
  readonly key: string;
  readonly version: number;
  readonly sha256: string;
  readonly document: RubricDocument;
}

/** What a certificate says of the rubric it was made by: SHA-256 of the document as canonical JSON. */
export const rubricHash = (document: RubricDocument): string =>
  createHash('sha256')
    .update(canonicalJson(document as unknown as Json))
    .digest('hex');

/**
 * Appends a version to the institution's rubric of this key. Throws `not-found` where the author had seen one and there is none, `key-taken` where
 * a new one has another's key, `state-conflict` when somebody else published meanwhile.
 */
export async function publishRubric(tx: Transaction, publication: RubricPublication): Promise<{ version: number }> {
  const { institutionId, key, document, source, changeNote, publishedById, now, baseVersion } = publication;
  await lockInstitution(tx, institutionId);
  const existing = await tx.rubric.findUnique({
    where: { institutionId_key: { institutionId, key } },
    include: { versions: { orderBy: { version: 'desc' }, take: 1, select: { version: true } } },
  });
  if (!existing && baseVersion > 0) throw new DomainError('not-found');
  if (existing && baseVersion === 0) throw new DomainError('key-taken');
  const newest = existing?.versions[0]?.version ?? 0;
  if (newest !== baseVersion) throw new DomainError('state-conflict');
  const rubric = existing ?? (await tx.rubric.create({ data: { institutionId, key } }));
  const version = newest + 1;
  const sha256 = rubricHash(document);
  await tx.rubricVersion.create({
    data: { rubricId: rubric.id, version, document, source, sha256, changeNote, publishedAt: now, publishedById },
  });
  await appendAudit(tx, {
    institutionId,
    at: now,
    actorId: publishedById,
    action: 'rubric.published',
    entityId: rubric.id,
    data: { key, version, sha256 },
  });
  return { version };
}

/**
 * Gives the institution the rubrics of these keys that come with the product and that it does not have yet, as their first versions. Answers the keys
 * that are neither its own nor the product's.
 */
export async function ensureRubrics(
  tx: Transaction,
  institutionId: string,
  keys: readonly string[],
  now: Date,
): Promise<string[]> {
  await lockInstitution(tx, institutionId);
  const known = await tx.rubric.findMany({ where: { institutionId, key: { in: [...keys] } }, select: { key: true } });
  const missing = [...new Set(keys)].filter((key) => !known.some((one) => one.key === key));
  const unknown: string[] = [];
  for (const key of missing) {
    const shipped = shippedRubricKeys.find((one) => one === key);
    if (shipped === undefined) {
      unknown.push(key);
      continue;
    }
    const { document, source } = shippedRubric(shipped);
    const first = { version: 1, document, source, sha256: rubricHash(document), publishedAt: now };
    const changeNote = 'Naskah yang disertakan bersama Sambung';
    await tx.rubric.create({ data: { institutionId, key, versions: { create: { ...first, changeNote } } } });
  }
  return unknown;
}

/** The newest version of the institution's rubric of this key; null when it has none. */
export async function currentRubric(
  db: Database | Transaction,
  institutionId: string,
  key: string,
): Promise<CurrentRubric | null> {
  const row = await db.rubricVersion.findFirst({
    where: { rubric: { institutionId, key } },
    orderBy: { version: 'desc' },
    omit: { source: true },
  });
  return row && toCurrent(key, row);
}

/** The version that something was judged by; null when the institution has none of this id. */
export async function rubricOfVersion(
  db: Database | Transaction,
  institutionId: string,
  versionId: string,
): Promise<CurrentRubric | null> {
  const row = await db.rubricVersion.findFirst({
    where: { id: versionId, rubric: { institutionId } },
    include: { rubric: { select: { key: true } } },
    omit: { source: true },
  });
  return row && toCurrent(row.rubric.key, row);
}

const toCurrent = (
  key: string,
  row: { id: string; version: number; sha256: string; document: unknown },
): CurrentRubric => ({
  versionId: row.id,
  key,
  version: row.version,
  sha256: row.sha256,
  document: row.document as RubricDocument,
});

/** The institution's rubrics in their newest versions, with the services that use them. */
export async function listRubrics(db: Database, institutionId: string): Promise<RubricSummary[]> {
  const rows = await db.rubric.findMany({
    where: { institutionId },
    orderBy: { key: 'asc' },
    include: { versions: { orderBy: { version: 'desc' }, take: 1, omit: { source: true } } },
  });
  const services = await servicesByRubric(db, institutionId);
  return rows.flatMap(({ key, versions: [newest] }) =>
    newest ? [summaryOf(key, newest, services.get(key) ?? [])] : [],
  );
}

/** One version with the rubric's whole history; null when the institution has no such version. */
export async function findRubricVersion(
  db: Database,
  institutionId: string,
  key: string,
  version: number,
): Promise<RubricVersion | null> {
  const rubric = await db.rubric.findUnique({
    where: { institutionId_key: { institutionId, key } },
    include: { versions: { orderBy: { version: 'desc' }, omit: { source: true, document: true } } },
  });
  const row = rubric && (await db.rubricVersion.findFirst({ where: { rubricId: rubric.id, version } }));
  if (!rubric || !row) return null;
  const authors = await namesOf(
    db,
    rubric.versions.map(({ publishedById }) => publishedById),
  );
  const services = await servicesByRubric(db, institutionId);
  return {
    ...summaryOf(key, row, services.get(key) ?? []),
    document: row.document as unknown as RubricDocument,
    source: row.source,
    history: rubric.versions.map((one) => ({
      version: one.version,
      publishedAt: one.publishedAt.toISOString(),
      publishedByName: one.publishedById === null ? null : (authors.get(one.publishedById) ?? null),
      changeNote: one.changeNote,
    })),
  };
}

/** Names of the services whose newest version is judged by a rubric, by its key; retired procedures are left out. */
async function servicesByRubric(db: Database, institutionId: string): Promise<Map<string, Bilingual[]>> {
  const sops = await db.sop.findMany({
    where: { institutionId, retiredAt: null },
    orderBy: { code: 'asc' },
    include: { versions: { orderBy: { version: 'desc' }, take: 1, select: { document: true } } },
  });
  const services = new Map<string, Bilingual[]>();
  for (const { versions } of sops) {
    const document = versions[0]?.document as unknown as SopDocument | undefined;
    if (document === undefined) continue;
    const { rubric } = document.policies;
    services.set(rubric, [...(services.get(rubric) ?? []), document.service.name]);
  }
  return services;
}

async function namesOf(db: Database, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const staff = await db.staff.findMany({
    where: { id: { in: ids.filter((id) => id !== null) } },
    select: { id: true, name: true },
  });
  return new Map(staff.map(({ id, name }) => [id, name]));
}

const summaryOf = (
  key: string,
  row: { id: string; version: number; document: unknown; sha256: string; publishedAt: Date },
  services: Bilingual[],
): RubricSummary => ({
  key,
  version: row.version,
  versionId: row.id,
  name: (row.document as RubricDocument).name,
  sha256: row.sha256,
  publishedAt: row.publishedAt.toISOString(),
  services,
});
