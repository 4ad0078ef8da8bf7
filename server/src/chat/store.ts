/** Rows of what was written in conferences. */
import type { ChatMessage, ChatTarget, MeetingRole } from '@sambung/contract/meeting';
import { leads } from '@sambung/contract/meeting';
import type { Database } from '../db.ts';

/** What a page that joins is told of what was written before. Higher: longer memory, slower joining. */
const rememberedMessages = 200;

interface NewMessage {
  meetingId: string;
  from: ChatMessage['from'];
  target: ChatTarget;
  targetName: string | null;
  text: string;
  saidAt: Date;
}

export async function insertMessage(db: Database, { meetingId, from, target, ...rest }: NewMessage) {
  const row = await db.chatMessage.create({
    data: {
      ...{ meetingId, participantId: from.participantId, displayName: from.displayName },
      ...{ target: target.to, targetId: target.to === 'one' ? target.participantId : null },
      ...rest,
    },
  });
  return messageOf(row);
}

/** What was written so far and is for this participant: to everybody, to or by themselves, and to those who lead if they do. Oldest first. */
export async function messagesFor(
  db: Database,
  meetingId: string,
  reader: { readonly id: string; readonly role: MeetingRole },
): Promise<ChatMessage[]> {
  const rows = await db.chatMessage.findMany({
    where: {
      meetingId,
      OR: [
        { target: 'everyone' },
        { participantId: reader.id },
        { targetId: reader.id },
        ...(leads(reader.role) ? [{ target: 'leaders' as const }] : []),
      ],
    },
    orderBy: [{ saidAt: 'desc' }, { id: 'desc' }],
    take: rememberedMessages,
  });
  return rows.reverse().map(messageOf);
}

function messageOf(row: {
  id: string;
  participantId: string;
  displayName: string;
  target: ChatTarget['to'];
  targetId: string | null;
  targetName: string | null;
  text: string;
  saidAt: Date;
}): ChatMessage {
  return {
    messageId: row.id,
    from: { participantId: row.participantId, displayName: row.displayName },
    target: row.target === 'one' ? { to: 'one', participantId: row.targetId ?? row.participantId } : { to: row.target },
    ...{ targetName: row.targetName, text: row.text, saidAt: row.saidAt.toISOString() },
  };
}
