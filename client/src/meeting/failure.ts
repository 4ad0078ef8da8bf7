/** What a failed step of the session means for the reconnect ladder. Pure. */
import type { Problem } from '@sambung/contract/problem';
import { isMediaFlowing, type Recovery, type RecoveryEvent } from './recovery.ts';
import type { SessionPhase } from './session-state.ts';
import { isPassing, RequestFailed } from './socket.ts';

/** Thrown into whatever ran when its media was lost under it. */
export class Superseded extends Error {}

export type Failure =
  /** The server will not have this page. */
  | { kind: 'refused'; problem: Problem }
  /** The door is shut for now; `askAgainMs`: nobody opens it, it is asked again after that. */
  | { kind: 'outside'; reason: 'waiting' | 'locked' | 'crowded'; askAgainMs?: number }
  | { kind: 'events'; events: RecoveryEvent[] };

/** Where the server does not say after how long to ask again. */
const crowdedPauseSeconds = 5;

export function failureOf(error: unknown, holdsMedia: boolean): Failure {
  const problem = error instanceof RequestFailed ? error.problem : null;
  if (problem?.code === 'waiting-at-the-door') return { kind: 'outside', reason: 'waiting' };
  if (problem?.code === 'room-locked') return { kind: 'outside', reason: 'locked' };
  if (problem?.code === 'crowded')
    return {
      kind: 'outside',
      reason: 'crowded',
      askAgainMs: (problem.retryAfterSeconds ?? crowdedPauseSeconds) * 1_000,
    };
  const failed: RecoveryEvent = { type: 'failed' };
  if (problem?.code === 'not-joined') return { kind: 'events', events: [{ type: 'not-joined' }, failed] };
  if (problem?.code === 'media-not-found' && holdsMedia)
    return { kind: 'events', events: [{ type: 'media-lost' }, failed] };
  if (problem && error instanceof RequestFailed && error.request === 'join' && !isPassing(problem))
    return { kind: 'refused', problem };
  return { kind: 'events', events: [failed] };
}

/** How a stay looks that was in `before`, by what the ladder knows now. */
export function shownOf(recovery: Recovery, before: SessionPhase): { phase: SessionPhase; mediaFlowing: boolean } {
  const mediaFlowing = isMediaFlowing(recovery);
  return { phase: phaseOf(recovery, before, mediaFlowing), mediaFlowing };
}

function phaseOf(recovery: Recovery, before: SessionPhase, mediaFlowing: boolean): SessionPhase {
  if (recovery.connected && recovery.joined && mediaFlowing) return 'live';
  if (recovery.outside) return 'outside';
  if (before === 'live') return 'reconnecting';
  return before === 'outside' ? 'joining' : before;
}
