/** The reconnect ladder, rung by rung, on a clock of plain numbers. */
import { describe, expect, it } from 'vitest';
import {
  disconnectedGraceMs,
  initialRecovery,
  isMediaFlowing,
  maxFailuresWithMedia,
  maxRestartCount,
  nextAction,
  type Recovery,
  type RecoveryEvent,
  recoveryAfter,
  restartPauseMs,
  strandedAfterMs,
  strandedAt,
} from './recovery.ts';

const after = (state: Recovery, ...events: RecoveryEvent[]) =>
  events.reduce((next, event) => recoveryAfter(next, event, 0), state);

const connected = after(initialRecovery, { type: 'wanted' }, { type: 'connected' });
const joined = after(connected, { type: 'joined', resumed: false });
const open = after(joined, { type: 'media-opened' });
const live = after(
  open,
  { type: 'synced', revision: open.revision },
  { type: 'path', direction: 'send', state: 'connected' },
  { type: 'path', direction: 'receive', state: 'connected' },
);

describe('joining', () => {
  it('waits for the socket, then joins, opens media and brings it in step', () => {
    expect(nextAction(after(initialRecovery, { type: 'wanted' }), 0)).toBeNull();
    expect(nextAction(connected, 0)).toEqual({ type: 'join' });
    expect(nextAction(joined, 0)).toEqual({ type: 'open-media' });
    expect(nextAction(open, 0)).toEqual({ type: 'sync-media', revision: open.revision });
    expect(nextAction(live, 0)).toBeNull();
  });

  it('does nothing for somebody who does not want to be there', () => {
    expect(nextAction(after(initialRecovery, { type: 'connected' }), 0)).toBeNull();
  });

  it('waits a little longer after each failure and starts over when the socket is new', () => {
    const once = after(connected, { type: 'failed' });
    const twice = after(once, { type: 'failed' });
    expect(nextAction(once, 0)).toEqual({ type: 'wait', untilMs: 150 });
    expect(nextAction(twice, 0)).toEqual({ type: 'wait', untilMs: 300 });
    expect(nextAction(once, 150)).toEqual({ type: 'join' });
    expect(nextAction(after(twice, { type: 'disconnected' }, { type: 'connected' }), 0)).toEqual({ type: 'join' });
  });
});

describe('at the door', () => {
  const waiting = after(connected, { type: 'held-outside' });
  const crowded = after(connected, { type: 'held-outside', askAgainMs: 4_000 });

  it('does nothing until somebody opens it', () => {
    expect(nextAction(waiting, 1_000_000)).toBeNull();
    expect(nextAction(after(waiting, { type: 'let-in' }), 0)).toEqual({ type: 'join' });
  });

  it('of a crowd asks again by itself, and stays there meanwhile', () => {
    expect(nextAction(crowded, 0)).toEqual({ type: 'wait', untilMs: 4_000 });
    expect(nextAction(crowded, 4_000)).toEqual({ type: 'join' });
    const again = recoveryAfter(crowded, { type: 'held-outside', askAgainMs: 4_000 }, 4_000);
    expect([again.outside, nextAction(again, 4_000)]).toEqual([true, { type: 'wait', untilMs: 8_000 }]);
    const inside = recoveryAfter(again, { type: 'joined', resumed: false }, 8_000);
    expect([inside.outside, nextAction(inside, 8_000)]).toEqual([false, { type: 'open-media' }]);
  });

  it('of a crowd may be followed by the lobby, which is not asked again', () => {
    expect(nextAction(after(crowded, { type: 'held-outside' }), 1_000_000)).toBeNull();
  });

  it('waits after a failure as everywhere', () => {
    const failed = recoveryAfter(crowded, { type: 'failed' }, 4_000);
    expect(nextAction(failed, 4_000)).toEqual({ type: 'wait', untilMs: 4_150 });
    expect(nextAction(failed, 4_150)).toEqual({ type: 'join' });
  });

  it('worries nobody, however long it takes', () => {
    expect(strandedAt(crowded)).toBeNull();
  });
});

