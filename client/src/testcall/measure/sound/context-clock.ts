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

export class ContextClock {
  #made: number[] = [];
  #heard: number[] = [];

  read({ nowMs, currentSeconds, output }: ClockReading): void {
    this.#made = [...this.#made.slice(1 - remembered), nowMs - currentSeconds * 1_000];
    if (output) this.#heard = [...this.#heard.slice(1 - remembered), output.atMs - output.seconds * 1_000];
  }

  /** When a sample was made, or will be. Sound is made in batches: the earliest reading is the one right after a batch. Null before the first. */
  madeAtMs(seconds: number): number | null {
    return this.#made.length === 0 ? null : seconds * 1_000 + Math.min(...this.#made);
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
