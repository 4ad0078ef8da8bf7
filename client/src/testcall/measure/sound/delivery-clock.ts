/** When a track delivered a sample, on the page's clock: sound comes in even portions, and the one that was read soonest tells. Pure. */

/** So many portions of 10 ms are remembered: two seconds. More: steadier. Fewer: what was lost or made up on the way is noticed sooner. */
const remembered = 200;

export class DeliveryClock {
  readonly #offsets: number[] = [];
  #at = 0;

  /** A portion was read whose last sample has this number. */
  read(nowMs: number, endSample: number, rateHz: number): void {
    this.#offsets[this.#at] = nowMs - (endSample / rateHz) * 1_000;
    this.#at = (this.#at + 1) % remembered;
  }

  /** When this sample was delivered at the end of its portion; null before the first. */
  deliveredAtMs(sample: number, rateHz: number): number | null {
    return this.#offsets.length === 0 ? null : (sample / rateHz) * 1_000 + Math.min(...this.#offsets);
  }
}
