/** Running meetings over HTTP, for those who answer for them (UNSRI-29), and what became of the lines of one that is over. */
import { lineHistorySchema, type RunningMeeting, runningMeetingsSchema } from '@sambung/contract/line-state';
import { defineRoute, type Route } from '../api/index.ts';
import { getRequest } from '../request/index.ts';
import { findRunning, listSpells } from './store.ts';

export const lineStateRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/running-meetings',
      summary: 'The meetings that run now, whose line is bad in each, on which leg and since when',
      access: ['technician', 'admin'],
      answer: runningMeetingsSchema,
    },
    async ({ context, staff }) => {
      const running = context.conferences?.running() ?? [];
      const rows = await findRunning(
        context.db,
        staff.institution.id,
        running.map(({ meetingId }) => meetingId),
      );
      const meetings = rows.flatMap(({ id, request }): RunningMeeting[] => {
        const now = running.find(({ meetingId }) => meetingId === id);
        if (!now) return [];
        const names = request.steps.flatMap(({ assignees }) => assignees.map((one) => one.staff.name));
        return [
          {
            ...now,
            ...{ requestId: request.id, title: request.title, onDuty: [...new Set(names)] },
            startsAt: request.startsAt?.toISOString() ?? null,
            endsAt: request.endsAt?.toISOString() ?? null,
            timeZone: request.place?.timeZone ?? request.institution.timeZone,
          },
        ];
      });
      return {
        meetings: meetings.sort((a, b) => b.sufferers.length - a.sufferers.length || a.title.localeCompare(b.title)),
      };
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/line-history',
      summary: 'Whose line was bad in the conference of a request, when, and how bad',
      access: ['requester', 'approver', 'technician', 'admin'],
      answer: lineHistorySchema,
    },
    async ({ context, staff, params }) => {
      const { meeting } = await getRequest(context, staff, params.id);
      return { spells: meeting ? await listSpells(context.db, meeting.id) : [] };
    },
  ),
];
