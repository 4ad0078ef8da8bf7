/** Follows the acoustic loop over time: keeps what was sent and heard until everything that may come back of a sweep has been listened to. Pure. */
import type { TestReport } from '@sambung/contract/test-report';
import type { Heard } from '../orders.ts';
import { type LoopReference, loopOf } from './loop.ts';

/** A sweep, the time in which it may come back, and the second that is looked at as a whole. Longer: late; shorter: judged before all was heard. */
const completeAfterSeconds = 4;

export class LoopWatch {
  #references: LoopReference[] = [];
  #heard: Heard[] = [];

  sent(reference: LoopReference): void {
    this.#references.push(reference);
  }

  heard(candidates: readonly Heard[]): void {
    this.#heard.push(...candidates);
  }

  /** What is known of the newest sweep whose time is over; null when there is none. */
  take(nowSeconds: number): TestReport['loop'] {
    const complete = this.#references.filter(({ atSeconds }) => atSeconds + completeAfterSeconds <= nowSeconds);
    this.#references = this.#references.slice(complete.length);
    this.#heard = this.#heard.filter(({ atSeconds }) => atSeconds + 3 * completeAfterSeconds > nowSeconds);
    const newest = complete.at(-1);
    return newest ? loopOf(newest, this.#heard) : null;
  }
}
