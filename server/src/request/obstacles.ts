/** What stands in a request's way by its procedure and the institution's calendar, asked before it is let in. */
import type { Bilingual } from '@sambung/contract/text';
import { daysBetween, endOfStandards, isWithinWorkingHours, loadCalendar, localDate } from '../calendar/index.ts';
import type { Database, Transaction } from '../db.ts';
import { type FilingFacts, findObstacles, findWarnings, type Obstacle, standardsBefore } from './filing-rules.ts';
import type { Case } from './store.ts';

export interface Hindrances {
  readonly obstacles: readonly Obstacle[];
  readonly warnings: readonly Bilingual[];
}

interface Wanted {
  startsAt: Date;
  endsAt: Date;
  capacity: number | null;
  participantCount: number | null;
  /** When the complete request came in. */
  receivedAt: Date;
}

export async function findHindrances(
  db: Database | Transaction,
  kase: Pick<Case, 'institutionId' | 'document'>,
  wanted: Wanted,
): Promise<Hindrances> {
  const { policies } = kase.document;
  const calendar = await loadCalendar(db, kase.institutionId, policies.week);
  const [received, starts, ends] = [wanted.receivedAt.getTime(), wanted.startsAt.getTime(), wanted.endsAt.getTime()];
  const facts: FilingFacts = {
    leadTime: policies.leadTime,
    outsideWorkingHours: policies.outsideWorkingHours,
    daysAhead: daysBetween(
      calendar,
      localDate(calendar.timeZone, received),
      localDate(calendar.timeZone, starts),
      policies.leadTime.count,
    ),
    isWithinWorkingTime: isWithinWorkingHours(calendar, starts, ends),
    participantCount: wanted.participantCount,
    capacity: wanted.capacity,
    chainReachesBeyond: endOfStandards(calendar, received, standardsBefore(kase.document)) > starts,
  };
  return { obstacles: findObstacles(facts), warnings: findWarnings(facts) };
}
