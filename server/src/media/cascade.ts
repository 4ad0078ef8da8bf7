/**
 * A room whose people are at two nodes (UNSRI-40): who is where, one pipe between the nodes, and which producers cross it. A producer crosses once somebody at
 * the other node receives it, under its own id, and as long as it lasts.
 */
import type {
  RoomState,
  SfuInput,
  SfuNotifications,
  SfuProducer,
  SfuRequestName,
  SfuResult,
} from '@sambung/contract/sfu';
import { DomainError } from '../problem.ts';
import type { SfuNode } from './sfu-node.ts';

/** The node that the room began at, and the other one. */
export type End = 'home' | 'away';
const ends = ['home', 'away'] as const satisfies readonly End[];
const other = { home: 'away', away: 'home' } as const satisfies Record<End, End>;

type Request = Exclude<SfuRequestName, 'authenticate'>;
type Nodes = Readonly<Record<End, Pick<SfuNode, 'request' | 'join'>>>;
type Speakers = SfuNotifications['speakers:changed']['speakers'];

/** Told as speaking at once, as many as one node tells. */
const mostSpeakers = 4;

export class Cascade {
  readonly roomId: string;
  readonly #nodes: Nodes;
  readonly #endOfPeer = new Map<string, End>();
  readonly #endOfProducer = new Map<string, End>();
  /** Both ends of the pipe, by their ids; made when the first producer is to cross. */
  #pipe: Promise<Record<End, string>> | null = null;
  readonly #crossings = new Map<string, Promise<void>>();
  /** Of the room at each node, as they were told last: a new one means that all of it there is new. */
  readonly #epochs: Partial<Record<End, string>> = {};
  readonly #speakers: Record<End, Speakers> = { home: [], away: [] };

  constructor(roomId: string, nodes: Nodes) {
    this.roomId = roomId;
    this.#nodes = nodes;
  }

  async join(peerId: string, end: End): Promise<RoomState> {
    this.#endOfPeer.set(peerId, end);
    await this.#nodes[end].join(this.roomId, peerId);
    return await this.#open();
  }

