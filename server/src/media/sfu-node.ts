/** One sfu node: requests, notifications and whether it is there; the connection restores itself. */
import { EventEmitter } from 'node:events';
import type {
  SfuInput,
  SfuNotificationName,
  SfuNotifications,
  SfuRequestName,
  SfuResult,
  WorkerInfo,
} from '@sambung/contract/sfu';
import type { Logger } from 'pino';
import { DomainError } from '../problem.ts';
import { ControlLink } from './control-link.ts';
import { signTicket } from './ticket.ts';

/** How long a request waits for the node to come back. Higher holds pages that could retry, lower fails during every restart. */
const reconnectPatienceMs = 3_000;
/** First and longest pause between tries to connect. Lower costs CPU while the node is down, higher lengthens the outage. */
const reconnectPauseMs = { first: 50, longest: 400 };

export interface NodeSettings {
  controlSocket: string;
  controlSecret: string;
}

/** The events beside the node's own notifications. */
interface LinkEvents {
  /** Connected and authenticated, at first and after every loss: state may have changed meanwhile. */
  connected: [];
  lost: [];
}
export type SfuEvents = LinkEvents & { [N in SfuNotificationName]: [SfuNotifications[N]] };

export class SfuNode {
  readonly #settings: NodeSettings;
  readonly #log: Logger;
  readonly #events = new EventEmitter<SfuEvents>();
  #link: ControlLink | null = null;
  #workers: WorkerInfo[] = [];
  #waiting = new Set<() => void>();
  #closed = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(settings: NodeSettings, log: Logger) {
    this.#settings = settings;
    this.#log = log;
    void this.#connect(reconnectPauseMs.first);
  }

  /** For `/api/health`. */
  status(): { connected: boolean; workers: readonly WorkerInfo[] } {
    return { connected: this.#link !== null, workers: this.#workers };
  }

  on<N extends keyof SfuEvents>(name: N, listener: (...args: SfuEvents[N]) => void): void {
    this.#events.on(name, listener as never);
  }

  /** Asks the node; while it is away this waits a bounded time. Throws `DomainError`: `media-unavailable`, `media-not-found`, `ticket-not-valid`, `invalid-input`, `too-many-requests`. */
  async request<N extends Exclude<SfuRequestName, 'authenticate'>>(name: N, input: SfuInput<N>): Promise<SfuResult<N>> {
    if (!this.#link) await this.#nextLink();
    if (!this.#link) throw new DomainError('media-unavailable');
    return this.#link.request(name, input);
  }

  /** Admits a participant with a fresh ticket; one whose media the node still holds keeps it. */
  async join(roomId: string, peerId: string): Promise<SfuResult<'peer:join'>> {
    const ticket = await signTicket(this.#settings.controlSecret, { roomId, peerId });
    return this.request('peer:join', { ticket });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#link?.close();
    this.#wake();
  }

  async #connect(pauseMs: number): Promise<void> {
    const retry = (nextPauseMs: number) => {
      if (this.#closed) return;
      this.#retry = setTimeout(() => void this.#connect(nextPauseMs), pauseMs);
    };
    let opened: ControlLink | null = null;
    try {
      opened = await ControlLink.open({
        socketPath: this.#settings.controlSocket,
        secret: this.#settings.controlSecret,
        onNotification: (name, data) => this.#notified(name, data),
        onClosed: () => {
          if (this.#link === null || this.#link !== opened) return;
          this.#link = null;
          this.#workers = [];
          if (!this.#closed) this.#log.warn('the sfu node is gone');
          this.#events.emit('lost');
          retry(reconnectPauseMs.first);
        },
      });
      this.#workers = (await opened.request('node:status', {})).workers;
    } catch (error) {
      opened?.close();
      this.#log.debug({ err: error }, 'the sfu node cannot be reached yet');
      return retry(Math.min(pauseMs * 2, reconnectPauseMs.longest));
    }
    if (this.#closed) return opened.close();
    this.#link = opened;
    this.#log.info({ workerCount: this.#workers.length }, 'the sfu node is connected');
    this.#events.emit('connected');
    this.#wake();
  }

  #notified<N extends SfuNotificationName>(name: N, data: SfuNotifications[N]): void {
    if (name === 'workers:changed') this.#workers = (data as SfuNotifications['workers:changed']).workers;
    this.#events.emit(name, ...([data] as never));
  }

  #nextLink(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, reconnectPatienceMs);
      this.#waiting.add(done);
    });
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
