/** The doors of meetings and test calls over HTTP. */
import { accessInputSchema, roomCodeSchema } from '@sambung/contract/http';
import { Router as createRoutes, type Router as Routes } from 'express';
import type { Context } from '../context.ts';
import { limitRate } from '../guard.ts';
import { DomainError, parseInput } from '../problem.ts';
import { methodNotAllowed } from '../problem-http.ts';
import { admit, describeAccess, findRoomAccess, knock } from './access.ts';
import { roomCookieName } from './meeting.ts';

const quarterHourMs = 15 * 60_000;
/** Failed tries of one sender. Higher helps guessing; lower locks out an office behind one address. */
const failuresPerSender = 60;
/** Failed passwords for one room from anywhere; links are not limited this way, so that nobody can be locked out of a meeting by strangers. */
const failuresPerRoom = 100;

export function meetingRoutes(context: Context): Routes {
  const routes = createRoutes();
  const secure = context.publicUrl().startsWith('https:');
  const perSender = limitRate({ limit: failuresPerSender, windowMs: quarterHourMs, failuresOnly: true });
  const perRoom = limitRate({
    limit: failuresPerRoom,
    windowMs: quarterHourMs,
    failuresOnly: true,
    key: (req) => String(req.body?.code).slice(0, 20),
    skip: (req) => req.body?.password === undefined,
  });

  routes
    .route('/access')
    .post(perSender, perRoom, async (req, res) => {
      const room = await knock(context, parseInput(accessInputSchema, req.body));
      // Opening the same link again (a reload) keeps the person the same participant.
      const earlier = await findRoomAccess(context, room.code, req.headers.cookie);
      if (earlier?.room.side === room.side) {
        res.json(describeAccess(context, earlier));
        return;
      }
      const { token, access } = await admit(context, room);
      res.cookie(roomCookieName(room.code), token, {
        httpOnly: true,
        sameSite: 'lax',
        secure,
        path: '/',
        expires: access.expiresAt,
      });
      res.json(describeAccess(context, access));
    })
    .all(methodNotAllowed('POST'));

  routes
    .route('/access/:code')
    .get(async (req, res) => {
      const code = parseInput(roomCodeSchema, req.params.code);
      const access = await findRoomAccess(context, code, req.headers.cookie);
      if (!access) throw new DomainError('link-not-valid');
      if (access.room.endedAt !== null) throw new DomainError('room-not-open');
      res.json(describeAccess(context, access));
    })
    .all(methodNotAllowed('GET'));
  return routes;
}
