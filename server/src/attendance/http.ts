/** Attendance over HTTP: to read, and as a file to keep with the minutes. */
import { attendanceFileQuerySchema, attendanceSchema } from '@sambung/contract/attendance';
import type { Language } from '@sambung/contract/problem';
import { defineRoute, type Route } from '../api/index.ts';
import type { Context } from '../context.ts';
import { printClock, printDate, zoneName } from '../document/index.ts';
import { sendBytes } from '../file/index.ts';
import { type Column, letterheadFor, makeFile, mediaTypes } from '../report/index.ts';
import { type Case, getRequest } from '../request/index.ts';
import { attendanceOf } from './attendance.ts';
import { listComings } from './store.ts';

const access = ['requester', 'approver', 'technician', 'admin'] as const;

async function attendeesOf({ db, clock }: Context, { meeting }: Case) {
  return meeting ? attendanceOf(await listComings(db, meeting.id), clock()) : [];
}

const column = (key: string, kind: Column['kind'], share: number, id: string, en: string): Column => ({
  ...{ key, kind, share, label: { id, en } },
});
const columns: readonly Column[] = [
  column('name', 'text', 0.34, 'Nama', 'Name'),
  column('joined-at', 'instant', 0.22, 'Masuk', 'Joined'),
  column('left-at', 'instant', 0.22, 'Keluar', 'Left'),
  column('minutes', 'integer', 0.11, 'Menit', 'Minutes'),
  column('stays', 'integer', 0.11, 'Berapa kali', 'Times'),
];
const title = { id: 'Daftar hadir', en: 'Attendance' };

/** A name with those before it: nobody disappears from the list by being called something else. */
const withEarlier = (name: string, earlier: readonly string[], language: Language) =>
  earlier.length === 0 ? name : `${name} (${{ id: 'sebelumnya', en: 'before' }[language]}: ${earlier.join(', ')})`;

export const attendanceRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/attendance',
      summary: 'Who was in the conference of a request, when they came and went, and how long they stayed',
      access,
      answer: attendanceSchema,
    },
    async ({ context, staff, params }) => ({
      attendees: await attendeesOf(context, await getRequest(context, staff, params.id)),
    }),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/attendance/file',
      summary: 'The attendance of a conference as PDF, XLSX or CSV',
      access,
      query: attendanceFileQuerySchema,
      answer: 'file',
    },
    async ({ context, staff, params, query: { format, language }, res }) => {
      const request = await getRequest(context, staff, params.id);
      const { startsAt, timeZone, number } = request;
      const attendees = await attendeesOf(context, request);
      const when = startsAt
        ? ` · ${printDate(startsAt, timeZone, language)}, ${printClock(startsAt, timeZone, language)} ${zoneName(timeZone, startsAt)}`
        : '';
      const bytes = await makeFile(format, {
        title: title[language],
        subtitle: `${request.title}${when}`,
        columns,
        rows: attendees.map(({ displayName, earlierNames, stays, totalSeconds }) => ({
          requestId: null,
          cells: [
            ...[
              withEarlier(displayName, earlierNames, language),
              stays[0]?.joinedAt ?? null,
              stays.at(-1)?.leftAt ?? null,
            ],
            ...[Math.round(totalSeconds / 60), stays.length],
          ],
        })),
        ...{ timeZone, language, createdAt: context.clock() },
        ...(await letterheadFor(context, request.institutionId)),
      });
      sendBytes(res, { name: `${number ?? 'kehadiran'}-hadir.${format}`, mediaType: mediaTypes[format], bytes });
    },
  ),
];
