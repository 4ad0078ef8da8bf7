/** Rows of certificates and of what happened to them (both append-only), and what a certificate is checked against. */
import { actualCallSummarySchema } from '@sambung/contract/actual-call';
import type { CertificateState, CertificateTransition, SuspensionCause } from '@sambung/contract/certificate';
import type { Side } from '@sambung/contract/http';
import type { SopDocument } from '@sambung/contract/sop';
import type { Json } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import type { StoredSample } from './chunks.ts';

const whole = {
  states: { orderBy: { id: 'asc' } },
  institution: { select: { id: true, name: true, timeZone: true, letterhead: true } },
  request: { select: { number: true, title: true } },
} as const;

export type CertificateRow = NonNullable<Awaited<ReturnType<typeof findCertificate>>>;
export type StateRow = CertificateRow['states'][number];

/** The certificate, or null when this institution has none with that id. */
export async function findCertificate(db: Database | Transaction, institutionId: string, id: string) {
  return await db.certificate.findFirst({ where: { id, institutionId }, include: whole });
}

export async function findByCode(db: Database, code: string): Promise<CertificateRow | null> {
  return await db.certificate.findUnique({ where: { code }, include: whole });
}

export async function findByTestCall(
  tx: Transaction,
  testCallId: string,
): Promise<{ id: string; code: string } | null> {
  return await tx.certificate.findUnique({ where: { testCallId }, select: { id: true, code: true } });
}

/** Those of a site or a request; all that were ever issued for it. */
export async function listOf(
  db: Database | Transaction,
  institutionId: string,
  of: { readonly siteId: string } | { readonly requestId: string },
): Promise<CertificateRow[]> {
  return await db.certificate.findMany({
    where: { ...of, institutionId },
    include: whole,
    orderBy: { issuedAt: 'desc' },
  });
}

interface Listing {
  readonly institutionId: string;
  readonly state: CertificateState | null;
  readonly siteId: string | null;
  readonly now: Date;
  readonly page: number;
  readonly pageSize: number;
}
/** A page of the institution's certificates, newest first, and how many there are. The state is `certificateStateAt`, in SQL. */
export async function listPage(db: Database, listing: Listing): Promise<{ rows: CertificateRow[]; total: number }> {
  const { institutionId, state, siteId, now, page, pageSize } = listing;
  const found = await db.$queryRaw<{ id: string; total: bigint }[]>`
    SELECT c.id, count(*) OVER () AS total FROM certificates c,
      LATERAL (SELECT transition FROM certificate_states s WHERE s.certificate_id = c.id ORDER BY s.id LIMIT 1) first,
      LATERAL (SELECT transition FROM certificate_states s WHERE s.certificate_id = c.id ORDER BY s.id DESC LIMIT 1) newest
    WHERE c.institution_id = ${institutionId}::uuid AND (${siteId}::uuid IS NULL OR c.site_id = ${siteId}::uuid)
      AND (${state}::text IS NULL OR ${state}::text = CASE
        WHEN newest.transition = 'revoked' THEN 'revoked'
        WHEN newest.transition = 'expired' OR c.valid_until <= ${now} THEN 'expired'
        WHEN newest.transition = 're-verified' THEN first.transition
        ELSE newest.transition END)
    ORDER BY c.issued_at DESC, c.id DESC LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`;
  const where = { id: { in: found.map(({ id }) => id) } };
  const rows = await db.certificate.findMany({
    where,
    include: whole,
    orderBy: [{ issuedAt: 'desc' }, { id: 'desc' }],
  });
  return { rows, total: Number(found[0]?.total ?? 0) };
}

/** Certificates whose time is over and whose end nobody has recorded. */
export async function listUnrecordedEnds(db: Database, now: Date, limit: number): Promise<CertificateRow[]> {
  return await db.certificate.findMany({
    where: { validUntil: { lte: now }, states: { none: { transition: { in: ['expired', 'revoked'] } } } },
    include: whole,
    orderBy: { validUntil: 'asc' },
    take: limit,
  });
}

interface NewCertificate {
  readonly id: string;
  readonly institutionId: string;
  readonly requestId: string;
  readonly testCallId: string;
  readonly siteId: string | null;
  readonly code: string;
  readonly simulated: boolean;
  readonly issuedAt: Date;
  readonly validUntil: Date;
  readonly content: Json;
  readonly keyId: string;
  readonly signature: string;
}
export async function insertCertificate(tx: Transaction, { content, ...row }: NewCertificate): Promise<void> {
  await tx.certificate.create({ data: { ...row, content: content as object } });
}

export interface NewState {
  readonly certificateId: string;
  readonly transition: CertificateTransition;
  readonly cause: SuspensionCause | null;
  readonly reason: string;
  readonly actorId: string | null;
  readonly actorTitle: string;
  readonly at: Date;
  readonly data: { readonly [key: string]: Json };
}
export async function insertState(tx: Transaction, { data, ...row }: NewState): Promise<void> {
  await tx.certificateState.create({ data: { ...row, data: data as object } });
}

