/** Requests over HTTP: drafts, filing, decisions, the inbox. */
import { explanationSchema } from '@sambung/contract/deviation';
import type { Staff } from '@sambung/contract/http';
import * as contract from '@sambung/contract/request';
import * as task from '@sambung/contract/task';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { actorOf } from './case-change.ts';
import { decide, workOnStep } from './deciding.ts';
import { beginDraft, saveDraft } from './drafting.ts';
import { cancel, changeTime, explain, leaveTestOut, markNoShow } from './ending.ts';
import { submit } from './filing.ts';
import { refuseOffer, takeOffer } from './offers.ts';
import { canSee, seesWholeInstitution } from './request.ts';
import * as store from './store.ts';
import { decideTogether, listTasks } from './tasks.ts';
import { detailOf, summaryOf } from './view.ts';

/** More makes the first page slower, fewer makes people turn pages. */
const pageSize = 30;
const applicants = ['requester', 'approver', 'technician', 'admin'] as const;
const officers = ['approver', 'technician', 'admin'] as const;
const answer = contract.caseDetailSchema;

/** The case, when the staff member may see it. Throws `not-found` otherwise: what belongs to somebody else does not exist. */
export async function getRequest(context: Context, staff: Staff, id: unknown): Promise<store.Case> {
  const known = z.uuid().safeParse(id);
  const kase = known.success ? await store.findCase(context.db, staff.institution.id, known.data) : null;
  if (!kase || !canSee(staff, kase)) throw new DomainError('not-found');
  return kase;
}

async function show(context: Context, staff: Staff, id: string): Promise<contract.CaseDetail> {
  return await detailOf(context, await getRequest(context, staff, id), await actorOf(context, staff));
}

const idOf = (params: Readonly<Record<string, string>>) => params.id ?? '';

export const requestRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/requests',
      summary: 'One page of requests: the own ones, or those of the whole institution for its office',
      access: applicants,
      query: contract.caseQuerySchema,
      answer: contract.casePageSchema,
    },
    async ({ context, staff, query }) => {
      if (query.view === 'office' && !seesWholeInstitution(staff)) throw new DomainError('forbidden');
      const { cases, total } = await store.listCases(context.db, {
        institutionId: staff.institution.id,
        ...(query.view === 'own' && { ownerId: staff.id }),
        ...(query.state && { state: query.state }),
        ...(query.q && { text: query.q }),
        page: query.page,
        pageSize,
      });
      return { items: cases.map((kase) => summaryOf(kase, context.clock())), total, page: query.page, pageSize };
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests',
      summary: 'Begins a draft, one’s own or on behalf of somebody who wrote, called or came',
      access: applicants,
      body: contract.caseCreationSchema,
      answer,
      status: 201,
    },
    async ({ context, staff, body, res }) => {
      const id = await beginDraft(context, staff, body);
      res.location(`/api/requests/${id}`);
      return await show(context, staff, id);
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id',
      summary: 'A request with its steps, documents and clocks',
      access: applicants,
      answer,
    },
    async ({ context, staff, params }) => await show(context, staff, idOf(params)),
  ),
  defineRoute(
    {
      method: 'patch',
      path: '/requests/:id',
      summary: 'Saves what was written so far',
      access: applicants,
      body: contract.caseEditSchema,
      answer,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params, body }) => {
      await saveDraft(context, staff, idOf(params), body);
      return await show(context, staff, idOf(params));
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/submission',
      summary: 'Files the request: number, place in the queue and holds in one transaction',
      access: applicants,
      body: contract.caseSubmissionSchema,
      answer,
      problems: ['state-conflict', 'hold-conflict', 'lead-time', 'outside-working-hours'],
    },
    async ({ context, staff, params, body }) => {
      await submit(context, staff, idOf(params), body);
      return await show(context, staff, idOf(params));
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/steps/:stepId/decision',
      summary: 'Decides an open step',
      access: applicants,
      body: contract.caseDecisionSchema,
      answer,
      problems: ['state-conflict', 'already-decided', 'requirements-missing', 'hold-conflict', 'people-taken'],
    },
    async ({ context, staff, params, body }) => {
      await decide(context, staff, idOf(params), params.stepId ?? '', body);
      return await show(context, staff, idOf(params));
    },
  ),
  defineRoute(
    {
      method: 'patch',
      path: '/requests/:id/steps/:stepId',
      summary: 'Writes down answers and checks while a step is open',
      access: applicants,
      body: contract.stepWorkSchema,
      answer,
      problems: ['state-conflict', 'already-decided'],
    },
    async ({ context, staff, params, body }) => {
      await workOnStep(context, staff, idOf(params), params.stepId ?? '', body);
      return await show(context, staff, idOf(params));
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/cancellation',
      summary: 'Cancels the request and frees everything it held',
      access: applicants,
      body: contract.caseReasonSchema,
      answer,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params, body }) => {
      await cancel(context, staff, idOf(params), body);
      return await show(context, staff, idOf(params));
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/test-call-omission',
      summary: 'Leaves out the test call that the procedure suggests, with a reason',
      access: officers,
      body: contract.caseReasonSchema,
      answer,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params, body }) => {
      await leaveTestOut(context, staff, idOf(params), body);
      return await show(context, staff, idOf(params));
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/no-show',
      summary: 'Notes that nobody came',
      access: officers,
      body: contract.caseReasonSchema,
      answer,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params, body }) => {
      await markNoShow(context, staff, idOf(params), body);
      return await show(context, staff, idOf(params));
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/change',
      summary: 'Another time or place after filing; the request goes back to its first decision',
      access: applicants,
      body: contract.caseChangeSchema,
      answer,
      problems: ['state-conflict', 'hold-conflict', 'lead-time', 'outside-working-hours'],
    },
    async ({ context, staff, params, body }) => {
      await changeTime(context, staff, idOf(params), body);
      return await show(context, staff, idOf(params));
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/offers/:offerId/acceptance',
      summary: 'Takes a slot that came free; the waiting request is filed with it',
      access: applicants,
      body: contract.caseVersionSchema,
      answer,
      problems: ['state-conflict', 'already-decided', 'lead-time', 'outside-working-hours'],
    },
    async ({ context, staff, params, body }) => {
      await takeOffer(context, staff, { id: idOf(params), offerId: params.offerId ?? '', version: body.version });
      return await show(context, staff, idOf(params));
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/offers/:offerId/refusal',
      summary: 'Lets a slot that came free go by; the next in line is asked',
      access: applicants,
      body: contract.caseVersionSchema,
      answer,
      problems: ['state-conflict', 'already-decided'],
    },
    async ({ context, staff, params, body }) => {
      await refuseOffer(context, staff, { id: idOf(params), offerId: params.offerId ?? '', version: body.version });
      return await show(context, staff, idOf(params));
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/deviations/:deviationId/explanation',
      summary: 'Explains a deviation, once',
      access: officers,
      body: explanationSchema,
      answer,
      problems: ['already-decided'],
    },
    async ({ context, staff, params, body }) => {
      await explain(context, staff, { id: idOf(params), deviationId: params.deviationId ?? '' }, body.explanation);
      return await show(context, staff, idOf(params));
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/tasks',
      summary: 'The open steps that wait for the caller, with their clocks',
      access: applicants,
      answer: z.array(task.taskSchema),
    },
    async ({ context, staff }) => await listTasks(context, staff),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/tasks/decisions',
      summary: 'Decides several open steps; what could be decided was',
      access: applicants,
      body: task.bulkDecisionSchema,
      answer: task.bulkOutcomeSchema,
    },
    async ({ context, staff, body }) => await decideTogether(context, staff, body),
  ),
];