describe('a dropped socket', () => {
  const dropped = after(live, { type: 'disconnected' });

  it('keeps the media and does nothing until the socket is back', () => {
    expect(dropped.media).toBe('held');
    expect(nextAction(dropped, 0)).toBeNull();
  });

  it('joins again and keeps everything when the node still holds the transports', () => {
    const back = after(dropped, { type: 'connected' });
    expect(nextAction(back, 0)).toEqual({ type: 'join' });
    const resumed = after(back, { type: 'joined', resumed: true });
    expect(nextAction(resumed, 0)?.type).toBe('sync-media');
    expect(resumed.media).toBe('held');
  });

  it('rebuilds everything when the node no longer holds them', () => {
    let state = after(dropped, { type: 'connected' }, { type: 'joined', resumed: false });
    expect(nextAction(state, 0)).toEqual({ type: 'close-media' });
    state = after(state, { type: 'media-closed' });
    expect(nextAction(state, 0)).toEqual({ type: 'join' });
    state = after(state, { type: 'joined', resumed: false });
    expect(nextAction(state, 0)).toEqual({ type: 'open-media' });
  });

  it('restarts a path at once that broke while the socket was away', () => {
    const broken = after(dropped, { type: 'path', direction: 'send', state: 'failed' });
    const back = after(broken, { type: 'connected' }, { type: 'joined', resumed: true });
    const synced = after(back, { type: 'synced', revision: back.revision });
    expect(nextAction(synced, 0)).toEqual({ type: 'restart-ice', direction: 'send' });
  });
});

describe('lost media', () => {
  it('is torn down and rebuilt without waiting, even after failures', () => {
    const lost = after(live, { type: 'failed' }, { type: 'media-lost' });
    expect(nextAction(lost, 0)).toEqual({ type: 'close-media' });
    expect(nextAction(after(lost, { type: 'media-closed' }), 0)).toEqual({ type: 'join' });
  });

  it('told twice is one rebuild', () => {
    const closed = after(live, { type: 'media-lost' }, { type: 'media-lost' }, { type: 'media-closed' });
    const told = after(closed, { type: 'media-lost' });
    expect(told.media).toBe('none');
    expect(nextAction(told, 0)).toEqual({ type: 'join' });
  });

  it('told during a rebuild begins it again', () => {
    const rebuilding = after(
      live,
      { type: 'media-lost' },
      { type: 'media-closed' },
      { type: 'joined', resumed: false },
    );
    const again = after(rebuilding, { type: 'media-opened' }, { type: 'media-lost' });
    expect(nextAction(again, 0)).toEqual({ type: 'close-media' });
  });

  it('is what repeated failures with held media end in', () => {
    const failures = Array.from({ length: maxFailuresWithMedia }, () => ({ type: 'failed' }) as const);
    expect(after(live, ...failures).media).toBe('lost');
    expect(after(live, ...failures.slice(1)).media).toBe('held');
  });

  it('while the socket is down is torn down at once', () => {
    expect(nextAction(after(live, { type: 'disconnected' }, { type: 'media-lost' }), 0)).toEqual({
      type: 'close-media',
    });
  });
});

