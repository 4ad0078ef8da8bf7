/** How the participants' lines are: on their tiles, to technicians while meetings run, and as the history of a meeting. */
import { z } from 'zod';
import { sideSchema } from './http.ts';
import { instantSchema } from './text.ts';

/** `weak` is heard or seen now and then, `poor` keeps people from following. */
export const lineGrades = ['good', 'weak', 'poor'] as const;
export const lineGradeSchema = z.enum(lineGrades);
export type LineGrade = z.infer<typeof lineGradeSchema>;

/** Where the fault is: on the way to the server, on the way from it, or on both. */
export const lineLegs = ['up', 'down', 'both'] as const;
export type LineLeg = (typeof lineLegs)[number];

const share = z.number().min(0).max(1);

/** What makes a line weak: its worst numbers, null where nothing is known. */
const faultSchema = z.object({
  grade: z.enum(['weak', 'poor']),
  leg: z.enum(lineLegs),
  /** Of the packets, 0 … 1. */
  lossUp: share.nullable(),
  lossDown: share.nullable(),
  roundTripMs: z.int().min(0).nullable(),
});

/** Somebody whose line is not good now. */
export const suffererSchema = faultSchema.extend({
  participantId: z.uuid(),
  displayName: z.string(),
  side: sideSchema.nullable(),
  sinceAt: instantSchema,
  /** No media path at all: it is being looked for. */
  isCut: z.boolean(),
  /** Pictures and sound go over TCP, which waits for what was lost. */
  isOverTcp: z.boolean(),
});
export type Sufferer = z.infer<typeof suffererSchema>;

export const runningMeetingSchema = z.object({
  meetingId: z.uuid(),
  requestId: z.uuid(),
  title: z.string(),
  startsAt: instantSchema.nullable(),
  endsAt: instantSchema.nullable(),
  timeZone: z.string(),
  participantCount: z.int().min(1),
  /** Names of the technicians who were put on the case (UNSRI-29). */
  onDuty: z.array(z.string()),
  /** The worst first, and of those the one who suffers longest. */
  sufferers: z.array(suffererSchema),
});
export type RunningMeeting = z.infer<typeof runningMeetingSchema>;

// GET /api/running-meetings → RunningMeetings; most sufferers first
export const runningMeetingsSchema = z.object({ meetings: z.array(runningMeetingSchema) });
export type RunningMeetings = z.infer<typeof runningMeetingsSchema>;

/** A stretch in which somebody's line was not good, with the worst of it. */
export const lineSpellSchema = faultSchema.extend({
  displayName: z.string(),
  beganAt: instantSchema,
  lastAt: instantSchema,
});
export type LineSpell = z.infer<typeof lineSpellSchema>;

// GET /api/requests/:id/line-history → LineHistory; in the order in which they began
export const lineHistorySchema = z.object({ spells: z.array(lineSpellSchema) });
export type LineHistory = z.infer<typeof lineHistorySchema>;
