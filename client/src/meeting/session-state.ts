/** What a stay in a room looks like from outside: the one state React reads, and how it follows what the server tells. Pure. */
import type { Problem } from '@sambung/contract/problem';
import type { RoomNotifications } from '@sambung/contract/socket';
import type { TestPlan } from '@sambung/contract/test-report';
import type { Voice } from './audio-output.ts';
import { comingsAndGoings, emptyRoster, producerOf, type Roster, type RosterEvent, rosterAfter } from './roster.ts';
import type { MadeMedia } from './wishes.ts';

export type SessionPhase =
  | 'joining'
  /** At the door, see `outside`. */
  | 'outside'
  | 'live'
  /** Was live; the ladder is at work. */
  | 'reconnecting'
  /** The person left. */
  | 'left'
  /** The server ended it, see `endReason`. */
  | 'ended'
  /** The server will not let this page in, see `problem`. */
  | 'refused';

/** Something to be announced once; the number makes every notice new. */
export type SessionNotice = { number: number; kind: 'came' | 'went'; names: readonly string[] };

/** Another stay needs another session. */
export const isOver = (phase: SessionPhase): boolean => phase === 'left' || phase === 'ended' || phase === 'refused';

export type SessionState = {
  phase: SessionPhase;
  roster: Roster;
  /** Remote tracks by producer id. */
  tracks: ReadonlyMap<string, MediaStreamTrack>;
  notice: SessionNotice | null;
  problem: Problem | null;
  endReason: 'ended' | 'replaced' | 'removed' | 'refused' | null;
  /** Why this page waits at the door. */
  outside: 'waiting' | 'locked' | 'crowded' | null;
  /** Sound and picture still flow, whatever the signalling does: what a `reconnecting` person most wants to know. */
  mediaFlowing: boolean;
  /** What a test call's page is to do now. */
  plan: TestPlan | null;
  /** What was written in the test call, and what this page's people answered. */
  talk: RoomNotifications['test:talk'] | null;
  /** What is sent in place of the devices. */
  made: MadeMedia | null;
  /** Every rung of the ladder failed: the person is asked what to do, while it goes on trying. */
  stranded: boolean;
  /** The person was in this room on another page, which was released for this one. */
  tookOver: boolean;
};

export const initialSessionState: SessionState = {
  phase: 'joining',
  roster: emptyRoster,
  tracks: new Map(),
  notice: null,
  problem: null,
  endReason: null,
  outside: null,
  mediaFlowing: false,
  plan: null,
  talk: null,
  made: null,
  stranded: false,
  tookOver: false,
};

/** The state after the server told something; the same object when that changes nothing. */
export function stateAfterTold(before: SessionState, event: RosterEvent): SessionState {
  const state = event.type === 'joined' && event.joined.tookOver ? { ...before, tookOver: true } : before;
  const roster = rosterAfter(state.roster, event);
  if (roster === state.roster) return state;
  const { came, went } = comingsAndGoings(state.roster, roster);
  const number = (state.notice?.number ?? 0) + 1;
  if (came.length > 0) return { ...state, roster, notice: { number, kind: 'came', names: came } };
  if (went.length > 0) return { ...state, roster, notice: { number, kind: 'went', names: went } };
  return { ...state, roster };
}

/** Everybody else's sound, as far as it has arrived. */
export function voicesOf({ roster, tracks }: Pick<SessionState, 'roster' | 'tracks'>): Voice[] {
  return roster.others.flatMap((entry) =>
    (['microphone', 'screen-audio'] as const).flatMap((source) => {
      const producer = producerOf(entry, source);
      const track = producer && tracks.get(producer.producerId);
      return track ? [{ producerId: producer.producerId, participantId: entry.participantId, track }] : [];
    }),
  );
}

/** The other side of a test call: what comes of their camera and microphone. A source that is off gives no track. */
export function farEndOf({ roster, tracks }: Pick<SessionState, 'roster' | 'tracks'>): {
  microphone: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
} {
  const side = roster.self?.side;
  // Of several people on the other side's link the last who joined is the side, as for the server.
  const entry = roster.others.filter((other) => other.side !== null && other.side !== side).at(-1);
  const trackOf = (source: 'microphone' | 'camera') => {
    const producer = entry && producerOf(entry, source);
    return (producer && !producer.paused && tracks.get(producer.producerId)) || null;
  };
  return { microphone: trackOf('microphone'), camera: trackOf('camera') };
}
