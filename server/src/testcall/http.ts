/** Test calls over HTTP: a technician opens one for a request, reads it, and decides. */
import {
  type CertificationInput,
  certificationInputSchema,
  type Staff,
  type TestCallDetail,
} from '@sambung/contract/http';
import { Router as createRoutes, type Router as Routes } from 'express';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { requireRole } from '../identity/index.ts';
import { newLinkToken, newRoomCode, type Rooms } from '../meeting/index.ts';
import { DomainError, parseInput } from '../problem.ts';
import { methodNotAllowed } from '../problem-http.ts';
import { canOpenTestCall, getRequest } from '../request/index.ts';
import * as store from './store.ts';

/** Two directions over two minutes: what the console's curves show. */
const shownSamples = 240;

/** `onDecided` is called once a decision is stored. */
export function testCallRoutes(
  context: Context,
  rooms: Pick<Rooms, 'participants'>,
  onDecided: (testCallId: string) => void,
): Routes {
  const routes = createRoutes();
  routes
    .route('/requests/:id/test-calls')
    .post(async (req, res) => {
      const staff = await requireRole(context, req, ['technician']);
      const request = await getRequest(context, staff, req.params.id);
      if (!canOpenTestCall(staff, request)) throw new DomainError('state-conflict');
      const id = await open(context, staff, request.id);
      res
        .status(201)
        .location(`/api/test-calls/${id}`)
        .json(await describe(context, rooms, await getTestCall(context, staff, id)));
    })
    .all(methodNotAllowed('POST'));

  routes
    .route('/test-calls/:id')
    .get(async (req, res) => {
      const staff = await requireRole(context, req, ['technician']);
      res.json(await describe(context, rooms, await getTestCall(context, staff, req.params.id)));
    })
    .all(methodNotAllowed('GET'));

  routes
    .route('/test-calls/:id/decision')
    .post(async (req, res) => {
      const staff = await requireRole(context, req, ['technician']);
      const testCall = await getTestCall(context, staff, req.params.id);
      await decide(context, staff, testCall.id, parseInput(certificationInputSchema, req.body));
      onDecided(testCall.id);
      res.json(await describe(context, rooms, await getTestCall(context, staff, testCall.id)));
    })
    .all(methodNotAllowed('POST'));
  return routes;
}

/** The test call of the staff member's own institution. Throws `not-found`: another institution's does not exist. */
export async function getTestCall(context: Context, staff: Staff, id: unknown): Promise<store.TestCallRow> {
  const known = z.uuid().safeParse(id);
  const row = known.success ? await store.findTestCall(context.db, staff.institution.id, known.data) : null;
  if (!row) throw new DomainError('not-found');
  return row;
}

async function open(context: Context, staff: Staff, requestId: string): Promise<string> {
  return await store.openTestCall(context.db, {
    institutionId: staff.institution.id,
    requestId,
    openedById: staff.id,
    now: context.clock(),
    hostTokenSealed: context.seal(newLinkToken()),
    audienceTokenSealed: context.seal(newLinkToken()),
    claimCode: newRoomCode,
  });
}

async function decide(context: Context, staff: Staff, testCallId: string, input: CertificationInput): Promise<void> {
  const outcome = await store.decide(context.db, {
    institutionId: staff.institution.id,
    testCallId,
    decidedById: staff.id,
    ...input,
    now: context.clock(),
  });
  if (outcome === 'already-decided') throw new DomainError('already-decided');
  if (outcome === 'not-sampled') {
    throw new DomainError('state-conflict', {
      detail: {
        id: 'Belum ada hasil ukur dari kedua arah.',
        en: 'There are no measurements of both directions yet.',
      },
    });
  }
}

async function describe(
  context: Context,
  rooms: Pick<Rooms, 'participants'>,
  row: store.TestCallRow,
): Promise<TestCallDetail> {
  const link = (sealed: string) => `${context.publicUrl()}/t/${row.code}#${context.open(sealed)}`;
  const { samples, sampleCount } = await store.readSamples(context.db, row.id, shownSamples);
  return {
    id: row.id,
    openedAt: row.openedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    decision: row.decision === 'not_certified' ? 'not-certified' : row.decision,
    requestId: row.requestId,
    requestNumber: row.request.number ?? '',
    title: row.request.title,
    code: row.code,
    timeZone: row.request.place?.timeZone ?? row.request.institution.timeZone,
    hostUrl: link(row.hostTokenSealed),
    audienceUrl: link(row.audienceTokenSealed),
    sides: rooms
      .participants(row.id)
      .flatMap(({ side, displayName, connected }) => (side ? [{ side, displayName, connected }] : [])),
    sampleCount,
    samples,
    simulated: row.simulatedReasons.length > 0,
    simulatedReasons: row.simulatedReasons as TestCallDetail['simulatedReasons'],
    note: row.note,
    decidedByName: row.decidedBy?.name ?? null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}
