/** Tests of what a failed step means, and of how a stay looks from outside. */
import { describe, expect, it } from 'vitest';
import { failureOf, shownOf } from './failure.ts';
import { initialRecovery } from './recovery.ts';
import { RequestFailed } from './socket.ts';

const problem = (code: string) => ({ type: `/problems/${code}`, code, title: '', status: 409 }) as never;
const failed = (request: string, code: string | null) =>
  failureOf(new RequestFailed(request, code === null ? null : problem(code)), true);
const eventsOf = (failure: ReturnType<typeof failed>) =>
  failure.kind === 'events' ? failure.events.map(({ type }) => type) : failure.kind;

describe('a failed step', () => {
  it('at a shut door is waited out', () => {
    expect(failed('join', 'waiting-at-the-door')).toEqual({ kind: 'outside', reason: 'waiting' });
    expect(failed('join', 'room-locked')).toEqual({ kind: 'outside', reason: 'locked' });
  });

  it('in a crowd is asked again when the server said, or soon', () => {
    const crowd = { ...(problem('crowded') as object), retryAfterSeconds: 7 } as never;
    const told = failureOf(new RequestFailed('join', crowd), false);
    expect(told).toEqual({ kind: 'outside', reason: 'crowded', askAgainMs: 7_000 });
    expect(failed('join', 'crowded')).toEqual({ kind: 'outside', reason: 'crowded', askAgainMs: 5_000 });
  });

  it('is final only where joining was refused for good', () => {
    expect(eventsOf(failed('join', 'link-not-valid'))).toBe('refused');
    expect(eventsOf(failed('join', 'media-unavailable'))).toEqual(['failed']);
    expect(eventsOf(failed('producer:create', 'forbidden'))).toEqual(['failed']);
    expect(eventsOf(failed('join', null))).toEqual(['failed']);
  });

  it('tells the ladder what is no longer there', () => {
    expect(eventsOf(failed('transport:create', 'not-joined'))).toEqual(['not-joined', 'failed']);
    expect(eventsOf(failed('producer:pause', 'media-not-found'))).toEqual(['media-lost', 'failed']);
    expect(eventsOf(failureOf(new Error('other'), false))).toEqual(['failed']);
  });
});

describe('a stay', () => {
  const inside = { ...initialRecovery, wanted: true, connected: true, joined: true };
  const flowing = { ...inside, media: 'held' as const, settled: true };
  const phaseOf = (...stay: Parameters<typeof shownOf>) => shownOf(...stay).phase;

  it('is live while signalling and media are there, else reconnecting', () => {
    expect(shownOf(flowing, 'joining')).toEqual({ phase: 'live', mediaFlowing: true });
    expect(shownOf({ ...flowing, connected: false }, 'live')).toEqual({ phase: 'reconnecting', mediaFlowing: true });
    expect(phaseOf(inside, 'joining')).toBe('joining');
  });

  it('is at the door until that opens', () => {
    const outside = { ...inside, joined: false, outside: true };
    expect(phaseOf(outside, 'joining')).toBe('outside');
    expect(phaseOf({ ...outside, outside: false }, 'outside')).toBe('joining');
  });
});
