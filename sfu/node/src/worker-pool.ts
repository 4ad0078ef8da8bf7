/** The media workers of this machine: one process per core, each with one WebRtcServer; a dead one is replaced at once. */
import { readlinkSync } from 'node:fs';
import { isIP } from 'node:net';
import { basename } from 'node:path';
import type { WorkerInfo } from '@sambung/contract/sfu';
import { createWorker } from 'mediasoup';
import type { WebRtcServer, Worker } from 'mediasoup/types';
import type { Env } from './env.ts';
import { ConfigurationError } from './env.ts';
import type { Log } from './log.ts';
import { SfuError } from './sfu-error.ts';

/** How long a start may take until the binary is declared unusable. Lower fails on a busy machine, higher hides a wrong binary. */
const workerStartTimeoutMs = 10_000;
/** How long opening a room waits for a worker that is being replaced. Higher keeps pages waiting, lower makes them retry more often. */
const acquireTimeoutMs = 3_000;
/** First and longest pause between tries to replace a dead worker. Lower spins on a broken binary, higher lengthens the outage. */
const replaceBackoffMs = { first: 50, longest: 5_000 };

export interface MediaWorker {
  readonly index: number;
  readonly worker: Worker;
  readonly webRtcServer: WebRtcServer;
  /** The path the process really runs from. */
  readonly binary: string;
  roomCount: number;
}

export type PoolSettings = Pick<
  Env,
  'firstMediaPort' | 'listenAddresses' | 'announcedAddress' | 'workerCount' | 'workerBinary'
>;

/**
 * `start` makes all workers; `acquire` gives the one with the fewest rooms; `onLost` is called once for each that died, before its
 * replacement runs; `close` ends them.
 */
export class WorkerPool {
  /** Set by the owner of the rooms. */
  onLost: (lost: MediaWorker) => void = () => {};
  /** A worker died or took the place of one that did. */
  onChanged: () => void = () => {};
  readonly #settings: PoolSettings;
  readonly #log: Log;
  readonly #workers = new Map<number, MediaWorker>();
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
      for (let index = 0; index < settings.workerCount; index++) await pool.#add(index);
    } catch (error) {
      pool.close();
      throw error;
    }
    return pool;
  }

  /** The least loaded live worker; waits a bounded time when all are being replaced. Throws `SfuError` (media). */
  async acquire(): Promise<MediaWorker> {
    const deadline = Date.now() + acquireTimeoutMs;
    while (!this.#closed) {
      const found = leastLoaded([...this.#workers.values()]);
      if (found) return found;
      const leftMs = deadline - Date.now();
      if (leftMs <= 0) break;
      await this.#nextWorker(leftMs);
    }
    throw new SfuError('media', 'no media worker is running');
  }

  info(): WorkerInfo[] {
    return [...this.#workers.values()]
      .sort((a, b) => a.index - b.index)
      .map(({ worker, binary, roomCount }) => ({
        pid: worker.pid,
        binary,
        stock: basename(binary).startsWith('mediasoup-worker'),
        roomCount,
      }));
  }

  close(): void {
    this.#closed = true;
    for (const { worker } of this.#workers.values()) worker.close();
    this.#workers.clear();
    this.#wake();
  }

  async #add(index: number): Promise<void> {
    const worker = await startWorker(this.#settings.workerBinary);
    if (this.#closed) return worker.close();
    let mediaWorker: MediaWorker;
    try {
      const webRtcServer = await worker.createWebRtcServer({ listenInfos: listenInfos(this.#settings, index) });
      mediaWorker = { index, worker, webRtcServer, binary: readlinkSync(`/proc/${worker.pid}/exe`), roomCount: 0 };
    } catch (error) {
      worker.close();
      throw new ConfigurationError(mediaPortSentence(this.#settings, index, error));
    }
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
    this.#log.error({ pid: lost.worker.pid, roomCount: lost.roomCount }, 'media worker died');
    void this.#addUntilItRuns(lost.index);
    this.onLost(lost);
    this.onChanged();
  }

  async #addUntilItRuns(index: number): Promise<void> {
    for (
      let pauseMs = replaceBackoffMs.first;
      !this.#closed;
      pauseMs = Math.min(pauseMs * 2, replaceBackoffMs.longest)
    ) {
      try {
        return await this.#add(index);
      } catch (error) {
        this.#log.error({ reason: String(error) }, 'media worker could not be replaced yet');
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

/** The entry with the fewest rooms, the first of equals; undefined of none. */
export function leastLoaded<T extends { roomCount: number }>(workers: readonly T[]): T | undefined {
  return workers.reduce<T | undefined>(
    (best, next) => (best && best.roomCount <= next.roomCount ? best : next),
    undefined,
  );
}

async function startWorker(workerBinary: string | null): Promise<Worker> {
  const starting = createWorker({ logLevel: 'warn', ...(workerBinary === null ? {} : { workerBin: workerBinary }) });
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not report that it runs')), workerStartTimeoutMs);
  });
  try {
    return await Promise.race([starting, tooLate]);
  } catch (error) {
    starting.then((worker) => worker.close()).catch(() => {});
    const which = workerBinary === null ? "mediasoup's stock media worker" : `The media worker ${workerBinary}`;
    throw new ConfigurationError(
      `${which} cannot be started (${reason(error)}); build it, or correct MEDIA_WORKER_BIN.`,
    );
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Where a worker listens. The announced address (a public one, before a NAT) stands for one listening address only, the first of its family, because two
 * candidates of one address and port would be one.
 */
export function listenInfos(settings: PoolSettings, index: number) {
  const { announcedAddress } = settings;
  const announced = announcedAddress === null ? undefined : announcedFor(settings.listenAddresses, announcedAddress);
  return settings.listenAddresses.map((ip) => ({
    protocol: 'udp' as const,
    ip,
    ...(announcedAddress !== null && ip === announced && { announcedAddress }),
    ...(settings.firstMediaPort > 0 && { port: settings.firstMediaPort + index }),
  }));
}

function announcedFor(listenAddresses: readonly string[], announcedAddress: string): string | undefined {
  // A host name is taken for IPv4, which it nearly always leads to.
  const family = isIP(announcedAddress) || 4;
  return listenAddresses.find((ip) => isIP(ip) === family) ?? listenAddresses[0];
}

function mediaPortSentence(settings: PoolSettings, index: number, error: unknown): string {
  const where = settings.listenAddresses.join(', ');
  const which =
    settings.firstMediaPort === 0 ? 'A free media port' : `The media port ${settings.firstMediaPort + index}`;
  return `${which} (UDP) on ${where} cannot be used (${reason(error)}); choose others with MEDIA_PORTS or MEDIA_LISTEN_ADDRESS.`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
