/** Who may do what in a conference: roles, what the host has set, who waits at the door, what is written and shown. Shared by the socket and its pages. */
import { z } from 'zod';
import type { MediaSource } from './ortc.ts';

const id = z.uuid();

/** A host leads; a co-host may all but end the conference and touch hosts; a viewer sees and hears only. */
export const meetingRoles = ['host', 'co-host', 'participant', 'viewer'] as const;
export const meetingRoleSchema = z.enum(meetingRoles);
export type MeetingRole = z.infer<typeof meetingRoleSchema>;

/** Who leads, a host or a co-host. */
export const leads = (role: MeetingRole): boolean => role === 'host' || role === 'co-host';

/** What the host may leave to everybody or keep to those who lead. */
export const permissionNames = ['microphone', 'camera', 'screen', 'chat', 'name'] as const;
export type PermissionName = (typeof permissionNames)[number];
export const permissionSchema = z.enum(['everyone', 'leaders']);

/** What holds for the whole conference; kept over restarts. */
export const roomSettingsSchema = z.object({
  /** Whoever comes waits until somebody who leads lets them in, whichever way they came. */
  lobby: z.boolean(),
  /** Nobody comes in any more, and nobody waits; who was in may come back. */
  locked: z.boolean(),
  permissions: z.object({
    microphone: permissionSchema,
    camera: permissionSchema,
    screen: permissionSchema,
    chat: permissionSchema,
    /** To be called something else than when one came. */
    name: permissionSchema,
  }),
  /** Whom everybody sees large; null: whoever speaks. */
  spotlightId: id.nullable(),
});
export type RoomSettings = z.infer<typeof roomSettingsSchema>;
export const initialSettings: RoomSettings = {
  lobby: false,
  locked: false,
  permissions: { microphone: 'everyone', camera: 'everyone', screen: 'everyone', chat: 'everyone', name: 'everyone' },
  spotlightId: null,
};
/** What of the settings is to change. */
export const settingsChangeSchema = z.object({
  lobby: z.boolean().optional(),
  locked: z.boolean().optional(),
  permissions: roomSettingsSchema.shape.permissions.partial().optional(),
  spotlightId: id.nullable().optional(),
});
export type SettingsChange = z.infer<typeof settingsChangeSchema>;

export const displayNameSchema = z.string().trim().min(1).max(80);

/** Somebody at the door. */
export const waitingGuestSchema = z.object({
  waitingId: id,
  displayName: z.string(),
  /** Signed in as staff of the institution: the name is known to be right. */
  verified: z.boolean(),
  waitingSince: z.iso.datetime(),
});
export type WaitingGuest = z.infer<typeof waitingGuestSchema>;

export const reactions = ['applause', 'agree', 'disagree', 'heart', 'laugh', 'surprise'] as const;
export const reactionSchema = z.enum(reactions);
export type Reaction = z.infer<typeof reactionSchema>;

/** To whom something is written. */
export const chatTargetSchema = z.discriminatedUnion('to', [
  z.object({ to: z.literal('everyone') }),
  z.object({ to: z.literal('leaders') }),
  z.object({ to: z.literal('one'), participantId: id }),
]);
export type ChatTarget = z.infer<typeof chatTargetSchema>;
/** Longer is a document. */
export const chatTextSchema = z.string().trim().min(1).max(2_000);
/** Largest file in the chat. Higher fills the disk and weak lines sooner, lower refuses photographs of documents. */
export const chatFileLimitBytes = 10_000_000;
/** Of a message that is a file; its content is at `/api/access/:code/files/:messageId`. */
export const chatFileSchema = z.object({ name: z.string(), mediaType: z.string(), sizeBytes: z.int() });
export type ChatFile = z.infer<typeof chatFileSchema>;
export const chatMessageSchema = z.object({
  messageId: id,
  from: z.object({ participantId: id, displayName: z.string() }),
  target: chatTargetSchema,
  /** The name of the one it was written to, as it was then. */
  targetName: z.string().nullable(),
  /** Empty where it is a file. */
  text: z.string(),
  file: chatFileSchema.nullable(),
  saidAt: z.iso.datetime(),
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;

const permissionOf: Record<MediaSource, PermissionName> = {
  microphone: 'microphone',
  camera: 'camera',
  screen: 'screen',
  'screen-audio': 'screen',
};

const isAllowed = (role: MeetingRole, name: PermissionName, { permissions }: Pick<RoomSettings, 'permissions'>) =>
  leads(role) || (role !== 'viewer' && permissions[name] === 'everyone');

/** Whether somebody may be seen or heard by this source. */
export const maySend = (role: MeetingRole, source: MediaSource, settings: Pick<RoomSettings, 'permissions'>): boolean =>
  isAllowed(role, permissionOf[source], settings);

/** Whether somebody may change their own name. Staff of the institution keep that of their account, whatever they do here. */
export const mayRenameSelf = (
  { role, verified }: { role: MeetingRole; verified: boolean },
  settings: Pick<RoomSettings, 'permissions'>,
): boolean => !verified && isAllowed(role, 'name', settings);

/** Those who lead can always be written to: whoever needs help has to reach somebody. */
export const mayWrite = (
  role: MeetingRole,
  { to }: Pick<ChatTarget, 'to'>,
  settings: Pick<RoomSettings, 'permissions'>,
): boolean => to === 'leaders' || leads(role) || settings.permissions.chat === 'everyone';
