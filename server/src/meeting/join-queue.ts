/**
 * Joins in the order in which they came, so many at a time. When a lecture begins, a thousand pages ask at once: who would wait longer than a page does is told
 * at once when to ask again, instead of being answered when nobody listens any more.
 */
import { DomainError } from '../problem.ts';
import { type Schedule, scheduleByTimer } from './room-registry.ts';

/** Joins under way. Each waits for the database and the media node by turns: fewer leave them idle, more only make all of them late. */
const atOnce = 8;
/** Longer and a page, which waits six seconds for its answer, connects anew and asks twice; shorter and pages come back that could have waited. */
const waitAtMostMs = 2_000;
/** A page is told to come back after this and up to `spreadMs` more, so that they do not all come back at once. Shorter asks more often in vain. */
const comeBackMs = 2_000;
const spreadMs = 6_000;

/** Who comes, and whether they have a place in the room already, as after a lost connection. */
export interface Joiner {
  readonly accessId: string;
  readonly hasPlace: boolean;
}

interface Waiting {
  readonly begin: () => void;
  readonly giveUp: () => void;
}

export class JoinQueue {
  readonly #schedule: Schedule;
  readonly #waiting = new Set<Waiting>();
  /** Whose join is waiting or under way: nobody takes two places with one cookie. */
  readonly #underWay = new Set<string>();
  #running = 0;
  #sentAway = 0;

  constructor(schedule: Schedule = scheduleByTimer) {
    this.#schedule = schedule;
  }

  /**
   * Does it when its turn comes. Throws `crowded` for whose turn would come too late, or who asks twice at once; who `hasPlace` in a room waits as long as it
   * takes.
   */
  async run<T>({ accessId, hasPlace }: Joiner, join: () => Promise<T>): Promise<T> {
    if (hasPlace) return await this.#inTurn(true, join);
    if (this.#underWay.has(accessId)) throw this.#crowded();
    this.#underWay.add(accessId);
    try {
      return await this.#inTurn(false, join);
    } finally {
      this.#underWay.delete(accessId);
    }
  }

  async #inTurn<T>(patient: boolean, join: () => Promise<T>): Promise<T> {
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
          reject(this.#crowded());
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
  #crowded(): DomainError {
    this.#sentAway += 1;
    return new DomainError('crowded', { retryAfterMs: comeBackMs + ((this.#sentAway * 1_000) % (spreadMs + 1_000)) });
  }
}
