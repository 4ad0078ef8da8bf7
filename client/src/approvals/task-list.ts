/** Tasks filtered, and what several can be decided by together. Pure. */
import type { Task } from '@sambung/contract/task';
import { type Urgency, urgencyOf } from '../ui/urgency.ts';

export const taskFilters = ['all', 'late', 'soon'] as const;
export type TaskFilter = (typeof taskFilters)[number];

export const taskUrgency = (task: Pick<Task, 'used' | 'late'>): Urgency => urgencyOf(task);

export function matches(task: Task, filter: TaskFilter): boolean {
  const urgency = taskUrgency(task);
  if (filter === 'late') return urgency === 'late';
  if (filter === 'soon') return urgency === 'late' || urgency === 'urgent' || urgency === 'soon';
  return true;
}

/** Decisions that may be taken on several at once: they ask for nothing that differs from case to case. */
export const bulkDecisions = ['dispose', 'approve', 'complete'] as const;
export type BulkDecisionKind = (typeof bulkDecisions)[number];

/** Which of them every one of the tasks allows. */
export function commonDecisions(tasks: readonly Task[]): BulkDecisionKind[] {
  return bulkDecisions.filter((decision) => tasks.length > 0 && tasks.every(({ may }) => may.includes(decision)));
}

export const canJoin = (task: Task): boolean => bulkDecisions.some((decision) => task.may.includes(decision));
/** A task's own name: a case may wait in several steps. */
export const taskKey = ({ requestId, stepId }: Pick<Task, 'requestId' | 'stepId'>): string => `${requestId} ${stepId}`;
