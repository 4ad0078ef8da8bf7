/** The media workers of this machine: one process per core, each with one WebRtcServer, and a spare that takes the place of one that dies. */
import { basename } from 'node:path';
import type { WorkerInfo } from '@sambung/contract/sfu';
import type { WebRtcServer, Worker } from 'mediasoup/types';
import type { Env } from './env.ts';
import type { Log } from './log.ts';
import { SfuError } from './sfu-error.ts';
import { WorkerCanaries } from './worker-canaries.ts';
import { controlSocketOf } from './worker-control.ts';
import { listen, startWorker } from './worker-process.ts';

/** How long opening a room waits for a worker that is being replaced. Higher keeps pages waiting, lower makes them retry more often. */
const acquireTimeoutMs = 3_000;
/** First and longest pause between tries to replace a dead worker. Lower spins on a broken binary, higher lengthens the outage. */
const replaceBackoffMs = { first: 50, longest: 5_000 };
/** Pause until a spare that died is made anew. Lower spins on a binary that ends by itself, higher is without a spare for longer. */
const spareBackoffMs = 1_000;
/**
 * What a part of a room counts for at least, in streams: rooms are placed before anybody sends. Higher spreads rooms by number, lower lets many empty
 * ones meet on a worker and grow there together.
 */
const leastStreamsPerPart = 8;

/** A room's part on a worker, as far as the worker's load is concerned. */
export interface WorkerPart {
  /** Producers and consumers there. */
  readonly streamCount: number;
}

/** `MediaWorker` as one that has to choose sees it. */
export interface LoadedWorker {
  readonly parts: ReadonlySet<WorkerPart>;
}

export interface MediaWorker extends LoadedWorker {
  readonly index: number;
  readonly worker: Worker;
  readonly webRtcServer: WebRtcServer;
  /** The path the process really runs from. */
  readonly binary: string;
  readonly canaries: WorkerCanaries;
  /** Of its control socket; null where it is to have none. */
  readonly controlPath: string | null;
  readonly parts: Set<WorkerPart>;
}

export type PoolSettings = Pick<
  Env,
  'firstMediaPort' | 'listenAddresses' | 'announcedAddress' | 'workerCount' | 'workerBinary' | 'metricsDirectory'
>;

/**
 * `start` makes all workers; `acquire` gives the least loaded; `onLost` is called once for each that died, before its replacement runs; `close` ends them.
 */
export class WorkerPool {
  /** Set by the owner of the rooms. */
  onLost: (lost: MediaWorker) => void = () => {};
  /** A worker died or took the place of one that did. */
  onChanged: () => void = () => {};
  /** Workers that died since the start. */
  deathCount = 0;
  readonly #settings: PoolSettings;
  readonly #log: Log;
  readonly #workers = new Map<number, MediaWorker>();
  /** Runs already, but listens nowhere: its port is that of the worker it will replace. */
  #spare: Worker | null = null;
  #preparing = false;
  #waiting: (() => void)[] = [];
  #closed = false;

  private constructor(settings: PoolSettings, log: Log) {
    this.#settings = settings;
    this.#log = log;
  }

