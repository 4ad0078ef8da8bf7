/** The doors of meetings and test calls over HTTP. */
import { accessInputSchema, accessSchema, roomCodeSchema } from '@sambung/contract/http';
import { defineRoute, type Route } from '../api/index.ts';
import { limitRate } from '../guard.ts';
import { findSignedIn } from '../identity/index.ts';
import { DomainError, parseInput } from '../problem.ts';
import { admit, asHost, describeAccess, findRoomAccess, knock } from './access.ts';
import { roomCookieName } from './meeting.ts';

const quarterHourMs = 15 * 60_000;
/** Failed tries of one sender. Higher helps guessing; lower locks out an office behind one address. */
const failuresPerSender = 60;
/** Failed passwords for one room from anywhere; links are not limited this way, so that nobody can be locked out of a meeting by strangers. */
const failuresPerRoom = 100;

export const meetingRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'post',
      path: '/access',
      summary: 'Exchanges a link’s secret, or ID and password, for a cookie that opens this one room',
      access: 'anyone',
      body: accessInputSchema,
      answer: accessSchema,
      problems: ['link-not-valid', 'wrong-password', 'room-not-open', 'forbidden'],
      limits: () => [
        limitRate({ limit: failuresPerSender, windowMs: quarterHourMs, failuresOnly: true }),
        limitRate({
          limit: failuresPerRoom,
          windowMs: quarterHourMs,
          failuresOnly: true,
          key: (req) => String(req.body?.code).slice(0, 20),
          skip: (req) => req.body?.password === undefined,
        }),
      ],
    },
    async ({ context, body, req, res }) => {
      const opening = await knock(context, body, req.headers.cookie);
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
