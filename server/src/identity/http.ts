/** Signing in and out, and the first-run set-up, over HTTP. */
import { secondStepInputSchema } from '@sambung/contract/account';
import {
  type SessionState,
  type Staff,
  sessionStateSchema,
  setupInputSchema,
  setupStateSchema,
  signInInputSchema,
} from '@sambung/contract/http';
import type { Request } from 'express';
import { defineRoute, type Route } from '../api/index.ts';
import type { Context } from '../context.ts';
import { csrfTokenOf, limitRate, senderOf } from '../guard.ts';
import { DomainError } from '../problem.ts';
import { isRightPassword } from './password.ts';
import { useCode } from './second-step-store.ts';
import { awaitSecondStep, beginSession, endSession, findPending, findSignedIn } from './session.ts';
import { isSetupNeeded, setUp } from './setup.ts';
import * as store from './store.ts';

/** The demo's people as the sign-in page offers them; undefined outside the demo. */
export type DemoPeople = SessionState['demoPeople'];

const quarterHourMs = 15 * 60_000;
/** Failed sign-ins of one address of a person from one sender. Higher helps guessing; lower locks out somebody who mistypes. */
const failuresPerAccount = 10;
/** Failed sign-ins from one sender over all accounts. A whole office may share one address. */
const failuresPerSender = 100;

const perSender = () => limitRate({ limit: failuresPerSender, windowMs: quarterHourMs, failuresOnly: true });
const perAccount = () =>
  limitRate({
    limit: failuresPerAccount,
    windowMs: quarterHourMs,
    failuresOnly: true,
    key: (req) => `${senderOf(req)} ${String(req.body?.email).trim().toLowerCase().slice(0, 200)}`,
  });

/** Wrong codes of one person, from wherever. Six digits and three valid codes make ten tries a chance of 1 in 33,000. */
const perPending = () =>
  limitRate({
    limit: failuresPerAccount,
    windowMs: quarterHourMs,
    failuresOnly: true,
    key: (req) => `code ${req.session.pendingStaffId ?? senderOf(req)}`,
  });
/** Wrong passwords of one person from all senders together. Higher lets a botnet guess; lower lets strangers lock somebody out for a quarter of an hour. */
const failuresPerPerson = 60;
const perPerson = () =>
  limitRate({
    limit: failuresPerPerson,
    windowMs: quarterHourMs,
    failuresOnly: true,
    key: (req) => String(req.body?.email).trim().toLowerCase().slice(0, 200),
  });

const state = (context: Context, req: Request, staff: Staff | null): SessionState => ({
  staff,
  secondStep: staff === null && findPending(context, req) !== null,
  csrfToken: csrfTokenOf(req),
  demo: context.env.demo,
  ...(context.demoPeople && { demoPeople: context.demoPeople }),
});

/** Begins the session and says whose it is. */
async function enter(context: Context, req: Request, staffId: string, secondStep: 'none' | 'code' | 'recovery') {
  await beginSession(context, req, staffId);
  const staff = await findSignedIn(context, req);
  if (staff) await store.recordSignIn(context.db, staff, secondStep, context.clock());
  return state(context, req, staff);
}

export const identityRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/session',
      summary: 'Who is signed in, and the token that changing requests carry',
      access: 'anyone',
      joining: true,
      answer: sessionStateSchema,
    },
    async ({ context, req }) => state(context, req, await findSignedIn(context, req)),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/session',
      summary: 'Sign in',
      access: 'anyone',
      body: signInInputSchema,
      answer: sessionStateSchema,
      problems: ['wrong-credentials', 'too-many-requests'],
      limits: () => [perSender(), perAccount(), perPerson()],
    },
    async ({ context, req, body: { email, password } }) => {
      const account = await store.findSignIn(context.db, email);
      if (!(await isRightPassword(account?.hash ?? null, password)) || !account) {
        throw new DomainError('wrong-credentials');
      }
      if (account.secondStep) {
        await awaitSecondStep(context, req, account.id);
        return state(context, req, null);
      }
      return await enter(context, req, account.id, 'none');
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/session/second-step',
      summary: 'The second step of signing in: a code of the authenticator app or a recovery code',
      access: 'anyone',
      body: secondStepInputSchema,
      answer: sessionStateSchema,
      problems: ['not-signed-in', 'wrong-code', 'too-many-requests'],
      limits: () => [perSender(), perPending()],
    },
    async ({ context, req, body: { code } }) => {
      const staffId = findPending(context, req);
      if (staffId === null) throw new DomainError('not-signed-in');
      const used = await useCode(context, staffId, code);
      if (used === null) throw new DomainError('wrong-code');
      return await enter(context, req, staffId, used);
    },
  ),
  defineRoute(
    { method: 'delete', path: '/session', summary: 'Sign out', access: 'anyone', answer: sessionStateSchema },
    async ({ context, req }) => {
      await endSession(req);
      return state(context, req, null);
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/setup',
      summary: 'Whether this installation still waits for its first run',
      access: 'anyone',
      answer: setupStateSchema,
    },
    async ({ context }) => ({ needed: await isSetupNeeded(context) }),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/setup',
      summary: 'The first run: the institution and its administrator',
      access: 'anyone',
      body: setupInputSchema,
      answer: sessionStateSchema,
      problems: ['link-not-valid', 'setup-done', 'too-many-requests'],
      limits: () => [perSender()],
    },
    async ({ context, req, body }) => {
      await beginSession(context, req, await setUp(context, body));
      return state(context, req, await findSignedIn(context, req));
    },
  ),
];
