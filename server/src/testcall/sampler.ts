/** Takes every running test call's seconds: asks both pages' clocks, reads the node, joins it with the pages' reports, stores the samples and tells who watches. */
import { EventEmitter } from 'node:events';
import type { Side } from '@sambung/contract/http';
import type { PeerStats } from '@sambung/contract/sfu';
import type { TestSample } from '@sambung/contract/test-run';
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import type { RoomParticipant, Rooms } from '../meeting/index.ts';
import { Drills } from './drills.ts';
import { toShownSample } from './live-view.ts';
import { Run } from './run.ts';
import * as sampleStore from './sample-store.ts';
import { remoteAddresses, simulatedReasons } from './simulation.ts';
import * as store from './store.ts';
import { messageOf, planOf, runPlanOf } from './test-call.ts';
import { withholding } from './withholding.ts';

/** One sample a second, as the procedure's sheets are kept. Lower costs rows and worker time, higher hides short breaks. */
const sampleIntervalMs = 1_000;
/** Twenty questions in ten seconds (C3.4). More load the signalling, fewer leave fewer quick exchanges. */
const clockIntervalMs = 500;
const sides = ['host', 'audience'] as const;

interface SamplerEvents {
  sampled: [testCallId: string, samples: TestSample[]];
}
type SamplerContext = Pick<Context, 'db' | 'clock' | 'log' | 'open'>;
type SampledRooms = Pick<Rooms, 'participants' | 'on' | 'tell'>;

/** The server's steady clock, milliseconds since 1970: it does not jump when the machine's time is set. */
export const steadyMs = () => performance.timeOrigin + performance.now();

