/** `GET /api/health`: whether this installation can hold a meeting now, and what is missing. */
import { readFileSync } from 'node:fs';
import type { Health } from '@sambung/contract/http';
import { Router as createRoutes, type Router as Routes } from 'express';
import type { Context } from './context.ts';
import { methodNotAllowed } from './problem-http.ts';

/** What health asks of the connection to the sfu node. */
export interface SfuHealth {
  status(): { connected: boolean; workers: readonly { pid: number; binary: string }[] };
}

/** The product's version. */
export const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

export function healthRoutes(context: Context, sfu: SfuHealth): Routes {
  const routes = createRoutes();
  routes
    .route('/health')
    .get(async (_req, res) => {
      const health = await readHealth(context, sfu);
      res.status(health.status === 'ready' ? 200 : 503).json(health);
    })
    .all(methodNotAllowed('GET'));
  return routes;
}

async function readHealth(context: Context, sfu: SfuHealth): Promise<Health> {
  const database = await context.pool.query('SELECT 1').then(
    () => 'ready' as const,
    () => 'not-ready' as const,
  );
  const { connected, workers } = sfu.status();
  const reasons = [
    ...(database === 'ready' ? [] : ['the database does not answer']),
    ...(connected ? [] : ['the sfu node is not connected']),
    ...(connected && workers.length === 0 ? ['the sfu node has no media worker'] : []),
  ];
  return {
    status: reasons.length === 0 ? 'ready' : 'not-ready',
    version,
    database,
    sfu: { workers: workers.map(({ pid, binary }) => ({ pid, binary })) },
    ...(reasons.length > 0 && { reason: reasons.join('; ') }),
  };
}
