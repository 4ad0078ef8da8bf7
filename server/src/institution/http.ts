/** Places over HTTP. */
import { Router as createRoutes, type Router as Routes } from 'express';
import type { Context } from '../context.ts';
import { requireStaff } from '../identity/index.ts';
import { methodNotAllowed } from '../problem-http.ts';
import { listPlaces } from './store.ts';

export function institutionRoutes(context: Context): Routes {
  const routes = createRoutes();
  routes
    .route('/places')
    .get(async (req, res) => {
      const staff = await requireStaff(context, req);
      res.json(await listPlaces(context.db, staff.institution.id));
    })
    .all(methodNotAllowed('GET'));
  return routes;
}
