/** Signing in and out, and the first-run set-up, over HTTP. */
import { type SessionState, type Staff, setupInputSchema, signInInputSchema } from '@sambung/contract/http';
import { Router as createRoutes, type Request, type Router as Routes } from 'express';
import type { Context } from '../context.ts';
import { csrfTokenOf, limitRate, senderOf } from '../guard.ts';
import { DomainError, parseInput } from '../problem.ts';
import { methodNotAllowed } from '../problem-http.ts';
import { isRightPassword } from './password.ts';
import { beginSession, endSession, findSignedIn } from './session.ts';
import { isSetupNeeded, setUp } from './setup.ts';
import * as store from './store.ts';

/** The demo's people as the sign-in page offers them; null outside the demo. */
export type DemoPeople = SessionState['demoPeople'];

const quarterHourMs = 15 * 60_000;
/** Failed sign-ins of one address of a person from one sender. Higher helps guessing; lower locks out somebody who mistypes. */
const failuresPerAccount = 10;
/** Failed sign-ins from one sender over all accounts. A whole office may share one address. */
const failuresPerSender = 100;

export function identityRoutes(context: Context, demoPeople?: DemoPeople): Routes {
  const routes = createRoutes();
  const state = (req: Request, staff: Staff | null): SessionState => ({
    staff,
    csrfToken: csrfTokenOf(req),
    demo: context.env.demo,
    ...(demoPeople && { demoPeople }),
  });
  const perSender = limitRate({ limit: failuresPerSender, windowMs: quarterHourMs, failuresOnly: true });
  const perAccount = limitRate({
    limit: failuresPerAccount,
    windowMs: quarterHourMs,
    failuresOnly: true,
    key: (req, res) => `${senderOf(req, res)} ${String(req.body?.email).trim().toLowerCase().slice(0, 200)}`,
  });

  routes
    .route('/session')
    .get(async (req, res) => {
      res.json(state(req, await findSignedIn(context, req)));
    })
    .post(perSender, perAccount, async (req, res) => {
      const { email, password } = parseInput(signInInputSchema, req.body);
      const account = await store.findPasswordHash(context.db, email);
      if (!(await isRightPassword(account?.hash ?? null, password)) || !account) {
        throw new DomainError('wrong-credentials');
      }
      await beginSession(context, req, account.id);
      res.json(state(req, await findSignedIn(context, req)));
    })
    .delete(async (req, res) => {
      await endSession(req);
      res.json(state(req, null));
    })
    .all(methodNotAllowed('GET', 'POST', 'DELETE'));

  routes
    .route('/setup')
    .get(async (_req, res) => {
      res.json({ needed: await isSetupNeeded(context) });
    })
    .post(perSender, async (req, res) => {
      const staffId = await setUp(context, parseInput(setupInputSchema, req.body));
      await beginSession(context, req, staffId);
      res.json(state(req, await findSignedIn(context, req)));
    })
    .all(methodNotAllowed('GET', 'POST'));
  return routes;
}
