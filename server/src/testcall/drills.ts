/**
 * The reconnect drill of the recovery phase (M18): the media node cuts a side's lines and tells how long it was without media. One side after the other, so
 * that the people at each see the other one come back. What is under way is in memory; a server that was started anew begins with the host once more.
 */
import type { Side } from '@sambung/contract/http';
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import type { RoomParticipant } from '../meeting/index.ts';
import * as store from './store.ts';

const sides = ['host', 'audience'] as const;
/** What the page reads before its line is cut, and how long both sides have each other again between the two cuts. */
const calmSeconds = 4;
/** A side that did not come back while it was waited for was away this long at least. */
const neverBackSeconds = 40;

/** The node tells within 40 s how it went; one that says nothing for longer was itself lost. Higher keeps the other side waiting, lower gives up a slow page. */
const toldWithinSeconds = 50;

/** A run in its recovery phase. */
export interface DrilledRun {
  readonly testCallId: string;
  readonly planNumber: number;
  readonly pages: Readonly<Record<Side, RoomParticipant>>;
}

interface Course {
  readonly planNumber: number;
  /** Seconds since the phase began, a line was cut, or its page was back. */
  calm: number;
  /** Whose line is cut now. */
  cut: { side: Side; participantId: string } | null;
  readonly done: Set<Side>;
}

export class Drills {
  readonly #context: Pick<Context, 'db' | 'log'>;
  readonly #sfu: Pick<Sfu, 'request'>;
  readonly #courses = new Map<string, Course>();

  constructor(context: Pick<Context, 'db' | 'log'>, sfu: Pick<Sfu, 'request' | 'on'>) {
    this.#context = context;
    this.#sfu = sfu;
    sfu.on('peer:drilled', ({ roomId, peerId, outageMs }) => void this.#drilled(roomId, peerId, outageMs));
  }

  /** Once a second while the recovery phase is on. */
  async follow({ testCallId, planNumber, pages }: DrilledRun): Promise<void> {
    const known = this.#courses.get(testCallId);
    const course = known?.planNumber === planNumber ? known : { planNumber, calm: 0, cut: null, done: new Set<Side>() };
    this.#courses.set(testCallId, course);
    course.calm += 1;
    const side = sides.find((one) => !course.done.has(one));
    if (course.cut && course.calm > toldWithinSeconds) this.#ended(course, course.cut.side);
    if (!side || course.cut || course.calm < calmSeconds) return;
    const { participantId } = pages[side];
    course.cut = { side, participantId };
    course.calm = 0;
    try {
      await this.#sfu.request('peer:drill', { roomId: testCallId, peerId: participantId });
    } catch (error) {
      // Where no line can be cut nothing is measured, which is never a pass.
      this.#context.log.warn({ err: error, testCallId }, 'a reconnect drill could not be held');
      this.#ended(course, side);
    }
  }

  /** The phase is over. */
  forget(testCallId: string): void {
    this.#courses.delete(testCallId);
  }

  async #drilled(testCallId: string, peerId: string, outageMs: number | null): Promise<void> {
    const course = this.#courses.get(testCallId);
    if (course?.cut?.participantId !== peerId) return;
    const { side } = course.cut;
    this.#ended(course, side);
    const reconnectSeconds = outageMs === null ? neverBackSeconds : outageMs / 1_000;
    try {
      await store.saveDrill(this.#context.db, testCallId, side, { reconnectSeconds });
    } catch (error) {
      this.#context.log.warn({ err: error, testCallId }, 'the result of a reconnect drill was not kept');
    }
  }

  #ended(course: Course, side: Side): void {
    course.done.add(side);
    course.cut = null;
    course.calm = 0;
  }
}
