/** The first run: a token is printed at every start until somebody has used it to make the institution and its administrator. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SetupInput } from '@sambung/contract/http';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { hashPassword } from './password.ts';
import * as store from './setup-store.ts';

const digest = (token: string) => createHash('sha256').update(token).digest();

export async function isSetupNeeded(context: Context): Promise<boolean> {
  return !context.env.demo && (await store.readSetup(context.db)).doneAt === undefined;
}

/** The address of the first-run page with a new token (older ones end), or null when set-up has been done. */
export async function offerSetup(context: Context): Promise<string | null> {
  if (!(await isSetupNeeded(context))) return null;
  const token = randomBytes(16).toString('base64url');
  await store.storeSetup(context.db, { tokenHash: digest(token).toString('hex') });
  return `${context.publicUrl()}/setup#${token}`;
}

/**
 * Makes the institution and an administrator who has all four roles, so that one person can try the whole way; further people take over roles later.
 * Returns the staff id. Throws `setup-done` or `link-not-valid`.
 */
export async function setUp(context: Context, input: SetupInput): Promise<string> {
  const check = ({ tokenHash, doneAt }: Awaited<ReturnType<typeof store.readSetup>>) => {
    if (doneAt !== undefined || context.env.demo) throw new DomainError('setup-done');
    const right = tokenHash !== undefined && timingSafeEqual(digest(input.token), Buffer.from(tokenHash, 'hex'));
    if (!right) throw new DomainError('link-not-valid');
  };
  check(await store.readSetup(context.db));
  const passwordHash = await hashPassword(input.password);
  return await store.performSetup(context.db, { ...input, passwordHash, now: context.clock(), check });
}
