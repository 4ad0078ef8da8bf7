/** Filing a profile: its site joins the registry, its addresses their history, and a changed address is told to those who must test again. */
import type { FieldValues } from '@sambung/contract/form';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import { suspendCertificates } from '../certificate/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { tell } from '../notify/index.ts';
import { DomainError } from '../problem.ts';
import { checkProfile, siteFacts } from './profile.ts';
import * as store from './store.ts';

interface Filing {
  readonly requestId: string;
  readonly version: number;
  readonly values: FieldValues;
  /** Files it; otherwise only what was written is kept. */
  readonly submit: boolean;
  readonly by: { readonly staffId: string | null; readonly name: string };
}

/** The form of a client's profile. Throws `not-found` where the procedure has none. */
export function profileForm(row: store.ProfileRow) {
  const form = store.documentOf(row).forms['client-profile'];
  if (!form) throw new DomainError('not-found');
  return form;
}

/** Keeps or files the values. Throws `invalid-input` field by field and `state-conflict` when somebody wrote meanwhile. */
export async function fileProfile(context: Context, row: store.ProfileRow, filing: Filing): Promise<void> {
  const { institutionId } = row.request;
  const values = { ...(row.values as FieldValues), ...filing.values };
  const errors = checkProfile(profileForm(row), values, filing.submit);
  if (errors.length > 0) throw new DomainError('invalid-input', { errors });
  const now = context.clock();
  await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    const { requestId, version } = filing;
    if (!filing.submit) {
      if (!(await store.writeValues(tx, { requestId, version }, { values }))) throw new DomainError('state-conflict');
      return;
    }
    const facts = siteFacts(values, row.request.place?.timeZone ?? row.request.institution.timeZone);
    const siteId = await store.keepSite(tx, institutionId, facts, values, now);
    const written = { values, submittedAt: now, submittedByName: filing.by.name, siteId };
    if (!(await store.writeValues(tx, { requestId, version }, written))) throw new DomainError('state-conflict');
    await tx.request.update({ where: { id: requestId }, data: { siteId } });
    await appendAudit(tx, {
      institutionId,
      at: now,
      actorId: filing.by.staffId,
      action: 'site-profile.submitted',
      entityId: requestId,
      data: { siteId },
    });
    await changeAddresses(tx, {
      institutionId,
      siteId,
      site: facts.name,
      requestId,
      addresses: facts.addresses,
      source: 'declared',
      note: '',
      now,
    });
  });
}

interface Addresses {
  institutionId: string;
  siteId: string;
  site: string;
  requestId: string | null;
  addresses: readonly string[];
  source: 'declared' | 'reported';
  note: string;
  now: Date;
}

/** The site's addresses from now on; a change of what was known is recorded and told, and certificates for the old ones hold no longer (UNSRI-31, UNSRI-85, X-16). */
export async function changeAddresses(tx: Transaction, change: Addresses): Promise<void> {
  const { institutionId, siteId, now } = change;
  const { removed, added } = await store.replaceAddresses(tx, siteId, change, now);
  if (removed.length === 0 || added.length === 0) return;
  await appendAudit(tx, {
    institutionId,
    at: now,
    actorId: null,
    action: 'site.address-changed',
    entityId: siteId,
    data: { source: change.source, removed: removed.length, added: added.length },
  });
  await tell(tx, {
    institutionId,
    event: 'address-changed',
    ...(change.requestId !== null && { requestId: change.requestId }),
    data: {
      site: change.site,
      oldAddress: removed.join(', '),
      newAddress: added.join(', '),
      ...(change.note && { note: change.note }),
    },
    dedupe: `address:${siteId}:${now.toISOString()}`,
    now,
  });
  await suspendCertificates(tx, { institutionId, of: { siteId }, cause: 'address-reported', reason: change.note, now });
}
