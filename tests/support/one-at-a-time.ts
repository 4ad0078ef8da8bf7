/** Lets one worker of the browser flows at a time do what fills a small machine. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';

/** Longer than the longest test call takes on a busy machine; more would hide one that hangs. */
const waitMs = 300_000;
/** Higher leaves the machine idle between two, lower asks in vain more often. */
const askEveryMs = 250;

/**
 * Does `work` while no other process does work of this name. The name is held as a socket of the abstract namespace: it is free again as soon as its process is
 * gone, whatever became of it. Throws when it is not free within five minutes.
 */
export async function oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const release = await take(name);
  try {
    return await work();
  } finally {
    release();
  }
}

async function take(name: string): Promise<() => void> {
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += askEveryMs) {
    const server = createServer().listen({ path: `\0sambung-tests-${name}` });
    const taken = await once(server, 'listening').then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRINUSE') throw error;
        return false;
      },
    );
    if (taken) return () => server.close();
    await after(askEveryMs);
  }
  throw new Error(`${name} was not free within ${waitMs / 1000} s`);
}
