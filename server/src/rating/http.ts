/** Ratings over HTTP: said by whoever was there, by their room's cookie; read by staff who may see the request. */
import { roomCodeSchema } from '@sambung/contract/http';
import { ratingInputSchema, ratingsSchema } from '@sambung/contract/rating';
import { defineRoute, type Route } from '../api/index.ts';
import { limitRate } from '../guard.ts';
import { findRoomAccess, hasBeenIn } from '../meeting/index.ts';
import { DomainError, parseInput } from '../problem.ts';
import { getRequest } from '../request/index.ts';
import { ratingsOf } from './ratings.ts';
import { listRatings, saveRating } from './store.ts';

/** Said once, perhaps corrected. Higher lets one sender keep the database busy. */
const ratingsPerSender = { limit: 60, windowMs: 15 * 60_000 };

export const ratingRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'post',
      path: '/access/:code/rating',
      summary: 'What somebody who was in a conference says of it: one to five, what disturbed, a comment',
      access: 'anyone',
      body: ratingInputSchema,
      answer: null,
      problems: ['link-not-valid', 'not-joined'],
      limits: () => [limitRate(ratingsPerSender)],
    },
    async ({ context, params, body, req }) => {
      const code = parseInput(roomCodeSchema, params.code);
      const access = await findRoomAccess(context, code, req.headers.cookie);
      if (access?.room.kind !== 'meeting') throw new DomainError('link-not-valid');
      const { accessId, room } = access;
      if (!(await hasBeenIn(context.db, accessId))) throw new DomainError('not-joined');
      const reasons = [...new Set(body.reasons)];
      await saveRating(context.db, { ...body, reasons, accessId, meetingId: room.id, ratedAt: context.clock() });
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/ratings',
      summary: 'What the participants of a request’s conference said of it, without names',
      access: ['requester', 'approver', 'technician', 'admin'],
      answer: ratingsSchema,
    },
    async ({ context, staff, params }) => {
      const { meeting } = await getRequest(context, staff, params.id);
      return ratingsOf(meeting ? await listRatings(context.db, meeting.id) : []);
    },
  ),
];
