/** Deviations from the quality standard, and their explanation. */
import { z } from 'zod';
import { bilingualSchema, instantSchema, lineSchema } from './text.ts';

/** A thing that went otherwise than the quality standard says (penyimpangan, UNSRI-41): it must be explained by whoever is responsible. */
export const deviationSchema = z.object({
  id: z.uuid(),
  kind: z.enum(['time', 'lead-time', 'equipment', 'output', 'working-hours', 'test-slot', 'recording']),
  stepKey: z.string().nullable(),
  responsible: z.string(),
  noticedAt: instantSchema,
  detail: bilingualSchema,
  explanation: z.string().nullable(),
  explainedByName: z.string().nullable(),
  explainedAt: instantSchema.nullable(),
  mayExplain: z.boolean(),
});
export type Deviation = z.infer<typeof deviationSchema>;

// POST /api/requests/:id/deviations/:deviationId/explanation (Explanation) → CaseDetail
export const explanationSchema = z.strictObject({ explanation: lineSchema(4_000) });
