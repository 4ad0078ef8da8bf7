/** What is told because a time has come: reminders and the daily summary, looked for every half minute. Several servers may look at once. */
import type { Context } from '../context.ts';
import { type DigestSources, digestDue } from './digest.ts';
import { remindDue } from './reminder.ts';

/** Shorter reminds closer to the minute, longer asks the database less. */
const lookEveryMs = 30_000;
/** What a process remembers having told is forgotten above this; the rows' keys then keep it from being told twice. */
const rememberedMost = 100_000;

export interface TellingTimes {
  /** One look, at the context's clock. */
  tick(): Promise<void>;
  close(): Promise<void>;
}

export function startTellingTimes(context: Context, sources: DigestSources): TellingTimes {
  const told = new Set<string>();
  let running: Promise<void> = Promise.resolve();
  const look = async () => {
    if (told.size > rememberedMost) told.clear();
    await remindDue(context, told);
    await digestDue(context, sources, told);
  };
  const tick = () => {
    const mine = running.then(look);
    running = mine.catch((error) => context.log.warn({ err: error }, 'reminders could not be told'));
    return mine;
  };
  const timer = setInterval(() => void tick().catch(() => {}), context.pace(lookEveryMs));
  return {
    tick,
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
