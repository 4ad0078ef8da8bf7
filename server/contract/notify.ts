/** What people are told: the closed list of events with who is told and how, notifications on screen, the outbox, mail texts, preferences and calendar feeds. */
import { z } from 'zod';
import { languageSchema } from './problem.ts';
import { natures } from './request.ts';
import { bilingualSchema, clockTimeSchema, instantSchema, lineSchema, timeZoneSchema } from './text.ts';

/**
 * People of a case who can be told without naming them: `requester` (the account), `applicant` (the address in the form), `host` and `audience` (addresses
 * of the two sides in the form), `assignees` (staff put on its steps), `technicians` (whoever has that role now).
 */
export const caseParties = ['requester', 'applicant', 'host', 'audience', 'assignees', 'technicians'] as const;
export type CaseParty = (typeof caseParties)[number];

/** `at-once` leaves with the change, `digest` waits for the daily summary, `off` is no mail. */
export const mailModes = ['at-once', 'digest', 'off'] as const;
export type MailMode = (typeof mailModes)[number];

interface EventDefinition {
  /** Somebody has to do something: mailed at once by default, marked on screen. */
  readonly actionNeeded: boolean;
  /** Who is told when the teller names nobody. */
  readonly told: readonly CaseParty[];
  readonly mail: MailMode;
  readonly inApp: boolean;
  /** Cannot be turned off or put into the digest. */
  readonly fixed?: true;
  /** What its text may say beyond `commonPlaceholders`. */
  readonly placeholders: readonly string[];
  /** A text without these would be worthless. */
  readonly needs?: readonly string[];
}

const everybody: readonly CaseParty[] = ['requester', 'applicant', 'host', 'audience', 'assignees'];
const asking: readonly CaseParty[] = ['requester', 'applicant'];

/** Every event there is. Information that asks for nothing waits for the digest or stays on screen (B-07). */
export const notificationEvents = {
  'request-submitted': { actionNeeded: false, told: asking, mail: 'at-once', inApp: true, placeholders: ['by'] },
  'request-returned': {
    actionNeeded: true,
    told: asking,
    mail: 'at-once',
    inApp: true,
    placeholders: ['reason', 'by', 'due'],
  },
  'request-rejected': {
    actionNeeded: false,
    told: asking,
    mail: 'at-once',
    inApp: true,
    placeholders: ['reason', 'by'],
  },
  'request-cancelled': {
    actionNeeded: false,
    told: everybody,
    mail: 'at-once',
    inApp: true,
    placeholders: ['reason', 'by'],
  },
  'request-approved': {
    actionNeeded: false,
    told: everybody,
    mail: 'at-once',
    inApp: true,
    placeholders: ['by', 'note'],
  },
  disposed: {
    actionNeeded: true,
    told: [],
    mail: 'at-once',
    inApp: true,
    placeholders: ['step', 'due', 'instruction', 'nature', 'by'],
  },
  assigned: {
    actionNeeded: true,
    told: ['assignees'],
    mail: 'at-once',
    inApp: true,
    placeholders: ['step', 'due', 'instruction', 'nature', 'by'],
  },
  'test-scheduled': {
    actionNeeded: false,
    told: everybody,
    mail: 'at-once',
    inApp: true,
    placeholders: ['test-when', 'by'],
  },
  'test-result': {
    actionNeeded: false,
    told: ['requester', 'applicant', 'assignees'],
    mail: 'at-once',
    inApp: true,
    placeholders: ['result', 'note', 'by'],
  },
  'address-changed': {
    actionNeeded: true,
    told: ['technicians'],
    mail: 'at-once',
    inApp: true,
    placeholders: ['site', 'old-address', 'new-address', 'note', 'by'],
  },
  reminder: { actionNeeded: false, told: everybody, mail: 'at-once', inApp: true, placeholders: ['before'] },
  'clock-reminder': {
    actionNeeded: true,
    told: ['assignees'],
    mail: 'at-once',
    inApp: true,
    placeholders: ['step', 'due', 'percent'],
  },
  'clock-breach': {
    actionNeeded: true,
    told: ['assignees'],
    mail: 'at-once',
    inApp: true,
    placeholders: ['step', 'due', 'responsible'],
  },
  started: { actionNeeded: false, told: ['requester', 'assignees'], mail: 'off', inApp: true, placeholders: [] },
  ended: { actionNeeded: false, told: ['requester', 'assignees'], mail: 'off', inApp: true, placeholders: [] },
  'report-due': {
    actionNeeded: true,
    told: ['assignees'],
    mail: 'at-once',
    inApp: true,
    placeholders: ['step', 'due'],
  },
  archived: { actionNeeded: false, told: ['requester'], mail: 'digest', inApp: true, placeholders: [] },
  'slot-offered': {
    actionNeeded: true,
    told: asking,
    mail: 'at-once',
    inApp: true,
    placeholders: ['new-when', 'new-place', 'expires'],
  },
  waitlisted: { actionNeeded: false, told: asking, mail: 'at-once', inApp: true, placeholders: ['note'] },
  'profile-invitation': {
    actionNeeded: true,
    told: [],
    mail: 'at-once',
    inApp: true,
    placeholders: ['expires', 'note', 'by'],
    needs: ['link'],
  },
  'change-requested': {
    actionNeeded: true,
    told: [],
    mail: 'at-once',
    inApp: true,
    placeholders: ['new-when', 'new-place', 'reason', 'step', 'due', 'by'],
  },
  'no-show': { actionNeeded: false, told: asking, mail: 'at-once', inApp: true, placeholders: ['reason', 'by'] },
  'meeting-shared': {
    actionNeeded: false,
    told: ['requester', 'applicant', 'host', 'audience'],
    mail: 'at-once',
    inApp: true,
    placeholders: ['code', 'password'],
    needs: ['link', 'code', 'password'],
  },
  'password-reset': {
    actionNeeded: true,
    told: [],
    mail: 'at-once',
    inApp: false,
    fixed: true,
    placeholders: ['expires'],
    needs: ['link'],
  },
  'account-created': {
    actionNeeded: true,
    told: [],
    mail: 'at-once',
    inApp: false,
    fixed: true,
    placeholders: ['expires', 'by'],
    needs: ['link'],
  },
  digest: {
    actionNeeded: false,
    told: [],
    mail: 'at-once',
    inApp: false,
    fixed: true,
    placeholders: ['date', 'tasks', 'late', 'task-list', 'conferences', 'news'],
  },
} as const satisfies Record<string, EventDefinition>;

