/** The audit log as administrators read it: pages, filters, the chain's verdict, export. */
import { z } from 'zod';
import { dateSchema, instantSchema } from './text.ts';

// GET /api/audit (AuditQuery) → AuditPage, newest first · GET /api/audit/export (AuditQuery) → CSV · GET /api/audit/verification → ChainVerdict
export const auditFilterSchema = z.object({
  /** A request's number or any row's id. */
  subject: z.string().trim().max(60).optional(),
  actorId: z.uuid().optional(),
  /** The beginning of an action's name: `request.`, `staff.created`. */
  action: z
    .string()
    .trim()
    .regex(/^[a-z.-]{1,60}$/, 'key')
    .optional(),
  /** Dates on the institution's clocks, both included. */
  from: dateSchema.optional(),
  to: dateSchema.optional(),
});
export const auditQuerySchema = auditFilterSchema.extend({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;
export const auditEntrySchema = z.object({
  seq: z.int(),
  at: instantSchema,
  /** Null when the installation itself acted. */
  actor: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  action: z.string(),
  entityId: z.uuid(),
  /** Number of the request, name of the person or title of the position it is about, where there is one. */
  entityName: z.string().nullable(),
  data: z.record(z.string(), z.json()),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
export const auditPageSchema = z.object({
  items: z.array(auditEntrySchema),
  total: z.int(),
  page: z.int(),
  pageSize: z.int(),
  /** Actions that occur, for the filter. */
  actions: z.array(z.string()),
});
export type AuditPage = z.infer<typeof auditPageSchema>;
export const chainVerdictSchema = z.object({
  entries: z.int(),
  /** Hash of the newest entry; whoever writes it down can prove later that nothing before it changed. */
  headHash: z.string().nullable(),
  /** The first entry that is not as it was written: missing, unlinked or changed. */
  broken: z.object({ seq: z.int(), reason: z.enum(['gap', 'link', 'hash']) }).nullable(),
});
export type ChainVerdict = z.infer<typeof chainVerdictSchema>;
