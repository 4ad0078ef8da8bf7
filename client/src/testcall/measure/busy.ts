/** Adds up what measuring costs a thread, and what time it is for the whole page. */

/**
 * The page's steady clock. All threads of a page share it: each one's origin is told on the same monotonic clock (High Resolution Time §4, "estimated monotonic
 * time of the Unix epoch").
 */
export const pageNowMs = () => performance.timeOrigin + performance.now();

/** A kind of work costs what a tenth of so many runs stayed below. More: steadier. Fewer: follows a change sooner. */
const rememberedRuns = 50;
const undisturbedShare = 0.1;

/**
 * Each kind of work is the same every time, so it counts with the time of its undisturbed runs: a clock on the wall also runs while others have the processor,
 * and on a busy machine would charge us for them (there: five times of what the system counts).
 */
export class Busy {
  readonly #kinds = new Map<string, { recentMs: number[]; count: number }>();

  /** Runs `work` and adds its time to its kind. */
  run<T>(kind: string, work: () => T): T {
    const startedAt = performance.now();
    try {
      return work();
    } finally {
      this.add(kind, performance.now() - startedAt);
    }
  }

  add(kind: string, tookMs: number): void {
    const known = this.#kinds.get(kind) ?? { recentMs: [], count: 0 };
    const recentMs = [...known.recentMs.slice(1 - rememberedRuns), tookMs];
    this.#kinds.set(kind, { recentMs, count: known.count + 1 });
  }

  /** What has added up since the last time. */
  takeMs(): number {
    let total = 0;
    for (const [kind, { recentMs, count }] of this.#kinds) {
      const undisturbed = recentMs.toSorted((a, b) => a - b)[Math.floor(recentMs.length * undisturbedShare)] ?? 0;
      total += count * undisturbed;
      this.#kinds.set(kind, { recentMs, count: 0 });
    }
    return total;
  }
}

/** How much later than wanted a thread got its turn: the sign of a machine that cannot keep up. */
export class Lateness {
  #worstMs = 0;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(everyMs = 100) {
    let expectedAt = performance.now() + everyMs;
    this.#timer = setInterval(() => {
      this.#worstMs = Math.max(this.#worstMs, performance.now() - expectedAt);
      expectedAt = performance.now() + everyMs;
    }, everyMs);
  }

  /** The worst since the last time. */
  takeMs(): number {
    const worst = this.#worstMs;
    this.#worstMs = 0;
    return worst;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
