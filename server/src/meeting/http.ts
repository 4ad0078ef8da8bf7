/** The doors of meetings and test calls over HTTP. */
import { accessInputSchema, accessSchema, roomCodeSchema } from '@sambung/contract/http';
import { defineRoute, type Route } from '../api/index.ts';
import { senderOf } from '../guard.ts';
import { findSignedIn } from '../identity/index.ts';
import { DomainError, parseInput } from '../problem.ts';
import { admit, asHost, describeAccess, findRoomAccess, knock } from './access.ts';
import { roomCookieName } from './meeting.ts';

export const meetingRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'post',
      path: '/access',
      summary: 'Exchanges a link’s secret, or ID and password, for a cookie that opens this one room',
      access: 'anyone',
      body: accessInputSchema,
      answer: accessSchema,
      problems: ['link-not-valid', 'wrong-password', 'too-many-requests', 'room-not-open', 'forbidden'],
      joining: true,
    },
    async ({ context, body, req, res }) => {
      const who = { sessionId: req.sessionID, address: senderOf(req), cookieHeader: req.headers.cookie };
      const opening = await knock(context, body, who);
      const { room } = opening;
      // Opening the same link again (a reload) keeps the person the same participant; the host's link makes them a host.
      const earlier = await findRoomAccess(context, room.code, req.headers.cookie);
      if (earlier?.room.side === room.side)
        return describeAccess(context, opening.isHost ? await asHost(context, earlier) : earlier);
      const { token, access } = await admit(context, opening, req.session ? await findSignedIn(context, req) : null);
      res.cookie(roomCookieName(room.code), token, {
        httpOnly: true,
        sameSite: 'lax',
        secure: context.publicUrl().startsWith('https:'),
        path: '/',
        expires: access.expiresAt,
      });
      return describeAccess(context, access);
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/access/:code',
      summary: 'The room that its cookie opens, with new TURN credentials',
      access: 'anyone',
      answer: accessSchema,
      problems: ['invalid-input', 'link-not-valid', 'room-not-open'],
      joining: true,
    },
    async ({ context, params, req }) => {
      const code = parseInput(roomCodeSchema, params.code);
      const access = await findRoomAccess(context, code, req.headers.cookie);
      if (!access) throw new DomainError('link-not-valid');
      if (access.room.endedAt !== null) throw new DomainError('room-not-open');
      return describeAccess(context, access);
    },
  ),
];
