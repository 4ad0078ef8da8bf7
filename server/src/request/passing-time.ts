/** What the passing of time alone does to cases: a certificate holds no longer or holds again, a conference begins, the grace of a returned request or the time of an offer is over. */
import { lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { type Change, runChange } from './case-change.ts';
import { listToSettle } from './certificate-store.ts';
import { stateOf } from './flow.ts';
import { releaseAll } from './holding.ts';
import { readinessOf } from './readiness-facts.ts';
import type { Actor } from './request.ts';
import * as store from './store.ts';
import { passExpiredOffers } from './waiting.ts';

/** Cases whose certificate changed that are settled in one round. Those that stay as they are come again in the next. */
const settledAtOnce = 100;

/** Nobody: the hour itself. */
const nobody: Actor & { name: string } = { id: '', name: '', roles: [], institution: { id: '' }, positions: [] };

/**
 * Brings every case up to `now`. Safe to run on several servers at once and as often as one likes: each case is changed under its institution's lock, and only
 * if it still waits for the hour.
 */
export async function passTime(context: Context): Promise<void> {
  const now = context.clock();
  for (const { id, institutionId } of await listToSettle(context.db, now, settledAtOnce)) {
    await changeAlone(context, institutionId, id, async (change) => {
      const { kase, tx } = change;
      if (kase.state !== 'ready' && kase.state !== 'assigned') return false;
      const { ready } = await readinessOf(context, tx, kase);
      if (stateOf(kase.document, kase.steps, ready) === kase.state) return false;
      await change.audit(ready ? 'request.ready-again' : 'request.no-longer-ready');
      change.settle();
      return true;
    });
  }
  for (const { id, institutionId } of await store.listStarting(context.db, now)) {
    await changeAlone(context, institutionId, id, async (change) => {
      if (change.kase.state !== 'ready') return false;
      await change.audit('request.started');
      change.settle('ongoing');
      change.tell({ event: 'started' });
      return true;
    });
  }
  for (const { id, institutionId } of await store.listGraceOver(context.db, now)) {
    await changeAlone(context, institutionId, id, async (change) => {
      const { state, graceEndsAt, holds } = change.kase;
      if (state !== 'returned' || graceEndsAt === null || graceEndsAt > now || holds.length === 0) return false;
      await releaseAll(change);
      await change.audit('request.grace-over');
      return true;
    });
  }
  await passExpiredOffers(context);
}

/** `act` answers whether there was anything to do; when not, nothing is written. */
async function changeAlone(
  context: Context,
  institutionId: string,
  id: string,
  act: (change: Change) => Promise<boolean>,
): Promise<void> {
  await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    const kase = await store.findCase(tx, institutionId, id);
    if (!kase) return;
    const given = { context, tx, actor: nobody, now: context.clock(), kase };
    await runChange(given, act);
  });
}
