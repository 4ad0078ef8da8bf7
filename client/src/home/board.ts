/** Which requests and tasks each part of the home page shows, and in what order. Pure. */
import type { CaseSummary } from '@sambung/contract/request';
import type { Task } from '@sambung/contract/task';

const startOf = (request: CaseSummary) => request.startsAt ?? '';
/** States in which nothing more will be held. */
const ended = ['rejected', 'cancelled', 'no-show', 'archived'];

export function isOver(request: CaseSummary, now: number): boolean {
  return ended.includes(request.state) || (request.endsAt !== null && Date.parse(request.endsAt) <= now);
}

/** Drafts by themselves; the next event first; what is over afterwards, the newest first. */
export function alongTime(requests: readonly CaseSummary[], now: number) {
  const sorted = [...requests].sort((a, b) => startOf(a).localeCompare(startOf(b)));
  const filed = sorted.filter(({ state }) => state !== 'draft');
  return {
    drafts: sorted.filter(({ state }) => state === 'draft').sort((a, b) => b.updatedAt.localeCompare(a.updatedAt)),
    upcoming: filed.filter((request) => !isOver(request, now)),
    past: filed.filter((request) => isOver(request, now)).reverse(),
  };
}

export const columns = ['test', 'preparation', 'conference', 'report'] as const;
export type Column = (typeof columns)[number];
const columnOf: Partial<Record<Task['kind'], Column>> = {
  test: 'test',
  conduct: 'conference',
  report: 'report',
  archive: 'report',
};

/** The technicians' board: the reader's tasks by what they are about, the next event first. */
export function technicianBoard(tasks: readonly Task[]): Record<Column, Task[]> {
  const board: Record<Column, Task[]> = { test: [], preparation: [], conference: [], report: [] };
  const sorted = [...tasks].sort((a, b) => (a.startsAt ?? '').localeCompare(b.startsAt ?? ''));
  for (const task of sorted) board[columnOf[task.kind] ?? 'preparation'].push(task);
  return board;
}
