/** Requests (cases): drafts, filing, their steps and decisions, what a page shows of them. */
import { z } from 'zod';
import { deviationSchema } from './deviation.ts';
import { fieldValuesSchema } from './form.ts';
import { readinessSchema } from './readiness.ts';
import { intakeChannels, stepDecisions, stepKinds } from './sop.ts';
import { testCallSummarySchema } from './test-run.ts';
import { bilingualSchema, instantSchema, keySchema, lineSchema } from './text.ts';

/** How a request arrived. */
export const channels = intakeChannels;
export type Channel = (typeof channels)[number];

/**
 * `disposition` carries the number of the disposition step it stands at; `rescheduled` is a disposition again after a change of time or place.
 * Final: `archived`, `rejected`, `cancelled`, `no-show`.
 */
export const requestStates = [
  'draft',
  'submitted',
  'returned',
  'waitlisted',
  'disposition',
  'rescheduled',
  'assigned',
  'survey',
  'test',
  'ready',
  'ongoing',
  'finished',
  'reported',
  'archived',
  'rejected',
  'cancelled',
  'no-show',
] as const;
export type RequestState = (typeof requestStates)[number];

/** Who asks, as registered; for requests filed on somebody's behalf the person need not have an account. */
export const applicantSchema = z.object({ name: z.string(), unit: z.string(), email: z.string(), phone: z.string() });
export type Applicant = z.infer<typeof applicantSchema>;

/** Nature of a disposition (sifat). */
export const natures = ['biasa', 'segera', 'penting', 'rahasia'] as const;
export type Nature = (typeof natures)[number];

const personNameSchema = z.object({ id: z.uuid(), name: z.string() });

/** A step of a case as its page shows it. `dueAt` is what the clock says now; null where the procedure names no time. */
export const caseStepSchema = z.object({
  id: z.uuid(),
  key: keySchema,
  number: z.string().nullable(),
  name: bilingualSchema,
  kind: z.enum(stepKinds),
  position: z.object({ key: z.string(), title: z.string() }),
  state: z.enum(['waiting', 'active', 'done', 'skipped', 'void']),
  /** Grows with every failed attempt and every return to it. */
  round: z.int(),
  startedAt: instantSchema.nullable(),
  dueAt: instantSchema.nullable(),
  finishedAt: instantSchema.nullable(),
  /** Working minutes used and allowed; null without a time standard. */
  clock: z
    .object({ usedMinutes: z.number(), allowedMinutes: z.number(), paused: z.boolean(), late: z.boolean() })
    .nullable(),
  decision: z.enum(stepDecisions).nullable(),
  decidedBy: personNameSchema.nullable(),
  /** "Plt. Kepala Dinas", or null when decided in one's own position. */
  actingAs: z.string().nullable(),
  instruction: z.string().nullable(),
  nature: z.enum(natures).nullable(),
  deadlineAt: instantSchema.nullable(),
  note: z.string().nullable(),
  agendaNumber: z.string().nullable(),
  assignees: z.array(personNameSchema),
  /** Answers of the step's form. */
  values: fieldValuesSchema,
  checklist: z.array(
    z.object({
      key: keySchema,
      name: bilingualSchema,
      state: z.enum(['open', 'ready', 'broken', 'absent']),
      note: z.string(),
    }),
  ),
  /** Documents the step asks for and whether they are there. */
  requires: z.array(
    z.object({ document: keySchema, name: bilingualSchema, required: z.boolean(), present: z.boolean() }),
  ),
  output: bilingualSchema,
  decisions: z.array(z.enum(stepDecisions)),
  /** What the reader may decide on it now. */
  may: z.array(z.enum(stepDecisions)),
});
export type CaseStep = z.infer<typeof caseStepSchema>;

export const caseDocumentSchema = z.object({
  id: z.uuid(),
  /** The document's kind: a key of a step's `requires`, or `attachment`. */
  kind: z.string(),
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.int(),
  uploadedAt: instantSchema,
  uploadedByName: z.string(),
});
export type CaseDocument = z.infer<typeof caseDocumentSchema>;

