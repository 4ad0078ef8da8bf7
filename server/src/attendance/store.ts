/** Rows of who came and went. */
import type { Database } from '../db.ts';
import type { Comings } from './attendance.ts';

/** Everybody who ever opened the door of a meeting. */
export async function listComings(db: Database, meetingId: string): Promise<Comings[]> {
  const rows = await db.participant.findMany({
    where: { roomId: meetingId },
    select: {
      id: true,
      displayName: true,
      side: true,
      events: { orderBy: { id: 'asc' }, select: { kind: true, at: true, displayName: true } },
    },
  });
  return rows.map(({ id, ...row }) => ({ participantId: id, ...row }));
}
