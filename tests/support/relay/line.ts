/** An impaired line in real time: two links, the schedule that changes them, one timer that wakes for whatever comes next, and the log. */
import { Link } from './link.ts';
import { classify, type LogWriter, type Verdict } from './log.ts';
import { PreciseTimer } from './precise-timer.ts';
import type { Conditions, Direction, Phase, Schedule } from './schedule.ts';

const directions = ['up', 'down'] as const;

/** What travels: what to do when it leaves (false when nobody takes it any more), and what the log says of it. */
interface Packet {
  deliver: () => boolean;
  flow: number;
  said: ReturnType<typeof classify>;
}

export class Line {
  /** Called when the far side is to see other ports. Returns how many flows changed theirs. */
  onRebind: () => number = () => 0;
  /** Called when every stream is to end. */
  onCut: () => void = () => {};
  /** Called when streams may go on reading in one direction. */
  onRoom: (direction: Direction) => void = () => {};
  readonly #links: Record<Direction, Link<Packet>>;
  #phases: Phase[];
  /** What the phases' instants count from; null until something begins them. */
  #phasesFromMs: number | null = null;
  readonly #log: LogWriter;
  readonly #timer = new PreciseTimer(() => this.#wake());
  readonly #createdAtMs = performance.now();
  #flowCount = 0;
  /** Set once nothing more is taken in: what to do when the line is empty. */
  #emptied: (() => void) | null = null;

  constructor(schedule: Schedule, log: LogWriter) {
    this.#links = { up: new Link(schedule.seed * 2), down: new Link(schedule.seed * 2 + 1) };
    this.#phases = [...schedule.phases];
    this.#log = log;
    // What holds from the beginning also holds before it.
    for (const phase of this.#phases.filter(({ atMs }) => atMs === 0)) this.#setConditions(phase, performance.now());
  }

  /** Starts the schedule's clock; the log's instants count from here. */
  begin(): void {
    this.#phasesFromMs = performance.now();
    this.#log.event({ atMs: this.#since(this.#phasesFromMs), event: { began: true } });
    this.#wake();
  }

  /** Does something now that is not in the schedule. */
  apply(change: Omit<Phase, 'atMs'>): void {
    const nowMs = performance.now();
    this.#enter({ atMs: nowMs - (this.#phasesFromMs ?? nowMs), ...change }, nowMs);
    this.#wake();
  }

  /** Enters these phases at their instants counted from now, in place of what is left of the schedule. */
  play(phases: readonly Phase[]): void {
    this.#phases = [...phases];
    this.#phasesFromMs = performance.now();
    this.#wake();
  }

  conditions(direction: Direction): Conditions {
    return this.#links[direction].conditions;
  }

  /** A number for a new flow, which the log notes. */
  openFlow(): number {
    this.#flowCount += 1;
    this.#log.event({
      atMs: this.#since(performance.now()),
      event: { flow: this.#flowCount, opened: true },
    });
    return this.#flowCount;
  }

  closeFlow(flow: number): void {
    this.#log.event({ atMs: this.#since(performance.now()), event: { flow, opened: false } });
  }

