/** The reconnect ladder as a pure state machine: events in, the one next thing to do out. No socket, no clock, no media. */

export type Direction = 'send' | 'receive';
export const directions = ['send', 'receive'] as const satisfies readonly Direction[];

/** What WebRTC says of one transport's path. */
export type PathState = 'unknown' | 'connected' | 'disconnected' | 'failed';

/** One transport's path and how often its ICE was restarted since it last worked. */
export type Path = { state: PathState; restartCount: number; restartAt: number };

/** Everything the decision depends on. Instants are milliseconds of whatever clock the caller uses. */
export type Recovery = {
  /** The person wants to be in the room. */
  wanted: boolean;
  /** The signalling socket is up. */
  connected: boolean;
  /** The server knows this page, on this socket, as a participant. */
  joined: boolean;
  /** `lost`: still held here, gone at the node, to be torn down before anything else. */
  media: 'none' | 'held' | 'lost';
  /** Counts changes of what should be sent or received; media is in step when `syncedRevision` has caught up. */
  revision: number;
  syncedRevision: number;
  paths: Record<Direction, Path>;
  /** Actions that failed one after the other, and when the next may be tried. */
  failureCount: number;
  retryAt: number;
};

export type RecoveryEvent =
  | { type: 'wanted' }
  | { type: 'unwanted' }
  | { type: 'connected' }
  | { type: 'disconnected' }
  | { type: 'joined'; resumed: boolean }
  | { type: 'not-joined' }
  | { type: 'media-opened' }
  | { type: 'media-closed' }
  | { type: 'media-lost' }
  | { type: 'changed' }
  | { type: 'synced'; revision: number }
  | { type: 'path'; direction: Direction; state: PathState }
  | { type: 'ice-restarted'; direction: Direction }
  | { type: 'network-changed' }
  | { type: 'failed' };

export type RecoveryAction =
  | { type: 'close-media' }
  | { type: 'join' }
  | { type: 'open-media' }
  | { type: 'sync-media'; revision: number }
  | { type: 'restart-ice'; direction: Direction }
  | { type: 'wait'; untilMs: number };

/** Higher: fewer needless restarts when a path comes back by itself. Lower: a dead path is noticed sooner. */
export const disconnectedGraceMs = 800;
/** First pause between ICE restarts, doubled each time. Higher: calmer on a dead network. Lower: back sooner. */
export const restartPauseMs = 1_000;
/** Restarts before the media is rebuilt. Higher: survives longer blackouts cheaply. Lower: rebuilds sooner. */
export const maxRestartCount = 4;
/** First pause after a failed action, doubled each time. Higher: less load on a server that is coming up. Lower: back sooner. */
export const retryPauseMs = 150;
/** Longest pause after failed actions. Higher: less load. Lower: back sooner after a long outage. */
export const maxRetryPauseMs = 1_500;
/** Failures with held media before it is given up and rebuilt. Higher: tolerates a slow node. Lower: a broken state lasts shorter. */
export const maxFailuresWithMedia = 3;

const freshPath: Path = { state: 'unknown', restartCount: 0, restartAt: 0 };
const freshPaths = (): Recovery['paths'] => ({ send: freshPath, receive: freshPath });

export const initialRecovery: Recovery = {
  wanted: false,
  connected: false,
  joined: false,
  media: 'none',
  revision: 1,
  syncedRevision: 0,
  paths: freshPaths(),
  failureCount: 0,
  retryAt: 0,
};

/** The state after an event. */
export function recoveryAfter(state: Recovery, event: RecoveryEvent, now: number): Recovery {
  switch (event.type) {
    case 'wanted':
      return { ...state, wanted: true };
    case 'unwanted':
      return { ...state, wanted: false };
    case 'connected':
      return { ...state, connected: true, failureCount: 0, retryAt: 0 };
    case 'disconnected':
      return { ...state, connected: false, joined: false };
    case 'joined':
      return joined(state, event.resumed, now);
    case 'not-joined':
      return { ...state, joined: false };
    case 'media-opened':
      return { ...worked(state), media: 'held', paths: freshPaths(), revision: state.revision + 1 };
    case 'media-closed':
      return { ...state, media: 'none', joined: false, paths: freshPaths() };
    case 'media-lost':
      return lost(state);
    case 'changed':
      return { ...state, revision: state.revision + 1 };
    case 'synced':
      return { ...worked(state), syncedRevision: Math.max(state.syncedRevision, event.revision) };
    case 'path':
      return withPath(state, event.direction, pathAfter(state.paths[event.direction], event.state, now));
    case 'ice-restarted':
      return restarted(worked(state), event.direction, now);
    case 'network-changed':
      return networkChanged(state, now);
    case 'failed':
      return failed(state, now);
  }
}

