/** The transcript of a conference over HTTP: to read on the case, and as a file to keep with the minutes. */
import { transcriptFileQuerySchema, transcriptSchema } from '@sambung/contract/transcript';
import { defineRoute, type Route } from '../api/index.ts';
import type { Context } from '../context.ts';
import { sendBytes } from '../file/index.ts';
import { type Column, letterheadFor, makeFile, mediaTypes } from '../report/index.ts';
import { type Case, getRequest } from '../request/index.ts';
import { listTranscript } from './store.ts';

const access = ['requester', 'approver', 'technician', 'admin'] as const;

const linesOf = async ({ db }: Context, { meeting }: Case) => (meeting ? await listTranscript(db, meeting.id) : []);

const columns: readonly Column[] = [
  { key: 'said-at', kind: 'instant', share: 0.22, label: { id: 'Waktu', en: 'Time' } },
  { key: 'name', kind: 'text', share: 0.23, label: { id: 'Nama', en: 'Name' } },
  { key: 'text', kind: 'text', share: 0.55, label: { id: 'Pesan', en: 'Message' } },
];
const title = { id: 'Obrolan rapat', en: 'Chat of the meeting' };

export const transcriptRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/transcript',
      summary: 'What was written to everybody in the conference of a request',
      access,
      answer: transcriptSchema,
    },
    async ({ context, staff, params }) => ({
      lines: await linesOf(context, await getRequest(context, staff, params.id)),
    }),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/transcript/file',
      summary: 'The chat of a conference as PDF, XLSX or CSV',
      access,
      query: transcriptFileQuerySchema,
      answer: 'file',
    },
    async ({ context, staff, params, query: { format, language }, res }) => {
      const request = await getRequest(context, staff, params.id);
      const { timeZone, number } = request;
      const bytes = await makeFile(format, {
        title: title[language],
        subtitle: request.title,
        columns,
        rows: (await linesOf(context, request)).map(({ saidAt, displayName, text, fileName }) => ({
          requestId: null,
          cells: [saidAt, displayName, fileName ?? text],
        })),
        ...{ timeZone, language, createdAt: context.clock() },
        ...(await letterheadFor(context, request.institutionId)),
      });
      sendBytes(res, { name: `${number ?? 'rapat'}-obrolan.${format}`, mediaType: mediaTypes[format], bytes });
    },
  ),
];