  /** Starts every worker. Throws `ConfigurationError` when the binary or a port cannot be used. */
  static async start(settings: PoolSettings, log: Log): Promise<WorkerPool> {
    const pool = new WorkerPool(settings, log);
    try {
      await Promise.all(Array.from({ length: settings.workerCount }, (_, index) => pool.#add(index)));
    } catch (error) {
      pool.close();
      throw error;
    }
    void pool.#prepareSpare();
    return pool;
  }

  /** The least loaded live worker; waits a bounded time when all are being replaced. Throws `SfuError` (media). */
  async acquire(): Promise<MediaWorker> {
    const deadline = Date.now() + acquireTimeoutMs;
    while (!this.#closed) {
      const found = leastLoaded(this.workers);
      if (found) return found;
      const leftMs = deadline - Date.now();
      if (leftMs <= 0) break;
      await this.#nextWorker(leftMs);
    }
    throw new SfuError('media', 'no media worker is running');
  }

  /** Those that run and serve, by number. */
  get workers(): MediaWorker[] {
    return [...this.#workers.values()].sort((a, b) => a.index - b.index);
  }

  /** The process that waits to replace one; null while it is being started. */
  get sparePid(): number | null {
    return this.#spare?.pid ?? null;
  }

  info(): WorkerInfo[] {
    return this.workers.map(({ worker, binary, parts }) => ({
      pid: worker.pid,
      binary,
      stock: basename(binary).startsWith('mediasoup-worker'),
      roomCount: parts.size,
    }));
  }

  close(): void {
    this.#closed = true;
    for (const { worker } of this.#workers.values()) worker.close();
    this.#workers.clear();
    this.#spare?.close();
    this.#spare = null;
    this.#wake();
  }

  async #add(index: number): Promise<void> {
    const worker = this.#takeSpare() ?? (await startWorker(this.#settings.workerBinary));
    if (this.#closed) return worker.close();
    let mediaWorker: MediaWorker;
    try {
      const { metricsDirectory } = this.#settings;
      const canaries = new WorkerCanaries(metricsDirectory, worker.pid);
      const controlPath = metricsDirectory === null ? null : controlSocketOf(metricsDirectory, worker.pid);
      const listening = await listen(worker, this.#settings, index);
      mediaWorker = { index, worker, canaries, controlPath, parts: new Set(), ...listening };
    } catch (error) {
      worker.close();
      throw error;
    }
    if (this.#closed) return worker.close();
    this.#workers.set(index, mediaWorker);
    worker.on('died', () => this.#replace(mediaWorker));
    // It may have died before the listener was there; then no event comes any more.
    if (worker.died) this.#replace(mediaWorker);
    this.#log.info({ pid: worker.pid, binary: mediaWorker.binary }, 'media worker running');
    this.onChanged();
    this.#wake();
  }

  #replace(lost: MediaWorker): void {
    if (this.#workers.get(lost.index) !== lost || this.#closed) return;
    this.#workers.delete(lost.index);
    this.deathCount += 1;
    this.#log.error({ pid: lost.worker.pid, roomCount: lost.parts.size }, 'media worker died');
    void this.#addUntilItRuns(lost.index);
    this.onLost(lost);
    this.onChanged();
  }

  async #addUntilItRuns(index: number): Promise<void> {
    await this.#untilItWorks(() => this.#add(index), 'media worker could not be replaced yet');
    await this.#prepareSpare();
  }

  /** Starts the process that will replace the next worker that dies. */
  async #prepareSpare(): Promise<void> {
    if (this.#preparing || this.#spare || this.#closed) return;
    this.#preparing = true;
    await this.#untilItWorks(async () => {
      const spare = await startWorker(this.#settings.workerBinary);
      if (this.#closed) return spare.close();
      this.#spare = spare;
      spare.on('died', () => {
        if (this.#spare !== spare) return;
        this.#spare = null;
        this.#log.error({ pid: spare.pid }, 'spare media worker died');
        setTimeout(() => void this.#prepareSpare(), spareBackoffMs).unref();
      });
    }, 'spare media worker could not be started yet');
    this.#preparing = false;
  }

  #takeSpare(): Worker | null {
    const spare = this.#spare;
    this.#spare = null;
    return spare?.died ? null : spare;
  }

  async #untilItWorks(action: () => Promise<void>, complaint: string): Promise<void> {
    for (
      let pauseMs = replaceBackoffMs.first;
      !this.#closed;
      pauseMs = Math.min(pauseMs * 2, replaceBackoffMs.longest)
    ) {
      try {
        return await action();
      } catch (error) {
        this.#log.error({ reason: String(error) }, complaint);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }

  #nextWorker(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

/** How busy a worker is or will be, in streams. */
export function loadOf({ parts }: LoadedWorker): number {
  let load = 0;
  for (const { streamCount } of parts) load += Math.max(leastStreamsPerPart, streamCount);
  return load;
}

/** The least loaded, the first of equals; undefined of none. */
export function leastLoaded<T extends LoadedWorker>(workers: readonly T[]): T | undefined {
  return workers.reduce<T | undefined>((best, next) => (best && loadOf(best) <= loadOf(next) ? best : next), undefined);
}
