/** The round that looks at the clocks of open steps: reminds, tells breaches and records them. One server at a time makes it. */
import type { Context } from '../context.ts';
import { judgeClocks } from './clocks.ts';
import * as store from './store.ts';
import { tellStep } from './telling.ts';

/** How often clocks are looked at. The shortest standard is five minutes; rarer tells later, more often asks the database more. */
const everyMs = 60_000;
/** Steps read at a time; more takes memory, fewer takes more questions. */
const batchSize = 500;
/** Of all servers on one database the one that holds this key makes the round. */
const lockKey = 72707371;

/** Starts the rounds; the returned function ends them, after the one that runs. */
export function startReminders(context: Context): () => Promise<void> {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= roundOfOneServer(context)
      .then(
        () => {},
        (error: unknown) => context.log.warn({ err: error }, 'the clocks of steps could not be looked at'),
      )
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

/** A round unless another server makes one; the lock goes with its connection, whatever ends it. Answers whether it was made. */
export async function roundOfOneServer(context: Context): Promise<boolean> {
  const client = await context.pool.connect();
  try {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS taken', [lockKey]);
    if (rows[0]?.taken !== true) return false;
    try {
      await tick(context, context.clock());
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [lockKey]);
    }
    return true;
  } finally {
    client.release();
  }
}

/** Looks at every clock once as of `now`: answers how many steps had something to tell. What fails for one step does not stop the others. */
export async function tick(context: Context, now: Date): Promise<number> {
  const judge = judgeClocks(context.db);
  let told = 0;
  const look = async (steps: readonly store.WatchedStep[]) => {
    for (const step of steps) {
      try {
        if ((await judge(step, now)).due.kind === 'nothing') continue;
        await tellStep(context, step, now);
        told += 1;
      } catch (error) {
        context.log.error({ err: error, stepId: step.id }, 'the clock of a step could not be told');
      }
    }
  };
  await look(await store.listFinishedLate(context.db, batchSize));
  for (let after = ''; ; ) {
    const steps = await store.listRunningSteps(context.db, after, batchSize);
    await look(steps);
    after = steps.at(-1)?.id ?? '';
    if (steps.length < batchSize) return told;
  }
}
