/** A token bucket: bursts up to its capacity, then a steady rate. Pure; the time comes in. */
export class TokenBucket {
  readonly #capacity: number;
  readonly #refillPerSecond: number;
  #tokens: number;
  #updatedAtMs: number;

  constructor(capacity: number, refillPerSecond: number, nowMs: number) {
    this.#capacity = capacity;
    this.#refillPerSecond = refillPerSecond;
    this.#tokens = capacity;
    this.#updatedAtMs = nowMs;
  }

  /** Takes one token; false when there is none. A clock that goes back refills nothing. */
  take(nowMs: number): boolean {
    const elapsedMs = Math.max(0, nowMs - this.#updatedAtMs);
    this.#updatedAtMs = nowMs;
    this.#tokens = Math.min(this.#capacity, this.#tokens + (elapsedMs * this.#refillPerSecond) / 1000);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
