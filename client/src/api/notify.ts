/** Notifications, preferences, the outbox, mail texts and calendar feeds: one typed function a route. */
import type { NotificationEvent, notificationPreferencesSchema } from '@sambung/contract/notify';
import type {
  Feed,
  FeedInput,
  MailPreview,
  MailSettings,
  MailTest,
  MailText,
  MailTextInput,
  NewFeed,
  NotificationChoices,
  NotificationPage,
  OutboxDetail,
  OutboxMessage,
  OutboxPage,
} from '@sambung/contract/outbox';
import type { Language } from '@sambung/contract/problem';
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { call } from './http.ts';

export type NotificationPreferencesInput = z.input<typeof notificationPreferencesSchema>;
export type OutboxState = OutboxMessage['state'];

/** How often the bell asks by itself; shorter shows news sooner, longer spares the server. */
const refreshMs = 15_000;

export const getNotifications = (before?: string) =>
  call<NotificationPage>('GET', `/api/notifications${before === undefined ? '' : `?before=${before}`}`);
/** All of them when none is named. */
export const markRead = (ids?: readonly string[]) =>
  call<{ unread: number }>('POST', '/api/notifications/read', ids === undefined ? {} : { ids });
export const putChoices = (input: NotificationPreferencesInput) =>
  call<NotificationChoices>('PUT', '/api/notifications/preferences', input);
export const getOutboxMessage = (id: string) => call<OutboxDetail>('GET', `/api/outbox/${encodeURIComponent(id)}`);
export const resend = (id: string) => call<OutboxMessage>('POST', `/api/outbox/${encodeURIComponent(id)}/resend`, {});
export const sendTestMail = () => call<MailTest>('POST', '/api/mail-settings/test', {});
const textPath = (event: NotificationEvent, language: Language) => `/api/mail-texts/${event}/${language}`;
export const putMailText = (event: NotificationEvent, language: Language, input: MailTextInput) =>
  call<MailText>('PUT', textPath(event, language), input);
export const deleteMailText = (event: NotificationEvent, language: Language) =>
  call<MailText>('DELETE', textPath(event, language));
export const previewMailText = (event: NotificationEvent, language: Language, input: MailTextInput) =>
  call<MailPreview>('POST', `${textPath(event, language)}/preview`, input);
export const postFeed = (input: FeedInput) => call<NewFeed>('POST', '/api/feeds', input);
export const deleteFeed = (id: string) => call<undefined>('DELETE', `/api/feeds/${encodeURIComponent(id)}`);

export const unreadQuery = queryOptions({
  queryKey: ['notifications', 'unread'],
  queryFn: () => call<{ unread: number }>('GET', '/api/notifications/unread'),
  refetchInterval: refreshMs,
});
export const choicesQuery = queryOptions({
  queryKey: ['notifications', 'preferences'],
  queryFn: () => call<NotificationChoices>('GET', '/api/notifications/preferences'),
});
export const outboxQuery = (state: OutboxState | undefined, page: number) =>
  queryOptions({
    queryKey: ['outbox', state ?? 'all', page],
    queryFn: () => call<OutboxPage>('GET', `/api/outbox?page=${page}${state === undefined ? '' : `&state=${state}`}`),
    refetchInterval: refreshMs,
  });
export const mailSettingsQuery = queryOptions({
  queryKey: ['mail-settings'],
  queryFn: () => call<MailSettings>('GET', '/api/mail-settings'),
});
export const mailTextsQuery = queryOptions({
  queryKey: ['mail-texts'],
  queryFn: () => call<MailText[]>('GET', '/api/mail-texts'),
});
export const feedsQuery = queryOptions({ queryKey: ['feeds'], queryFn: () => call<Feed[]>('GET', '/api/feeds') });
