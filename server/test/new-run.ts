/** What every row of a test call has from the start, for tests that write rows: its first plan, and seeds that nobody needs. */
import type { Context } from '../src/context.ts';

export function newRun({ seal }: Pick<Context, 'seal'>, startedById: string, startedAt: Date) {
  const seed = seal('0'.repeat(64));
  return {
    ...{ kind: 'test', attempt: 1, lineClass: 'sd', hostSeedSealed: seed, audienceSeedSealed: seed },
    plans: { create: { number: 0, phase: 'gates', startedAt, startedById } },
  };
}
