/** The conference's measuring over HTTP: a technician says who stands for which site, watches, and compares with the test. */
import {
  actualCallComparisonSchema,
  actualCallDetailSchema,
  actualCallSitesSchema,
} from '@sambung/contract/actual-call';
import { defineRoute, type Route } from '../api/index.ts';
import { getRequest } from '../request/index.ts';
import { describeActualCall, nameSites } from './actual-call.ts';
import * as store from './store.ts';
import { compareCall } from './summarising.ts';

const technician = ['technician'] as const;

export const actualCallRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/actual-call',
      summary:
        'The conference of a request while it runs: who is in it, who stands for which site, the newest measured seconds',
      access: technician,
      answer: actualCallDetailSchema,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params }) =>
      await describeActualCall(context, await getRequest(context, staff, params.id)),
  ),
  defineRoute(
    {
      method: 'put',
      path: '/requests/:id/actual-call/sites',
      summary:
        'Says who in the conference stands for the host and who for the audience; both are measured from then on',
      access: technician,
      body: actualCallSitesSchema,
      answer: actualCallDetailSchema,
      problems: ['state-conflict', 'not-found'],
    },
    async ({ context, staff, params, body }) => {
      const request = await getRequest(context, staff, params.id);
      await nameSites(context, staff, request, body);
      return await describeActualCall(context, request);
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/actual-call/summary',
      summary: 'What the conference comes to so far by the rubric of its test, and how it differs from the test',
      access: technician,
      answer: actualCallComparisonSchema,
    },
    async ({ context, staff, params }) => {
      const { id } = await getRequest(context, staff, params.id);
      const row = await store.findActualCall(context.db, id);
      return row ? await compareCall(context, row) : { summary: null, testCallId: null, drift: [] };
    },
  ),
];
