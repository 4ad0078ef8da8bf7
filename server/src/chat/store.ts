/** Rows of what was written in conferences. */
import type { ChatFile, ChatMessage, ChatTarget, MeetingRole } from '@sambung/contract/meeting';
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
  fileId: string | null;
  saidAt: Date;
}

const withFile = { file: { select: { name: true, mediaType: true, sizeBytes: true } } } as const;

export async function insertMessage(db: Database, { meetingId, from, target, ...rest }: NewMessage) {
  const row = await db.chatMessage.create({
    include: withFile,
    data: {
      ...{ meetingId, participantId: from.participantId, displayName: from.displayName },
      ...{ target: target.to, targetId: target.to === 'one' ? target.participantId : null },
      ...rest,
    },
  });
  return messageOf(row);
}

export interface Reader {
  readonly id: string;
  readonly role: MeetingRole;
}

const readableBy = ({ id, role }: Reader) => [
  { target: 'everyone' as const },
  { participantId: id },
  { targetId: id },
  ...(leads(role) ? [{ target: 'leaders' as const }] : []),
];

/** The file of a message that is for this participant; null where there is none. */
export async function findSharedFile(db: Database, meetingId: string, messageId: string, reader: Reader) {
  const row = await db.chatMessage.findFirst({
    where: { id: messageId, meetingId, OR: readableBy(reader) },
    select: { file: true },
  });
  return row?.file ?? null;
}

/** What was written so far and is for this participant: to everybody, to or by themselves, and to those who lead if they do. Oldest first. */
export async function messagesFor(db: Database, meetingId: string, reader: Reader): Promise<ChatMessage[]> {
  const rows = await db.chatMessage.findMany({
    where: { meetingId, OR: readableBy(reader) },
    include: withFile,
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
  file: ChatFile | null;
  saidAt: Date;
}): ChatMessage {
  return {
    messageId: row.id,
    from: { participantId: row.participantId, displayName: row.displayName },
    target: row.target === 'one' ? { to: 'one', participantId: row.targetId ?? row.participantId } : { to: row.target },
    ...{ targetName: row.targetName, text: row.text, file: row.file, saidAt: row.saidAt.toISOString() },
  };
}
