/** Rows of certificates in the contract's words. */
import {
  type Certificate,
  type CertificateChange,
  type CertificateContent,
  type CertificateSummary,
  type CertificateTransition,
  certificateContentSchema,
  certificateStateAt,
} from '@sambung/contract/certificate';
import type { Staff } from '@sambung/contract/http';
import { lineClassSchema, verdictSchema } from '@sambung/contract/rubric';
import type { SopDocument } from '@sambung/contract/sop';
import { testCallKindSchema } from '@sambung/contract/test-run';
import { timeZoneSchema } from '@sambung/contract/text';
import { z } from 'zod';
import type { Database, Transaction } from '../db.ts';
import { DomainError } from '../problem.ts';
import { addressesOf, lifeOf } from './life.ts';
import { mayFollow } from './states.ts';
import { type CertificateRow, listOf, type passedSince } from './store.ts';
import { publicPathOf } from './telling.ts';

/** What was signed. Throws `state-conflict` for a content that somebody destroyed. */
export function contentOf({ content }: Pick<CertificateRow, 'content'>): CertificateContent {
  const known = certificateContentSchema.safeParse(content);
  if (known.success) return known.data;
  throw new DomainError('state-conflict', { detail: destroyed });
}

/** What the newest certificate of a request says, whatever became of it; null where there is none that can be read. */
export async function newestContent(
  db: Database | Transaction,
  institutionId: string,
  requestId: string,
): Promise<CertificateContent | null> {
  const [newest] = await listOf(db, institutionId, { requestId });
  return newest ? (certificateContentSchema.safeParse(newest.content).data ?? null) : null;
}
const destroyed = {
  id: 'Isi sertifikat ini sudah dirusak dan tidak dapat dibaca lagi.',
  en: 'The content of this certificate was destroyed and cannot be read any more.',
};

const text = z.string().catch('');
const glanceSchema = z.object({
  certificate: z
    .object({ timeZone: timeZoneSchema.catch('UTC'), institution: z.object({ name: text }).catch({ name: '' }) })
    .catch({ timeZone: 'UTC', institution: { name: '' } }),
  bound: z
    .object({ site: z.object({ name: text, room: text }), lineClass: lineClassSchema.catch('audio-first') })
    .catch({ site: { name: '', room: '' }, lineClass: 'audio-first' }),
  decision: z.object({ verdict: verdictSchema.catch('not-certified') }).catch({ verdict: 'not-certified' }),
});
/** The few facts that lists and the public page show, even of a content that somebody destroyed: those pages have to say so. */
export const glanceAt = ({ content }: Pick<CertificateRow, 'content'>) => glanceSchema.parse(content);

export const stateOf = ({ validUntil, states }: CertificateRow, now: Date) =>
  certificateStateAt({ validUntil, transitions: states.map((each) => each.transition as CertificateTransition) }, now);

export function summaryOf(row: CertificateRow, now: Date): CertificateSummary {
  const { certificate, bound } = glanceAt(row);
  return {
    id: row.id,
    requestId: row.requestId,
    requestNumber: row.request.number ?? '',
    testCallId: row.testCallId,
    siteId: row.siteId,
    siteName: bound.site.name,
    room: bound.site.room,
    lineClass: bound.lineClass,
    state: stateOf(row, now),
    simulated: row.simulated,
    issuedAt: row.issuedAt.toISOString(),
    validUntil: row.validUntil.toISOString(),
    timeZone: certificate.timeZone,
    publicPath: publicPathOf(row.code),
  };
}

export const historyOf = ({ states }: CertificateRow): CertificateChange[] =>
  states.map(({ transition, cause, reason, at, actorTitle }) => ({
    transition: transition as CertificateChange['transition'],
    cause: cause as CertificateChange['cause'],
    reason,
    at: at.toISOString(),
    by: actorTitle === '' ? null : actorTitle,
  }));

const hasRole = (staff: Staff, ...roles: Staff['roles']) => roles.some((role) => staff.roles.includes(role));

/** Whoever works on it may say that it does not hold; whoever answers for it revokes it; an admin lets it hold again. */
export const maySuspend = (staff: Staff) => hasRole(staff, 'technician', 'approver', 'admin');
export const mayReverify = (staff: Staff) => hasRole(staff, 'admin');
export const mayDownload = (staff: Staff) => hasRole(staff, 'technician', 'approver', 'admin');

/** Approvers, and whoever holds a position that stands, in the procedure, above one that tests. */
export function mayRevoke(staff: Staff, procedure: Pick<SopDocument, 'positions' | 'steps'>): boolean {
  if (hasRole(staff, 'approver')) return true;
  const above = superiorsOfTesters(procedure);
  return staff.positions.some(({ key }) => above.has(key));
}

/** Positions above those whose steps are tests; where no step is one, above those with the technician's role. */
function superiorsOfTesters({ positions, steps }: Pick<SopDocument, 'positions' | 'steps'>): Set<string> {
  const testing = steps.filter(({ kind }) => kind === 'test').map(({ position }) => position);
  const technicians = positions.filter(({ roles }) => roles.includes('technician')).map(({ key }) => key);
  const above = new Set<string>();
  for (const start of testing.length > 0 ? testing : technicians) {
    let key = positions.find((position) => position.key === start)?.superior;
    while (key !== undefined && !above.has(key)) {
      above.add(key);
      key = positions.find((position) => position.key === key)?.superior;
    }
  }
  return above;
}

type PassedCalls = Awaited<ReturnType<typeof passedSince>>;

export function describe(
  row: CertificateRow,
  { staff, procedure, passed, now }: { staff: Staff; procedure: SopDocument; passed: PassedCalls; now: Date },
): Certificate {
  const life = lifeOf(row);
  return {
    ...summaryOf(row, now),
    content: contentOf(row),
    addresses: addressesOf(row),
    history: historyOf(row),
    keyId: row.keyId,
    may: {
      suspend: maySuspend(staff) && mayFollow(life, { to: 'suspended', cause: 'by-hand' }, now),
      revoke: mayRevoke(staff, procedure) && mayFollow(life, { to: 'revoked' }, now),
      reverify: mayReverify(staff) && mayFollow(life, { to: 're-verified' }, now),
      download: mayDownload(staff),
    },
    reverifiedBy: passed.flatMap(({ id, kind, attempt, decidedAt, decision }) =>
      decidedAt === null
        ? []
        : {
            ...{ testCallId: id, kind: testCallKindSchema.parse(kind), attempt },
            ...{ decidedAt: decidedAt.toISOString(), verdict: verdictSchema.parse(decision) },
          },
    ),
  };
}
