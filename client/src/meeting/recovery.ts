/** The reconnect ladder as a pure state machine: events in, the one next thing to do out. No socket, no clock, no media. */

export type Direction = 'send' | 'receive';
export const directions = ['send', 'receive'] as const satisfies readonly Direction[];

/** What WebRTC says of one transport's path; `unknown` as long as it has nothing to carry. */
export type PathState = 'unknown' | 'connecting' | 'connected' | 'disconnected' | 'failed';

/** One transport's path and how often its ICE was restarted since it last worked. `renew`: restart it even though it looks well. */
export type Path = { state: PathState; restartCount: number; restartAt: number; renew: boolean };

/** Everything the decision depends on. Instants are milliseconds of whatever clock the caller uses. */
export type Recovery = {
  /** The person wants to be in the room. */
  wanted: boolean;
  /** The signalling socket is up. */
  connected: boolean;
  /** The server knows this page, on this socket, as a participant. */
  joined: boolean;
  /** At the door until somebody inside opens it: nothing is to be done, except where the door is to be asked again by itself (`askAgainAt`). */
  outside: boolean;
  askAgainAt: number | null;
  /** `lost`: still held here, gone at the node, to be torn down before anything else. */
  media: 'none' | 'held' | 'lost';
  /** The held media was brought in step at least once: what it has to carry, it began to carry. */
  settled: boolean;
  /** Counts changes of what should be sent or received; media is in step when `syncedRevision` has caught up. */
  revision: number;
  syncedRevision: number;
  paths: Record<Direction, Path>;
  /** Actions that failed one after the other, and when the next may be tried. */
  failureCount: number;
  retryAt: number;
  /** Since when sound and picture have not flowed although they are wanted; null while they do. */
  troubledAt: number | null;
};

export type RecoveryEvent =
  | { type: 'wanted' }
  | { type: 'unwanted' }
  | { type: 'connected' }
  | { type: 'disconnected' }
  | { type: 'joined'; resumed: boolean }
  | { type: 'not-joined' }
  /** The door is shut for now; asked again after `askAgainMs`, without it when it is said to be open. */
  | { type: 'held-outside'; askAgainMs?: number | undefined }
  /** It may be open now. */
  | { type: 'let-in' }
  | { type: 'media-opened' }
  | { type: 'media-closed' }
  | { type: 'media-lost' }
  | { type: 'changed' }
  | { type: 'synced'; revision: number }
  | { type: 'path'; direction: Direction; state: PathState }
  | { type: 'ice-restarted'; direction: Direction }
  /** The machine has another network, or one again. */
  | { type: 'network-changed' }
  /** The person looks at the page again: timers of a hidden page run late. */
  | { type: 'looked' }
  /** The person pressed "try again". */
  | { type: 'retried' }
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
/** Restarts (after 0, 1, 3, 7 and 15 s) before the media is rebuilt at 31 s. Higher: survives longer blackouts cheaply. Lower: rebuilds sooner. */
export const maxRestartCount = 5;
/** First pause after a failed action, doubled each time. Higher: less load on a server that is coming up. Lower: back sooner. */
export const retryPauseMs = 150;
/** Longest pause after failed actions. Higher: less load. Lower: back sooner after a long outage. */
export const maxRetryPauseMs = 1_500;
/** Failures with held media before it is given up and rebuilt. Higher: tolerates a slow node. Lower: a broken state lasts shorter. */
export const maxFailuresWithMedia = 3;

/**
 * Without sound and picture for this long every rung was tried, the rebuild included: the person is asked. Higher: leaves people in the dark. Lower: asks
 * them about what would have cured itself.
 */
export const strandedAfterMs = 45_000;

const freshPath: Path = { state: 'unknown', restartCount: 0, restartAt: 0, renew: false };
const freshPaths = (): Recovery['paths'] => ({ send: freshPath, receive: freshPath });

export const initialRecovery: Recovery = {
  wanted: false,
  connected: false,
  joined: false,
  outside: false,
  askAgainAt: null,
  media: 'none',
  settled: false,
  revision: 1,
  syncedRevision: 0,
  paths: freshPaths(),
  failureCount: 0,
  retryAt: 0,
  troubledAt: null,
};

/** The state after an event. */
export function recoveryAfter(state: Recovery, event: RecoveryEvent, now: number): Recovery {
  const next = changed(state, event, now);
  const isWell = !next.wanted || next.outside || isMediaFlowing(next);
  return { ...next, troubledAt: isWell ? null : (state.troubledAt ?? now) };
}

/** When the ladder's last rung will have failed, or null while nothing is wrong. */
export function strandedAt({ troubledAt }: Recovery): number | null {
  return troubledAt === null ? null : troubledAt + strandedAfterMs;
}

