/** Tests of grading lines: limits, legs, and how long it takes to be believed. */
import type { LineGrade } from '@sambung/contract/line-state';
import type { PeerLines } from '@sambung/contract/sfu';
import { describe, expect, it } from 'vitest';
import { goodLine, type LineState, lineAfter, seenOf, worstOf } from './grading.ts';

const lines = (changes: Partial<PeerLines> = {}): PeerLines => ({
  ...{ peerId: 'p', connected: true, lossUp: 0, lossDown: 0, roundTripMs: 20, isOverTcp: false },
  ...changes,
});

describe('one look', () => {
  it.each([
    ['a line without fault', {}, 'good', 'both'],
    ['a line of which nothing is known', { lossUp: null, lossDown: null, roundTripMs: null }, 'good', 'both'],
    ['loss on the way up', { lossUp: 0.05 }, 'weak', 'up'],
    ['much loss on the way down', { lossDown: 0.2 }, 'poor', 'down'],
    ['loss on both ways', { lossUp: 0.04, lossDown: 0.05 }, 'weak', 'both'],
    ['weak up and poor down', { lossUp: 0.04, lossDown: 0.5 }, 'poor', 'down'],
    ['a long way round', { roundTripMs: 400 }, 'weak', 'both'],
    ['a very long way round', { roundTripMs: 900, lossUp: 0.05 }, 'poor', 'both'],
    ['no path', { connected: false, lossUp: null }, 'poor', 'both'],
  ] as const)('shows of %s', (_name, changes, grade, leg) => {
    const seen = seenOf(lines(changes));
    expect(seen.grade).toBe(grade);
    if (grade !== 'good') expect(seen.leg).toBe(leg);
  });
});

describe('a line', () => {
  const after = (...looks: LineGrade[]): LineGrade =>
    looks.reduce<LineState>((state, seen) => lineAfter(state, seen), goodLine).grade;

  it('is not accused of one hiccup', () => {
    expect(after('poor')).toBe('good');
    expect(after('poor', 'good', 'poor', 'good')).toBe('good');
    expect(after('weak', 'weak')).toBe('weak');
  });

  it('is called by the lighter of what the looks agree on, and worse only when that lasts', () => {
    expect(after('weak', 'poor')).toBe('weak');
    expect(after('poor', 'weak')).toBe('weak');
    expect(after('poor', 'poor')).toBe('poor');
    expect(after('weak', 'poor', 'poor', 'poor')).toBe('poor');
  });

  it('takes longer to be good again, so that a sign does not blink', () => {
    expect(after('poor', 'poor', 'good', 'good')).toBe('poor');
    expect(after('poor', 'poor', 'good', 'good', 'good')).toBe('good');
    expect(after('poor', 'poor', 'good', 'weak', 'good')).toBe('weak');
    expect(after('poor', 'poor', 'good', 'good', 'poor', 'good', 'good')).toBe('poor');
  });
});

describe('the worst of a spell', () => {
  it('keeps the worst of each number, and both legs where they took turns', () => {
    const first = lines({ lossUp: 0.2, roundTripMs: 40.4 });
    const second = lines({ lossDown: 0.05, roundTripMs: 30 });
    const worst = worstOf(worstOf(null, 'poor', seenOf(first), first), 'weak', seenOf(second), second);
    expect(worst).toEqual({ grade: 'poor', leg: 'both', lossUp: 0.2, lossDown: 0.05, roundTripMs: 40 });
  });

  it('keeps its leg while the line recovers', () => {
    const bad = lines({ lossUp: 0.2 });
    const worst = worstOf(null, 'poor', seenOf(bad), bad);
    expect(worstOf(worst, 'poor', seenOf(lines()), lines()).leg).toBe('up');
  });
});
