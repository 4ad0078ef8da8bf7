/** One's own account over HTTP: profile, password, second step, sessions; forgotten passwords. */
import {
  accountSessionSchema,
  passwordChangeSchema,
  passwordProofSchema,
  passwordResetRequestSchema,
  passwordResetUseSchema,
  profileEditSchema,
  profileSchema,
  recoveryCodesSchema,
  secondStepInputSchema,
  secondStepOfferSchema,
} from '@sambung/contract/account';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import { limitRate } from '../guard.ts';
import { endSessionByKey, endSessionsOf, hashPassword, isPasswordOf, listSessions } from '../identity/index.ts';
import { DomainError } from '../problem.ts';
import { requestReset, useReset } from './reset.ts';
import * as secondStep from './second-step.ts';
import * as store from './store.ts';

const quarterHourMs = 15 * 60_000;
/** Links asked for from one sender. A whole office may share one address. */
const resetRequests = () => limitRate({ limit: 30, windowMs: quarterHourMs });
/** Wrong proofs (old password, code, link) from one session's person. Higher helps who sits at somebody else's screen. */
const proofs = () =>
  limitRate({
    limit: 10,
    windowMs: quarterHourMs,
    failuresOnly: true,
    key: (req) => `proof ${req.session.staffId ?? req.ip}`,
  });

export const accountRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/account',
      summary: 'One’s own profile',
      access: 'staff',
      beforeDuties: true,
      answer: profileSchema,
    },
    ({ context, staff }) => store.readProfile(context.db, staff),
  ),
  defineRoute(
    {
      method: 'patch',
      path: '/account',
      summary: 'Change one’s own profile',
      access: 'staff',
      body: profileEditSchema,
      answer: profileSchema,
    },
    async ({ context, staff, body }) => {
      await store.writeProfile(context.db, staff, body, context.clock());
      return await store.readProfile(context.db, staff);
    },
  ),
  defineRoute(
    {
      method: 'put',
      path: '/account/password',
      summary: 'Change one’s own password; ends every other session',
      access: 'staff',
      beforeDuties: true,
      body: passwordChangeSchema,
      answer: null,
      problems: ['too-many-requests'],
      limits: () => [proofs()],
    },
    async ({ context, staff, req, body: { current, next } }) => {
      const forced = staff.duties.includes('change-password');
      if (current === undefined && !forced) {
        const detail = { id: 'Tulis kata sandi Anda sekarang', en: 'Enter your present password' };
        throw new DomainError('invalid-input', { errors: [{ pointer: '/current', detail }] });
      }
      if (current !== undefined && !(await isPasswordOf(context.db, staff.id, current))) {
        throw secondStep.wrongPassword('/current');
      }
      if (await isPasswordOf(context.db, staff.id, next)) {
        const detail = {
          id: 'Pilih kata sandi yang lain dari yang sekarang',
          en: 'Choose another password than the present one',
        };
        throw new DomainError('invalid-input', { errors: [{ pointer: '/next', detail }] });
      }
      const passwordHash = await hashPassword(next);
      const now = context.clock();
      await context.db.$transaction(async (tx) => {
        await store.replacePassword(tx, staff, { passwordHash, mustChange: false, exceptSid: req.sessionID, now });
        const owner = { id: staff.id, institutionId: staff.institution.id };
        await store.recordAccount(tx, owner, 'staff.password-changed', { now, actorId: staff.id });
      });
      context.staffEvents.emit('sessions-ended', staff.id);
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/account/second-step',
      summary: 'A new secret for an authenticator app',
      access: 'staff',
      beforeDuties: true,
      answer: secondStepOfferSchema,
      problems: ['state-conflict'],
    },
    ({ context, staff }) => secondStep.offer(context, staff),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/account/second-step/confirmation',
      summary: 'Confirm the secret with a code; codes are asked for from now on',
      access: 'staff',
      beforeDuties: true,
      body: secondStepInputSchema,
      answer: recoveryCodesSchema,
      problems: ['wrong-code', 'state-conflict', 'too-many-requests'],
      limits: () => [proofs()],
    },
    ({ context, staff, body: { code } }) => secondStep.confirm(context, staff, code),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/account/second-step/recovery-codes',
      summary: 'New recovery codes in place of the older ones',
      access: 'staff',
      body: passwordProofSchema,
      answer: recoveryCodesSchema,
      problems: ['state-conflict', 'too-many-requests'],
      limits: () => [proofs()],
    },
    ({ context, staff, body: { password } }) => secondStep.renewRecoveryCodes(context, staff, password),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/account/second-step/removal',
      summary: 'Take the second step down',
      access: 'staff',
      body: passwordProofSchema,
      answer: null,
      problems: ['second-step-required', 'too-many-requests'],
      limits: () => [proofs()],
    },
    ({ context, staff, body: { password } }) => secondStep.remove(context, staff, password),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/account/sessions',
      summary: 'Where one is signed in',
      access: 'staff',
      answer: z.array(accountSessionSchema),
    },
    async ({ context, staff, req }) =>
      (await listSessions(context.db, staff.id, context.clock())).map(
        ({ sid, signedInAt, lastSeenAt, ...session }) => ({
          key: session.key,
          device: session.device,
          current: sid === req.sessionID,
          signedInAt: signedInAt.toISOString(),
          lastSeenAt: lastSeenAt.toISOString(),
        }),
      ),
  ),
  defineRoute(
    { method: 'delete', path: '/account/sessions', summary: 'End every other session', access: 'staff', answer: null },
    async ({ context, staff, req }) => {
      await endSessionsOf(context.db, staff.id, req.sessionID);
      context.staffEvents.emit('sessions-ended', staff.id);
    },
  ),
  defineRoute(
    {
      method: 'delete',
      path: '/account/sessions/:key',
      summary: 'End one session',
      access: 'staff',
      answer: null,
      problems: ['not-found'],
    },
    async ({ context, staff, params }) => {
      const ended = await endSessionByKey(context.db, staff.id, params.key ?? '', context.clock());
      if (!ended) throw new DomainError('not-found');
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/password-resets',
      summary: 'Ask for a link that sets a new password; the answer is the same for every address',
      access: 'anyone',
      body: passwordResetRequestSchema,
      answer: null,
      problems: ['too-many-requests'],
      limits: () => [resetRequests()],
    },
    ({ context, body: { email } }) => requestReset(context, email),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/password-resets/use',
      summary: 'Set a new password with a link’s secret; ends every session of the person',
      access: 'anyone',
      body: passwordResetUseSchema,
      answer: null,
      problems: ['link-not-valid', 'too-many-requests'],
      limits: () => [limitRate({ limit: 30, windowMs: quarterHourMs, failuresOnly: true })],
    },
    ({ context, body }) => useReset(context, body),
  ),
];
