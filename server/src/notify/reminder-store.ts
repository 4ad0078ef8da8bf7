/** Approved cases that begin soon. */
import type { Database } from '../db.ts';

/** The longest reminder an institution may choose is a week. */
const longestMs = 7 * 86_400_000;

export interface UpcomingCase {
  readonly id: string;
  readonly institutionId: string;
  readonly startsAt: Date;
  /** `Institution.settings` as stored. */
  readonly settings: unknown;
}

/** Cases with a meeting, not yet begun, in the coming week. */
export async function listUpcoming(db: Database, now: Date): Promise<UpcomingCase[]> {
  const rows = await db.request.findMany({
    where: {
      state: { in: ['disposition', 'assigned', 'survey', 'test', 'ready'] },
      startsAt: { gt: now, lte: new Date(now.getTime() + longestMs) },
      meeting: { isNot: null },
    },
    select: { id: true, institutionId: true, startsAt: true, institution: { select: { settings: true } } },
  });
  return rows.flatMap(({ startsAt, institution, ...row }) =>
    startsAt === null ? [] : [{ ...row, startsAt, settings: institution.settings }],
  );
}
