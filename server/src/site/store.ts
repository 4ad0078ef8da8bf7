/** Rows of sites, their addresses and the profiles that clients file. */
import type { FieldValues } from '@sambung/contract/form';
import type { SopDocument } from '@sambung/contract/sop';
import type { Database, Transaction } from '../db.ts';
import type { SiteFacts } from './profile.ts';

const caseFacts = {
  select: {
    id: true,
    institutionId: true,
    title: true,
    number: true,
    startsAt: true,
    endsAt: true,
    state: true,
    institution: { select: { name: true, timeZone: true } },
    place: { select: { timeZone: true } },
    sopVersion: { select: { document: true } },
  },
} as const;
const withSite = { site: { include: { addresses: true } }, request: caseFacts } as const;

export type ProfileRow = NonNullable<Awaited<ReturnType<typeof findProfile>>>;

export async function findProfile(db: Database | Transaction, requestId: string) {
  return await db.siteProfile.findUnique({ where: { requestId }, include: withSite });
}

/** The profile that a link's token opens at `now`: not revoked, not expired. */
export async function findByToken(db: Database | Transaction, tokenHash: string, now: Date) {
  const row = await db.siteProfile.findUnique({ where: { tokenHash }, include: withSite });
  const isOpen = row && row.revokedAt === null && row.expiresAt !== null && row.expiresAt > now;
  return isOpen ? row : null;
}

export const documentOf = (row: { request: { sopVersion: { document: unknown } } }) =>
  row.request.sopVersion.document as SopDocument;

interface Invitation {
  tokenHash: string;
  tokenSealed: string;
  expiresAt: Date;
  siteId: string | null;
  values: FieldValues;
}

/** A new link for the case's profile; the one before ends. */
export async function invite(tx: Transaction, requestId: string, { values, ...link }: Invitation): Promise<void> {
  await tx.siteProfile.update({
    where: { requestId },
    data: { ...link, values: values as object, revokedAt: null, version: { increment: 1 } },
  });
}

export async function revoke(tx: Transaction, requestId: string, now: Date): Promise<boolean> {
  const { count } = await tx.siteProfile.updateMany({
    where: { requestId, revokedAt: null },
    data: { revokedAt: now },
  });
  return count === 1;
}

/** An empty profile, for what comes back on paper. */
export async function ensureProfile(tx: Transaction, requestId: string): Promise<void> {
  await tx.siteProfile.upsert({ where: { requestId }, create: { requestId }, update: {} });
}

/** Compare-and-swap of the values; false when somebody was faster. */
export async function writeValues(
  tx: Transaction,
  { requestId, version }: { requestId: string; version: number },
  facts: { values: FieldValues; submittedAt?: Date; submittedByName?: string; siteId?: string },
): Promise<boolean> {
  const { count } = await tx.siteProfile.updateMany({
    where: { requestId, version },
    data: { ...facts, values: facts.values as object, version: { increment: 1 } },
  });
  return count === 1;
}

/** The site of this name and room, made when there is none; its profile is the newest one. */
export async function keepSite(
  tx: Transaction,
  institutionId: string,
  { name, room, timeZone }: SiteFacts,
  profile: FieldValues,
  now: Date,
): Promise<string> {
  const same = { equals: name, mode: 'insensitive' as const };
  const known = await tx.site.findFirst({
    where: { institutionId, name: same, room: { equals: room, mode: 'insensitive' } },
    select: { id: true },
  });
  const facts = { name, room, timeZone, profile: profile as object, updatedAt: now };
  if (known) {
    await tx.site.update({ where: { id: known.id }, data: facts });
    return known.id;
  }
  return (await tx.site.create({ data: { institutionId, ...facts }, select: { id: true } })).id;
}

export interface AddressChange {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Makes exactly these the site's addresses in force; what is not among them ends now, and stays as history. */
export async function replaceAddresses(
  tx: Transaction,
  siteId: string,
  { addresses, source, note }: { addresses: readonly string[]; source: 'declared' | 'reported'; note: string },
  now: Date,
): Promise<AddressChange> {
  const live = await tx.siteAddress.findMany({ where: { siteId, until: null } });
  const removed = live.filter(({ address }) => !addresses.includes(address));
  const added = addresses.filter((one) => !live.some(({ address }) => address === one));
  await tx.siteAddress.updateMany({ where: { id: { in: removed.map(({ id }) => id) } }, data: { until: now } });
  await tx.siteAddress.createMany({ data: added.map((address) => ({ siteId, address, source, note, since: now })) });
  return { removed: removed.map(({ address }) => address), added };
}

export async function listSites(db: Database, institutionId: string) {
  return await db.site.findMany({
    where: { institutionId },
    include: { addresses: true },
    orderBy: [{ name: 'asc' }, { room: 'asc' }],
  });
}

export async function findSite(db: Database | Transaction, institutionId: string, id: string) {
  return await db.site.findFirst({
    where: { id, institutionId },
    include: {
      addresses: { orderBy: { since: 'desc' } },
      profiles: { include: { request: caseFacts }, orderBy: { id: 'desc' } },
    },
  });
}
