/** Standstills of a moving picture: from the moments at which new pictures were shown to the time that it stood still. Pure. */

/** Shorter gaps nobody notices (what libwebrtc counts as a freeze, too). */
const leastMs = 150;
/** A standstill takes at least this many usual intervals, so that a slow camera is not a frozen one. */
const leastIntervals = 3;
/** The usual interval is the middle one of so many. More: steadier. Fewer: follows a change of rate sooner. */
const rememberedIntervals = 30;
/** Before so many intervals nothing is usual. */
const leastKnown = 5;

export type StandstillSecond = { frozenMs: number; longestFreezeMs: number; freezes: number };

export class Standstills {
  #shownAtMs: number | null = null;
  /** Up to when standing still was told already. */
  #toldAtMs = 0;
  #intervals: number[] = [];
  #second: StandstillSecond = { frozenMs: 0, longestFreezeMs: 0, freezes: 0 };

  /** A picture that differs from the one before was shown. */
  shown(atMs: number): void {
    const since = this.#shownAtMs;
    this.#shownAtMs = atMs;
    if (since === null || atMs <= since) return;
    const gapMs = atMs - since;
    if (gapMs > this.#limitMs()) {
      this.#second.frozenMs += atMs - Math.max(since, this.#toldAtMs);
      this.#second.longestFreezeMs = Math.max(this.#second.longestFreezeMs, gapMs);
      this.#second.freezes += 1;
    } else {
      this.#intervals = [...this.#intervals.slice(1 - rememberedIntervals), gapMs];
    }
    this.#toldAtMs = atMs;
  }

  /** The second that ends now. Null before the first picture. A standstill that lasts on is told as far as it has come, and counted when it ends. */
  take(nowMs: number): StandstillSecond | null {
    if (this.#shownAtMs === null) return null;
    if (nowMs - this.#shownAtMs > this.#limitMs()) {
      this.#second.frozenMs += Math.max(0, nowMs - Math.max(this.#shownAtMs, this.#toldAtMs));
      this.#toldAtMs = nowMs;
    }
    const second = this.#second;
    this.#second = { frozenMs: 0, longestFreezeMs: 0, freezes: 0 };
    return second;
  }

  /** Another source: what came before says nothing about it. */
  reset(): void {
    this.#shownAtMs = null;
    this.#toldAtMs = 0;
    this.#intervals = [];
    this.#second = { frozenMs: 0, longestFreezeMs: 0, freezes: 0 };
  }

  #limitMs(): number {
    if (this.#intervals.length < leastKnown) return leastMs * leastIntervals;
    const sorted = this.#intervals.toSorted((a, b) => a - b);
    return Math.max(leastMs, leastIntervals * (sorted[sorted.length >> 1] ?? 0));
  }
}
