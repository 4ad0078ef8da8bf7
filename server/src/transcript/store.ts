/** Rows of what was written to everybody in a conference. */
import type { TranscriptLine } from '@sambung/contract/transcript';
import type { Database } from '../db.ts';

/** What was written to everybody, oldest first. */
export async function listTranscript(db: Database, meetingId: string): Promise<TranscriptLine[]> {
  const rows = await db.chatMessage.findMany({
    where: { meetingId, target: 'everyone' },
    include: { file: { select: { name: true } } },
    orderBy: [{ saidAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ id, displayName, text, file, saidAt }) => ({
    ...{ messageId: id, displayName, text, fileName: file?.name ?? null },
    saidAt: saidAt.toISOString(),
  }));
}
