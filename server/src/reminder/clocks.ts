/** The clocks of watched steps: procedures and calendars are read once in a round. */
import type { WorkingCalendar } from '@sambung/contract/calendar';
import type { SopDocument, SopStep } from '@sambung/contract/sop';
import { loadCalendar, type StepClock, stepClock } from '../calendar/index.ts';
import type { Database, Transaction } from '../db.ts';
import { type Due, dueOf } from './reminder.ts';
import { readDocument, type WatchedStep } from './store.ts';

export interface Judged {
  readonly step: SopStep;
  readonly clock: StepClock | null;
  readonly due: Due;
}

/** Answers for a step what its clock says at an instant and what is to be told of it. */
export function judgeClocks(db: Database | Transaction): (row: WatchedStep, now: Date) => Promise<Judged> {
  const known = new Map<string, { document: SopDocument; calendar: WorkingCalendar }>();
  return async (row, now) => {
    const { sopVersionId, startsAt, endsAt, holds, pauses } = row.request;
    let read = known.get(sopVersionId);
    if (!read) {
      const document = await readDocument(db, sopVersionId);
      read = { document, calendar: await loadCalendar(db, row.institutionId, document.policies.week) };
      known.set(sopVersionId, read);
    }
    const step = read.document.steps.find(({ key }) => key === row.key);
    if (!step) throw new Error(`the procedure has no step ${row.key}`);
    const clock = stepClock(read.calendar, step, {
      startedAt: row.startedAt?.getTime() ?? null,
      finishedAt: row.finishedAt?.getTime() ?? null,
      eventStartsAt: startsAt?.getTime() ?? null,
      eventEndsAt: endsAt?.getTime() ?? null,
      setupStartsAt: holds[0]?.startsAt.getTime() ?? null,
      pauses: pauses.map((pause) => ({
        startsAt: pause.startsAt.getTime(),
        endsAt: pause.endsAt?.getTime() ?? null,
      })),
      now: now.getTime(),
    });
    const state = row.state === 'done' ? 'done' : 'active';
    return { step, clock, due: dueOf(step, { state, remindedPercent: row.remindedPercent }, clock) };
  };
}
