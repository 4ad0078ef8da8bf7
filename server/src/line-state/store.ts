/** Rows of spells in which somebody's line was not good, and of the meetings that run. */
import type { LineSpell } from '@sambung/contract/line-state';
import type { Database } from '../db.ts';
import type { Worst } from './grading.ts';

interface Begin {
  meetingId: string;
  participantId: string;
  at: Date;
  worst: Worst;
}

/** Answers its id. */
export async function beginSpell(db: Database, { meetingId, participantId, at, worst }: Begin): Promise<string> {
  const data = { meetingId, participantId, beganAt: at, lastAt: at, ...worst };
  return (await db.lineSpell.create({ data, select: { id: true } })).id;
}

export async function changeSpell(db: Database, id: string, at: Date, worst: Worst): Promise<void> {
  await db.lineSpell.update({ where: { id }, data: { lastAt: at, ...worst } });
}

export async function endSpell(db: Database, id: string, at: Date): Promise<void> {
  await db.lineSpell.update({ where: { id }, data: { lastAt: at } });
}

export async function listSpells(db: Database, meetingId: string): Promise<LineSpell[]> {
  const rows = await db.lineSpell.findMany({
    where: { meetingId },
    orderBy: [{ beganAt: 'asc' }, { id: 'asc' }],
    include: { participant: { select: { displayName: true } } },
  });
  return rows.map(({ participant, beganAt, lastAt, grade, leg, lossUp, lossDown, roundTripMs }) => ({
    displayName: participant.displayName,
    ...{ grade, leg, lossUp, lossDown, roundTripMs },
    ...{ beganAt: beganAt.toISOString(), lastAt: lastAt.toISOString() },
  }));
}

/** Of these meetings, those of an institution, with who was put on their cases. */
export async function findRunning(db: Database, institutionId: string, meetingIds: readonly string[]) {
  return await db.meeting.findMany({
    where: { id: { in: [...meetingIds] }, institutionId },
    select: {
      id: true,
      request: {
        select: {
          ...{ id: true, title: true, startsAt: true, endsAt: true },
          place: { select: { timeZone: true } },
          institution: { select: { timeZone: true } },
          steps: { select: { assignees: { select: { staff: { select: { name: true } } } } } },
        },
      },
    },
  });
}
