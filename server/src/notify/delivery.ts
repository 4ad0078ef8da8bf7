/** The loop that empties the outbox: claims what is due, sends it, marks it. Several servers may run it at once. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { mailOf } from './mail.ts';
import { type ClaimedRow, claimDue, expireStale, markSent, markTried } from './outbox-store.ts';
import { connections, explainRefusal, type MailServer, openMailServer, sendTimeoutMs } from './smtp.ts';

/** How often the outbox is looked at. Shorter sends sooner after the commit, longer asks the database less. */
const pollMs = 500;
/** How long a claim holds: longer than a mail can take, or another server would send it too. Longer delays what a dead server had in hand. */
const claimMs = 2 * sendTimeoutMs;
/** Mails claimed at once, as many as can be sent at once: more would wait with their claim running out. */
const batch = connections;
/** Tries before a mail is given up; with the waits below the last is about a day after the first. */
const maxAttempts = 12;
const firstWaitMs = 60_000;
/** Longer spares a broken server, shorter notices sooner that it is back. */
const longestWaitMs = 6 * 3_600_000;
/** Mails that were due this long ago and never tried are not sent any more. Longer floods people with old news once a mail server is set up. */
const staleMs = 3 * 86_400_000;

export interface Delivery {
  /** Ends after the mails in hand. */
  close(): Promise<void>;
}

/** How long to wait after this many tries. */
export function waitAfterMs(attempts: number): number {
  return Math.min(firstWaitMs * 2 ** (attempts - 1), longestWaitMs);
}

/** Starts the loop; without SMTP_URL nothing leaves, and the outbox page shows what waits. */
export function startDelivery(context: Context): Delivery {
  const { mail } = context.env;
  if (mail === undefined) return { close: async () => {} };
  const server = openMailServer(mail.smtpUrl);
  const stopping = new AbortController();
  const running = run(context, server, stopping.signal);
  return {
    async close() {
      stopping.abort();
      await running;
      server.close();
    },
  };
}

async function run(context: Context, server: MailServer, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    let sent = 0;
    try {
      sent = await deliverDue(context, server);
    } catch (error) {
      context.log.warn({ err: error }, 'the outbox could not be read');
    }
    // A full batch means that there may be more.
    if (sent < batch) await wait(pollMs, undefined, { signal: stopping }).catch(() => {});
  }
}

/** One round: answers how many mails it had in hand. */
export async function deliverDue(context: Context, server: MailServer): Promise<number> {
  const now = context.clock();
  const expired = await expireStale(context.db, { dueBefore: new Date(now.getTime() - staleMs), now });
  if (expired > 0) context.log.warn({ count: expired }, 'old mails were given up');
  const until = new Date(now.getTime() + claimMs);
  const rows = await claimDue(context.db, { now, until, limit: batch });
  await Promise.all(rows.map((row) => deliver(context, server, row)));
  return rows.length;
}

async function deliver(context: Context, server: MailServer, row: ClaimedRow): Promise<void> {
  const { db, env, log } = context;
  const about = { messageId: row.id, event: row.event };
  let failure: { permanent: boolean; said: string };
  try {
    const from = env.mail?.from ?? '';
    const mail = mailOf(row, { from, publicUrl: context.publicUrl(), open: context.open });
    try {
      await server.send(mail);
      await markSent(db, row.id, context.clock());
      log.debug(about, 'a mail was sent');
      return;
    } catch (error) {
      failure = explainRefusal(error, row.address);
    }
  } catch (error) {
    log.error({ ...about, err: error }, 'a mail could not be made');
    failure = { permanent: true, said: 'the mail could not be made' };
  }
  const now = context.clock();
  const final = failure.permanent || row.attempts >= maxAttempts;
  const dueAt = final ? null : new Date(now.getTime() + waitAfterMs(row.attempts));
  await markTried(db, row.id, { error: failure.said, dueAt, now });
  log.warn({ ...about, attempts: row.attempts, final }, 'a mail was not taken');
}
