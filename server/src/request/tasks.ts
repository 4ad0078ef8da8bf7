/** "Tugas saya": every open step that waits for somebody, with its clock; decided one by one or together. */
import type { Staff } from '@sambung/contract/http';
import type { SopDocument } from '@sambung/contract/sop';
import type { bulkDecisionSchema, Task } from '@sambung/contract/task';
import type { z } from 'zod';
import { openCalendars } from '../calendar/index.ts';
import type { Context } from '../context.ts';
import { actingAs } from '../identity/index.ts';
import { DomainError, problemOf } from '../problem.ts';
import { readDocuments } from '../sop/index.ts';
import { decide } from './deciding.ts';
import { clockOf } from './due-dates.ts';
import { stepOf } from './flow.ts';
import { listOpenSteps, type OpenStep, readSetups } from './inbox-store.ts';
import { capacityFor, decisionsFor } from './request.ts';

/** The staff member's tasks: those due first, then those without a time standard, the longest waiting first. */
export async function listTasks(context: Context, staff: Staff): Promise<Task[]> {
  const { db } = context;
  const institutionId = staff.institution.id;
  const now = context.clock();
  const rows = await listOpenSteps(db, staff);
  if (rows.length === 0) return [];
  const versions = rows.map(({ sopVersionId }) => sopVersionId);
  const [calendarFor, documents] = await Promise.all([
    openCalendars(db, institutionId),
    readDocuments(db, institutionId, versions),
  ]);
  const setups = await readSetups(
    db,
    rows.filter((row) => isSetupAnchored(documents, row)),
  );
  return rows.flatMap((row) => {
    const document = documents.get(row.sopVersionId);
    if (!document) return [];
    const step = stepOf(document, row.key);
    const kase = { ...row, institutionId, document, holds: setups.get(row.requestId) ?? [] };
    const held = capacityFor(staff, kase, step);
    if (held === null) return [];
    const clock = clockOf(calendarFor(document.policies.week), kase, { ...row, finishedAt: null }, now);
    return {
      requestId: row.requestId,
      stepId: row.id,
      stepName: step.name,
      kind: step.kind,
      actingAs: held === 'requester' ? null : actingAs(held),
      number: row.number,
      title: row.title,
      applicantName: row.applicantName,
      startsAt: row.startsAt?.toISOString() ?? null,
      timeZone: row.timeZone,
      startedAt: row.startedAt?.toISOString() ?? null,
      dueAt: row.dueAt?.toISOString() ?? null,
      late: clock?.late ?? false,
      used: clock && clock.allowedMinutes > 0 ? clock.usedMinutes / clock.allowedMinutes : null,
      may: [...decisionsFor(staff, kase, step)],
      version: row.version,
    };
  });
}

/** Only such a clock asks when the setup begins. */
function isSetupAnchored(documents: ReadonlyMap<string, SopDocument>, { sopVersionId, key }: OpenStep): boolean {
  const step = documents.get(sopVersionId)?.steps.find((one) => one.key === key);
  return step?.time?.anchor === 'setup-start';
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
