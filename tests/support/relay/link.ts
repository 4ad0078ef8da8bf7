/**
 * One direction of an impaired line: packets in, departures out, all chance seeded. Pure: the caller brings every instant (milliseconds on one clock, never
 * going back). Call `offer` for each packet, `setConditions` at a change, and `due` no later than `nextAtMs`.
 */
import { seededRandom } from '../random.ts';
import { Bottleneck } from './bottleneck.ts';
import type { Conditions } from './schedule.ts';

/** Why a datagram never left. `blackout`, `loss` and `burst` are decided on arrival and take no room in the queue, `queue` is the full queue. */
export type Drop = 'blackout' | 'loss' | 'burst' | 'queue';

export interface Departure<T> {
  packet: T;
  size: number;
  arrivedAtMs: number;
  /** From arrival until its last bit was out of the queue. */
  queueMs: number;
  /** When it is to leave the line. */
  releaseAtMs: number;
  /** A duplicate of one that also leaves. */
  copy: boolean;
}

interface Offered<T> {
  packet: T;
  stream: boolean;
}

export class Link<T> {
  #conditions: Conditions = {};
  readonly #bottleneck = new Bottleneck<Offered<T>>();
  readonly #flying = new ReleaseQueue<T>();
  /** What streams sent during a blackout. */
  #stalled: { packet: T; size: number; arrivedAtMs: number }[] = [];
  #bad = false;
  #lastReleaseAtMs = 0;
  // A generator a kind: switching one impairment on does not change what another does to the n-th packet.
  readonly #lossRandom: () => number;
  readonly #burstRandom: () => number;
  readonly #jitterRandom: () => number;
  readonly #reorderRandom: () => number;
  readonly #duplicateRandom: () => number;

  constructor(seed: number) {
    const [loss, burst, jitter, reorder, duplicate] = [1, 2, 3, 4, 5].map((kind) => seededRandom(seed * 16 + kind));
    this.#lossRandom = loss as () => number;
    this.#burstRandom = burst as () => number;
    this.#jitterRandom = jitter as () => number;
    this.#reorderRandom = reorder as () => number;
    this.#duplicateRandom = duplicate as () => number;
  }

  get conditions(): Conditions {
    return this.#conditions;
  }

