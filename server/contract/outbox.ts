/** What was told, on screen and by mail, and how one wants to be told: notifications, preferences, the outbox of mails, the institution's own mail texts, and calendar feeds. */
import { z } from 'zod';
import { mailModes, notificationEventSchema, optionalEvents, placeholderNames } from './notify.ts';
import { languageSchema } from './problem.ts';
import { clockTimeSchema, instantSchema, lineSchema } from './text.ts';

// GET /api/notifications/preferences → NotificationChoices · PUT (NotificationPreferences) → NotificationChoices
export const notificationChoicesSchema = z.object({
  digest: z.boolean(),
  /** When the institution's daily summary leaves, and in which zone. */
  digestAt: clockTimeSchema,
  timeZone: z.string(),
  events: z.array(
    z.object({
      event: z.enum(optionalEvents),
      actionNeeded: z.boolean(),
      mail: z.enum(mailModes),
      inApp: z.boolean(),
      changed: z.boolean(),
    }),
  ),
});
export type NotificationChoices = z.infer<typeof notificationChoicesSchema>;

// GET /api/notifications?before=… → NotificationPage, newest first
export const notificationSchema = z.object({
  id: z.uuid(),
  event: notificationEventSchema,
  actionNeeded: z.boolean(),
  /** In the reader's language; every time in it names its zone. */
  title: z.string(),
  text: z.string(),
  /** The page it is about, within this installation. */
  path: z.string().nullable(),
  createdAt: instantSchema,
  readAt: instantSchema.nullable(),
});
export type Notification = z.infer<typeof notificationSchema>;
export const notificationPageSchema = z.object({
  items: z.array(notificationSchema),
  unread: z.int(),
  /** Sent as `before` for the next page; null at the end. */
  next: z.uuid().nullable(),
});
export type NotificationPage = z.infer<typeof notificationPageSchema>;
export const notificationQuerySchema = z.object({ before: z.uuid().optional() });
// GET /api/notifications/unread → UnreadCount
export const unreadCountSchema = z.object({ unread: z.int() });
// POST /api/notifications/read (NotificationRead) → UnreadCount
export const notificationReadSchema = z.strictObject({
  /** Everything up to now when absent. */
  ids: z.array(z.uuid()).min(1).max(200).optional(),
});

/** `waiting` for its time, for the mail server or for one to be set; `failed` for good until somebody sends it again. */
export const outboxStates = ['waiting', 'sent', 'failed'] as const;
export const outboxMessageSchema = z.object({
  id: z.uuid(),
  event: notificationEventSchema,
  state: z.enum(outboxStates),
  recipient: z.string(),
  address: z.string(),
  subject: z.string(),
  createdAt: instantSchema,
  dueAt: instantSchema,
  sentAt: instantSchema.nullable(),
  attempts: z.int(),
  lastError: z.string().nullable(),
});
export type OutboxMessage = z.infer<typeof outboxMessageSchema>;
// GET /api/outbox?state=…&page=… → OutboxPage · POST /api/outbox/:id/resend → OutboxMessage
export const outboxQuerySchema = z.object({
  state: z.enum(outboxStates).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
});
export const outboxPageSchema = z.object({
  items: z.array(outboxMessageSchema),
  total: z.int(),
  page: z.int(),
  pageSize: z.int(),
  /** Whether a mail server is set; without one messages stay here to be read. */
  delivering: z.boolean(),
});
export type OutboxPage = z.infer<typeof outboxPageSchema>;
// GET /api/outbox/:id → OutboxDetail: the message as it is or would be sent. Links that open an account are left out.
export const outboxDetailSchema = outboxMessageSchema.extend({
  text: z.string(),
  hasInvitation: z.boolean(),
});
export type OutboxDetail = z.infer<typeof outboxDetailSchema>;

// GET /api/mail-settings → MailSettings · POST /api/mail-settings/test → MailTest: sends a mail to the one who asks
export const mailSettingsSchema = z.object({
  /** Whether a mail server is set (SMTP_URL). */
  delivering: z.boolean(),
  /** The address mails come from; null without a mail server. */
  from: z.string().nullable(),
});
export type MailSettings = z.infer<typeof mailSettingsSchema>;
/** `problem` is what the mail server said, null when it took the message. */
export const mailTestSchema = z.object({ sentTo: z.string(), problem: z.string().nullable() });
export type MailTest = z.infer<typeof mailTestSchema>;

// GET /api/mail-texts → MailText[] · PUT /api/mail-texts/:event/:language (MailTextInput) · DELETE → back to ours · POST …/preview → MailPreview
export const mailTextInputSchema = z.strictObject({ subject: lineSchema(200), body: lineSchema(10_000) });
export type MailTextInput = z.infer<typeof mailTextInputSchema>;
export const mailTextSchema = z.object({
  event: notificationEventSchema,
  language: languageSchema,
  subject: z.string(),
  body: z.string(),
  /** Whether these are the institution's own words. */
  own: z.boolean(),
  placeholders: z.array(z.enum(placeholderNames)),
  /** Placeholders without which the mail would be worthless. */
  needs: z.array(z.enum(placeholderNames)),
});
export type MailText = z.infer<typeof mailTextSchema>;
export const mailPreviewSchema = z.object({ subject: z.string(), text: z.string() });
export type MailPreview = z.infer<typeof mailPreviewSchema>;

// GET /api/feeds → Feed[] · POST /api/feeds (FeedInput) → 201 NewFeed · DELETE /api/feeds/:id
export const feedSchema = z.object({
  id: z.uuid(),
  kind: z.enum(['person', 'place']),
  subjectId: z.uuid(),
  subjectName: z.string(),
  createdByName: z.string(),
  createdAt: instantSchema,
});
export type Feed = z.infer<typeof feedSchema>;
export const feedInputSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person') }),
  z.strictObject({ kind: z.literal('place'), placeId: z.uuid() }),
]);
export type FeedInput = z.infer<typeof feedInputSchema>;
/** The address is told once: only its hash is kept. */
export const newFeedSchema = z.object({ feed: feedSchema, url: z.string() });
export type NewFeed = z.infer<typeof newFeedSchema>;
