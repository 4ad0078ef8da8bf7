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
    state = recoveryAfter(state, { type: 'ice-restarted', direction: 'send' }, now);
    expect(nextAction(state, now)).toEqual({ type: 'close-media' });
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

  it('is tried at once when the machine got another network', () => {
    const waiting = after(
      live,
      { type: 'path', direction: 'send', state: 'failed' },
      { type: 'ice-restarted', direction: 'send' },
    );
    expect(nextAction(waiting, 0)?.type).toBe('wait');
    expect(nextAction(after(waiting, { type: 'network-changed' }), 0)).toEqual({
      type: 'restart-ice',
      direction: 'send',
    });
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

  it('is that media flows while it is set up for the first time, but not before', () => {
    expect(isMediaFlowing(joined)).toBe(false);
    expect(isMediaFlowing(open)).toBe(true);
  });
});