/** `start` begins the seconds, `tick` is one of them, `stop` ends them. Runs begin and end with the presence of both sides, so a restart needs no memory. */
export class Sampler {
  readonly #context: SamplerContext;
  readonly #sfu: Pick<Sfu, 'request' | 'on'>;
  readonly #rooms: SampledRooms;
  readonly #drills: Drills;
  readonly #events = new EventEmitter<SamplerEvents>();
  readonly #runs = new Map<string, Run>();
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(context: SamplerContext, sfu: Pick<Sfu, 'request' | 'on'>, rooms: SampledRooms) {
    this.#context = context;
    this.#sfu = sfu;
    this.#rooms = rooms;
    this.#drills = new Drills(context, sfu);
    rooms.on('reported', ({ roomId, participantId, report }) => this.#runOf(roomId).reported(participantId, report));
    rooms.on('clock-answered', (answer) => this.#keepClock(answer));
  }

  on<N extends keyof SamplerEvents>(name: N, listener: (...args: SamplerEvents[N]) => void): void {
    this.#events.on(name, listener as never);
  }

  start(): void {
    this.#timers.push(setInterval(() => void this.tick(), sampleIntervalMs));
    this.#timers.push(setInterval(() => this.askClocks(), clockIntervalMs));
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Somebody came or went: from now on the run is looked at every second, until nobody is in it; and every page hears what it is to do. */
  async watch(testCallId: string): Promise<void> {
    this.#runOf(testCallId);
    await this.tellPages(testCallId);
  }

  /** Tells both pages their plan and what was said. What they have heard already changes nothing. */
  async tellPages(testCallId: string): Promise<void> {
    const row = await store.findRun(this.#context.db, testCallId);
    if (!row || row.endedAt !== null) return;
    const answers = store.answersOf(row.answers);
    const messages = row.messages.map(messageOf);
    for (const { participantId, side } of this.#rooms.participants(testCallId)) {
      if (!side) continue;
      const tell = (change: Parameters<Rooms['tell']>[2]) => this.#rooms.tell(testCallId, participantId, change);
      tell({ name: 'test:planned', data: planOf(this.#context, row, side) });
      tell({ name: 'test:talk', data: { messages, answers: answers[side] } });
    }
  }

  askClocks(): void {
    for (const [testCallId, run] of this.#runs) {
      for (const side of sides) {
        const page = newest(this.#rooms.participants(testCallId), side);
        if (!page) continue;
        const askNumber = run.clocks.of(page.participantId).ask(steadyMs());
        this.#rooms.tell(testCallId, page.participantId, { name: 'clock:asked', data: { askNumber } });
      }
    }
  }

  /** Reads every run that has both sides; one whose reading fails is tried again in the next second. */
  async tick(): Promise<void> {
    await Promise.all([...this.#runs].map(([testCallId, run]) => this.#sample(testCallId, run)));
  }

  #keepClock({
    roomId,
    participantId,
    side,
    answer,
  }: {
    roomId: string;
    participantId: string;
    side: Side;
    answer: { askNumber: number; pageAtMs: number };
  }): void {
    const clock = this.#runOf(roomId).clocks.of(participantId);
    const quickest = clock.answer(answer.askNumber, answer.pageAtMs, steadyMs());
    if (!quickest) return;
    sampleStore
      .insertClock(this.#context.db, roomId, side, quickest)
      .catch((error) => this.#context.log.warn({ err: error, testCallId: roomId }, 'a clock could not be kept'));
  }

  async #sample(testCallId: string, run: Run): Promise<void> {
    const participants = this.#rooms.participants(testCallId);
    if (participants.length === 0) this.#runs.delete(testCallId);
    const host = newest(participants, 'host');
    const audience = newest(participants, 'audience');
    if (!host || !audience || run.isTaking) return;
    run.isTaking = true;
    try {
      await this.#take(testCallId, run, { host, audience });
    } catch (error) {
      this.#context.log.warn({ err: error, testCallId }, 'a test call could not be sampled');
    } finally {
      run.isTaking = false;
    }
  }

  async #take(testCallId: string, run: Run, pages: Record<Side, RoomParticipant>): Promise<void> {
    const { db, clock } = this.#context;
    const [stats, row] = await Promise.all([
      this.#sfu.request('room:stats', { roomId: testCallId }),
      store.findRun(db, testCallId),
    ]);
    const isOn = row !== null && row.endedAt === null;
    // Again every second: who came meanwhile gets them too, and a node that was started anew.
    await this.#sfu.request('room:withhold', { roomId: testCallId, canaries: isOn ? withholding : null });
    // A run that was decided meanwhile takes no more samples.
    if (!isOn) return;
    const plan = runPlanOf(this.#context, row);
    if (plan.phase === 'recovery') await this.#drills.follow({ testCallId, planNumber: plan.planNumber, pages });
    else this.#drills.forget(testCallId);
    const samples = run.take(plan, stats, pages, { now: clock(), atMs: steadyMs() });
    if (samples.length === 0) return;
    const statsOf = (side: Side): PeerStats | null =>
      stats.peers.find(({ peerId }) => peerId === pages[side].participantId) ?? null;
    const addressesOf = (side: Side) => remoteAddresses(statsOf(side));
    const reasons = simulatedReasons({ host: statsOf('host'), audience: statsOf('audience') }, run.deviceLabels());
    await store.addSimulatedReasons(db, testCallId, reasons);
    if (run.hasNewAddress(addressesOf('host'), addressesOf('audience')))
      await store.addObservedAddresses(db, testCallId, {
        host: addressesOf('host'),
        audience: addressesOf('audience'),
      });
    const setups = run.takeChangedSetups(pages);
    if (setups) await store.saveSetups(db, testCallId, setups);
    await sampleStore.insertSamples(db, testCallId, clock(), samples);
    const shown = samples.map((sample) => toShownSample(sample, row.openedAt));
    this.#events.emit('sampled', testCallId, shown);
  }

  #runOf(testCallId: string): Run {
    const known = this.#runs.get(testCallId);
    if (known) return known;
    const run = new Run();
    this.#runs.set(testCallId, run);
    return run;
  }
}

/** Of several people on one side's link the last who joined is the side. */
function newest(participants: readonly RoomParticipant[], side: Side): RoomParticipant | undefined {
  return participants.filter((participant) => participant.side === side && participant.connected).at(-1);
}
