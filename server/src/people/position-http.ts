/** Positions of the institution over HTTP: everybody may see who holds which, admins keep them. */
import {
  assignmentEndSchema,
  assignmentInputSchema,
  type Position,
  positionCreationSchema,
  positionEditSchema,
  positionSchema,
} from '@sambung/contract/people';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { assignPosition } from '../identity/index.ts';
import { type Actor, actorOf } from './actor.ts';
import * as store from './position-store.ts';

const admin = ['admin'] as const;

/** One change of a position (its id comes from `work`), and how it is afterwards. */
async function change(
  context: Context,
  actor: Actor,
  work: (tx: Transaction, actor: Actor) => Promise<string>,
): Promise<Position> {
  return await context.db.$transaction(async (tx) => store.getPosition(tx, actor, await work(tx, actor)));
}

export const positionRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/positions',
      summary: 'Positions and who holds them',
      access: 'staff',
      answer: z.array(positionSchema),
    },
    ({ context, staff }) => store.listPositions(context.db, staff.institution.id, context.clock()),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/positions',
      summary: 'A new position',
      access: admin,
      body: positionCreationSchema,
      answer: positionSchema,
      status: 201,
      problems: ['key-taken'],
    },
    ({ context, staff, body }) =>
      change(context, actorOf(context, staff), (tx, actor) => store.createPosition(tx, actor, body)),
  ),
  defineRoute(
    {
      method: 'patch',
      path: '/positions/:id',
      summary: 'Change a position’s title, roles or superior',
      access: admin,
      body: positionEditSchema,
      answer: positionSchema,
      problems: ['not-found', 'state-conflict'],
    },
    ({ context, staff, params: { id = '' }, body }) =>
      change(context, actorOf(context, staff), async (tx, actor) => {
        await store.editPosition(tx, actor, id, body);
        return id;
      }),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/positions/:id/retirement',
      summary: 'End a position and every assignment of it',
      access: admin,
      answer: positionSchema,
      problems: ['not-found', 'state-conflict'],
    },
    ({ context, staff, params: { id = '' } }) =>
      change(context, actorOf(context, staff), async (tx, actor) => {
        await store.retirePosition(tx, actor, id);
        return id;
      }),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/positions/:id/assignments',
      summary: 'Give a position to somebody, definitively or as Plt./Plh. for a while',
      access: admin,
      body: assignmentInputSchema,
      answer: positionSchema,
      status: 201,
      problems: ['not-found', 'state-conflict'],
    },
    ({ context, staff, params: { id = '' }, body }) =>
      change(context, actorOf(context, staff), async (tx, { institutionId, actorId, now }) => {
        const { staffId, capacity } = body;
        const startsAt = new Date(body.startsAt);
        const endsAt = body.endsAt === null ? null : new Date(body.endsAt);
        await assignPosition(tx, { institutionId, positionId: id, staffId, capacity, startsAt, endsAt, actorId, now });
        return id;
      }),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/positions/:id/assignments/:assignmentId/end',
      summary: 'End an assignment; one that has not begun by then is withdrawn',
      access: admin,
      body: assignmentEndSchema,
      answer: positionSchema,
      problems: ['not-found', 'state-conflict'],
    },
    ({ context, staff, params: { id = '', assignmentId = '' }, body }) =>
      change(context, actorOf(context, staff), async (tx, actor) => {
        await store.endAssignment(tx, actor, { positionId: id, assignmentId, endsAt: new Date(body.endsAt) });
        return id;
      }),
  ),
];
