/** Who was in a conference: computed from append-only events, every coming and going with its time. */
import { z } from 'zod';
import { sideSchema } from './http.ts';
import { languageSchema } from './problem.ts';
import { reportFormats } from './report.ts';
import { instantSchema } from './text.ts';

/** One stretch in which somebody was there; `leftAt` is null while they are. */
export const staySchema = z.object({ joinedAt: instantSchema, leftAt: instantSchema.nullable() });
export type Stay = z.infer<typeof staySchema>;

/** A participant: whoever opened the door once, however often they came back. Who opened it again on another device is another. */
export const attendeeSchema = z.object({
  participantId: z.uuid(),
  /** As they gave it last, or a host. */
  displayName: z.string(),
  /** What they were called before, in that order. */
  earlierNames: z.array(z.string()),
  side: sideSchema.nullable(),
  /** At least one, in their order. */
  stays: z.array(staySchema),
  /** Of all stays together, the running one up to now. */
  totalSeconds: z.int().min(0),
});
export type Attendee = z.infer<typeof attendeeSchema>;

// GET /api/requests/:id/attendance → Attendance; in the order in which people came
export const attendanceSchema = z.object({ attendees: z.array(attendeeSchema) });
export type Attendance = z.infer<typeof attendanceSchema>;

// GET /api/requests/:id/attendance/file?format=pdf|xlsx|csv&language=id|en → file
export const attendanceFileQuerySchema = z.object({
  format: z.enum(reportFormats),
  language: languageSchema.default('id'),
});