/** Every sample of a test call in the order in which it was stored. */
export async function readSamples(db: Database | Transaction, testCallId: string): Promise<StoredSample[]> {
  const rows = await db.testCallSample.findMany({ where: { testCallId }, orderBy: { id: 'asc' } });
  return rows.map(({ id, at, from, numbers }) => ({ id, at, from, numbers: numbers as Json }));
}

export async function countSamples(db: Database | Transaction, testCallId: string): Promise<Record<Side, number>> {
  const rows = await db.testCallSample.groupBy({ by: ['from'], where: { testCallId }, _count: true });
  const of = (side: Side) => rows.find(({ from }) => from === side)?._count ?? 0;
  return { host: of('host'), audience: of('audience') };
}

/** A test call with its case, as a certificate needs them. */
export async function findTestCall(db: Database | Transaction, institutionId: string, id: string) {
  return await db.testCall.findFirst({
    where: { id, institutionId },
    include: {
      institution: { select: { id: true, name: true, timeZone: true } },
      request: {
        select: {
          id: true,
          number: true,
          siteId: true,
          startsAt: true,
          endsAt: true,
          place: { select: { timeZone: true } },
        },
      },
    },
  });
}

/** Passed test calls of the certificate's site that were opened after `since`, the newest first. */
export async function passedSince(db: Database, row: CertificateRow, since: Date) {
  const { institutionId, requestId, siteId, simulated } = row;
  return await db.testCall.findMany({
    where: {
      institutionId,
      ...(siteId === null ? { requestId } : { request: { siteId } }),
      openedAt: { gte: since },
      decision: { startsWith: 'certified' },
      kind: { not: 'pre-test' },
      ...(simulated ? {} : { simulatedReasons: { isEmpty: true } }),
    },
    orderBy: { decidedAt: 'desc' },
    take: 20,
    select: { id: true, kind: true, attempt: true, decidedAt: true, decision: true },
  });
}

/** With or without conditions. */
export const isCertified = (decision: string | null): boolean => decision?.startsWith('certified') ?? false;

export async function procedureOf(db: Database | Transaction, requestId: string): Promise<SopDocument> {
  const row = await db.request.findUniqueOrThrow({
    where: { id: requestId },
    select: { sopVersion: { select: { document: true } } },
  });
  return row.sopVersion.document as unknown as SopDocument;
}

/** The public addresses of a site that are in force. */
export async function siteAddresses(db: Database | Transaction, siteId: string): Promise<string[]> {
  const rows = await db.siteAddress.findMany({ where: { siteId, until: null }, orderBy: { address: 'asc' } });
  return rows.map(({ address }) => address);
}

/** What the client's form says of a request; null without one. */
export async function profileOf(db: Database | Transaction, requestId: string) {
  return await db.siteProfile.findUnique({ where: { requestId }, select: { values: true, notes: true } });
}

/** The document of a published version of a rubric; null where the institution has none with that name and number. */
/** What the conference of a request came to, and its meeting's ID; null before it was summed up. */
export async function actualCallOf(db: Database | Transaction, requestId: string) {
  const row = await db.actualCall.findUnique({
    where: { requestId },
    select: { summary: true, meeting: { select: { code: true } } },
  });
  const summary = actualCallSummarySchema.safeParse(row?.summary).data;
  return row && summary ? { code: row.meeting.code, summary } : null;
}

export async function publishedRubric(
  tx: Transaction,
  institutionId: string,
  { key, version }: { readonly key: string; readonly version: number },
): Promise<Json | null> {
  const where = { version, rubric: { institutionId, key } };
  const row = await tx.rubricVersion.findFirst({ where, select: { document: true } });
  return (row?.document ?? null) as Json | null;
}

/** The newest entry of the institution's audit chain. */
export async function auditHead(tx: Transaction, institutionId: string): Promise<{ seq: number; hash: string } | null> {
  const row = await tx.auditEntry.findFirst({
    where: { institutionId },
    orderBy: { seq: 'desc' },
    select: { seq: true, hash: true },
  });
  return row && { seq: Number(row.seq), hash: row.hash };
}

/** What the audit chain holds of a certificate, oldest first, and the hash of the entry that was its head. */
export async function auditOf(db: Database | Transaction, institutionId: string, id: string, headSeq: number | null) {
  const entries = await db.auditEntry.findMany({ where: { institutionId, entityId: id }, orderBy: { seq: 'asc' } });
  const where = { institutionId_seq: { institutionId, seq: BigInt(headSeq ?? 0) } };
  const head = headSeq === null ? null : await db.auditEntry.findUnique({ where, select: { hash: true } });
  return {
    entries: entries.map(({ action, at, data }) => ({ action, at, data: data as Record<string, Json> })),
    headHash: head?.hash ?? null,
  };
}
