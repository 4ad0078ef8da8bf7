/** "Tugas saya": the open steps that wait for somebody, and deciding several at once. */
import { z } from 'zod';
import { natures } from './request.ts';
import { stepDecisions, stepKinds } from './sop.ts';
import { bilingualSchema, instantSchema } from './text.ts';

// GET /api/tasks → Task[]: "Tugas saya"
export const taskSchema = z.object({
  requestId: z.uuid(),
  stepId: z.uuid(),
  stepName: bilingualSchema,
  kind: z.enum(stepKinds),
  /** "a.n. Kepala Dinas" when it comes through a delegation. */
  actingAs: z.string().nullable(),
  number: z.string().nullable(),
  title: z.string(),
  applicantName: z.string(),
  startsAt: instantSchema.nullable(),
  timeZone: z.string(),
  startedAt: instantSchema.nullable(),
  dueAt: instantSchema.nullable(),
  late: z.boolean(),
  /** Share of the time standard used, 0 … ; null without one. */
  used: z.number().nullable(),
  may: z.array(z.enum(stepDecisions)),
  version: z.int(),
});
export type Task = z.infer<typeof taskSchema>;
// POST /api/tasks/decisions (BulkDecision) → one outcome each: what could be decided was
export const bulkDecisionSchema = z.strictObject({
  items: z
    .array(z.strictObject({ requestId: z.uuid(), stepId: z.uuid(), version: z.int() }))
    .min(1)
    .max(50),
  decision: z.enum(['approve', 'dispose', 'complete']),
  instruction: z.string().trim().max(2_000).optional(),
  nature: z.enum(natures).optional(),
});
export const bulkOutcomeSchema = z.object({
  outcomes: z.array(z.object({ requestId: z.uuid(), stepId: z.uuid(), problem: z.string().nullable() })),
});
