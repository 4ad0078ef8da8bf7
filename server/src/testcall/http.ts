/** Test calls over HTTP: a technician opens one for a request, reads it, and decides. */
import { certificationInputSchema, testCallDetailSchema } from '@sambung/contract/http';
import { defineRoute, type Route } from '../api/index.ts';
import { DomainError } from '../problem.ts';
import { canOpenTestCall, getRequest } from '../request/index.ts';
import { decideTestCall, describeTestCall, getTestCall, openTestCall } from './test-call.ts';

const technician = ['technician'] as const;

export const testCallRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/test-calls',
      summary: 'Opens a test call for a request, with a link for each side',
      access: technician,
      answer: testCallDetailSchema,
      status: 201,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params, res }) => {
      const request = await getRequest(context, staff, params.id);
      if (!canOpenTestCall(staff, request)) throw new DomainError('state-conflict');
      const id = await openTestCall(context, staff, request.id);
      res.location(`/api/test-calls/${id}`);
      return await describeTestCall(context, await getTestCall(context, staff, id));
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/test-calls/:id',
      summary: 'A test call: its links, who is in it, what was measured, how it was decided',
      access: technician,
      answer: testCallDetailSchema,
    },
    async ({ context, staff, params }) => await describeTestCall(context, await getTestCall(context, staff, params.id)),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/test-calls/:id/decision',
      summary: 'Certifies the line or refuses to, once both directions were measured; ends the call',
      access: technician,
      body: certificationInputSchema,
      answer: testCallDetailSchema,
      problems: ['state-conflict', 'already-decided'],
    },
    async ({ context, staff, params, body }) => {
      const testCall = await getTestCall(context, staff, params.id);
      await decideTestCall(context, staff, testCall.id, body);
      context.testCallRooms?.decided(testCall.id);
      return await describeTestCall(context, await getTestCall(context, staff, testCall.id));
    },
  ),
];
