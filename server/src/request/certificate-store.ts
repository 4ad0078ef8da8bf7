/** Rows of certificates as the readiness gate reads them: of a case and of its client's site. */
import { type CertificateTransition, certificateStateAt, type SuspensionCause } from '@sambung/contract/certificate';
import type { Database, Transaction } from '../db.ts';
import type { KnownCertificate } from './certificate-standing.ts';

interface Row {
  testCallId: string;
  requestId: string;
  simulated: boolean;
  validUntil: Date;
  maySkip: boolean | null;
  hostRoom: string | null;
  history: { transition: CertificateTransition; cause: SuspensionCause | null }[];
}

/** Newest first, each in its state at `now`. */
export async function listCertificates(
  db: Database | Transaction,
  { institutionId, id, siteId }: { institutionId: string; id: string; siteId: string | null },
  now: Date,
): Promise<KnownCertificate[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT c.test_call_id AS "testCallId", c.request_id AS "requestId", c.simulated, c.valid_until AS "validUntil",
      (c.content #>> '{rubric,document,validity,maySkip}')::boolean AS "maySkip", c.content #>> '{bound,hostRoom}' AS "hostRoom",
      (SELECT json_agg(json_build_object('transition', s.transition, 'cause', s.cause) ORDER BY s.id)
        FROM certificate_states s WHERE s.certificate_id = c.id) AS history
    FROM certificates c
    WHERE c.institution_id = ${institutionId}::uuid AND (c.request_id = ${id}::uuid OR c.site_id = ${siteId}::uuid)
    ORDER BY c.issued_at DESC, c.id DESC`;
  return rows.map(({ history, validUntil, maySkip, hostRoom, ...row }) => {
    const transitions = history.map(({ transition }) => transition);
    const since = transitions.findLastIndex((transition) => transition !== 'suspended') + 1;
    return {
      ...row,
      state: certificateStateAt({ validUntil, transitions }, now),
      causes: history.slice(since).flatMap(({ cause }) => cause ?? []),
      maySkip: maySkip ?? false,
      hostRoom: hostRoom ?? '',
    };
  });
}

/** Cases before their conduct whose certificate was suspended, revoked, verified anew or has ended: they may be readier or less ready than they say. */
export async function listToSettle(
  db: Database,
  now: Date,
  limit: number,
): Promise<{ id: string; institutionId: string }[]> {
  return await db.$queryRaw<{ id: string; institutionId: string }[]>`
    SELECT r.id, r.institution_id AS "institutionId" FROM requests r
    WHERE r.state IN ('ready', 'assigned') AND r.ends_at > ${now} AND EXISTS (
      SELECT 1 FROM certificates c WHERE (c.request_id = r.id OR c.site_id = r.site_id) AND (
        (r.state = 'ready' AND c.valid_until <= ${now}) OR
        (SELECT s.transition FROM certificate_states s WHERE s.certificate_id = c.id ORDER BY s.id DESC LIMIT 1)
          IN (CASE r.state WHEN 'ready' THEN 'suspended' ELSE 're-verified' END, CASE r.state WHEN 'ready' THEN 'revoked' END)))
    ORDER BY r.starts_at LIMIT ${limit}`;
}
