/** Due dates of a case's open steps, by the procedure's time standards and the institution's working calendar. */
import { loadCalendar, stepClock } from '../calendar/index.ts';
import type { Database, Transaction } from '../db.ts';
import { stepOf } from './flow.ts';
import * as steps from './step-store.ts';
import * as store from './store.ts';

/** What a clock looks at: the procedure, the event's time, when its setup begins, and the case's pauses. */
type ClockedCase = Pick<store.Case, 'document' | 'startsAt' | 'endsAt'> & {
  readonly holds: readonly { readonly kind: string; readonly startsAt: Date }[];
  readonly pauses: readonly { readonly startsAt: Date; readonly endsAt: Date | null }[];
};
type ClockedStep = Pick<store.StoredStep, 'key' | 'startedAt' | 'finishedAt'>;

/** The clock of one step at `now`; null where the procedure names no time or the step has not begun. */
export function clockOf(
  calendar: Awaited<ReturnType<typeof loadCalendar>>,
  kase: ClockedCase,
  step: ClockedStep,
  now: Date,
) {
  return stepClock(calendar, stepOf(kase.document, step.key), {
    startedAt: step.startedAt?.getTime() ?? null,
    finishedAt: step.finishedAt?.getTime() ?? null,
    eventStartsAt: kase.startsAt?.getTime() ?? null,
    eventEndsAt: kase.endsAt?.getTime() ?? null,
    setupStartsAt: kase.holds.find(({ kind }) => kind === 'setup')?.startsAt.getTime() ?? null,
    pauses: kase.pauses.map((pause) => ({
      startsAt: pause.startsAt.getTime(),
      endsAt: pause.endsAt?.getTime() ?? now.getTime(),
    })),
    now: now.getTime(),
  });
}

/** The working calendar of the case's procedure. */
export async function calendarOf(db: Database | Transaction, kase: Pick<store.Case, 'institutionId' | 'document'>) {
  return await loadCalendar(db, kase.institutionId, kase.document.policies.week);
}

/** Writes when each open step is due; an earlier answer is kept in its history by the caller that recomputes. */
export async function writeDueDates(tx: Transaction, institutionId: string, id: string, now: Date): Promise<void> {
  const kase = await store.findCase(tx, institutionId, id);
  if (!kase) return;
  const calendar = await calendarOf(tx, kase);
  for (const step of kase.steps.filter(({ state }) => state === 'active')) {
    const clock = clockOf(calendar, kase, step, now);
    const dueAt = clock === null ? null : new Date(clock.dueAt);
    if (dueAt?.getTime() !== step.dueAt?.getTime()) await steps.writeDueAt(tx, step.id, dueAt);
  }
}
