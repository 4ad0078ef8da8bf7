/** Tells both technical contacts and the staff what happened to a certificate. */
import type { CertificateTransition, SuspensionCause } from '@sambung/contract/certificate';
import { causeWords } from '@sambung/contract/certificate-words';
import type { NotificationEvent } from '@sambung/contract/notify';
import { definitionOf } from '@sambung/contract/notify';
import { z } from 'zod';
import type { Transaction } from '../db.ts';
import { type Recipient, tell } from '../notify/index.ts';
import * as store from './store.ts';

const events: Readonly<Record<CertificateTransition, NotificationEvent>> = {
  valid: 'certificate-issued',
  conditional: 'certificate-issued',
  suspended: 'certificate-suspended',
  're-verified': 'certificate-reverified',
  expired: 'certificate-expired',
  revoked: 'certificate-revoked',
};

export interface ToldChange {
  readonly institutionId: string;
  readonly certificateId: string;
  readonly requestId: string;
  readonly siteName: string;
  readonly code: string;
  readonly change: {
    readonly transition: CertificateTransition;
    readonly cause: SuspensionCause | null;
    readonly reason: string;
  };
  /** The position that did it; empty when the installation did. */
  readonly by: string;
  readonly validUntil: Date;
  readonly now: Date;
}

/** Where the public page of a certificate is. */
export const publicPathOf = (code: string): string => `/c/${code}`;

export async function tellChange(tx: Transaction, told: ToldChange): Promise<void> {
  const { institutionId, certificateId, requestId, change, now } = told;
  const event = events[change.transition];
  const parties = definitionOf(event).told.map((party) => ({ party }));
  await tell(tx, {
    institutionId,
    event,
    requestId,
    recipients: [...parties, ...(await contactsOf(tx, requestId))],
    data: {
      ...(told.siteName !== '' && { site: told.siteName }),
      ...(change.cause !== null && { cause: causeWords[change.cause] }),
      ...(change.reason !== '' && { reason: change.reason }),
      ...(told.by !== '' && { by: told.by }),
      expiresAt: told.validUntil.toISOString(),
      path: `/certificates/${certificateId}`,
      publicPath: publicPathOf(told.code),
    },
    dedupe: `certificate:${certificateId}:${change.transition}:${change.cause ?? ''}:${now.toISOString()}`,
    now,
  });
}

const contactSchema = z.object({
  'contact-name': z.object({ test: z.string() }).partial().catch({}).default({}),
  'contact-email': z.object({ test: z.email(), actual: z.email() }).partial().catch({}).default({}),
});

/** The technical contact that the client's form names, who may have no account. */
async function contactsOf(tx: Transaction, requestId: string): Promise<Recipient[]> {
  const profile = await store.profileOf(tx, requestId);
  const found = contactSchema.safeParse(profile?.values ?? {});
  if (!found.success) return [];
  const { test, actual } = found.data['contact-email'];
  const name = found.data['contact-name'].test ?? '';
  return [...new Set([test, actual])].flatMap((address) => (address === undefined ? [] : [{ address, name }]));
}
