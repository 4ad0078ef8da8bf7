/** The client's side of a profile: reached by a link's secret, which is exchanged for a cookie that opens this one case and nothing else. */
import { createHash } from 'node:crypto';
import * as contract from '@sambung/contract/site';
import type { Request } from 'express';
import { defineRoute, type Route } from '../api/index.ts';
import type { Context } from '../context.ts';
import { limitRate } from '../guard.ts';
import { DomainError } from '../problem.ts';
import { fileProfile } from './filing.ts';
import { reportAddress } from './http.ts';
import * as store from './store.ts';
import { describeForClient } from './view.ts';

const cookieName = 'sambung_profile';
const quarterHourMs = 15 * 60_000;
/** Wrong links of one sender. Higher helps guessing 256 random bits not at all; lower locks out an office behind one address. */
const failuresPerSender = 60;

/** The profile behind a token. Throws `link-not-valid` when it is unknown, expired or revoked. */
async function open(context: Context, token: string | null): Promise<store.ProfileRow> {
  const hash = createHash('sha256')
    .update(token ?? '')
    .digest('hex');
  const row = token === null ? null : await store.findByToken(context.db, hash, context.clock());
  if (!row) throw new DomainError('link-not-valid');
  return row;
}

function tokenOf(req: Request): string | null {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === cookieName) return pair.slice(at + 1).trim();
  }
  return null;
}

const answer = contract.clientProfileSchema;

export const clientProfileRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'post',
      path: '/site-profile/access',
      summary: 'Exchanges a link’s secret for a cookie',
      access: 'anyone',
      body: contract.profileAccessSchema,
      answer,
      problems: ['link-not-valid'],
      limits: () => [limitRate({ limit: failuresPerSender, windowMs: quarterHourMs, failuresOnly: true })],
    },
    async ({ context, body, req, res }) => {
      const row = await open(context, body.token);
      const secure = context.publicUrl().startsWith('https:');
      const expires = row.expiresAt ?? context.clock();
      res.cookie(cookieName, body.token, {
        httpOnly: true,
        sameSite: 'strict',
        secure,
        path: '/api/site-profile',
        expires,
      });
      return describeForClient(row, req.ip ?? null);
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/site-profile',
      summary: 'The profile that the cookie opens',
      access: 'anyone',
      answer,
      problems: ['link-not-valid'],
    },
    async ({ context, req }) => describeForClient(await open(context, tokenOf(req)), req.ip ?? null),
  ),
  defineRoute(
    {
      method: 'patch',
      path: '/site-profile',
      summary: 'Keeps what the client has written so far',
      access: 'anyone',
      body: contract.clientProfileEditSchema,
      answer,
      problems: ['link-not-valid', 'state-conflict'],
    },
    async ({ context, req, body }) => {
      const row = await open(context, tokenOf(req));
      await fileProfile(context, row, { ...body, requestId: row.requestId, submit: false, by: client(row) });
      return describeForClient(await open(context, tokenOf(req)), req.ip ?? null);
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/site-profile/submission',
      summary: 'Files the profile',
      access: 'anyone',
      body: contract.clientProfileEditSchema,
      answer,
      problems: ['link-not-valid', 'state-conflict'],
    },
    async ({ context, req, body }) => {
      const row = await open(context, tokenOf(req));
      await fileProfile(context, row, {
        ...body,
        requestId: row.requestId,
        submit: true,
        by: client(row, body.values),
      });
      return describeForClient(await open(context, tokenOf(req)), req.ip ?? null);
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/site-profile/address-report',
      summary: 'Reports that the site’s public address has changed',
      access: 'anyone',
      body: contract.addressReportSchema,
      answer: null,
      problems: ['link-not-valid', 'state-conflict'],
    },
    async ({ context, req, body }) => {
      const row = await open(context, tokenOf(req));
      // Before the profile is filed there is no address that could have changed.
      if (!row.site) throw new DomainError('state-conflict');
      const { institutionId } = row.request;
      await reportAddress(
        context,
        { institutionId, siteId: row.site.id, site: row.site.name, requestId: row.requestId },
        body,
      );
    },
  ),
];

/** The client signs with the technical contact's name, once it is written. */
function client(row: store.ProfileRow, written: Record<string, unknown> = {}) {
  const names = { ...(row.values as Record<string, unknown>), ...written }['contact-name'] as
    | { test?: string }
    | undefined;
  return { staffId: null, name: names?.test ?? row.submittedByName };
}
