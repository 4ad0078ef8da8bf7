/** Rows of sites and profiles in the contract's words. */
import type { FieldValues } from '@sambung/contract/form';
import type { addressSources, ClientProfile, Site, SiteProfile, SiteSummary } from '@sambung/contract/site';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { preferredTests } from './profile.ts';
import * as store from './store.ts';

type SiteRow = Awaited<ReturnType<typeof store.listSites>>[number];
type WholeSite = NonNullable<Awaited<ReturnType<typeof store.findSite>>>;

export function summaryOfSite(row: SiteRow): SiteSummary {
  const { id, name, room, timeZone, updatedAt } = row;
  const addresses = row.addresses.filter(({ until }) => until === null).map(({ address }) => address);
  return { id, name, room, timeZone, addresses, updatedAt: updatedAt.toISOString() };
}

export function describeSite(row: WholeSite): Site {
  return {
    ...summaryOfSite(row),
    profile: row.profile as FieldValues,
    history: row.addresses.map(({ address, source, note, since, until }) => ({
      address,
      source: source as (typeof addressSources)[number],
      note,
      since: since.toISOString(),
      until: until?.toISOString() ?? null,
    })),
    requests: row.profiles.map(({ request }) => ({
      id: request.id,
      number: request.number,
      title: request.title,
      startsAt: request.startsAt?.toISOString() ?? null,
    })),
  };
}

export function describeProfile(context: Context, row: store.ProfileRow): SiteProfile {
  const document = store.documentOf(row);
  const values = row.values as FieldValues;
  const isOpen =
    row.tokenSealed !== null && row.revokedAt === null && row.expiresAt !== null && row.expiresAt > context.clock();
  const zone = row.request.institution.timeZone;
  return {
    form: document.forms['client-profile'] ?? null,
    required: document.policies.siteProfile === 'required',
    values,
    version: row.version,
    submittedAt: row.submittedAt?.toISOString() ?? null,
    submittedByName: row.submittedByName,
    link: isOpen && row.tokenSealed ? `${context.publicUrl()}/p#${context.open(row.tokenSealed)}` : null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    site: row.site && summaryOfSite(row.site),
    preferredTests: preferredTests(values, zone).map(({ startsAt, timeZone }) => ({
      startsAt: startsAt.toISOString(),
      timeZone,
    })),
  };
}

/** What somebody with the link sees: the case's title and time, the form, nothing of the institution's own. */
export function describeForClient(row: store.ProfileRow, observedAddress: string | null): ClientProfile {
  const { request } = row;
  const form = store.documentOf(row).forms['client-profile'];
  if (!form) throw new DomainError('not-found');
  const sections = form.sections
    .map((section) => ({ ...section, fields: section.fields.filter(({ filledBy }) => filledBy === 'client') }))
    .filter(({ fields }) => fields.length > 0);
  return {
    institution: { id: request.institutionId, ...request.institution },
    title: request.title,
    startsAt: request.startsAt?.toISOString() ?? null,
    endsAt: request.endsAt?.toISOString() ?? null,
    timeZone: request.place?.timeZone ?? request.institution.timeZone,
    form: { ...form, sections },
    values: row.values as FieldValues,
    version: row.version,
    submittedAt: row.submittedAt?.toISOString() ?? null,
    observedAddress,
  };
}