/** The one next thing to do, or null when there is nothing. */
export function nextAction(state: Recovery, now: number): RecoveryAction | null {
  if (state.media === 'lost' || (!state.wanted && state.media === 'held')) return { type: 'close-media' };
  if (!state.wanted || !state.connected) return null;
  if (state.retryAt > now) return { type: 'wait', untilMs: state.retryAt };
  if (!state.joined) return { type: 'join' };
  if (state.media === 'none') return { type: 'open-media' };
  if (state.syncedRevision < state.revision) return { type: 'sync-media', revision: state.revision };
  return nextRestart(state, now);
}

/** Whether sound and picture flow as far as the browser knows, whatever the signalling does. */
export function isMediaFlowing({ media, paths }: Recovery): boolean {
  return media === 'held' && directions.every((direction) => isWell(paths[direction]));
}

/** A path that is being set up for the first time is nobody's worry yet; one that is being repaired is. */
const isWell = (path: Path) => path.state === 'connected' || (path.state === 'unknown' && path.restartCount === 0);

function nextRestart(state: Recovery, now: number): RecoveryAction | null {
  let untilMs = Number.POSITIVE_INFINITY;
  for (const direction of directions) {
    const path = state.paths[direction];
    if (path.state !== 'disconnected' && path.state !== 'failed') continue;
    if (path.restartAt <= now) return { type: 'restart-ice', direction };
    untilMs = Math.min(untilMs, path.restartAt);
  }
  return Number.isFinite(untilMs) ? { type: 'wait', untilMs } : null;
}

function joined(state: Recovery, resumed: boolean, now: number): Recovery {
  const after = { ...worked(state), joined: true, revision: state.revision + 1 };
  if (state.media !== 'held') return after;
  if (!resumed) return { ...after, media: 'lost' };
  // The server is reachable again: paths that broke meanwhile are restarted at once, with their attempts forgiven.
  return directions.reduce((next, direction) => {
    const path = next.paths[direction];
    if (path.state === 'connected' || path.state === 'unknown') return next;
    return withPath(next, direction, { ...path, restartCount: 0, restartAt: now });
  }, after);
}

function lost(state: Recovery): Recovery {
  return { ...state, joined: false, media: state.media === 'none' ? 'none' : 'lost', failureCount: 0, retryAt: 0 };
}

function pathAfter(path: Path, state: PathState, now: number): Path {
  if (state === 'connected') return { state, restartCount: 0, restartAt: 0 };
  if (state === path.state) return path;
  if (state === 'disconnected')
    return { ...path, state, restartAt: Math.max(path.restartAt, now + disconnectedGraceMs) };
  if (state === 'failed') return { ...path, state, restartAt: Math.max(path.restartAt, now) };
  return { ...path, state };
}

function restarted(state: Recovery, direction: Direction, now: number): Recovery {
  const path = state.paths[direction];
  if (path.state === 'connected') return state;
  const restartCount = path.restartCount + 1;
  if (restartCount > maxRestartCount) return lost(state);
  return withPath(state, direction, {
    ...path,
    restartCount,
    restartAt: now + restartPauseMs * 2 ** (restartCount - 1),
  });
}

/** The machine got another network: paths that look well may be dead, so the ones that do not look well are tried at once. */
function networkChanged(state: Recovery, now: number): Recovery {
  const next = { ...state, retryAt: 0 };
  return directions.reduce((after, direction) => {
    const path = after.paths[direction];
    return path.state === 'disconnected' || path.state === 'failed'
      ? withPath(after, direction, { ...path, restartAt: now })
      : after;
  }, next);
}

function failed(state: Recovery, now: number): Recovery {
  const failureCount = state.failureCount + 1;
  if (state.joined && state.media === 'held' && failureCount >= maxFailuresWithMedia) return lost(state);
  const pauseMs = Math.min(maxRetryPauseMs, retryPauseMs * 2 ** Math.min(failureCount - 1, 10));
  return { ...state, failureCount, retryAt: now + pauseMs };
}

const worked = (state: Recovery): Recovery => ({ ...state, failureCount: 0, retryAt: 0 });

const withPath = (state: Recovery, direction: Direction, path: Path): Recovery => ({
  ...state,
  paths: { ...state.paths, [direction]: path },
});