export const holdKinds = ['setup', 'test', 'pre-test', 'event', 'blackout'] as const;
export const caseHoldSchema = z.object({
  id: z.uuid(),
  kind: z.enum(holdKinds),
  resource: z.object({ id: z.uuid(), kind: z.enum(['place', 'person', 'equipment']), name: z.string() }),
  startsAt: instantSchema,
  endsAt: instantSchema,
});
export type CaseHold = z.infer<typeof caseHoldSchema>;

export const testLeftOutSchema = z.object({ reason: z.string(), byName: z.string(), at: instantSchema });
export type TestLeftOut = z.infer<typeof testLeftOutSchema>;

const placeNameSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  location: z.string(),
  capacity: z.int(),
  timeZone: z.string(),
});

export const caseSummarySchema = z.object({
  id: z.uuid(),
  /** `2026-000012`; null while it is a draft. */
  number: z.string().nullable(),
  title: z.string(),
  sop: z.object({ id: z.uuid(), code: z.string(), version: z.int(), name: bilingualSchema }),
  state: z.enum(requestStates),
  /** 1, 2, … while at a disposition. */
  dispositionLevel: z.int().nullable(),
  channel: z.enum(channels),
  applicant: applicantSchema,
  requesterId: z.uuid().nullable(),
  place: placeNameSchema.nullable(),
  /** Of a request without a fixed place. */
  venue: z.string().nullable(),
  /** Null only in a draft. */
  startsAt: instantSchema.nullable(),
  endsAt: instantSchema.nullable(),
  timeZone: z.string(),
  participantCount: z.int().nullable(),
  /** Receipt of the complete request: the place in the queue. */
  receivedAt: instantSchema.nullable(),
  updatedAt: instantSchema,
  simulated: z.boolean(),
  /** Steps that are open now, with their clocks. */
  open: z.array(
    z.object({
      key: keySchema,
      name: bilingualSchema,
      position: z.string(),
      dueAt: instantSchema.nullable(),
      late: z.boolean(),
    }),
  ),
});
export type CaseSummary = z.infer<typeof caseSummarySchema>;

export const caseDetailSchema = caseSummarySchema.extend({
  /** Sent back with every change; an older one is refused with `state-conflict`. */
  version: z.int(),
  values: fieldValuesSchema,
  /** The newest round of every step that has begun. */
  steps: z.array(caseStepSchema),
  /** Decided rounds that newer ones came after: returns, failed attempts, what was done before a change of time. */
  earlierRounds: z.array(caseStepSchema),
  documents: z.array(caseDocumentSchema),
  deviations: z.array(deviationSchema),
  holds: z.array(caseHoldSchema),
  readiness: readinessSchema.nullable(),
  /** Why it was returned, rejected or cancelled, and by whom. */
  reason: z
    .object({ text: z.string(), byName: z.string(), at: instantSchema, graceEndsAt: instantSchema.nullable() })
    .nullable(),
  meeting: z
    .object({ code: z.string(), password: z.string(), inviteUrl: z.string(), hostUrl: z.string().nullable() })
    .nullable(),
  /** Oldest first. */
  testCalls: z.array(testCallSummarySchema),
  /** The last time somebody asked to let in what is late or out of hours, and whether it was granted. */
  override: z.object({ reason: z.string(), byName: z.string(), at: instantSchema, granted: z.boolean() }).nullable(),
  offers: z.array(
    z.object({
      id: z.uuid(),
      startsAt: instantSchema,
      endsAt: instantSchema,
      /** Null for a venue of the applicant's. */
      placeId: z.uuid().nullable(),
      expiresAt: instantSchema,
    }),
  ),
  warnings: z.array(bilingualSchema),
  /** The test call that the procedure suggests is not held; null: it is. */
  testLeftOut: testLeftOutSchema.nullable(),
  may: z.object({
    edit: z.boolean(),
    submit: z.boolean(),
    cancel: z.boolean(),
    change: z.boolean(),
    markNoShow: z.boolean(),
    attach: z.boolean(),
    openTestCall: z.boolean(),
    leaveTestOut: z.boolean(),
    overrideLeadTime: z.boolean(),
  }),
});
export type CaseDetail = z.infer<typeof caseDetailSchema>;

