/** A timer for one instant of `performance.now()`, to a few microseconds where the machine lets the process run. */

/**
 * Below this the event loop is polled instead of slept in, because Node's timers count whole milliseconds. Higher costs processor time, lower makes
 * departures late by up to what is missing to 1 ms.
 */
const pollBelowMs = 1;

export class PreciseTimer {
  readonly #fire: () => void;
  #atMs = Number.POSITIVE_INFINITY;
  #sleeping: NodeJS.Timeout | null = null;
  #polling: NodeJS.Immediate | null = null;

  constructor(fire: () => void) {
    this.#fire = fire;
  }

  /** Fires at `atMs`, and no more at what was set before; infinity: never. */
  set(atMs: number): void {
    if (atMs === this.#atMs && (this.#sleeping || this.#polling)) return;
    this.cancel();
    this.#atMs = atMs;
    if (Number.isFinite(atMs)) this.#sleep();
  }

  cancel(): void {
    if (this.#sleeping) clearTimeout(this.#sleeping);
    if (this.#polling) clearImmediate(this.#polling);
    this.#sleeping = null;
    this.#polling = null;
    this.#atMs = Number.POSITIVE_INFINITY;
  }

  /** Never fires by itself: whoever sets the timer is not called from within. */
  #sleep(): void {
    const leftMs = this.#atMs - performance.now();
    if (leftMs < pollBelowMs) this.#polling = setImmediate(() => this.#check());
    else this.#sleeping = setTimeout(() => this.#check(), Math.floor(leftMs));
  }

  #check(): void {
    this.#sleeping = null;
    this.#polling = null;
    if (performance.now() < this.#atMs) {
      this.#sleep();
      return;
    }
    this.#atMs = Number.POSITIVE_INFINITY;
    this.#fire();
  }
}
