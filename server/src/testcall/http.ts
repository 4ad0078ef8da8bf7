/** Test calls over HTTP: a technician opens one for a request, leads it through its phases, and decides. */
import {
  bridgeObservationSchema,
  messageInputSchema,
  noteInputSchema,
  phaseChangeSchema,
  proposalAnswerSchema,
  testCallDecisionSchema,
  testCallDetailSchema,
  testCallOpeningSchema,
  testCallOpeningsSchema,
  testMessageSchema,
} from '@sambung/contract/test-run';
import { defineRoute, type Route } from '../api/index.ts';
import { getRequest } from '../request/index.ts';
import { decideTestCall } from './deciding.ts';
import { suggestDiagnosis } from './diagnosis.ts';
import { openingsOf, openTestCall } from './opening.ts';
import { proposalOf } from './proposal.ts';
import * as store from './store.ts';
import { changePhase, describeTestCall, getTestCall, observeBridge, say } from './test-call.ts';

const technician = ['technician'] as const;

export const testCallRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/test-call-openings',
      summary: 'Which kinds of test call may be opened for a request now, and what stands in the way of the others',
      access: technician,
      answer: testCallOpeningsSchema,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params }) => await openingsOf(context, staff, await getRequest(context, staff, params.id)),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/test-calls',
      summary: 'Opens a test call, pre-test or re-verification for a request, with a link for each side',
      access: technician,
      body: testCallOpeningSchema,
      answer: testCallDetailSchema,
      status: 201,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params, body, res }) => {
      const request = await getRequest(context, staff, params.id);
      const id = await openTestCall(context, staff, request, body);
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
      method: 'get',
      path: '/test-calls/:id/proposal',
      summary: 'What the samples of a test call come to by its rubric, or came to when it was decided',
      access: technician,
      answer: proposalAnswerSchema,
    },
    async ({ context, staff, params }) => {
      const testCall = await getTestCall(context, staff, params.id);
      const proposal = await proposalOf(context, testCall);
      const bothCame = await store.bothCame(context.db, testCall.id);
      return { proposal, diagnosis: suggestDiagnosis({ judgement: proposal, bothCame }) };
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/test-calls/:id/phase',
      summary: 'Begins the next phase on both pages',
      access: technician,
      body: phaseChangeSchema,
      answer: testCallDetailSchema,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params, body }) => {
      const testCall = await getTestCall(context, staff, params.id);
      await changePhase(context, staff, testCall.id, body);
      context.testCallRooms?.planned(testCall.id);
      return await describeTestCall(context, await getTestCall(context, staff, testCall.id));
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/test-calls/:id/messages',
      summary: 'Writes to both technical contacts',
      access: technician,
      body: messageInputSchema,
      answer: testMessageSchema,
      status: 201,
    },
    async ({ context, staff, params, body }) => {
      const testCall = await getTestCall(context, staff, params.id);
      const message = await say(context, staff, testCall.id, body.text);
      context.testCallRooms?.talked(testCall.id);
      return message;
    },
  ),
  defineRoute(
    {
      method: 'put',
      path: '/test-calls/:id/note',
      summary: 'Keeps what the technician notes while the call runs',
      access: technician,
      body: noteInputSchema,
      answer: null,
    },
    async ({ context, staff, params, body }) => {
      const testCall = await getTestCall(context, staff, params.id);
      await store.saveNote(context.db, testCall.id, body.note);
    },
  ),
  defineRoute(
    {
      method: 'put',
      path: '/test-calls/:id/bridge',
      summary: 'Keeps whether sound and pictures were exchanged through the bridge that the client declared',
      access: technician,
      body: bridgeObservationSchema,
      answer: null,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params, body }) => {
      await observeBridge(context, staff, await getTestCall(context, staff, params.id), body.exchanged);
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/test-calls/:id/decision',
      summary: 'Decides what the samples of both directions come to; ends the call',
      access: technician,
      body: testCallDecisionSchema,
      answer: testCallDetailSchema,
      problems: ['state-conflict', 'already-decided', 'requirements-missing'],
    },
    async ({ context, staff, params, body }) => {
      const testCall = await getTestCall(context, staff, params.id);
      await decideTestCall(context, staff, testCall, body);
      context.testCallRooms?.decided(testCall.id);
      return await describeTestCall(context, await getTestCall(context, staff, testCall.id));
    },
  ),
];
