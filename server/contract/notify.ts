/** What people are told: the closed list of events with who is told and how, what the teller knows, and what a person may choose. */
import { z } from 'zod';
import { certificateEvents } from './notify-certificates.ts';
import { natures } from './request.ts';
import { bilingualSchema, instantSchema, timeZoneSchema } from './text.ts';

/**
 * People of a case who can be told without naming them: `requester` (the account), `applicant` (the address in the form), `host` and `audience` (addresses
 * of the two sides in the form), `assignees` (staff put on its steps), `technicians` (whoever has that role now).
 */
export const caseParties = ['requester', 'applicant', 'host', 'audience', 'assignees', 'technicians'] as const;
export type CaseParty = (typeof caseParties)[number];

/** `at-once` leaves with the change, `digest` waits for the daily summary, `off` is no mail. */
export const mailModes = ['at-once', 'digest', 'off'] as const;
export type MailMode = (typeof mailModes)[number];

/** Everything a mail's text can say, as `{{name}}`. */
export const placeholderNames = [
  'recipient',
  'institution',
  'number',
  'title',
  'when',
  'place',
  'applicant',
  'link',
  'by',
  'reason',
  'due',
  'note',
  'step',
  'instruction',
  'nature',
  'test-when',
  'result',
  'site',
  'old-address',
  'new-address',
  'before',
  'percent',
  'responsible',
  'new-when',
  'new-place',
  'expires',
  'code',
  'password',
  'date',
  'tasks',
  'late',
  'task-list',
  'conferences',
  'news',
  'proof-page',
  'cause',
] as const;
export type Placeholder = (typeof placeholderNames)[number];

interface EventDefinition {
  /** Somebody has to do something: mailed at once by default, marked on screen. */
  readonly actionNeeded: boolean;
  /** Who is told when the teller names nobody. */
  readonly told: readonly CaseParty[];
  readonly mail: MailMode;
  readonly inApp: boolean;
  /** Cannot be turned off or put into the digest. */
  readonly fixed?: true;
  /** News only for those sides, and an entry only in those calendars, that had been invited before. */
  readonly followsInvitation?: true;
  /** What its text may say beyond `commonPlaceholders`. */
  readonly placeholders: readonly Placeholder[];
  /** A text without these would be worthless. */
  readonly needs?: readonly Placeholder[];
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
    followsInvitation: true,
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
    placeholders: ['step', 'due', 'instruction', 'nature', 'reason', 'by'],
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
  ...certificateEvents,
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
    actionNeeded: false,
    told: everybody,
    mail: 'at-once',
    inApp: true,
    followsInvitation: true,
    placeholders: ['new-when', 'new-place', 'reason', 'by'],
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

/** What every text may say: facts of the reader, the institution and the case, the first of the names above. */
export const commonPlaceholders = placeholderNames.slice(0, placeholderNames.indexOf('by'));
export function placeholdersOf(event: NotificationEvent): readonly Placeholder[] {
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
  /** Why a certificate was suspended. */
  cause: bilingualSchema.optional(),
  /** A public page that anybody may open, `/c/…`. */
  publicPath: z.string().startsWith('/').optional(),
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
