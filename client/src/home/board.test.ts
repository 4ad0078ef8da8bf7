/** What each part of the home page shows. */
import type { RequestSummary } from '@sambung/contract/http';
import { expect, it } from 'vitest';
import { alongTime, awaitingDecision, testBoard } from './board.ts';

const now = Date.parse('2026-02-03T00:00:00Z');
const place = { id: 'p', name: 'Ruang', location: '', capacity: 10, timeZone: 'Asia/Jakarta' };
function request(id: string, part: Partial<RequestSummary>): RequestSummary {
  return {
    id,
    number: id,
    title: id,
    place,
    startsAt: '2026-02-03T02:00:00Z',
    endsAt: '2026-02-03T04:00:00Z',
    state: 'approved',
    requesterId: 'r',
    requesterName: 'R',
    submittedAt: '2026-01-01T00:00:00Z',
    testCalls: [],
    ...part,
  };
}
const ids = (requests: RequestSummary[]) => requests.map(({ id }) => id);

it('puts the next event first and what is over behind it, newest first', () => {
  const later = request('later', { startsAt: '2026-02-05T02:00:00Z', endsAt: '2026-02-05T04:00:00Z' });
  const next = request('next', {});
  const old = request('old', { startsAt: '2026-01-01T02:00:00Z', endsAt: '2026-01-01T04:00:00Z' });
  const older = request('older', { startsAt: '2025-12-01T02:00:00Z', endsAt: '2025-12-01T04:00:00Z' });
  const running = request('running', { startsAt: '2026-02-02T23:00:00Z', endsAt: '2026-02-03T01:00:00Z' });
  const { upcoming, past } = alongTime([older, later, old, next, running], now);
  expect(ids(upcoming)).toEqual(['running', 'next', 'later']);
  expect(ids(past)).toEqual(['old', 'older']);
});

it('lists what waits for a decision, the longest waiting first', () => {
  const young = request('young', { state: 'submitted', submittedAt: '2026-02-02T00:00:00Z' });
  const old = request('old', { state: 'submitted', submittedAt: '2026-01-02T00:00:00Z' });
  expect(ids(awaitingDecision([young, request('approved', {}), old]))).toEqual(['old', 'young']);
});

it('sorts approved meetings that are not over by their test', () => {
  const tested = (id: string, decision: 'certified' | 'not-certified' | null, endedAt: string | null = null) =>
    request(id, { testCalls: [{ id, openedAt: '2026-02-01T00:00:00Z', endedAt, decision }] });
  const board = testBoard(
    [
      request('untested', {}),
      tested('open', null),
      tested('undecided', null, '2026-02-01T01:00:00Z'),
      tested('failed', 'not-certified'),
      tested('done', 'certified'),
      request('submitted', { state: 'submitted' }),
      request('over', { startsAt: '2026-01-01T02:00:00Z', endsAt: '2026-01-01T04:00:00Z' }),
    ],
    now,
  );
  expect(ids(board.todo)).toEqual(['untested', 'undecided']);
  expect(ids(board.open)).toEqual(['open']);
  expect(ids(board.failed)).toEqual(['failed']);
  expect(ids(board.done)).toEqual(['done']);
});
