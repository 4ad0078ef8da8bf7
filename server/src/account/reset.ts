/** Forgotten passwords: a link by mail, worth one new password, for a while. */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { PasswordResetUse } from '@sambung/contract/account';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { hashPassword } from '../identity/index.ts';
import { tell } from '../notify/index.ts';
import { DomainError } from '../problem.ts';
import * as store from './store.ts';

/** A forgotten password's link. Longer leaves an open mailbox dangerous; shorter does not survive slow mail. */
const resetMs = 60 * 60_000;
/** The link of a new account: people read such mail after a weekend. */
const invitationMs = 7 * 24 * 60 * 60_000;
/** Links of one person in an hour. More fills a mailbox for somebody who teases. */
const linksPerHour = 3;
/** Every answer takes at least this long, so that its time does not tell whether the address exists. */
const answerMs = 300;

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** Sends a link to the person with this address, if there is one who may sign in. Says nothing either way. */
export async function requestReset(context: Context, email: string): Promise<void> {
  const floor = pause(answerMs);
  const now = context.clock();
  await context.db.$transaction(async (tx) => {
    const staff = await store.findByEmail(tx, email);
    if (!staff || (await store.countResetsSince(tx, staff.id, new Date(now.getTime() - 60 * 60_000))) >= linksPerHour)
      return;
    await sendPasswordLink(context, tx, { ...staff, event: 'password-reset', now });
    await store.recordAccount(tx, staff, 'staff.password-reset-requested', { now, actorId: null });
  });
  await floor;
}

interface LinkFor {
  id: string;
  institutionId: string;
  event: 'password-reset' | 'account-created';
  /** Who made the account. */
  by?: string;
  now: Date;
}

/** Mails a link that sets a new password; the secret travels in its fragment, and older links of the person end. */
export async function sendPasswordLink(
  context: Pick<Context, 'publicUrl' | 'seal'>,
  tx: Transaction,
  { id, institutionId, event, by, now }: LinkFor,
): Promise<void> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + (event === 'account-created' ? invitationMs : resetMs));
  const resetId = await store.createReset(tx, { staffId: id, tokenHash: hashOf(token), now, expiresAt });
  await tell(tx, {
    institutionId,
    event,
    recipients: [{ staffId: id }],
    data: {
      expiresAt: expiresAt.toISOString(),
      sealed: { link: context.seal(`${context.publicUrl()}/password#${token}`) },
      ...(by !== undefined && { by }),
    },
    dedupe: resetId,
    now,
  });
}

/** Sets the new password and ends every session of the person. Throws `link-not-valid`. A second step stays asked for. */
export async function useReset(context: Context, { token, password }: PasswordResetUse): Promise<void> {
  const now = context.clock();
  const tokenHash = hashOf(token);
  if (!(await store.findReset(context.db, tokenHash, now))) throw new DomainError('link-not-valid');
  const passwordHash = await hashPassword(password);
  const staffId = await context.db.$transaction(async (tx) => {
    const staff = await store.takeReset(tx, tokenHash, now);
    if (!staff) throw new DomainError('link-not-valid');
    await store.replacePassword(tx, staff, { passwordHash, mustChange: false, exceptSid: '', now });
    await store.recordAccount(tx, staff, 'staff.password-reset', { now, actorId: staff.id });
    return staff.id;
  });
  context.staffEvents.emit('sessions-ended', staffId);
}
