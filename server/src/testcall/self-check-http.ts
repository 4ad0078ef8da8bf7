/** Self-checks over HTTP: sent by the page that holds a side's link, read by technicians. */
import { roomCodeSchema } from '@sambung/contract/http';
import { selfCheckInputSchema, selfChecksSchema } from '@sambung/contract/self-check';
import { defineRoute, type Route } from '../api/index.ts';
import { limitRate } from '../guard.ts';
import { parseInput } from '../problem.ts';
import { keepSelfCheck, newestSelfChecks } from './self-check.ts';
import { getTestCall } from './test-call.ts';

/** A person repeats a check a few times an hour; an office behind one address has several people. Higher helps somebody who wants to keep us busy. */
const limit = { limit: 60, windowMs: 15 * 60_000 };

export const selfCheckRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'post',
      path: '/access/:code/self-checks',
      summary: 'Keeps what a side’s page found of its devices and connection before the test call, for the technician',
      access: 'anyone',
      body: selfCheckInputSchema,
      answer: null,
      problems: ['link-not-valid', 'room-not-open', 'forbidden', 'too-many-requests'],
      limits: () => [limitRate(limit)],
    },
    async ({ context, params, body, req }) => {
      const code = parseInput(roomCodeSchema, params.code);
      await keepSelfCheck(context, code, req.headers.cookie, body.facts);
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/test-calls/:id/self-checks',
      summary: 'The newest self-check of each side',
      access: ['technician'],
      answer: selfChecksSchema,
    },
    async ({ context, staff, params }) =>
      await newestSelfChecks(context, (await getTestCall(context, staff, params.id)).id),
  ),
];
