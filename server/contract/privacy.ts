/** Personal data: what is stored about one person, and its erasure. A person is a staff member or somebody outside, known by mail address. */
import { z } from 'zod';
import { instantSchema, lineSchema } from './text.ts';

// GET /api/account/data → PersonalData · GET /api/people/:id/data → PersonalData · POST /api/contacts/data (ContactQuery) → PersonalData
export const contactQuerySchema = z.strictObject({ email: z.email().max(200) });
export const personalDataSchema = z.object({
  exportedAt: instantSchema,
  institution: z.string(),
  subject: z.object({ kind: z.enum(['staff', 'contact']), email: z.string() }),
  /** Rows by table, each with the columns that are about the person. */
  records: z.record(z.string(), z.array(z.record(z.string(), z.json()))),
});
export type PersonalData = z.infer<typeof personalDataSchema>;

// POST /api/people/:id/anonymisation (Erasure) → ErasureResult · POST /api/contacts/anonymisation (ContactErasure) → ErasureResult
export const erasureSchema = z.strictObject({ reason: lineSchema(500) });
export const contactErasureSchema = erasureSchema.extend({ email: z.email().max(200) });
/** How many rows were changed; entries of the audit log carry only ids and stay. */
export const erasureResultSchema = z.object({ changed: z.record(z.string(), z.int()) });
export type ErasureResult = z.infer<typeof erasureResultSchema>;