export type NotificationEvent = keyof typeof notificationEvents;
export const notificationEventNames = Object.keys(notificationEvents) as [NotificationEvent, ...NotificationEvent[]];
export const notificationEventSchema = z.enum(notificationEventNames);
/** The definition with its general type. */
export function definitionOf(event: NotificationEvent): EventDefinition {
  return notificationEvents[event];
}
/** Events that a person may turn off, put into the digest or have at once. */
export const optionalEvents = notificationEventNames.filter((event) => definitionOf(event).fixed === undefined) as [
  NotificationEvent,
  ...NotificationEvent[],
];

/** What every text may say: facts of the case, of the reader and of the institution. */
export const commonPlaceholders = ['recipient', 'institution', 'number', 'title', 'when', 'place', 'applicant', 'link'];
export function placeholdersOf(event: NotificationEvent): readonly string[] {
  return [...commonPlaceholders, ...definitionOf(event).placeholders];
}

/** What the teller knows beyond the case itself (whose number, title, time and place are read from its row). */
export const notificationDataSchema = z.strictObject({
  step: bilingualSchema.optional(),
  dueAt: instantSchema.optional(),
  reason: z.string().optional(),
  instruction: z.string().optional(),
  nature: z.enum(natures).optional(),
  /** Who did it, with the capacity: "Siti (Plt. Kepala Dinas)". */
  by: z.string().optional(),
  note: z.string().optional(),
  /** Share of the time standard that is used. */
  percent: z.int().optional(),
  /** The position that answers for a breach. */
  responsible: z.string().optional(),
  /** Minutes before the event that a reminder is about. */
  minutesBefore: z.int().optional(),
  test: z
    .strictObject({ startsAt: instantSchema, endsAt: instantSchema, timeZone: timeZoneSchema.optional() })
    .optional(),
  certified: z.boolean().optional(),
  site: z.string().optional(),
  oldAddress: z.string().optional(),
  newAddress: z.string().optional(),
  expiresAt: instantSchema.optional(),
  /** Another time or place: wanted by a change, or offered from the waiting list. */
  proposed: z.strictObject({ startsAt: instantSchema, endsAt: instantSchema, place: z.string().optional() }).optional(),
  /** A page of this installation that is not the case's own, `/tasks`. */
  path: z.string().startsWith('/').optional(),
  /** Secrets, each sealed with the installation's key (`context.seal`): never readable in the row, opened when the mail is made. */
  sealed: z
    .strictObject({ link: z.string().optional(), code: z.string().optional(), password: z.string().optional() })
    .optional(),
});
export type NotificationData = z.input<typeof notificationDataSchema>;

/** `Staff.preferences`: what differs from the defaults of the events. */
export const notificationPreferencesSchema = z.object({
  digest: z.boolean().default(true),
  events: z
    .partialRecord(z.enum(optionalEvents), z.strictObject({ mail: z.enum(mailModes), inApp: z.boolean() }))
    .default({}),
});
export type NotificationPreferences = z.infer<typeof notificationPreferencesSchema>;

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

// GET /api/mail-settings → MailSettings · PUT (MailSettingsInput) → MailSettings · POST /api/mail-settings/test → MailTest
export const mailSettingsSchema = z.object({
  delivering: z.boolean(),
  /** The sender's address; null without a mail server. */
  from: z.string().nullable(),
  digestAt: clockTimeSchema,
  timeZone: z.string(),
});
export type MailSettings = z.infer<typeof mailSettingsSchema>;
export const mailSettingsInputSchema = z.strictObject({
  digestAt: clockTimeSchema.refine((time) => time !== '24:00', 'clock-time'),
});
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
  placeholders: z.array(z.string()),
  needs: z.array(z.string()),
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
