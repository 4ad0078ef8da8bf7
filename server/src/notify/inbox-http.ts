/** A person's notifications and what they chose about them, over HTTP. */

import type { Staff } from '@sambung/contract/http';
import { institutionSettingsSchema } from '@sambung/contract/institution';
import { definitionOf, notificationPreferencesSchema, optionalEvents } from '@sambung/contract/notify';
import {
  type NotificationChoices,
  notificationChoicesSchema,
  notificationPageSchema,
  notificationQuerySchema,
  notificationReadSchema,
  unreadCountSchema,
} from '@sambung/contract/outbox';
import { defineRoute, type Route } from '../api/index.ts';
import type { Context } from '../context.ts';
import { languageOf } from '../problem.ts';
import { pathOf } from './facts.ts';
import * as store from './inbox-store.ts';
import { noticeOf } from './mail.ts';
import { choiceOf, preferencesOf } from './recipients.ts';

export const inboxRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/notifications',
      summary: 'What one was told, newest first',
      access: 'staff',
      query: notificationQuerySchema,
      answer: notificationPageSchema,
    },
    async ({ context, staff, query, req }) => {
      const { notices, next } = await store.listNotices(context.db, staff.id, query.before);
      const language = languageOf(req.headers);
      // Secrets are not for the screen: a page that is looked over somebody's shoulder is not a letter.
      const settings = { publicUrl: context.publicUrl(), open: () => '•••' };
      return {
        items: notices.map((notice) => ({
          id: notice.id,
          event: notice.event,
          actionNeeded: definitionOf(notice.event).actionNeeded,
          ...noticeOf({ ...notice, language }, settings),
          path: pathOf(notice.data, notice.requestId),
          createdAt: notice.createdAt.toISOString(),
          readAt: notice.readAt?.toISOString() ?? null,
        })),
        unread: await store.countUnread(context.db, staff.id),
        next,
      };
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/notifications/unread',
      summary: 'How many notifications one has not read',
      access: 'staff',
      answer: unreadCountSchema,
    },
    async ({ context, staff }) => ({ unread: await store.countUnread(context.db, staff.id) }),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/notifications/read',
      summary: 'Mark notifications as read, all of them when none is named',
      access: 'staff',
      body: notificationReadSchema,
      answer: unreadCountSchema,
    },
    async ({ context, staff, body }) => {
      await store.markRead(context.db, staff.id, body.ids, context.clock());
      return { unread: await store.countUnread(context.db, staff.id) };
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/notifications/preferences',
      summary: 'How one is told of each event',
      access: 'staff',
      answer: notificationChoicesSchema,
    },
    ({ context, staff }) => choicesOf(context, staff),
  ),
  defineRoute(
    {
      method: 'put',
      path: '/notifications/preferences',
      summary: 'Choose how one is told; what is not named follows the defaults',
      access: 'staff',
      body: notificationPreferencesSchema,
      answer: notificationChoicesSchema,
    },
    async ({ context, staff, body }) => {
      await store.storePreferences(context.db, staff.id, body);
      return await choicesOf(context, staff);
    },
  ),
];

async function choicesOf({ db }: Context, staff: Staff): Promise<NotificationChoices> {
  const preferences = preferencesOf(await store.readPreferences(db, staff.id));
  const { digestAt } = institutionSettingsSchema.parse(await store.settingsOf(db, staff.institution.id));
  return {
    digest: preferences.digest,
    digestAt,
    timeZone: staff.institution.timeZone,
    events: optionalEvents.map((event) => ({
      event,
      actionNeeded: definitionOf(event).actionNeeded,
      ...choiceOf(event, preferences),
      changed: preferences.events[event] !== undefined,
    })),
  };
}
