/** Takes the seconds of conferences whose sites are named: reads the node, joins it with both sites' reports, stores the samples and counts drops. */
import type { Side } from '@sambung/contract/http';
import type { PeerStats } from '@sambung/contract/sfu';
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import type { RoomParticipant, Rooms } from '../meeting/index.ts';
import { Run, steadyMs } from '../testcall/index.ts';
import { LineWatch } from './line-watch.ts';
import * as store from './store.ts';

/** As in a test, so that both can be compared. */
const sampleIntervalMs = 1_000;
/** A page's word that it is connected counts for this long. Higher notices drops later, lower doubts a page after one slow second. */
const wordHoldsMs = 2_500;
const sides = ['host', 'audience'] as const;
/** What a conference is sampled by: no plan is ever on. */
const noPlan = { phase: 'real', planNumber: 0, cascaded: false, loopSource: null } as const;
/** Nothing is made in a conference, so nothing has a nonce. */
const noSeed = '0'.repeat(64);

/** One conference while somebody is in it. */
interface Watched {
  readonly run: Run;
  readonly lines: Map<string, LineWatch>;
  readonly words: Map<string, { atMs: number; connected: boolean }>;
  /** Read once; null: the sites were never named. */
  startedAt: Date | null | undefined;
}

type SamplerContext = Pick<Context, 'db' | 'clock' | 'log'>;

export class ActualCallSampler {
  readonly #context: SamplerContext;
  readonly #sfu: Pick<Sfu, 'request'>;
  readonly #rooms: Pick<Rooms, 'participants' | 'on'>;
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(context: SamplerContext, sfu: Pick<Sfu, 'request'>, rooms: Pick<Rooms, 'participants' | 'on'>) {
    this.#context = context;
    this.#sfu = sfu;
    this.#rooms = rooms;
    rooms.on('changed', ({ roomId, kind }) => {
      if (kind === 'meeting') this.#watch(roomId);
    });
    rooms.on('site-reported', ({ roomId, participantId, report }) => {
      const { run, words } = this.#watch(roomId);
      run.reported(participantId, report);
      words.set(participantId, { atMs: steadyMs(), connected: report.connectionState === 'connected' });
    });
  }

  start(): void {
    this.#timer = setInterval(() => void this.tick(), sampleIntervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One second of every conference; one whose reading fails is tried again in the next. */
  async tick(): Promise<void> {
    await Promise.all([...this.#watched].map(([roomId, watched]) => this.#sample(roomId, watched)));
  }

  #watch(roomId: string): Watched {
    const known = this.#watched.get(roomId);
    if (known) {
      // Sites may have been named just now.
      known.startedAt ??= undefined;
      return known;
    }
    const fresh: Watched = { run: new Run(), lines: new Map(), words: new Map(), startedAt: undefined };
    this.#watched.set(roomId, fresh);
    return fresh;
  }

  async #sample(roomId: string, watched: Watched): Promise<void> {
    const participants = this.#rooms.participants(roomId);
    if (participants.length === 0) this.#watched.delete(roomId);
    const [host, audience] = sides.map((side) => participants.find((one) => one.side === side));
    if (!host || !audience || watched.run.isTaking) return;
    watched.run.isTaking = true;
    try {
      await this.#take(roomId, watched, { host, audience });
    } catch (error) {
      this.#context.log.warn({ err: error, roomId }, 'a conference could not be sampled');
    } finally {
      watched.run.isTaking = false;
    }
  }

  async #take(roomId: string, watched: Watched, pages: Record<Side, RoomParticipant>): Promise<void> {
    const { db, clock } = this.#context;
    if (watched.startedAt === undefined) watched.startedAt = (await store.findByMeeting(db, roomId))?.startedAt ?? null;
    if (watched.startedAt === null) return;
    const stats = await this.#sfu.request('room:stats', { roomId });
    await this.#countDrops(roomId, watched, pages, stats.peers);
    const plan = { ...noPlan, openedAt: watched.startedAt };
    const seeds = { host: noSeed, audience: noSeed };
    const samples = watched.run.take({ ...plan, seeds }, stats, pages, { now: clock(), atMs: steadyMs() });
    if (samples.length > 0) await store.insertSamples(db, roomId, clock(), samples);
  }

  async #countDrops(
    roomId: string,
    { lines, words }: Watched,
    pages: Record<Side, RoomParticipant>,
    peers: readonly PeerStats[],
  ): Promise<void> {
    const atMs = steadyMs();
    for (const side of sides) {
      const { participantId } = pages[side];
      const line = lines.get(participantId) ?? new LineWatch();
      lines.set(participantId, line);
      const { atMs: toldAtMs, connected } = words.get(participantId) ?? { atMs: 0, connected: false };
      const saysConnected = connected && atMs - toldAtMs < wordHoldsMs;
      const stats = peers.find(({ peerId }) => peerId === participantId) ?? null;
      if (line.look({ atMs, stats, saysConnected })) await store.countDrop(this.#context.db, roomId, side);
    }
  }
}
