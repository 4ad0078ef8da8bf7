/** "Tugas saya": every open step that waits for somebody, with its clock; decided one by one or together. */
import type { Staff } from '@sambung/contract/http';
import type { bulkDecisionSchema, Task } from '@sambung/contract/task';
import type { z } from 'zod';
import { openCalendars } from '../calendar/index.ts';
import type { Context } from '../context.ts';
import { actingAs } from '../identity/index.ts';
import { DomainError, problemOf } from '../problem.ts';
import { actorOf } from './case-change.ts';
import { decide } from './deciding.ts';
import { clockOf } from './due-dates.ts';
import { newestSteps, stepOf } from './flow.ts';
import { capacityFor, decisionsFor } from './request.ts';
import * as store from './store.ts';

/** The staff member's tasks: those due first, then those without a time standard, the longest waiting first. */
export async function listTasks(context: Context, staff: Staff): Promise<Task[]> {
  const actor = await actorOf(context, staff);
  const now = context.clock();
  const positions = actor.positions.map(({ key }) => key);
  const cases = await store.listOpenCases(context.db, {
    institutionId: staff.institution.id,
    positions,
    staffId: staff.id,
  });
  const calendarFor = await openCalendars(context.db, staff.institution.id);
  const tasks: Task[] = [];
  for (const kase of cases) {
    const calendar = calendarFor(kase.document.policies.week);
    const assigned = store.assignedIds(kase);
    for (const row of newestSteps(kase.document, kase.steps).filter(({ state }) => state === 'active')) {
      const step = stepOf(kase.document, row.key);
      const held = capacityFor(actor, kase, step);
      if (held === null || kase.state === 'returned') continue;
      if (isForSomebodyElse(assigned, staff.id, step.kind)) continue;
      const clock = clockOf(calendar, kase, row, now);
      tasks.push({
        requestId: kase.id,
        stepId: row.id,
        stepName: step.name,
        kind: step.kind,
        actingAs: held === 'requester' ? null : actingAs(held),
        number: kase.number,
        title: kase.title,
        applicantName: kase.applicant.name,
        startsAt: kase.startsAt?.toISOString() ?? null,
        timeZone: kase.timeZone,
        startedAt: row.startedAt?.toISOString() ?? null,
        dueAt: row.dueAt?.toISOString() ?? null,
        late: clock?.late ?? false,
        used: clock && clock.allowedMinutes > 0 ? clock.usedMinutes / clock.allowedMinutes : null,
        may: [...decisionsFor(actor, kase, step)],
        version: kase.version,
      });
    }
  }
  const order = (task: Task) => (task.dueAt === null ? Number.POSITIVE_INFINITY : Date.parse(task.dueAt));
  return tasks.sort((a, b) => order(a) - order(b) || (a.startedAt ?? '').localeCompare(b.startedAt ?? ''));
}

/** Work that was given to others by name; officials' decisions are never. */
function isForSomebodyElse(assigned: readonly string[], staffId: string, kind: Task['kind']): boolean {
  if (kind === 'disposition' || kind === 'assignment' || kind === 'intake') return false;
  return assigned.length > 0 && !assigned.includes(staffId);
}

/** Decides each of them, one after the other: one that cannot be decided does not hold up the rest. */
export async function decideTogether(context: Context, staff: Staff, input: z.output<typeof bulkDecisionSchema>) {
  const outcomes: { requestId: string; stepId: string; problem: string | null }[] = [];
  for (const { requestId, stepId, version } of input.items) {
    try {
      const { decision, instruction, nature } = input;
      await decide(context, staff, requestId, stepId, {
        version,
        decision,
        ...(instruction !== undefined && { instruction }),
        ...(nature !== undefined && { nature }),
      });
      outcomes.push({ requestId, stepId, problem: null });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      outcomes.push({ requestId, stepId, problem: problemOf(error, 'id').code });
    }
  }
  return { outcomes };
}
