/** `GET /api/openapi.json` for programs and `GET /api/docs` for people: both are made from the route table, once. */
import { languageSchema } from '@sambung/contract/problem';
import { Router as createRoutes, type Router as Routes } from 'express';
import { languageOf } from '../problem.ts';
import { docsPage } from './docs-page.ts';
import { describeApi } from './openapi.ts';
import type { Route } from './route.ts';

/** The two addresses; whoever reads them needs no account: the table is no secret. */
export function docsRoutes(table: readonly Route[], version: string): Routes {
  const routes = createRoutes();
  let description: ReturnType<typeof describeApi> | undefined;
  const describe = () => {
    description ??= describeApi(table, version);
    return description;
  };
  routes.get('/openapi.json', (_req, res) => void res.json(describe()));
  routes.get('/docs', (req, res) => {
    const wanted = languageSchema.safeParse(req.query.language);
    res.type('html').send(docsPage(describe(), wanted.success ? wanted.data : languageOf(req.headers)));
  });
  return routes;
}
