/** The rate-limited FIFO of one direction: packets in, the instants at which their last bit is out. Pure; instants are milliseconds on any one clock. */

export interface Waiting<T> {
  packet: T;
  size: number;
  arrivedAtMs: number;
}

export class Bottleneck<T> {
  readonly #queue: Waiting<T>[] = [];
  #first = 0;
  #bytes = 0;
  #rateBps = Number.POSITIVE_INFINITY;
  /** When the head of the queue began to be sent, and how many of its bits are left from then on. */
  #headAtMs = 0;
  #headBits = 0;

  /** The bytes that wait or are being sent. */
  get backlogBytes(): number {
    return this.#bytes;
  }

  /** How long what is inside will take at the present rate. */
  backlogMs(nowMs: number): number {
    if (this.#first === this.#queue.length) return 0;
    const others = (this.#bytes - (this.#queue[this.#first]?.size ?? 0)) * 8;
    return Math.max(0, this.#headAtMs + this.#durationMs(this.#headBits + others) - nowMs);
  }

  /** Puts a packet at the end; one that was held back outside says when it arrived there. */
  offer(packet: T, size: number, nowMs: number, arrivedAtMs = nowMs): void {
    if (this.#first === this.#queue.length) this.#begin(size, nowMs);
    this.#queue.push({ packet, size, arrivedAtMs });
    this.#bytes += size;
  }

  /** When the head will be out; infinity when there is none. */
  nextAtMs(): number {
    return this.#first === this.#queue.length
      ? Number.POSITIVE_INFINITY
      : this.#headAtMs + this.#durationMs(this.#headBits);
  }

  /** Takes the head out if it is out by `nowMs`. The next one begins at the very instant the head ended, however late this is asked. */
  take(nowMs: number): (Waiting<T> & { outAtMs: number }) | null {
    const outAtMs = this.nextAtMs();
    const head = this.#queue[this.#first];
    if (!head || outAtMs > nowMs) return null;
    this.#first += 1;
    this.#bytes -= head.size;
    const next = this.#queue[this.#first];
    if (next) this.#begin(next.size, outAtMs);
    if (this.#first > 1_024 || !next) {
      this.#queue.splice(0, this.#first);
      this.#first = 0;
    }
    return { ...head, outAtMs };
  }

  /** Another rate from now on: what the head still has to send goes at the new one. Take out what is due before. */
  setRate(rateBps: number | undefined, nowMs: number): void {
    const next = rateBps ?? Number.POSITIVE_INFINITY;
    if (this.#first < this.#queue.length && nowMs > this.#headAtMs) {
      const sentBits = Number.isFinite(this.#rateBps) ? ((nowMs - this.#headAtMs) * this.#rateBps) / 1_000 : 0;
      this.#headBits = Math.max(0, this.#headBits - sentBits);
      this.#headAtMs = nowMs;
    }
    this.#rateBps = next;
  }

  #begin(size: number, atMs: number): void {
    this.#headAtMs = atMs;
    this.#headBits = size * 8;
  }

  #durationMs(bits: number): number {
    return Number.isFinite(this.#rateBps) ? (bits * 1_000) / this.#rateBps : 0;
  }
}
