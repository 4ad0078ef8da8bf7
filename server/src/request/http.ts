/** Requests over HTTP: filing, reading, deciding. */
import {
  type DecisionInput,
  decisionInputSchema,
  type RequestInput,
  requestInputSchema,
  type Staff,
} from '@sambung/contract/http';
import { Router as createRoutes, type Router as Routes } from 'express';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { requireRole } from '../identity/index.ts';
import { listPlaces } from '../institution/index.ts';
import { createMeeting } from '../meeting/index.ts';
import { DomainError, parseInput } from '../problem.ts';
import { methodNotAllowed } from '../problem-http.ts';
import { isHoldConflict, localDay, proposeAlternatives } from '../schedule/index.ts';
import { canDecide, canSee, findInputErrors, seesWholeInstitution } from './request.ts';
import * as store from './store.ts';
import { detailOf, summaryOf } from './view.ts';

const anyRole = ['requester', 'approver', 'technician', 'admin'] as const;

export function requestRoutes(context: Context): Routes {
  const routes = createRoutes();
  routes
    .route('/requests')
    .get(async (req, res) => {
      const staff = await requireRole(context, req, anyRole);
      const own = seesWholeInstitution(staff) ? undefined : staff.id;
      res.json((await store.listRequests(context.db, staff.institution.id, own)).map(summaryOf));
    })
    .post(async (req, res) => {
      const staff = await requireRole(context, req, ['requester']);
      const id = await file(context, staff, parseInput(requestInputSchema, req.body));
      const row = await getRequest(context, staff, id);
      res
        .status(201)
        .location(`/api/requests/${id}`)
        .json(detailOf(context, row, staff));
    })
    .all(methodNotAllowed('GET', 'POST'));

  routes
    .route('/requests/:id')
    .get(async (req, res) => {
      const staff = await requireRole(context, req, anyRole);
      res.json(detailOf(context, await getRequest(context, staff, req.params.id), staff));
    })
    .all(methodNotAllowed('GET'));

  routes
    .route('/requests/:id/decision')
    .post(async (req, res) => {
      const staff = await requireRole(context, req, ['approver']);
      const row = await getRequest(context, staff, req.params.id);
      await decide(context, staff, row, parseInput(decisionInputSchema, req.body));
      res.json(detailOf(context, await getRequest(context, staff, row.id), staff));
    })
    .all(methodNotAllowed('POST'));
  return routes;
}

/** The request, when the staff member may see it. Throws `not-found` otherwise: what belongs to somebody else does not exist. */
export async function getRequest(context: Context, staff: Staff, id: unknown): Promise<store.RequestRow> {
  const known = z.uuid().safeParse(id);
  const row = known.success ? await store.findRequest(context.db, staff.institution.id, known.data) : null;
  if (!row || !canSee(staff, row)) throw new DomainError('not-found');
  return row;
}

async function file(context: Context, staff: Staff, input: RequestInput): Promise<string> {
  const now = context.clock();
  const errors = findInputErrors(input, now);
  const institutionId = staff.institution.id;
  const places = await listPlaces(context.db, institutionId);
  if (!places.some(({ id }) => id === input.placeId)) {
    errors.push({ pointer: '/placeId', detail: { id: 'Ruang tidak dikenal', en: 'This place is not known' } });
  }
  if (errors.length > 0) throw new DomainError('invalid-input', { errors });
  const year = new Date(localDay(staff.institution.timeZone, now.getTime())).getUTCFullYear();
  try {
    return await store.fileRequest(context.db, { institutionId, requesterId: staff.id, year, now, input });
  } catch (error) {
    if (!isHoldConflict(error)) throw error;
    const wanted = {
      institutionId,
      placeId: input.placeId,
      startsAt: new Date(input.startsAt),
      endsAt: new Date(input.endsAt),
      participantCount: input.participantCount,
    };
    throw new DomainError('hold-conflict', {
      alternatives: await proposeAlternatives(context, wanted),
      cause: error,
    });
  }
}

async function decide(context: Context, staff: Staff, row: store.RequestRow, input: DecisionInput): Promise<void> {
  if (!canDecide(staff, row)) throw new DomainError('already-decided');
  if (row.version !== input.version) throw new DomainError('state-conflict');
  const now = context.clock();
  const origin = { institutionId: row.institutionId, requestId: row.id, now };
  const decided = await store.decideRequest(context.db, {
    ...origin,
    deciderId: staff.id,
    version: row.version,
    refusalReason: input.decision === 'refuse' ? input.reason : null,
    createMeeting: (tx) => createMeeting(context, tx, origin),
  });
  if (!decided) throw new DomainError('already-decided');
}
