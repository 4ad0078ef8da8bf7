/** What was written to everybody in a conference, as it is kept with the case. Private messages and those to the hosts are not in it. */
import { z } from 'zod';
import { languageSchema } from './problem.ts';
import { reportFormats } from './report.ts';
import { instantSchema } from './text.ts';

export const transcriptLineSchema = z.object({
  messageId: z.uuid(),
  /** As they were called then. */
  displayName: z.string(),
  text: z.string(),
  /** Of a message that is a file. */
  fileName: z.string().nullable(),
  saidAt: instantSchema,
});
export type TranscriptLine = z.infer<typeof transcriptLineSchema>;

// GET /api/requests/:id/transcript → Transcript; oldest first
export const transcriptSchema = z.object({ lines: z.array(transcriptLineSchema) });
export type Transcript = z.infer<typeof transcriptSchema>;

// GET /api/requests/:id/transcript/file?format=pdf|xlsx|csv&language=id|en → file
export const transcriptFileQuerySchema = z.object({
  format: z.enum(reportFormats),
  language: languageSchema.default('id'),
});