  /** Of the whole room from both nodes, of one person from theirs. */
  async request<N extends Request>(name: N, input: SfuInput<N>): Promise<SfuResult<N>> {
    switch (name) {
      case 'room:open':
        return (await this.#open()) as SfuResult<N>;
      case 'room:stats':
        return (await this.#stats()) as SfuResult<N>;
      case 'room:close':
      case 'room:withhold':
        await Promise.all(ends.map((end) => this.#nodes[end].request(name, input)));
        return {} as SfuResult<N>;
    }
    const end = 'peerId' in input ? (this.#endOfPeer.get(input.peerId) ?? 'home') : 'home';
    if (name === 'consumer:create') await this.#bring((input as SfuInput<'consumer:create'>).producerId, end);
    return await this.#nodes[end].request(name, input);
  }

  handleOpened({ producerId }: SfuProducer, end: End): void {
    this.#endOfProducer.set(producerId, end);
  }

  handleChanged(producerId: string, paused: boolean): void {
    this.#tellOther('pipe:change', producerId, { roomId: this.roomId, producerId, paused });
  }

  handleClosed(producerId: string): void {
    this.#tellOther('pipe:drop', producerId, { roomId: this.roomId, producerId });
    this.#endOfProducer.delete(producerId);
    this.#crossings.delete(producerId);
  }

  /** Everything there is gone: nothing crosses any more, and what had come from there is silent at the other. */
  #forget(end: End): void {
    for (const [producerId, home] of [...this.#endOfProducer]) if (home === end) this.handleClosed(producerId);
    this.#crossings.clear();
    this.#speakers[end] = [];
    const [pipe, left] = [this.#pipe, other[end]];
    this.#pipe = null;
    // The end that is left leads nowhere; where it was never opened there is none.
    pipe
      ?.then((ids) => this.#nodes[left].request('pipe:close', { roomId: this.roomId, pipeId: ids[left] }))
      .catch(() => {});
  }

  /** Each node tells of those who are there. */
  speakersOfBoth(end: End, speakers: Speakers): Speakers {
    this.#speakers[end] = speakers;
    return ends
      .flatMap((each) => this.#speakers[each])
      .sort((a, b) => b.levelDbov - a.levelDbov)
      .slice(0, mostSpeakers);
  }

  /** One room out of both: its epoch is new as soon as that of one of them is. */
  async #open(): Promise<RoomState> {
    const [home, away] = await Promise.all(
      ends.map((end) => this.#nodes[end].request('room:open', { roomId: this.roomId })),
    );
    if (!home || !away) throw new DomainError('media-unavailable');
    for (const [end, { mediaEpoch, producers }] of [['home', home] as const, ['away', away] as const]) {
      // A control connection that broke and stands again has interrupted nothing.
      if (this.#epochs[end] !== undefined && this.#epochs[end] !== mediaEpoch) this.#forget(end);
      this.#epochs[end] = mediaEpoch;
      for (const { producerId } of producers) this.#endOfProducer.set(producerId, end);
    }
    return {
      ...home,
      mediaEpoch: `${home.mediaEpoch} ${away.mediaEpoch}`,
      peers: [...home.peers, ...away.peers],
      producers: [...home.producers, ...away.producers],
      wanted: [...home.wanted, ...away.wanted],
    };
  }

  async #stats(): Promise<SfuResult<'room:stats'>> {
    const { roomId } = this;
    const both = await Promise.all(ends.map((end) => this.#nodes[end].request('room:stats', { roomId })));
    return { peers: both.flatMap(({ peers }) => peers), crossed: both.flatMap(({ crossed }) => crossed) };
  }

  /** Lets a producer of the other node cross to this one. Throws `media-not-found` when nobody has it. */
  async #bring(producerId: string, to: End): Promise<void> {
    if (!this.#endOfProducer.has(producerId)) await this.#open();
    const from = this.#endOfProducer.get(producerId);
    if (!from) throw new DomainError('media-not-found');
    if (from === to) return;
    const crossing = this.#crossings.get(producerId) ?? this.#cross(producerId, from);
    this.#crossings.set(producerId, crossing);
    try {
      await crossing;
    } catch (error) {
      if (this.#crossings.get(producerId) === crossing) this.#crossings.delete(producerId);
      throw error;
    }
  }

  async #cross(producerId: string, from: End): Promise<void> {
    const { roomId } = this;
    const to = this.#nodes[other[from]];
    // A server that was started anew finds what crossed before.
    const { crossed } = await to.request('room:stats', { roomId });
    if (crossed.some((one) => one.producerId === producerId)) return;
    this.#pipe ??= this.#openPipe();
    const pipe = await this.#pipe.catch((error) => {
      this.#pipe = null;
      throw error;
    });
    const sent = await this.#nodes[from].request('pipe:send', { roomId, pipeId: pipe[from], producerId });
    await to.request('pipe:receive', { roomId, pipeId: pipe[other[from]], ...sent });
  }

  async #openPipe(): Promise<Record<End, string>> {
    const { roomId } = this;
    const [home, away] = await Promise.all([
      this.#nodes.home.request('pipe:open', { roomId }),
      this.#nodes.away.request('pipe:open', { roomId }),
    ]);
    await Promise.all([
      this.#nodes.home.request('pipe:connect', { roomId, pipeId: home.pipeId, far: away }),
      this.#nodes.away.request('pipe:connect', { roomId, pipeId: away.pipeId, far: home }),
    ]);
    return { home: home.pipeId, away: away.pipeId };
  }

  #tellOther<N extends 'pipe:change' | 'pipe:drop'>(name: N, producerId: string, input: SfuInput<N>): void {
    const from = this.#endOfProducer.get(producerId);
    // A node that cannot be told is gone, and with it what it would have been told of.
    if (from && this.#crossings.has(producerId)) this.#nodes[other[from]].request(name, input).catch(() => {});
  }
}
