/** Samples every running test call once a second: reads the node, joins it with the pages' reports, stores the samples and tells who watches. */
import { EventEmitter } from 'node:events';
import type { Side, TestSample } from '@sambung/contract/http';
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import type { PageReport, RoomParticipant, Rooms } from '../meeting/index.ts';
import { type Reading, type SideReading, simulatedReasons, takeSamples } from './sampling.ts';
import * as store from './store.ts';

/** One sample a second, as the procedure's sheets are kept. Lower costs rows and worker time, higher hides short breaks. */
const sampleIntervalMs = 1_000;

interface SamplerEvents {
  sampled: [testCallId: string, samples: TestSample[]];
}

interface RunningCall {
  previous: Reading | null;
  reports: Map<string, { report: PageReport; at: Date }>;
  /** A reading under way: the next second does not start another. */
  isReading: boolean;
}

/** `start` begins the seconds, `tick` is one of them, `stop` ends them. Calls begin and end with the presence of both sides, so a restart needs no memory. */
export class Sampler {
  readonly #context: Pick<Context, 'db' | 'clock' | 'log'>;
  readonly #sfu: Pick<Sfu, 'request'>;
  readonly #rooms: Pick<Rooms, 'participants' | 'on'>;
  readonly #events = new EventEmitter<SamplerEvents>();
  readonly #calls = new Map<string, RunningCall>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    context: Pick<Context, 'db' | 'clock' | 'log'>,
    sfu: Pick<Sfu, 'request'>,
    rooms: Pick<Rooms, 'participants' | 'on'>,
  ) {
    this.#context = context;
    this.#sfu = sfu;
    this.#rooms = rooms;
    rooms.on('reported', ({ roomId, participantId, report }) => {
      this.#callOf(roomId).reports.set(participantId, { report, at: context.clock() });
    });
  }

  on<N extends keyof SamplerEvents>(name: N, listener: (...args: SamplerEvents[N]) => void): void {
    this.#events.on(name, listener as never);
  }

  start(): void {
    this.#timer = setInterval(() => void this.tick(), sampleIntervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Reads every call that has both sides; a call whose reading fails is tried again in the next second. */
  async tick(): Promise<void> {
    await Promise.all([...this.#calls].map(([testCallId, call]) => this.#sample(testCallId, call)));
  }

  async #sample(testCallId: string, call: RunningCall): Promise<void> {
    const participants = this.#rooms.participants(testCallId);
    if (participants.length === 0) this.#calls.delete(testCallId);
    const host = newest(participants, 'host');
    const audience = newest(participants, 'audience');
    if (!host || !audience) {
      call.previous = null;
      return;
    }
    if (call.isReading) return;
    call.isReading = true;
    try {
      await this.#read(testCallId, call, host, audience);
    } catch (error) {
      this.#context.log.warn({ err: error, testCallId }, 'a test call could not be sampled');
    } finally {
      call.isReading = false;
    }
  }

  async #read(testCallId: string, call: RunningCall, host: RoomParticipant, audience: RoomParticipant): Promise<void> {
    const { db, clock } = this.#context;
    const { peers } = await this.#sfu.request('room:stats', { roomId: testCallId });
    const sideOf = ({ participantId }: RoomParticipant): SideReading => {
      const reported = call.reports.get(participantId);
      return {
        stats: peers.find(({ peerId }) => peerId === participantId) ?? null,
        report: reported?.report ?? null,
        reportedAt: reported?.at ?? null,
      };
    };
    const reading: Reading = { at: clock(), host: sideOf(host), audience: sideOf(audience) };
    const samples = takeSamples(call.previous, reading);
    call.previous = reading;
    if (samples.length === 0) return;
    // A call that was decided meanwhile takes no more samples.
    if ((await store.findOpen(db, [testCallId])).length === 0) return;
    await store.addSimulatedReasons(db, testCallId, simulatedReasons(reading));
    await store.insertSamples(db, testCallId, samples);
    this.#events.emit('sampled', testCallId, samples);
  }

  #callOf(testCallId: string): RunningCall {
    const known = this.#calls.get(testCallId);
    if (known) return known;
    const call: RunningCall = { previous: null, reports: new Map(), isReading: false };
    this.#calls.set(testCallId, call);
    return call;
  }

  /** Somebody came or went: from now on the call is looked at every second, until nobody is in it. */
  watch(testCallId: string): void {
    this.#callOf(testCallId);
  }
}

/** Of several people on one side's link the last who joined is the side. */
function newest(participants: readonly RoomParticipant[], side: Side): RoomParticipant | undefined {
  return participants.filter((participant) => participant.side === side && participant.connected).at(-1);
}