  /** Replaces the conditions. What waits in the queue goes on at the new rate; what already flies keeps its release, also into a blackout. */
  setConditions(conditions: Conditions, nowMs: number): void {
    this.#drain(nowMs);
    if (this.#conditions.bursts && !conditions.bursts) this.#bad = false;
    this.#conditions = conditions;
    this.#bottleneck.setRate(conditions.rateBps, nowMs);
    if (conditions.blackout) return;
    for (const { packet, size, arrivedAtMs } of this.#stalled.splice(0))
      this.#bottleneck.offer({ packet, stream: true }, size, nowMs, arrivedAtMs);
  }

  /** Takes one datagram in; says why it was dropped, or null when it will leave. */
  offer(packet: T, size: number, nowMs: number): Drop | null {
    this.#drain(nowMs);
    const drop = this.#chance() ?? this.#overflow(size, nowMs);
    if (drop) return drop;
    this.#bottleneck.offer({ packet, stream: false }, size, nowMs);
    return null;
  }

  /** Takes a piece of a byte stream in: never lost, never out of order. Ask `backlogMs` before reading more. */
  offerStream(packet: T, size: number, nowMs: number): void {
    this.#drain(nowMs);
    if (this.#conditions.blackout) this.#stalled.push({ packet, size, arrivedAtMs: nowMs });
    else this.#bottleneck.offer({ packet, stream: true }, size, nowMs);
  }

  /** Whether a stream should stop reading: the queue is as full as it may be, or the line is dark. */
  isFull(nowMs: number): boolean {
    return this.#conditions.blackout === true || this.#overflow(0, nowMs) !== null;
  }

  /** The next instant at which `due` has something to do. */
  nextAtMs(): number {
    return Math.min(this.#bottleneck.nextAtMs(), this.#flying.nextAtMs());
  }

  /** What leaves by `nowMs`, in the order of release. */
  due(nowMs: number): Departure<T>[] {
    this.#drain(nowMs);
    const departures: Departure<T>[] = [];
    for (let one = this.#flying.take(nowMs); one; one = this.#flying.take(nowMs)) departures.push(one);
    return departures;
  }

  #chance(): Drop | null {
    const { blackout, loss, bursts } = this.#conditions;
    if (blackout) return 'blackout';
    if (loss !== undefined && this.#lossRandom() < loss) return 'loss';
    if (bursts) {
      this.#bad = this.#bad ? this.#burstRandom() >= bursts.leave : this.#burstRandom() < bursts.enter;
      if (this.#bad && this.#burstRandom() < bursts.loss) return 'burst';
    }
    return null;
  }

  #overflow(size: number, nowMs: number): Drop | null {
    const { queueMs, queueBytes } = this.#conditions;
    if (queueMs !== undefined && this.#bottleneck.backlogMs(nowMs) > queueMs) return 'queue';
    if (queueBytes !== undefined && this.#bottleneck.backlogBytes + size > queueBytes) return 'queue';
    return null;
  }

  /** Moves what is out of the queue into flight. */
  #drain(nowMs: number): void {
    for (let out = this.#bottleneck.take(nowMs); out; out = this.#bottleneck.take(nowMs)) {
      const { packet, stream } = out.packet;
      const { reorder, duplicate, jitter } = this.#conditions;
      let releaseAtMs = out.outAtMs + this.#flightMs();
      const heldBack = !stream && reorder !== undefined && this.#reorderRandom() < reorder.share;
      if (heldBack) releaseAtMs += reorder.ms;
      else if (stream || !jitter?.reorders) releaseAtMs = Math.max(releaseAtMs, this.#lastReleaseAtMs);
      if (!heldBack) this.#lastReleaseAtMs = releaseAtMs;
      const departure = {
        packet,
        size: out.size,
        arrivedAtMs: out.arrivedAtMs,
        queueMs: out.outAtMs - out.arrivedAtMs,
        releaseAtMs,
      };
      this.#flying.add({ ...departure, copy: false });
      if (!stream && duplicate !== undefined && this.#duplicateRandom() < duplicate)
        this.#flying.add({ ...departure, copy: true });
    }
  }

  #flightMs(): number {
    const { delayMs = 0, jitter } = this.#conditions;
    if (!jitter) return delayMs;
    if (jitter.shape === 'uniform') return delayMs + jitter.ms * this.#jitterRandom();
    // Box–Muller; 1 - random is never 0.
    const radius = Math.sqrt(-2 * Math.log(1 - this.#jitterRandom()));
    return Math.max(0, delayMs + jitter.ms * radius * Math.cos(2 * Math.PI * this.#jitterRandom()));
  }
}

/** A binary heap by release, first in first out among equals. */
class ReleaseQueue<T> {
  readonly #heap: { departure: Departure<T>; order: number }[] = [];
  #order = 0;

  nextAtMs(): number {
    return this.#heap[0]?.departure.releaseAtMs ?? Number.POSITIVE_INFINITY;
  }

  add(departure: Departure<T>): void {
    const heap = this.#heap;
    heap.push({ departure, order: this.#order });
    this.#order += 1;
    for (let index = heap.length - 1; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  take(nowMs: number): Departure<T> | null {
    const heap = this.#heap;
    const first = heap[0];
    if (!first || first.departure.releaseAtMs > nowMs) return null;
    this.#swap(0, heap.length - 1);
    heap.pop();
    for (let index = 0; ; ) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2])
        if (child < heap.length && this.#isBefore(child, least)) least = child;
      if (least === index) break;
      this.#swap(index, least);
      index = least;
    }
    return first.departure;
  }

  #isBefore(left: number, right: number): boolean {
    const [one, other] = [this.#heap[left], this.#heap[right]];
    if (!one || !other) return false;
    const difference = one.departure.releaseAtMs - other.departure.releaseAtMs;
    return difference < 0 || (difference === 0 && one.order < other.order);
  }

  #swap(left: number, right: number): void {
    const [one, other] = [this.#heap[left], this.#heap[right]];
    if (!one || !other) return;
    this.#heap[left] = other;
    this.#heap[right] = one;
  }
}
