/** How far a request has come. */
import { describe, expect, it } from 'vitest';
import { steps, testState } from './progress.ts';

const call = (openedAt: string, decision: 'certified' | 'not-certified' | null, endedAt: string | null = null) => ({
  id: openedAt,
  openedAt,
  endedAt,
  decision,
});
const endsAt = '2026-02-03T04:00:00Z';
const before = Date.parse('2026-02-01T00:00:00Z');
const after = Date.parse('2026-02-04T00:00:00Z');
const states = (...args: Parameters<typeof steps>) => steps(...args).map(({ state }) => state);

describe('the test state', () => {
  it('is that of the newest test call, whatever the order they come in', () => {
    const failed = call('2026-01-01T00:00:00Z', 'not-certified');
    const passed = call('2026-01-02T00:00:00Z', 'certified');
    expect(testState({ testCalls: [passed, failed] })).toBe('certified');
    expect(testState({ testCalls: [] })).toBe('none');
  });

  it('tells a running test call from one that ended undecided', () => {
    expect(testState({ testCalls: [call('2026-01-01T00:00:00Z', null)] })).toBe('open');
    expect(testState({ testCalls: [call('2026-01-01T00:00:00Z', null, '2026-01-01T01:00:00Z')] })).toBe('ended');
  });
});

describe('the steps', () => {
  it.each([
    ['submitted', [], ['done', 'current', 'ahead', 'ahead']],
    ['refused', [], ['done', 'failed', 'ahead', 'ahead']],
    ['approved', [], ['done', 'done', 'current', 'ahead']],
    ['approved', [call('2026-01-01T00:00:00Z', 'not-certified')], ['done', 'done', 'failed', 'ahead']],
    ['approved', [call('2026-01-01T00:00:00Z', 'certified')], ['done', 'done', 'done', 'current']],
  ] as const)('of a request that is %s', (state, testCalls, expected) => {
    expect(states({ state, testCalls: [...testCalls], endsAt }, before)).toEqual(expected);
  });

  it('after the meeting show it as done, and a test that never was as not made', () => {
    expect(states({ state: 'approved', testCalls: [], endsAt }, after)).toEqual(['done', 'done', 'ahead', 'done']);
  });
});