describe('a broken path', () => {
  it('gets a moment to come back by itself before its ICE is restarted', () => {
    const weak = recoveryAfter(live, { type: 'path', direction: 'receive', state: 'disconnected' }, 1_000);
    expect(nextAction(weak, 1_000)).toEqual({ type: 'wait', untilMs: 1_000 + disconnectedGraceMs });
    expect(nextAction(weak, 1_000 + disconnectedGraceMs)).toEqual({ type: 'restart-ice', direction: 'receive' });
    const well = recoveryAfter(weak, { type: 'path', direction: 'receive', state: 'connected' }, 1_200);
    expect(nextAction(well, 60_000)).toBeNull();
  });

  it('that failed is restarted at once, then at growing intervals, then rebuilt', () => {
    let state = recoveryAfter(live, { type: 'path', direction: 'send', state: 'failed' }, 0);
    let now = 0;
    for (let restart = 0; restart < maxRestartCount; restart += 1) {
      expect(nextAction(state, now)).toEqual({ type: 'restart-ice', direction: 'send' });
      state = recoveryAfter(state, { type: 'ice-restarted', direction: 'send' }, now);
      const pauseMs = restartPauseMs * 2 ** restart;
      expect(nextAction(state, now)).toEqual({ type: 'wait', untilMs: now + pauseMs });
      now += pauseMs;
    }
    expect(now).toBe(31_000);
    expect(nextAction(state, now)).toEqual({ type: 'close-media' });
    state = recoveryAfter(state, { type: 'media-closed' }, now);
    expect(nextAction(state, now)).toEqual({ type: 'join' });
  });

  it('is restarted again while the browser only says that it is trying', () => {
    const restarted = after(
      live,
      { type: 'path', direction: 'send', state: 'failed' },
      { type: 'ice-restarted', direction: 'send' },
      { type: 'path', direction: 'send', state: 'connecting' },
    );
    expect(nextAction(restarted, 0)).toEqual({ type: 'wait', untilMs: restartPauseMs });
    expect(nextAction(restarted, restartPauseMs)).toEqual({ type: 'restart-ice', direction: 'send' });
  });

  it('is restarted by itself: the other one goes on', () => {
    const broken = after(live, { type: 'path', direction: 'receive', state: 'failed' });
    expect(nextAction(broken, 0)).toEqual({ type: 'restart-ice', direction: 'receive' });
    const restarted = after(broken, { type: 'ice-restarted', direction: 'receive' });
    expect(restarted.paths.send).toEqual(live.paths.send);
    expect(nextAction(restarted, 0)?.type).toBe('wait');
  });

  it('that works again is forgiven', () => {
    const failing = after(
      live,
      { type: 'path', direction: 'send', state: 'failed' },
      { type: 'ice-restarted', direction: 'send' },
    );
    const well = after(failing, { type: 'path', direction: 'send', state: 'connected' });
    expect(well.paths.send.restartCount).toBe(0);
  });

  it('is tried at once when the person looks at the page again', () => {
    const waiting = after(
      live,
      { type: 'path', direction: 'send', state: 'failed' },
      { type: 'ice-restarted', direction: 'send' },
    );
    expect(nextAction(waiting, 0)?.type).toBe('wait');
    expect(nextAction(after(waiting, { type: 'looked' }), 0)).toEqual({ type: 'restart-ice', direction: 'send' });
    expect(nextAction(after(live, { type: 'looked' }), 0)).toBeNull();
  });
});

describe('another network', () => {
  const moved = after(live, { type: 'network-changed' });

  it('has both paths restarted once, also those that look well', () => {
    expect(nextAction(moved, 0)).toEqual({ type: 'restart-ice', direction: 'send' });
    const half = after(moved, { type: 'ice-restarted', direction: 'send' });
    expect(nextAction(half, 0)).toEqual({ type: 'restart-ice', direction: 'receive' });
    const whole = after(half, { type: 'ice-restarted', direction: 'receive' });
    expect(nextAction(whole, 0)).toBeNull();
    expect(isMediaFlowing(whole)).toBe(true);
  });

  it('is no reason to forget that a path was broken before', () => {
    const broken = after(moved, { type: 'path', direction: 'send', state: 'failed' });
    const restarted = after(
      broken,
      { type: 'ice-restarted', direction: 'send' },
      { type: 'ice-restarted', direction: 'receive' },
    );
    expect(nextAction(restarted, 0)).toEqual({ type: 'wait', untilMs: restartPauseMs });
  });

  it('waits for the socket like everything else', () => {
    const away = after(moved, { type: 'disconnected' });
    expect(nextAction(away, 0)).toBeNull();
    const back = after(away, { type: 'connected' }, { type: 'joined', resumed: true });
    const synced = after(back, { type: 'synced', revision: back.revision });
    expect(nextAction(synced, 0)).toEqual({ type: 'restart-ice', direction: 'send' });
  });
});

