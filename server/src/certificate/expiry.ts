/** Records and tells the end of certificates whose time is over. Their state says so from the very instant; this is for the history and the mail. */
import { lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { installation, takeStep } from './life.ts';
import * as store from './store.ts';

/** How often ends are looked for. Rarer tells later, more often asks the database more. */
const everyMs = 10 * 60_000;
/** Ends recorded in one round. Higher holds the round longer, lower takes more rounds. */
const batch = 100;

/** Starts the rounds; the returned function ends them, after the one that runs. */
export function startCertificateExpiry(context: Context): () => Promise<void> {
  let running: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    running ??= recordEnds(context)
      .catch((error: unknown) => context.log.warn({ err: error }, 'the ends of certificates could not be recorded'))
      .finally(() => {
        running = null;
      });
  }, context.pace(everyMs));
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/** One round as of now; answers how many ends it recorded. Two servers that make it together record each end once: they wait for one another's lock. */
export async function recordEnds(context: Pick<Context, 'db' | 'clock'>): Promise<number> {
  const now = context.clock();
  let count = 0;
  for (const { id, institutionId } of await store.listUnrecordedEnds(context.db, now, batch)) {
    const isRecorded = await context.db.$transaction(async (tx) => {
      await lockInstitution(tx, institutionId);
      const row = await store.findCertificate(tx, institutionId, id);
      return row !== null && (await takeStep(tx, row, { step: { to: 'expired' }, reason: '', by: installation, now }));
    });
    if (isRecorded) count += 1;
  }
  return count;
}