function changed(state: Recovery, event: RecoveryEvent, now: number): Recovery {
  switch (event.type) {
    case 'wanted':
      return { ...state, wanted: true };
    case 'unwanted':
      return { ...state, wanted: false };
    case 'connected':
      return { ...state, connected: true, outside: false, failureCount: 0, retryAt: 0 };
    case 'disconnected':
      return { ...state, connected: false, joined: false };
    case 'joined':
      return joined(state, event.resumed, now);
    case 'not-joined':
      return { ...state, joined: false };
    case 'held-outside':
      return { ...worked(state), joined: false, outside: true, askAgainAt: later(now, event.askAgainMs) };
    case 'let-in':
      return { ...worked(state), outside: false };
    case 'media-opened':
      return { ...worked(state), media: 'held', settled: false, paths: freshPaths(), revision: state.revision + 1 };
    case 'media-closed':
      return { ...state, media: 'none', settled: false, joined: false, paths: freshPaths() };
    case 'media-lost':
      return lost(state);
    case 'changed':
      return { ...state, revision: state.revision + 1 };
    case 'synced':
      return { ...worked(state), settled: true, syncedRevision: Math.max(state.syncedRevision, event.revision) };
    case 'path':
      return withPath(state, event.direction, pathAfter(state.paths[event.direction], event.state, now));
    case 'ice-restarted':
      return restarted(worked(state), event.direction, now);
    case 'network-changed':
      return withPaths({ ...state, retryAt: 0 }, (path) => ({ ...path, renew: true, restartCount: 0, restartAt: now }));
    case 'looked':
      return withPaths({ ...state, retryAt: 0 }, (path) => (isBroken(path) ? { ...path, restartAt: now } : path));
    case 'retried':
      return isMediaFlowing(state) || state.media !== 'held' ? { ...state, retryAt: 0 } : lost(state);
    case 'failed':
      return failed(state, now);
  }
}

/** The one next thing to do, or null when there is nothing. */
export function nextAction(state: Recovery, now: number): RecoveryAction | null {
  if (state.media === 'lost' || (!state.wanted && state.media === 'held')) return { type: 'close-media' };
  if (!state.wanted || !state.connected) return null;
  if (state.outside) return atTheDoor(state, now);
  if (state.retryAt > now) return { type: 'wait', untilMs: state.retryAt };
  if (!state.joined) return { type: 'join' };
  if (state.media === 'none') return { type: 'open-media' };
  if (state.syncedRevision < state.revision) return { type: 'sync-media', revision: state.revision };
  return nextRestart(state, now);
}

/** Whether sound and picture flow as far as the browser knows, whatever the signalling does. */
export function isMediaFlowing({ media, settled, paths, troubledAt }: Recovery): boolean {
  if (media !== 'held' || !settled) return false;
  return directions.every((direction) => {
    const { state, restartCount } = paths[direction];
    if (state === 'connected') return true;
    // A path that begins while all is well is nobody's worry yet; one that is being repaired or rebuilt is.
    return restartCount === 0 && (state === 'unknown' || (state === 'connecting' && troubledAt === null));
  });
}

/** Asked again it stays outside until the answer: the page shows one thing all the while. */
function atTheDoor({ askAgainAt, retryAt }: Recovery, now: number): RecoveryAction | null {
  if (askAgainAt === null) return null;
  const untilMs = Math.max(askAgainAt, retryAt);
  return untilMs > now ? { type: 'wait', untilMs } : { type: 'join' };
}

const later = (now: number, afterMs: number | undefined) => (afterMs === undefined ? null : now + afterMs);

const isBroken = ({ state, restartCount }: Path) =>
  state === 'disconnected' || state === 'failed' || (restartCount > 0 && state !== 'connected');

/** The restart that is due; after the last one failed, the rebuild. */
function nextRestart(state: Recovery, now: number): RecoveryAction | null {
  let untilMs = Number.POSITIVE_INFINITY;
  for (const direction of directions) {
    const path = state.paths[direction];
    if (!path.renew && !isBroken(path)) continue;
    if (path.restartAt > now) untilMs = Math.min(untilMs, path.restartAt);
    else if (path.restartCount >= maxRestartCount) return { type: 'close-media' };
    else return { type: 'restart-ice', direction };
  }
  return Number.isFinite(untilMs) ? { type: 'wait', untilMs } : null;
}

function joined(state: Recovery, resumed: boolean, now: number): Recovery {
  const after = { ...worked(state), joined: true, outside: false, revision: state.revision + 1 };
  if (state.media !== 'held') return after;
  if (!resumed) return { ...after, media: 'lost' };
  // The server is reachable again: paths that broke meanwhile are restarted at once, with their attempts forgiven.
  return withPaths(after, (path) => (isBroken(path) ? { ...path, restartCount: 0, restartAt: now } : path));
}

function lost(state: Recovery): Recovery {
  return { ...state, joined: false, media: state.media === 'none' ? 'none' : 'lost', failureCount: 0, retryAt: 0 };
}

function pathAfter(path: Path, state: PathState, now: number): Path {
  if (state === 'connected') return { ...path, state, restartCount: 0, restartAt: 0 };
  if (state === path.state) return path;
  if (state === 'disconnected')
    return { ...path, state, restartAt: Math.max(path.restartAt, now + disconnectedGraceMs) };
  if (state === 'failed') return { ...path, state, restartAt: Math.max(path.restartAt, now) };
  return { ...path, state };
}

function restarted(state: Recovery, direction: Direction, now: number): Recovery {
  const path = { ...state.paths[direction], renew: false };
  if (!isBroken(path)) return withPath(state, direction, path);
  const restartCount = path.restartCount + 1;
  const restartAt = now + restartPauseMs * 2 ** (restartCount - 1);
  return withPath(state, direction, { ...path, restartCount, restartAt });
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

const withPaths = (state: Recovery, change: (path: Path) => Path): Recovery =>
  directions.reduce((next, direction) => withPath(next, direction, change(next.paths[direction])), state);
