/** Files of the chat over HTTP, by the room's cookie; the message that names one goes to the room as any other. */
import { roomCodeSchema } from '@sambung/contract/http';
import { chatFileLimitBytes, chatTargetSchema } from '@sambung/contract/meeting';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import { findSharedFile } from '../chat/index.ts';
import type { Context } from '../context.ts';
import { dropUpload, readUpload, sendFile, storeFile } from '../file/index.ts';
import { limitRate } from '../guard.ts';
import { findReader, findRoomAccess, type RoomAccess } from '../meeting/index.ts';
import { DomainError, parseInput } from '../problem.ts';

/** Higher lets one sender fill the disk sooner, lower stops an office behind one address that hands round its papers. */
const filesPerSender = { limit: 60, windowMs: 15 * 60_000 };

async function doorOf(context: Context, code: string | undefined, cookie: string | undefined): Promise<RoomAccess> {
  const access = await findRoomAccess(context, parseInput(roomCodeSchema, code), cookie);
  if (access?.room.kind !== 'meeting') throw new DomainError('link-not-valid');
  return access;
}

export const chatFileRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'post',
      path: '/access/:code/files',
      summary: 'Hands a file round in a conference (multipart field `file`; `target` as JSON)',
      access: 'anyone',
      upload: true,
      answer: null,
      problems: [
        ...(['link-not-valid', 'room-not-open', 'not-joined', 'forbidden', 'file-type-refused'] as const),
        ...(['payload-too-large', 'malformed-body', 'storage-full'] as const),
      ],
      limits: () => [limitRate(filesPerSender)],
    },
    async ({ context, params, req }) => {
      const { conferences } = context;
      const { accessId, room } = await doorOf(context, params.code, req.headers.cookie);
      if (!conferences) throw new DomainError('room-not-open');
      // Before anything is read: who is not in the room fills no disk.
      conferences.writer(room.id, accessId, { to: 'leaders' });
      const received = await readUpload(context, req, { limitBytes: chatFileLimitBytes });
      try {
        const [upload] = received.files;
        const target = chatTargetSchema.safeParse(parseJson(received.fields.target));
        if (!upload || !target.success) throw new DomainError('malformed-body');
        const writer = conferences.writer(room.id, accessId, target.data);
        const { institutionId } = room;
        const now = context.clock();
        const file = await context.db.$transaction((tx) => storeFile(context, tx, { institutionId, now, upload }));
        await conferences.share(writer, file.id, target.data);
      } catch (error) {
        await dropUpload(received);
        throw error;
      }
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/access/:code/files/:messageId',
      summary: 'The file of a message, for whom it was written to',
      access: 'anyone',
      answer: 'file',
      problems: ['link-not-valid', 'not-found'],
    },
    async ({ context, params, req, res }) => {
      const { accessId, room } = await doorOf(context, params.code, req.headers.cookie);
      const reader = await findReader(context.db, accessId);
      const messageId = parseInput(z.uuid(), params.messageId);
      const file = reader && (await findSharedFile(context.db, room.id, messageId, reader));
      if (!file) throw new DomainError('not-found');
      await sendFile(context, res, file);
    },
  ),
];

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