// GET /api/requests?view=own|office&state=…&q=…&page=… → CasePage
export const casePageSchema = z.object({
  items: z.array(caseSummarySchema),
  total: z.int(),
  page: z.int(),
  pageSize: z.int(),
});
export const caseQuerySchema = z.object({
  view: z.enum(['own', 'office']).default('own'),
  state: z.enum(requestStates).optional(),
  q: z.string().trim().max(100).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
});

// POST /api/requests (CaseCreation) → 201 CaseDetail: a draft
export const caseCreationSchema = z.strictObject({
  sopVersionId: z.uuid(),
  channel: z.enum(channels).default('web'),
  values: fieldValuesSchema.default({}),
  /** Only from staff who register for somebody else: when the letter came in (UNSRI-95). Entered once. */
  receivedAt: instantSchema.optional(),
});
// PATCH /api/requests/:id (CaseEdit) → CaseDetail: while it is a draft or returned; values that are given replace those that are stored
export const caseEditSchema = z.strictObject({
  version: z.int(),
  values: fieldValuesSchema,
  receivedAt: instantSchema.optional(),
});
// POST /api/requests/:id/submission (CaseSubmission) → CaseDetail, or 409 hold-conflict with alternatives, 422 lead-time, outside-working-hours
export const caseSubmissionSchema = z.strictObject({
  version: z.int(),
  /** Waits for the slot instead of choosing another. */
  waitlist: z.boolean().default(false),
  /** By whoever may let a late request in. */
  overrideReason: lineSchema(2_000).optional(),
});
// POST /api/requests/:id/steps/:stepId/decision (CaseDecision) → CaseDetail
export const caseDecisionSchema = z.strictObject({
  version: z.int(),
  decision: z.enum(stepDecisions),
  /** Required for return, reject and fail. */
  reason: lineSchema(2_000).optional(),
  instruction: z.string().trim().max(2_000).optional(),
  nature: z.enum(natures).optional(),
  deadlineAt: instantSchema.optional(),
  note: z.string().trim().max(2_000).optional(),
  agendaNumber: z.string().trim().max(60).optional(),
  assigneeIds: z.array(z.uuid()).max(20).optional(),
  /** For a late request that its officer lets in. */
  overrideReason: lineSchema(2_000).optional(),
});
export type CaseDecision = z.infer<typeof caseDecisionSchema>;
// PATCH /api/requests/:id/steps/:stepId (StepWork) → CaseDetail: form answers and checklist while the step is open
export const stepWorkSchema = z.strictObject({
  version: z.int(),
  values: fieldValuesSchema.optional(),
  checklist: z
    .record(
      keySchema,
      z.strictObject({
        state: z.enum(['open', 'ready', 'broken', 'absent']),
        note: z.string().trim().max(500).default(''),
      }),
    )
    .optional(),
});
// POST /api/requests/:id/cancellation (CaseReason) · POST /api/requests/:id/no-show (CaseReason) → CaseDetail
export const caseReasonSchema = z.strictObject({ version: z.int(), reason: lineSchema(2_000) });
// POST /api/requests/:id/change (CaseChange) → CaseDetail: another time or place after filing
export const caseChangeSchema = z.strictObject({
  version: z.int(),
  startsAt: instantSchema,
  endsAt: instantSchema,
  placeId: z.uuid().optional(),
  reason: lineSchema(2_000),
  overrideReason: lineSchema(2_000).optional(),
});
// POST /api/requests/:id/offers/:offerId/acceptance (CaseVersion) → CaseDetail
export const caseVersionSchema = z.strictObject({ version: z.int() });
