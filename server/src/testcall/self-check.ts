/** Self-checks of a test call's sides: kept with the call as their pages send them, and the newest of each shown to the technician. */
import type { SelfCheckFacts, SelfChecks } from '@sambung/contract/self-check';
import type { Context } from '../context.ts';
import { findRoomAccess } from '../meeting/index.ts';
import { DomainError } from '../problem.ts';
import * as store from './self-check-store.ts';

/** Kept of one side of one call. More keeps more tries of a stubborn line, fewer limits what a held link can fill the database with. */
export const keptPerSide = 40;

/** Keeps what the page behind a room's cookie found. Throws `link-not-valid`, `room-not-open`, `forbidden` in a meeting, `too-many-requests`. */
export async function keepSelfCheck(
  context: Context,
  code: string,
  cookie: string | undefined,
  facts: SelfCheckFacts,
): Promise<void> {
  const access = await findRoomAccess(context, code, cookie);
  if (!access) throw new DomainError('link-not-valid');
  const { id: testCallId, kind, side, endedAt } = access.room;
  if (endedAt !== null) throw new DomainError('room-not-open');
  if (kind !== 'test-call' || side === null) throw new DomainError('forbidden');
  const kept = await store.insertSelfCheck(context.db, { testCallId, side, at: context.clock(), facts }, keptPerSide);
  if (!kept) throw new DomainError('too-many-requests');
  context.testCallRooms?.talked(testCallId);
}

/** Of each side the newest. */
export async function newestSelfChecks(context: Pick<Context, 'db'>, testCallId: string): Promise<SelfChecks> {
  const [host, audience] = await Promise.all(
    (['host', 'audience'] as const).map((side) => store.findNewestSelfCheck(context.db, testCallId, side)),
  );
  return { host: host ?? null, audience: audience ?? null };
}
