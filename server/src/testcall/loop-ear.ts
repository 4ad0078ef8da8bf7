/** The acoustic loop as the server follows it: what comes back of a side's sweeps is echo only where the other room was heard to play them. */
import type { TestReport } from '@sambung/contract/test-report';
import type { SecondSample } from '../measurement/index.ts';

/** Both ends look at every sweep, one every two seconds, each when it is ready. Higher trusts a loudspeaker that was turned off meanwhile, lower misses some. */
const audibleForMs = 5_000;

/** What the ear told last: whether its microphone heard its loudspeaker. */
export class LoopEar {
  #told: { audible: boolean; atMs: number } | null = null;

  hear(loop: TestReport['loop'] | undefined, atMs: number): void {
    if (loop) this.#told = { audible: loop.returnLossDb !== null, atMs };
  }

  /** What the source tells of a sweep, with what is known of the other room. */
  loopOf(loop: TestReport['loop'] | undefined, atMs: number): SecondSample['loop'] {
    if (!loop) return null;
    const { returnLossDb, boundDb, delayMs } = loop;
    const told = this.#told;
    return { returnLossDb, boundDb, delayMs, audible: told && atMs - told.atMs <= audibleForMs ? told.audible : null };
  }
}
