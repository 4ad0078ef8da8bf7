/** The schedule over HTTP. */
import * as contract from '@sambung/contract/schedule';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import { askAlternatives, readAvailability, readTimeline, suggestTechnicians } from './asking.ts';
import { inventoryRoutes } from './inventory-http.ts';

export const scheduleRoutes: readonly Route[] = [
  ...inventoryRoutes,
  defineRoute(
    {
      method: 'get',
      path: '/timeline',
      summary:
        'What is held when, by place or by technician; cases of others are "reserved" for those outside the office',
      access: 'staff',
      query: contract.timelineQuerySchema,
      answer: contract.timelineSchema,
    },
    ({ context, staff, query }) => readTimeline(context, staff, query),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/places/:id/availability',
      summary: 'When a place is open and free, and when it is held',
      access: 'staff',
      query: contract.spanQuerySchema,
      answer: contract.placeAvailabilitySchema,
    },
    ({ context, staff, params, query }) => readAvailability(context, staff, params.id ?? '', query),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/alternatives',
      summary: 'Whether a conference could be held as asked, and what is free instead',
      access: 'staff',
      body: contract.alternativesQuerySchema,
      answer: contract.alternativesSchema,
      problems: ['not-found'],
    },
    ({ context, staff, body }) => askAlternatives(context, staff, body),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/technicians',
      summary: 'Who could do a case: skilled first, then free, then least busy that week',
      access: ['approver', 'technician', 'admin'],
      query: contract.technicianQuerySchema,
      answer: z.array(contract.technicianSuggestionSchema),
      problems: ['state-conflict'],
    },
    ({ context, staff, params, query }) => suggestTechnicians(context, staff, params.id ?? '', query.position),
  ),
];
