/** What a request's page says first, and what its newest test call says. */
import type { CaseStep } from '@sambung/contract/request';
import type { SopVersion } from '@sambung/contract/sop';
import { describe, expect, it } from 'vitest';
import { decidedSteps, nextOf, stepsToCome, testState } from './progress.ts';

const step = (facts: Partial<CaseStep>) =>
  ({ key: 'a', kind: 'disposition', state: 'active', may: [], decision: null, finishedAt: null, ...facts }) as CaseStep;

describe('nextOf', () => {
  it("names the reader's own open step before anybody else's", () => {
    const mine = step({ key: 'b', may: ['approve'] });
    expect(nextOf({ state: 'disposition', steps: [step({}), mine] })).toEqual({ words: 'nextYours', step: mine });
  });

  it('names who has it when the reader cannot act', () => {
    const theirs = step({});
    expect(nextOf({ state: 'disposition', steps: [theirs] })).toEqual({ words: 'nextOthers', step: theirs });
  });

  it('lets the state speak when nobody decides', () => {
    const open = [step({ may: ['approve'] })];
    expect(nextOf({ state: 'returned', steps: open })).toEqual({ words: 'nextReturned' });
    expect(nextOf({ state: 'cancelled', steps: [] })).toEqual({ words: 'nextCancelled' });
  });

  it('says ready to the technician whose only step is to hold the conference', () => {
    expect(nextOf({ state: 'ready', steps: [step({ kind: 'conduct', may: ['complete'] })] })).toEqual({
      words: 'nextReady',
    });
  });

  it('says that all is done when no step is open', () => {
    expect(nextOf({ state: 'archived', steps: [step({ state: 'done' })] })).toEqual({ words: 'nextDone' });
  });
});

describe('testState', () => {
  const call = (openedAt: string, decision: 'certified' | 'not-certified' | null, endedAt: string | null = null) => ({
    id: openedAt,
    kind: 'test' as const,
    attempt: 1,
    openedAt,
    endedAt,
    decision,
    diagnosis: [],
  });

  it('is what the newest test call says, whatever their order', () => {
    const calls = [call('2026-02-02T02:00:00Z', 'certified'), call('2026-02-01T02:00:00Z', 'not-certified')];
    expect(testState({ testCalls: calls })).toBe('certified');
    expect(testState({ testCalls: [] })).toBe('none');
    expect(testState({ testCalls: [call('2026-02-01T02:00:00Z', null)] })).toBe('open');
    expect(testState({ testCalls: [call('2026-02-01T02:00:00Z', null, '2026-02-01T03:00:00Z')] })).toBe('ended');
  });
});

describe('decidedSteps', () => {
  it('shows the newest decision first and leaves out what nobody has decided', () => {
    const first = step({ key: 'one', decision: 'dispose', finishedAt: '2026-02-01T02:00:00Z' });
    const second = step({ key: 'two', decision: 'approve', finishedAt: '2026-02-02T02:00:00Z' });
    const returned = step({ key: 'three', decision: 'return' });
    expect(decidedSteps([first, step({}), returned, second]).map(({ key }) => key)).toEqual(['three', 'two', 'one']);
  });
});

describe('stepsToCome', () => {
  it('names what the procedure still asks for, and whose it is', () => {
    const words = { id: 'Uji', en: 'Test' };
    const sop = {
      document: {
        positions: [{ key: 'teknisi', title: 'Teknisi' }],
        steps: [
          { key: 'a', name: words, position: 'teknisi' },
          { key: 'b', number: '2', name: words, position: 'teknisi' },
        ],
      },
    } as unknown as SopVersion;
    expect(stepsToCome([{ key: 'a' }], sop)).toEqual([{ key: 'b', number: '2', name: words, position: 'Teknisi' }]);
    expect(stepsToCome([], undefined)).toEqual([]);
  });
});
