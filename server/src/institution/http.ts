/** Places over HTTP. */
import { placeSchema } from '@sambung/contract/http';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import { listPlaces } from './store.ts';

export const institutionRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/places',
      summary: 'Places of the institution',
      access: 'staff',
      answer: z.array(placeSchema),
    },
    ({ context, staff }) => listPlaces(context.db, staff.institution.id),
  ),
];
