/** The calendar over HTTP. */
import { readFile } from 'node:fs/promises';
import {
  calendarChangeSchema,
  calendarDateSchema,
  calendarDayInputSchema,
  holidayFileLimitBytes,
  holidayImportSchema,
  holidayPreviewSchema,
  institutionCalendarSchema,
  openWeekSchema,
  specialPeriodSchema,
} from '@sambung/contract/calendar';
import { defineRoute, type Route } from '../api/index.ts';
import { dropUpload, readUpload } from '../file/index.ts';
import { DomainError } from '../problem.ts';
import * as editing from './editing.ts';
import { writeHolidayFile } from './holiday-export.ts';
import { readCalendar } from './store.ts';

const admins = ['admin'] as const;

export const calendarRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/calendar',
      summary: 'Working week, days that differ and special periods of the institution',
      access: 'staff',
      answer: institutionCalendarSchema,
    },
    ({ context, staff }) => readCalendar(context.db, staff.institution.id),
  ),
  defineRoute(
    {
      method: 'put',
      path: '/calendar/week',
      summary: 'Replace the working week; open steps are counted anew',
      access: admins,
      body: openWeekSchema,
      answer: calendarChangeSchema,
    },
    ({ context, staff, body }) => editing.replaceWeek(context, staff, body),
  ),
  defineRoute(
    {
      method: 'put',
      path: '/calendar/days/:date',
      summary: 'Say how a date differs from the week',
      access: admins,
      body: calendarDayInputSchema,
      answer: calendarChangeSchema,
      problems: ['not-found'],
    },
    ({ context, staff, params, body }) => editing.putDays(context, staff, [{ ...body, date: dateOf(params) }]),
  ),
  defineRoute(
    {
      method: 'delete',
      path: '/calendar/days/:date',
      summary: 'Let a date be as the week says',
      access: admins,
      answer: calendarChangeSchema,
      problems: ['not-found'],
    },
    ({ context, staff, params }) => editing.removeDay(context, staff, dateOf(params)),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/calendar/periods',
      summary: 'Add a period with a week of its own, such as Ramadan',
      access: admins,
      body: specialPeriodSchema,
      answer: calendarChangeSchema,
      status: 201,
    },
    ({ context, staff, body }) => editing.putPeriod(context, staff, body),
  ),
  defineRoute(
    {
      method: 'put',
      path: '/calendar/periods/:id',
      summary: 'Replace a special period',
      access: admins,
      body: specialPeriodSchema,
      answer: calendarChangeSchema,
    },
    ({ context, staff, params, body }) => editing.putPeriod(context, staff, body, params.id),
  ),
  defineRoute(
    {
      method: 'delete',
      path: '/calendar/periods/:id',
      summary: 'Remove a special period',
      access: admins,
      answer: calendarChangeSchema,
    },
    ({ context, staff, params }) => editing.removePeriod(context, staff, params.id ?? ''),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/calendar/holidays/preview',
      summary: 'What a calendar file of holidays would change; nothing is stored',
      access: admins,
      upload: true,
      answer: holidayPreviewSchema,
      problems: ['invalid-input', 'malformed-body', 'payload-too-large', 'storage-full'],
    },
    async ({ context, staff, req }) => {
      const upload = await readUpload(context, req, { limitBytes: holidayFileLimitBytes });
      try {
        const [file] = upload.files;
        if (!file) throw new DomainError('invalid-input', { errors: [{ pointer: '/file', detail: noFile }] });
        return await editing.previewHolidays(context, staff, await readFile(file.content.temporaryPath));
      } finally {
        await dropUpload(upload);
      }
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/calendar/holidays',
      summary: 'Store the days that were chosen from a preview; those of the same date are replaced',
      access: admins,
      body: holidayImportSchema,
      answer: calendarChangeSchema,
    },
    ({ context, staff, body }) => editing.putDays(context, staff, body.days),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/calendar/export',
      summary: 'The days that differ from the week, as an iCalendar file',
      access: 'staff',
      answer: 'file',
    },
    async ({ context, staff, res }) => {
      const { days } = await readCalendar(context.db, staff.institution.id);
      res.setHeader('content-disposition', 'attachment; filename="kalender-kerja.ics"');
      res.type('text/calendar; charset=utf-8').send(writeHolidayFile(days, staff.institution, context.clock()));
    },
  ),
];

/** The date of the address; anything else does not exist. */
function dateOf({ date }: Readonly<Record<string, string>>): string {
  const parsed = calendarDateSchema.safeParse(date);
  if (!parsed.success) throw new DomainError('not-found');
  return parsed.data;
}

const noFile = { id: 'Pilih berkas kalender (.ics).', en: 'Choose a calendar file (.ics).' };
