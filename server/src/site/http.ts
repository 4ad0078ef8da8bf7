/** Sites over HTTP: the staff's side of a profile and the registry, and the client's side behind a link. */
import { createHash, randomBytes } from 'node:crypto';
import type { FieldValues } from '@sambung/contract/form';
import type { Staff } from '@sambung/contract/http';
import * as contract from '@sambung/contract/site';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { tell } from '../notify/index.ts';
import { DomainError } from '../problem.ts';
import { getRequest } from '../request/index.ts';
import { changeAddresses, fileProfile } from './filing.ts';
import { normalAddress, whyNotPublic } from './public-address.ts';
import * as store from './store.ts';
import { describeProfile, describeSite, summaryOfSite } from './view.ts';

const officers = ['approver', 'technician', 'admin'] as const;
const applicants = ['requester', ...officers] as const;
/** A link outlives the event by a day, for what is noted of the real call; without an event time it lives a month. */
const afterEventMs = 86_400_000;
const withoutEventMs = 30 * 86_400_000;
const digest = (token: string) => createHash('sha256').update(token).digest('hex');

/** The case's profile for staff who see the case, made when it is the first look. */
async function profileOf(context: Context, staff: Staff, id: string): Promise<store.ProfileRow> {
  const kase = await getRequest(context, staff, id);
  const known = await store.findProfile(context.db, kase.id);
  if (known) return known;
  await context.db.$transaction((tx) => store.ensureProfile(tx, kase.id));
  const made = await store.findProfile(context.db, kase.id);
  if (!made) throw new DomainError('not-found');
  return made;
}

const idOf = (params: Readonly<Record<string, string>>) => params.id ?? '';

export const siteRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/sites',
      summary: 'The registry of client sites',
      access: officers,
      answer: z.array(contract.siteSummarySchema),
    },
    async ({ context, staff }) => (await store.listSites(context.db, staff.institution.id)).map(summaryOfSite),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/sites/:id',
      summary: 'A site with its profile and the history of its addresses',
      access: officers,
      answer: contract.siteSchema,
    },
    async ({ context, staff, params }) => {
      const site = await store.findSite(context.db, staff.institution.id, idOf(params));
      if (!site) throw new DomainError('not-found');
      return describeSite(site);
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/sites/:id/address-report',
      summary: 'Notes that a site’s public address has changed',
      access: officers,
      body: contract.addressReportSchema,
      answer: null,
    },
    async ({ context, staff, params, body }) => {
      const site = await store.findSite(context.db, staff.institution.id, idOf(params));
      if (!site) throw new DomainError('not-found');
      await reportAddress(
        context,
        { institutionId: staff.institution.id, siteId: site.id, site: site.name, requestId: null },
        body,
      );
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/site-profile',
      summary: 'The client site profile of a request',
      access: applicants,
      answer: contract.siteProfileSchema,
    },
    async ({ context, staff, params }) => describeProfile(context, await profileOf(context, staff, idOf(params))),
  ),
  defineRoute(
    {
      method: 'patch',
      path: '/requests/:id/site-profile',
      summary: 'Types in a profile that came back on paper or by mail',
      access: officers,
      body: contract.siteProfileEditSchema,
      answer: contract.siteProfileSchema,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params, body }) => {
      const row = await profileOf(context, staff, idOf(params));
      const by = { staffId: staff.id, name: staff.name };
      await fileProfile(context, row, { ...body, requestId: row.requestId, by });
      return describeProfile(context, await profileOf(context, staff, idOf(params)));
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/site-profile/invitation',
      summary: 'Sends the client a link to fill in the profile; a link sent before ends',
      access: applicants,
      body: contract.profileInvitationSchema,
      answer: contract.siteProfileSchema,
    },
    async ({ context, staff, params, body }) => {
      const row = await profileOf(context, staff, idOf(params));
      await invite(context, staff, row, body);
      return describeProfile(context, await profileOf(context, staff, idOf(params)));
    },
  ),
  defineRoute(
    {
      method: 'delete',
      path: '/requests/:id/site-profile/invitation',
      summary: 'Ends the client’s link at once',
      access: applicants,
      answer: null,
    },
    async ({ context, staff, params }) => {
      const row = await profileOf(context, staff, idOf(params));
      const [institutionId, at] = [staff.institution.id, context.clock()];
      await context.db.$transaction(async (tx) => {
        await lockInstitution(tx, institutionId);
        if (!(await store.revoke(tx, row.requestId, at))) return;
        const action = 'site-profile.link-revoked';
        await appendAudit(tx, { institutionId, at, actorId: staff.id, action, entityId: row.requestId, data: {} });
      });
    },
  ),
];

async function invite(
  context: Context,
  staff: Staff,
  row: store.ProfileRow,
  input: z.output<typeof contract.profileInvitationSchema>,
) {
  const now = context.clock();
  const institutionId = staff.institution.id;
  const site = input.siteId === undefined ? null : await store.findSite(context.db, institutionId, input.siteId);
  if (input.siteId !== undefined && !site) throw new DomainError('not-found');
  const token = randomBytes(32).toString('base64url');
  const { endsAt } = row.request;
  const expiresAt = endsAt
    ? new Date(Math.max(endsAt.getTime(), now.getTime()) + afterEventMs)
    : new Date(now.getTime() + withoutEventMs);
  await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    await store.invite(tx, row.requestId, {
      tokenHash: digest(token),
      tokenSealed: context.seal(token),
      expiresAt,
      siteId: site?.id ?? row.siteId,
      // What the client has written itself wins over what the site said last time.
      values: { ...(site?.profile as FieldValues | undefined), ...(row.values as FieldValues) },
    });
    await appendAudit(tx, {
      institutionId,
      at: now,
      actorId: staff.id,
      action: 'site-profile.invited',
      entityId: row.requestId,
      data: {},
    });
    await tell(tx, {
      institutionId,
      event: 'profile-invitation',
      requestId: row.requestId,
      recipients: [{ address: input.email, name: input.name, language: 'id' }],
      data: {
        sealed: { link: context.seal(linkOf(context, token)) },
        expiresAt: expiresAt.toISOString(),
        by: staff.name,
      },
      dedupe: `profile:${row.requestId}:${digest(token).slice(0, 16)}`,
      now,
    });
  });
}

const linkOf = (context: Context, token: string) => `${context.publicUrl()}/p#${token}`;

/** A changed address, as its people say it. Throws `invalid-input` for one that the internet cannot reach. */
export async function reportAddress(
  context: Context,
  about: { institutionId: string; siteId: string; site: string; requestId: string | null },
  { address, note }: z.output<typeof contract.addressReportSchema>,
): Promise<void> {
  const detail = whyNotPublic(address);
  if (detail) throw new DomainError('invalid-input', { errors: [{ pointer: '/address', detail }] });
  const now = context.clock();
  await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, about.institutionId);
    await changeAddresses(tx, { ...about, addresses: [normalAddress(address)], source: 'reported', note, now });
  });
}