describe('changes', () => {
  it('that come while media is brought in step ask for another round', () => {
    const changed = after(live, { type: 'changed' });
    const action = nextAction(changed, 0);
    expect(action?.type).toBe('sync-media');
    const meanwhile = after(changed, { type: 'changed' }, { type: 'synced', revision: changed.revision });
    expect(nextAction(meanwhile, 0)).toEqual({ type: 'sync-media', revision: meanwhile.revision });
  });
});

describe('leaving', () => {
  it('closes the media and does nothing more', () => {
    const leaving = after(live, { type: 'unwanted' });
    expect(nextAction(leaving, 0)).toEqual({ type: 'close-media' });
    expect(nextAction(after(leaving, { type: 'media-closed' }), 0)).toBeNull();
  });
});

describe('what a person is told', () => {
  it('is that media flows while only the signalling is away, and not while a path is broken or being repaired', () => {
    expect(isMediaFlowing(after(live, { type: 'disconnected' }))).toBe(true);
    const broken = after(live, { type: 'path', direction: 'receive', state: 'disconnected' });
    expect(isMediaFlowing(broken)).toBe(false);
    const repairing = after(
      broken,
      { type: 'ice-restarted', direction: 'receive' },
      { type: 'path', direction: 'receive', state: 'unknown' },
    );
    expect(isMediaFlowing(repairing)).toBe(false);
    expect(isMediaFlowing(after(repairing, { type: 'path', direction: 'receive', state: 'connected' }))).toBe(true);
  });

  it('is that media flows once it was brought in step, also while nothing is sent one way', () => {
    expect(isMediaFlowing(joined)).toBe(false);
    expect(isMediaFlowing(open)).toBe(false);
    expect(isMediaFlowing(after(open, { type: 'synced', revision: open.revision }))).toBe(true);
  });

  it('is not that media flows before a new or rebuilt path carries anything', () => {
    const connecting = after(
      open,
      { type: 'path', direction: 'send', state: 'connecting' },
      { type: 'synced', revision: open.revision },
    );
    expect(isMediaFlowing(connecting)).toBe(false);
    expect(isMediaFlowing(after(connecting, { type: 'path', direction: 'send', state: 'connected' }))).toBe(true);
  });

  it('is nothing when somebody alone turns the camera on for the first time', () => {
    const alone = after(open, { type: 'synced', revision: open.revision });
    expect(isMediaFlowing(after(alone, { type: 'path', direction: 'send', state: 'connecting' }))).toBe(true);
  });
});

describe('the last rung', () => {
  const broken = recoveryAfter(live, { type: 'path', direction: 'send', state: 'failed' }, 5_000);

  it('is a question to the person, long after everything else was tried', () => {
    expect(strandedAt(live)).toBeNull();
    expect(strandedAt(broken)).toBe(5_000 + strandedAfterMs);
    const rebuilt = recoveryAfter(
      recoveryAfter(broken, { type: 'media-lost' }, 36_000),
      { type: 'media-closed' },
      36_100,
    );
    expect(strandedAt(rebuilt)).toBe(5_000 + strandedAfterMs);
    expect(
      strandedAt(recoveryAfter(broken, { type: 'path', direction: 'send', state: 'connected' }, 9_000)),
    ).toBeNull();
  });

  it('is not reached while only the signalling is away', () => {
    expect(strandedAt(after(live, { type: 'disconnected' }))).toBeNull();
  });

  it('is reached also by somebody who never got in', () => {
    const waiting = recoveryAfter(initialRecovery, { type: 'wanted' }, 100);
    expect(strandedAt(waiting)).toBe(100 + strandedAfterMs);
  });

  it('is not reached by somebody who left', () => {
    expect(strandedAt(after(broken, { type: 'unwanted' }))).toBeNull();
  });

  it('answered with "try again" rebuilds what does not work and touches nothing that does', () => {
    expect(nextAction(after(broken, { type: 'retried' }), 5_000)).toEqual({ type: 'close-media' });
    expect(nextAction(after(live, { type: 'retried' }), 0)).toBeNull();
    const failing = after(connected, { type: 'failed' }, { type: 'retried' });
    expect(nextAction(failing, 0)).toEqual({ type: 'join' });
  });
});
