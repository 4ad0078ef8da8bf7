/**
 * Joins in the order in which they came, so many at a time. When a lecture begins, a thousand pages ask at once: who would wait longer than a page does is told
 * at once when to ask again, instead of being answered when nobody listens any more.
 */
import { DomainError } from '../problem.ts';
import { type Schedule, scheduleByTimer } from './room-registry.ts';

/** Joins under way. Each waits for the database and the media node by turns: fewer leave them idle, more only make all of them late. */
const atOnce = 16;
/** Longer and a page, which waits six seconds for its answer, connects anew and asks twice; shorter and pages come back that could have waited. */
const waitAtMostMs = 2_500;
/** A page is told to come back after this and up to `spreadMs` more, so that they do not all come back at once. Shorter asks more often in vain. */
const comeBackMs = 2_000;
const spreadMs = 6_000;

interface Waiting {
  readonly begin: () => void;
  readonly giveUp: () => void;
}

export class JoinQueue {
  readonly #schedule: Schedule;
  readonly #waiting = new Set<Waiting>();
  #running = 0;
  #sentAway = 0;

  constructor(schedule: Schedule = scheduleByTimer) {
    this.#schedule = schedule;
  }

  /** Does it when its turn comes. Throws `crowded` for whose turn would come too late; `patient` ones wait for theirs as long as it takes. */
  async run<T>(patient: boolean, join: () => Promise<T>): Promise<T> {
    if (this.#running >= atOnce) await this.#turn(patient);
    else this.#running += 1;
    try {
      return await join();
    } finally {
      this.#next();
    }
  }

  #turn(patient: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        begin: () => {
          cancel();
          resolve();
        },
        giveUp: () => {
          this.#waiting.delete(waiting);
          reject(new DomainError('crowded', { retryAfterMs: this.#comeBackAfterMs() }));
        },
      };
      const cancel = patient ? () => {} : this.#schedule(waitAtMostMs, waiting.giveUp);
      this.#waiting.add(waiting);
    });
  }

  /** Hands the place of one that is done to who has waited longest. */
  #next(): void {
    const [first] = this.#waiting;
    if (!first) {
      this.#running -= 1;
      return;
    }
    this.#waiting.delete(first);
    first.begin();
  }

  /** One after the other is told another second of the spread. */
  #comeBackAfterMs(): number {
    this.#sentAway += 1;
    return comeBackMs + ((this.#sentAway * 1_000) % (spreadMs + 1_000));
  }
}