  /** A datagram that came in. */
  datagram(direction: Direction, flow: number, bytes: Uint8Array, deliver: () => boolean): void {
    if (this.#emptied) return;
    const nowMs = performance.now();
    const said = classify(bytes);
    const drop = this.#links[direction].offer({ deliver, flow, said }, bytes.length, nowMs);
    if (drop) this.#record(direction, nowMs, { flow, said, size: bytes.length, verdict: drop });
    else this.#arm();
  }

  /** A datagram that came to an address which the near side no longer has. */
  stale(direction: Direction, flow: number, bytes: Uint8Array): void {
    this.#record(direction, performance.now(), { flow, said: classify(bytes), size: bytes.length, verdict: 'stale' });
  }

  /** A piece of a stream that came in. */
  piece(direction: Direction, flow: number, size: number, deliver: () => boolean): void {
    if (this.#emptied) return;
    const said = { kind: 'stream', ssrc: 0, sequence: 0 } as const;
    this.#links[direction].offerStream({ deliver, flow, said }, size, performance.now());
    this.#arm();
  }

  isFull(direction: Direction): boolean {
    return this.#links[direction].isFull(performance.now());
  }

  /** Takes nothing more in and resolves when everything inside has left; what a blackout holds stays. */
  empty(): Promise<void> {
    return new Promise((emptied) => {
      this.#emptied = emptied;
      this.#wake();
    });
  }

  /** Resolves when the log is written. */
  close(): Promise<void> {
    this.#timer.cancel();
    return this.#log.close();
  }

  #wake(): void {
    const wokeAtMs = performance.now();
    this.#enterDuePhases(wokeAtMs);
    for (const direction of directions) {
      for (const departure of this.#links[direction].due(wokeAtMs)) {
        const { packet, size, arrivedAtMs, queueMs, releaseAtMs, copy } = departure;
        const delivered = packet.deliver();
        const verdict = delivered ? (copy ? 'copy' : 'sent') : 'unsent';
        const flightMs = releaseAtMs - arrivedAtMs - queueMs;
        const lateMs = performance.now() - releaseAtMs;
        const { flow, said } = packet;
        this.#record(direction, arrivedAtMs, { flow, said, size, verdict, queueMs, flightMs, lateMs });
      }
      if (!this.#links[direction].isFull(wokeAtMs)) this.onRoom(direction);
    }
    this.#arm();
  }

  #enterDuePhases(nowMs: number): void {
    if (this.#phasesFromMs === null) return;
    for (let phase = this.#phases[0]; phase && this.#phasesFromMs + phase.atMs <= nowMs; phase = this.#phases[0]) {
      this.#phases.shift();
      // At the planned instant, not at that of waking: a late timer must not stretch a blackout's queue.
      this.#enter(phase, Math.min(nowMs, this.#phasesFromMs + phase.atMs));
    }
  }

  #enter(phase: Phase, nowMs: number): void {
    this.#setConditions(phase, nowMs);
    this.#log.event({ atMs: this.#since(performance.now()), event: { phase } });
    if (phase.rebind) {
      const rebound = this.onRebind();
      this.#log.event({ atMs: this.#since(performance.now()), event: { rebound } });
    }
    if (phase.cut) this.onCut();
  }

  #setConditions(phase: Phase, nowMs: number): void {
    for (const direction of directions) {
      const conditions = phase[direction];
      if (conditions) this.#links[direction].setConditions(conditions, nowMs);
    }
  }

  #arm(): void {
    const nextPhase = this.#phases[0];
    const phaseAtMs =
      nextPhase && this.#phasesFromMs !== null ? this.#phasesFromMs + nextPhase.atMs : Number.POSITIVE_INFINITY;
    const leavesAtMs = Math.min(...directions.map((direction) => this.#links[direction].nextAtMs()));
    if (this.#emptied && leavesAtMs === Number.POSITIVE_INFINITY) this.#emptied();
    this.#timer.set(Math.min(phaseAtMs, leavesAtMs));
  }

  #since(nowMs: number): number {
    return nowMs - this.#createdAtMs;
  }

  #record(
    direction: Direction,
    arrivedAtMs: number,
    rest: Pick<Packet, 'flow' | 'said'> & {
      size: number;
      verdict: Verdict;
      queueMs?: number;
      flightMs?: number;
      lateMs?: number;
    },
  ): void {
    const { flow, said, size, verdict, queueMs = 0, flightMs = 0, lateMs = 0 } = rest;
    this.#log.packet({
      atMs: this.#since(arrivedAtMs),
      direction,
      flow,
      ...said,
      size,
      verdict,
      queueMs,
      flightMs,
      lateMs,
    });
  }
}
