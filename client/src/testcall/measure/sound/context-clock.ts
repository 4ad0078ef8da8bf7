/** Moments of the sound's clock on the page's clock: when a sample was made, and when it is heard. Pure. */

/** So many readings are remembered, ten a second. More: steadier. Fewer: follows a sound card that drifts or was changed. */
const remembered = 100;

export type ClockReading = {
  nowMs: number;
  /** Up to here sound is made. */
  currentSeconds: number;
  /** This sample is heard at that time; null where the browser does not say. */
  output: { seconds: number; atMs: number } | null;
};

/** So many readings tell where the clock stands now: a second. */
const recent = 10;
/** A clock that moved by more has stood still: the sound card went without. Higher: a short stop goes unnoticed. Lower: readings that tremble look like one. */
const stallMs = 25;

export class ContextClock {
  #made: number[] = [];
  #heard: number[] = [];
  #stalled = false;

  read({ nowMs, currentSeconds, output }: ClockReading): void {
    this.#made = [...this.#made.slice(1 - remembered), nowMs - currentSeconds * 1_000];
    if (output) this.#heard = [...this.#heard.slice(1 - remembered), output.atMs - output.seconds * 1_000];
    const now = this.#made.slice(-recent);
    if (now.length < recent || Math.min(...now) - Math.min(...this.#made) < stallMs) return;
    // What was known before is wrong by as much as it stood still.
    this.#made = now;
    this.#heard = this.#heard.slice(-recent);
    this.#stalled = true;
  }

  /** Whether it has stood still since the last time it was asked. */
  takeStall(): boolean {
    const stalled = this.#stalled;
    this.#stalled = false;
    return stalled;
  }

  /** When a sample was made, or will be. Sound is made in batches: the earliest reading is the one right after a batch. Null before the first. */
  madeAtMs(seconds: number): number | null {
    return this.#made.length === 0 ? null : seconds * 1_000 + Math.min(...this.#made);
  }

  /** The sample that is made at this time; null before the first reading. */
  secondsAt(atMs: number): number | null {
    return this.#made.length === 0 ? null : (atMs - Math.min(...this.#made)) / 1_000;
  }

  /** When a sample is heard. Single readings tremble: the middle one counts. */
  heardAtMs(seconds: number): number | null {
    const middle = this.#heard.toSorted((a, b) => a - b)[this.#heard.length >> 1];
    return middle === undefined ? this.madeAtMs(seconds) : seconds * 1_000 + middle;
  }

  reset(): void {
    this.#made = [];
    this.#heard = [];
  }
}
