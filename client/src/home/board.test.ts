/** The home page puts first what comes next. */
import type { CaseSummary } from '@sambung/contract/request';
import type { Task } from '@sambung/contract/task';
import { describe, expect, it } from 'vitest';
import { alongTime, technicianBoard } from './board.ts';

const now = Date.parse('2026-02-03T03:00:00Z');
const request = (id: string, facts: Partial<CaseSummary>) =>
  ({ id, state: 'disposition', startsAt: null, endsAt: null, updatedAt: '', ...facts }) as CaseSummary;
const on = (day: string) => ({ startsAt: `2026-02-${day}T01:00:00Z`, endsAt: `2026-02-${day}T02:00:00Z` });
const ids = (requests: readonly { id: string }[]) => requests.map(({ id }) => id);

describe('alongTime', () => {
  it('shows the next event first and the newest past first', () => {
    const { upcoming, past } = alongTime(
      [request('b', on('05')), request('a', on('04')), request('x', on('01')), request('y', on('02'))],
      now,
    );
    expect(ids(upcoming)).toEqual(['a', 'b']);
    expect(ids(past)).toEqual(['y', 'x']);
  });

  it('keeps drafts apart and counts what was cancelled among the past', () => {
    const { drafts, upcoming, past } = alongTime(
      [request('d', { state: 'draft' }), request('c', { state: 'cancelled', ...on('09') })],
      now,
    );
    expect([ids(drafts), ids(upcoming), ids(past)]).toEqual([['d'], [], ['c']]);
  });
});

describe('technicianBoard', () => {
  it('sorts tasks by what they are about, the next event first', () => {
    const task = (stepId: string, kind: Task['kind'], startsAt: string) => ({ stepId, kind, startsAt }) as Task;
    const board = technicianBoard([
      task('late', 'test', '2026-02-05T01:00:00Z'),
      task('early', 'test', '2026-02-04T01:00:00Z'),
      task('host', 'host', '2026-02-04T01:00:00Z'),
      task('hold', 'conduct', '2026-02-04T01:00:00Z'),
      task('archive', 'archive', '2026-02-04T01:00:00Z'),
    ]);
    expect(board.test.map(({ stepId }) => stepId)).toEqual(['early', 'late']);
    expect(board.preparation.map(({ stepId }) => stepId)).toEqual(['host']);
    expect(board.conference.map(({ stepId }) => stepId)).toEqual(['hold']);
    expect(board.report.map(({ stepId }) => stepId)).toEqual(['archive']);
  });
});
