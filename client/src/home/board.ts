/** Which requests each part of the home page shows, and in what order. Pure. */
import type { RequestSummary } from '@sambung/contract/http';
import { testState } from '../booking/index.ts';

const byStart = (a: RequestSummary, b: RequestSummary) => a.startsAt.localeCompare(b.startsAt);

export function isOver(request: RequestSummary, now: number): boolean {
  return Date.parse(request.endsAt) <= now;
}

/** The next event first; what is over afterwards, the newest first. */
export function alongTime(requests: RequestSummary[], now: number) {
  const sorted = [...requests].sort(byStart);
  return {
    upcoming: sorted.filter((request) => !isOver(request, now)),
    past: sorted.filter((request) => isOver(request, now)).reverse(),
  };
}

/** The longest waiting first. */
export function awaitingDecision(requests: RequestSummary[]): RequestSummary[] {
  return requests
    .filter(({ state }) => state === 'submitted')
    .sort((a, b) => a.submittedAt.localeCompare(b.submittedAt));
}

export type Column = 'todo' | 'open' | 'failed' | 'done';
const columnOf = { none: 'todo', ended: 'todo', open: 'open', 'not-certified': 'failed', certified: 'done' } as const;

/** The technicians' board: approved meetings that are not over, by how far their test has come. */
export function testBoard(requests: RequestSummary[], now: number): Record<Column, RequestSummary[]> {
  const board: Record<Column, RequestSummary[]> = { todo: [], open: [], failed: [], done: [] };
  for (const request of alongTime(requests, now).upcoming) {
    if (request.state === 'approved') board[columnOf[testState(request)]].push(request);
  }
  return board;
}
