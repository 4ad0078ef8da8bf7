/**
 * Media as the features see it: one node, or two between which the people of a cascaded room are spread. Whoever asks names the room and the person; which node
 * that is about is known here alone.
 */
import { EventEmitter } from 'node:events';
import type { SfuInput, SfuRequestName, SfuResult, WorkerInfo } from '@sambung/contract/sfu';
import type { Logger } from 'pino';
import { Cascade, type End } from './cascade.ts';
import { type NodeSettings, type SfuEvents, SfuNode } from './sfu-node.ts';

export interface SfuSettings extends NodeSettings {
  /** Control socket of the second node, which shares the secret; undefined: there is none, and no room can be cascaded. */
  cascadeSocket?: string | undefined;
}

type Request = Exclude<SfuRequestName, 'authenticate'>;

/** What the nodes tell, as they tell it; speakers of a cascaded room are put together first. */
const passedOn = [
  'producer:opened',
  'producer:changed',
  'producer:closed',
  'producer:wanted',
  'consumer:closed',
  'transport:changed',
  'room:lost',
  'peer:lost',
  'peer:drilled',
  'workers:changed',
] as const satisfies (keyof SfuEvents)[];

export class Sfu {
  readonly #home: SfuNode;
  readonly #away: SfuNode | null;
  readonly #cascades = new Map<string, Cascade>();
  readonly #events = new EventEmitter<SfuEvents>();

  constructor({ cascadeSocket, ...home }: SfuSettings, log: Logger) {
    this.#home = new SfuNode(home, log);
    this.#away = cascadeSocket === undefined ? null : new SfuNode({ ...home, controlSocket: cascadeSocket }, log);
    this.#follow(this.#home, 'home');
    if (this.#away) this.#follow(this.#away, 'away');
  }

  /** For `/api/health`. Without its second node an installation that has one is not whole. */
  status(): { connected: boolean; workers: readonly WorkerInfo[] } {
    const all = [this.#home, this.#away].flatMap((node) => node?.status() ?? []);
    return { connected: all.every(({ connected }) => connected), workers: all.flatMap(({ workers }) => workers) };
  }

  on<N extends keyof SfuEvents>(name: N, listener: (...args: SfuEvents[N]) => void): void {
    this.#events.on(name, listener as never);
  }

  /** From now on the room's people may be at both nodes. Without a second node they all are at the first. */
  cascade(roomId: string): void {
    if (!this.#away || this.#cascades.has(roomId)) return;
    this.#cascades.set(roomId, new Cascade(roomId, { home: this.#home, away: this.#away }));
  }

  /**
   * Asks the node that it is about; while that is away this waits a bounded time. Throws `DomainError`: `media-unavailable`, `media-not-found`,
   * `ticket-not-valid`, `invalid-input`, `too-many-requests`.
   */
  async request<N extends Request>(name: N, input: SfuInput<N>): Promise<SfuResult<N>> {
    const cascade = 'roomId' in input ? this.#cascades.get(input.roomId) : undefined;
    if (!cascade) return await this.#home.request(name, input);
    if (name === 'room:close') this.#cascades.delete(cascade.roomId);
    return await cascade.request(name, input);
  }

  /** Admits a participant with a fresh ticket; one whose media the node still holds keeps it. `end` counts in a cascaded room alone. */
  async join(roomId: string, peerId: string, end: End = 'home'): Promise<SfuResult<'peer:join'>> {
    const cascade = this.#cascades.get(roomId);
    return await (cascade ? cascade.join(peerId, end) : this.#home.join(roomId, peerId));
  }

  close(): void {
    this.#home.close();
    this.#away?.close();
  }

  #follow(node: SfuNode, end: End): void {
    for (const name of passedOn) node.on(name, (...data) => void this.#events.emit(name, ...(data as never)));
    node.on('connected', () => this.#events.emit('connected'));
    node.on('lost', () => this.#events.emit('lost'));
    node.on('producer:opened', ({ roomId, producer }) => this.#cascades.get(roomId)?.handleOpened(producer, end));
    node.on('producer:changed', ({ roomId, producerId, paused }) =>
      this.#cascades.get(roomId)?.handleChanged(producerId, paused),
    );
    node.on('producer:closed', ({ roomId, producerId }) => this.#cascades.get(roomId)?.handleClosed(producerId));
    node.on('speakers:changed', (data) => {
      const speakers = this.#cascades.get(data.roomId)?.speakersOfBoth(end, data.speakers) ?? data.speakers;
      this.#events.emit('speakers:changed', { ...data, speakers });
    });
  }
}
