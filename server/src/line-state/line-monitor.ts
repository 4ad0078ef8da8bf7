/** Looks at every running meeting's lines, tells the room whose is weak, and keeps each spell. */
import type { LineGrade, Sufferer } from '@sambung/contract/line-state';
import type { PeerLines } from '@sambung/contract/sfu';
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import type { RoomParticipant } from '../meeting/index.ts';
import { goodLine, type LineState, lineAfter, seenOf, type Worst, worstOf } from './grading.ts';
import * as store from './store.ts';

/** Between two looks. Higher: later signs. Lower: the node is asked more; a look at fifty people takes it some milliseconds. */
export const lookEveryMs = 5_000;

/** A participant's line while it is watched. */
interface Watched {
  state: LineState;
  /** While it is not good. */
  spell: { id: string; sinceAt: Date; worst: Worst } | null;
  lines: PeerLines;
}

export type MonitorContext = Pick<Context, 'db' | 'clock' | 'log'>;
/** The meetings in which anybody is, who is there, and whom to tell that a line has become better or worse. */
export interface MonitoredRooms {
  running(): string[];
  participants(meetingId: string): RoomParticipant[];
  lineChanged(meetingId: string, participantId: string, line: LineGrade): void;
}

export class LineMonitor {
  readonly #context: MonitorContext;
  readonly #sfu: Pick<Sfu, 'request'>;
  readonly #rooms: MonitoredRooms;
  /** By meeting and participant. */
  readonly #watched = new Map<string, Map<string, Watched>>();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;

  constructor(context: MonitorContext, sfu: Pick<Sfu, 'request'>, rooms: MonitoredRooms) {
    this.#context = context;
    this.#sfu = sfu;
    this.#rooms = rooms;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), lookEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Once over all meetings; one that cannot be read is looked at again next time. */
  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const running = this.#rooms.running();
      for (const meetingId of this.#watched.keys()) if (!running.includes(meetingId)) await this.#forget(meetingId);
      await Promise.all(running.map((meetingId) => this.#lookAt(meetingId)));
    } finally {
      this.#isLooking = false;
    }
  }

  /** Whose lines are not good now: the worst first, and of those the one who suffers longest. */
  sufferers(meetingId: string): Sufferer[] {
    const watched = this.#watched.get(meetingId);
    const found = this.#rooms.participants(meetingId).flatMap((participant) => {
      const one = watched?.get(participant.participantId);
      return one ? (suffererOf(participant, one) ?? []) : [];
    });
    return found.sort((a, b) => rank(a.grade) - rank(b.grade) || a.sinceAt.localeCompare(b.sinceAt));
  }

  async #lookAt(meetingId: string): Promise<void> {
    const { db, log } = this.#context;
    try {
      const { peers } = await this.#sfu.request('room:lines', { roomId: meetingId });
      const watched = this.#watched.get(meetingId) ?? new Map<string, Watched>();
      this.#watched.set(meetingId, watched);
      const present = this.#rooms.participants(meetingId).map(({ participantId }) => participantId);
      for (const [participantId, { spell }] of watched)
        if (!present.includes(participantId)) {
          watched.delete(participantId);
          if (spell) await store.endSpell(db, spell.id, this.#context.clock());
        }
      for (const lines of peers) if (present.includes(lines.peerId)) await this.#take(meetingId, watched, lines);
    } catch (error) {
      log.warn({ err: error, roomId: meetingId }, 'the lines of a meeting could not be read');
    }
  }

  async #take(meetingId: string, watched: Map<string, Watched>, lines: PeerLines): Promise<void> {
    const { db, clock } = this.#context;
    const { peerId: participantId } = lines;
    const before = watched.get(participantId) ?? { state: goodLine, spell: null, lines };
    const seen = seenOf(lines);
    const state = lineAfter(before.state, seen.grade);
    const now: Watched = { state, spell: before.spell, lines };
    watched.set(participantId, now);
    if (state.grade !== before.state.grade) this.#rooms.lineChanged(meetingId, participantId, state.grade);
    if (state.grade === 'good') {
      now.spell = null;
      if (before.spell) await store.endSpell(db, before.spell.id, clock());
      return;
    }
    const worst = worstOf(before.spell?.worst ?? null, state.grade, seen, lines);
    const at = clock();
    if (before.spell) now.spell = { ...before.spell, worst };
    else now.spell = { id: await store.beginSpell(db, { meetingId, participantId, at, worst }), sinceAt: at, worst };
    if (before.spell && isWorseThan(before.spell.worst, worst)) await store.changeSpell(db, before.spell.id, at, worst);
  }

  async #forget(meetingId: string): Promise<void> {
    const watched = this.#watched.get(meetingId);
    this.#watched.delete(meetingId);
    for (const { spell } of watched?.values() ?? [])
      if (spell) await store.endSpell(this.#context.db, spell.id, this.#context.clock());
  }
}

const rank = (grade: LineGrade) => (grade === 'poor' ? 0 : 1);

const isWorseThan = (before: Worst, after: Worst) =>
  (Object.keys(after) as (keyof Worst)[]).some((name) => before[name] !== after[name]);

function suffererOf(participant: RoomParticipant, { state, spell, lines }: Watched): Sufferer | null {
  if (!spell || state.grade === 'good') return null;
  const { participantId, displayName, side } = participant;
  const { lossUp, lossDown, roundTripMs, connected, isOverTcp } = lines;
  const seen = seenOf(lines);
  return {
    ...{ participantId, displayName, side, isOverTcp },
    ...{ grade: state.grade, leg: seen.grade === 'good' ? spell.worst.leg : seen.leg },
    ...{ lossUp, lossDown, roundTripMs: roundTripMs === null ? null : Math.round(roundTripMs) },
    ...{ sinceAt: spell.sinceAt.toISOString(), isCut: !connected },
  };
}
