/**
 * Wrong tries of a secret, counted by who tried. What counts is known only after the secret was compared, so that right ones, however many come at once, are
 * never counted. In this process's memory. Pure: the time comes in.
 */

/** So many wrong tries in a stretch of time, then none until it is over. */
export interface TryLimit {
  readonly most: number;
  readonly windowMs: number;
}

interface Stretch {
  count: number;
  readonly endsAtMs: number;
}

/** Keys that are remembered. Higher takes more memory (some 100 bytes each); lower lets somebody with as many addresses be forgotten sooner. */
const keysAtMost = 100_000;

export class Tries {
  /** The oldest stretch first. */
  readonly #stretches = new Map<string, Stretch>();

  /** For how long nothing may be tried under this key; 0 when it may. */
  lockedForMs(key: string, { most }: TryLimit, nowMs: number): number {
    const stretch = this.#stretches.get(key);
    if (!stretch || stretch.count < most) return 0;
    return Math.max(0, stretch.endsAtMs - nowMs);
  }

  /** A try was wrong. */
  count(key: string, { windowMs }: TryLimit, nowMs: number): void {
    const stretch = this.#stretches.get(key);
    if (stretch && stretch.endsAtMs > nowMs) {
      stretch.count += 1;
      return;
    }
    this.#stretches.delete(key);
    if (this.#stretches.size >= keysAtMost) this.#makeRoom(nowMs);
    this.#stretches.set(key, { count: 1, endsAtMs: nowMs + windowMs });
  }

  #makeRoom(nowMs: number): void {
    for (const [key, { endsAtMs }] of this.#stretches) if (endsAtMs <= nowMs) this.#stretches.delete(key);
    const oldest = this.#stretches.keys().next();
    if (this.#stretches.size >= keysAtMost && !oldest.done) this.#stretches.delete(oldest.value);
  }
}
