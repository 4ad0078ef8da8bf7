/** What happens to a certificate after it was issued: suspended, verified anew, expired, revoked; each in the caller's transaction, audited and told. */
import type { CertificateTransition, SuspensionCause } from '@sambung/contract/certificate';
import { boundThingsSchema } from '@sambung/contract/certificate';
import { z } from 'zod';
import { appendAudit, type Json, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { changesOf, isCallTooBad, type Life, mayFollow, type SeenThings, type Step } from './states.ts';
import * as store from './store.ts';
import { tellChange } from './telling.ts';

export const lifeOf = ({ validUntil, states }: Pick<store.CertificateRow, 'validUntil' | 'states'>): Life => ({
  validUntil,
  history: states.map(({ transition, cause }) => ({
    transition: transition as CertificateTransition,
    cause: cause as SuspensionCause | null,
  })),
});

export const boundOf = ({ content }: Pick<store.CertificateRow, 'content'>) =>
  boundThingsSchema.parse((content as { bound?: unknown }).bound);

const addressesSchema = z.object({ addresses: z.array(z.string()) });
/** The addresses it holds for now: those that were signed, or those of its last re-verification. */
export function addressesOf(row: Pick<store.CertificateRow, 'content' | 'states'>): string[] {
  const verified = row.states.findLast(({ transition }) => transition === 're-verified');
  return verified ? addressesSchema.parse(verified.data).addresses : boundOf(row).addresses;
}

export interface By {
  /** Null when the installation itself acts. */
  readonly actorId: string | null;
  /** The position in which it is done. */
  readonly title: string;
}
export const installation: By = { actorId: null, title: '' };

interface Change {
  readonly step: Step;
  readonly reason: string;
  readonly by: By;
  readonly now: Date;
  readonly data?: { readonly [key: string]: Json };
}

/** Takes the step if it may follow; answers whether it did. */
export async function takeStep(
  tx: Transaction,
  row: store.CertificateRow,
  { step, reason, by, now, data = {} }: Change,
): Promise<boolean> {
  if (!mayFollow(lifeOf(row), step, now)) return false;
  const transition = step.to;
  const cause = step.to === 'suspended' ? step.cause : null;
  const { id, institutionId, requestId } = row;
  await store.insertState(tx, {
    ...{ certificateId: id, transition, cause, reason, data },
    ...{ actorId: by.actorId, actorTitle: by.title, at: now },
  });
  await appendAudit(tx, {
    ...{ institutionId, at: now, actorId: by.actorId, action: `certificate.${transition}`, entityId: id },
    data: { transition, cause, ...data },
  });
  await tellChange(tx, {
    ...{ institutionId, requestId, certificateId: id, siteName: boundOf(row).site.name, code: row.code },
    change: { transition, cause, reason },
    by: by.title,
    validUntil: row.validUntil,
    now,
  });
  return true;
}

/** Whether a certificate of the case, or of its client's site, is suspended for its address alone, so that a short test may let it hold again. */
export async function isReverifiable(
  db: Database | Transaction,
  {
    institutionId,
    requestId,
    siteId,
    now,
  }: { institutionId: string; requestId: string; siteId: string | null; now: Date },
): Promise<boolean> {
  const of = siteId === null ? { requestId } : { siteId };
  const rows = await store.listOf(db, institutionId, of);
  return rows.some((row) => mayFollow(lifeOf(row), { to: 're-verified' }, now));
}

/** Whose certificates are meant: of a client's site, or of one request. */
export type CertificatesOf = { readonly siteId: string } | { readonly requestId: string };

export interface Suspension {
  readonly institutionId: string;
  readonly of: CertificatesOf;
  readonly cause: SuspensionCause;
  readonly reason?: string;
  readonly by?: By;
  readonly now: Date;
}

/** Suspends every certificate that holds; answers how many were touched (UNSRI-85, X-16). */
export async function suspendCertificates(tx: Transaction, suspension: Suspension): Promise<number> {
  const { institutionId, of, cause, reason = '', by = installation, now } = suspension;
  await lockInstitution(tx, institutionId);
  let count = 0;
  for (const row of await store.listOf(tx, institutionId, of))
    if (await takeStep(tx, row, { step: { to: 'suspended', cause }, reason, by, now })) count += 1;
  return count;
}

/** Suspends certificates that were given for other things than are seen now, once for each thing; answers how many suspensions that made. */
export async function compareWithCertificates(
  tx: Transaction,
  { institutionId, of, seen, now }: { institutionId: string; of: CertificatesOf; seen: SeenThings; now: Date },
): Promise<number> {
  await lockInstitution(tx, institutionId);
  let count = 0;
  for (const { id } of await store.listOf(tx, institutionId, of)) {
    const first = await store.findCertificate(tx, institutionId, id);
    if (!first) continue;
    for (const cause of changesOf(boundOf(first), addressesOf(first), seen)) {
      // Read again: each suspension is part of the history that the next one follows.
      const row = await store.findCertificate(tx, institutionId, id);
      const step = { to: 'suspended', cause } as const;
      if (row && (await takeStep(tx, row, { step, reason: '', by: installation, now }))) count += 1;
    }
  }
  return count;
}

/** Suspends the certificates behind a request whose real conference went worse than a certified line may; answers whether it did go that badly. */
export async function judgeRealCall(
  tx: Transaction,
  call: {
    readonly institutionId: string;
    readonly of: CertificatesOf;
    /** R of each voiced window of ten seconds, of both directions. */
    readonly ratings: readonly number[];
    /** Times that a side's media was gone and came back. */
    readonly drops: number;
    readonly now: Date;
  },
): Promise<boolean> {
  if (!isCallTooBad(call)) return false;
  const { institutionId, of, now } = call;
  await suspendCertificates(tx, { institutionId, of, cause: 'call-quality', now });
  return true;
}
