/** Calendar feeds over HTTP: made and revoked by staff, read by calendar programs that know nothing but the secret address. */
import { createHash, randomBytes } from 'node:crypto';
import type { Staff } from '@sambung/contract/http';
import { type Feed, feedInputSchema, feedSchema, newFeedSchema } from '@sambung/contract/outbox';
import { Router as createRoutes, type Router as Routes } from 'express';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { limitRate } from '../guard.ts';
import { DomainError } from '../problem.ts';
import { feedEvents } from './feed.ts';
import * as store from './feed-store.ts';
import { feedText } from './invitation.ts';

/** Feeds of one subject at once; each device that reads one may have its own, so that one can be revoked alone. */
const mostFeeds = 10;
/** 192 bits: nobody guesses one. */
const tokenBytes = 24;
const dayMs = 86_400_000;
/** What is long past leaves the feed. Further back keeps more of the reader's history and makes the feed longer. */
const daysBack = 90;
const daysAhead = 400;
/** Readings of one feed in an hour. Calendar programs ask every few minutes at most. */
const readingsPerHour = 120;
/** Addresses that lead nowhere, from one sender in a quarter of an hour. */
const failuresPerSender = 30;

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
/** Rooms belong to everybody; those who run them give out their feeds. */
const mayManagePlaces = (staff: Staff) => staff.roles.some((role) => role === 'admin' || role === 'technician');

export const feedRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/feeds',
      summary: "One's own calendar feeds, and those of places for admins and technicians",
      access: 'staff',
      answer: z.array(feedSchema),
    },
    async ({ context: { db }, staff }) => {
      const subjects = { personId: staff.id, places: mayManagePlaces(staff) };
      return await shown(db, await store.listFeeds(db, staff.institution.id, subjects));
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/feeds',
      summary: "A new feed of one's own schedule, or of a place; its address is told once",
      access: 'staff',
      body: feedInputSchema,
      answer: newFeedSchema,
      status: 201,
      problems: ['forbidden', 'not-found', 'state-conflict'],
    },
    async ({ context, staff, body }) => {
      const { db } = context;
      const institutionId = staff.institution.id;
      const token = randomBytes(tokenBytes).toString('base64url');
      if (body.kind === 'place' && !mayManagePlaces(staff)) throw new DomainError('forbidden');
      const subjectId = body.kind === 'place' ? body.placeId : staff.id;
      const now = context.clock();
      const id = await db.$transaction(async (tx) => {
        await lockInstitution(tx, institutionId);
        if (body.kind === 'place' && !(await store.findPlaceName(tx, institutionId, subjectId)))
          throw new DomainError('not-found');
        const live = await store.listFeeds(tx, institutionId, { personId: staff.id, places: true });
        if (live.filter((feed) => feed.subjectId === subjectId).length >= mostFeeds)
          throw new DomainError('state-conflict', { detail: tooMany });
        const feed = {
          institutionId,
          kind: body.kind,
          subjectId,
          tokenHash: hashOf(token),
          createdById: staff.id,
          now,
        };
        const feedId = await store.insertFeed(tx, feed);
        await audit(tx, staff, 'feed.created', feedId, now);
        return feedId;
      });
      const made = await store.findFeed(db, institutionId, id);
      const [feed] = made ? await shown(db, [made]) : [];
      if (!feed) throw new DomainError('not-found');
      return { feed, url: `${context.publicUrl()}/feeds/${token}.ics` };
    },
  ),
  defineRoute(
    { method: 'delete', path: '/feeds/:id', summary: 'Revoke a feed at once', access: 'staff', answer: null },
    async ({ context, staff, params }) => {
      const now = context.clock();
      await context.db.$transaction(async (tx) => {
        await lockInstitution(tx, staff.institution.id);
        const feed = await store.findFeed(tx, staff.institution.id, params.id ?? '');
        const isMine = feed?.kind === 'place' ? mayManagePlaces(staff) : feed?.subjectId === staff.id;
        if (!feed || !isMine) throw new DomainError('not-found');
        await store.revokeFeed(tx, feed.id, now);
        await audit(tx, staff, 'feed.revoked', feed.id, now);
      });
    },
  ),
];

const tooMany = {
  id: `Paling banyak ${mostFeeds} alamat kalender. Cabut yang tidak dipakai lagi.`,
  en: `At most ${mostFeeds} calendar addresses. Revoke those that are no longer used.`,
};

function audit(tx: Parameters<typeof appendAudit>[0], staff: Staff, action: string, entityId: string, at: Date) {
  return appendAudit(tx, { institutionId: staff.institution.id, at, actorId: staff.id, action, entityId, data: {} });
}

async function shown(db: Context['db'], feeds: readonly store.StoredFeed[]): Promise<Feed[]> {
  const subjects = await store.namesOf(db, feeds);
  const makers = await store.staffNames(
    db,
    feeds.map(({ createdById }) => createdById),
  );
  return feeds.map((feed) => ({
    id: feed.id,
    kind: feed.kind,
    subjectId: feed.subjectId,
    subjectName: subjects.get(feed.subjectId) ?? '',
    createdByName: makers.get(feed.createdById) ?? '',
    createdAt: feed.createdAt.toISOString(),
  }));
}

/** `GET /feeds/<token>.ics`: outside `/api`, for programs without a session. */
export function serveFeeds(context: Context): Routes {
  const routes = createRoutes();
  routes.get(
    '/feeds/:token.ics',
    limitRate({ limit: failuresPerSender, windowMs: 15 * 60_000, failuresOnly: true }),
    limitRate({ limit: readingsPerHour, windowMs: 3_600_000, key: (req) => hashOf(String(req.params.token)) }),
    async (req, res) => {
      const feed = await store.findFeedByToken(context.db, hashOf(String(req.params.token)));
      if (!feed) throw new DomainError('not-found');
      const now = context.clock().getTime();
      const cases = await store.listScheduled(context.db, {
        institutionId: feed.institutionId,
        subject: { kind: feed.kind, id: feed.subjectId },
        from: new Date(now - daysBack * dayMs),
        to: new Date(now + daysAhead * dayMs),
      });
      res.setHeader('cache-control', 'private, no-cache');
      res.setHeader('content-disposition', 'inline; filename="sambung.ics"');
      res
        .type('text/calendar; charset=utf-8')
        .send(feedText(feed.name, feedEvents(feed.kind, cases, context.publicUrl())));
    },
  );
  return routes;
}
