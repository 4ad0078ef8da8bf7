/** Procedures as data: a standard operating procedure's document control, policies, forms and steps. A case keeps the version it began with. */
import { z } from 'zod';
import { durationSchema, weekHoursSchema } from './calendar.ts';
import { formSchema } from './form.ts';
import { roleSchema } from './http.ts';
import { bilingualSchema, keySchema, lineSchema } from './text.ts';

/** What a step is about; it decides the words of the case's status and what a form or button belongs to it. */
export const stepKinds = [
  'intake',
  'disposition',
  'assignment',
  'schedule',
  'host',
  'survey',
  'profile',
  'preparation',
  'test',
  'conduct',
  'report',
  'archive',
] as const;
export type StepKind = (typeof stepKinds)[number];

/**
 * `dispose` approves and hands on with an instruction; `approve` only approves; `complete` finishes work; `fail` keeps the step open for another attempt
 * (a failed test, an unfit place).
 */
export const stepDecisions = ['approve', 'dispose', 'assign', 'complete', 'fail', 'return', 'reject'] as const;
export type StepDecision = (typeof stepDecisions)[number];

/**
 * Where a time standard's clock starts. `event-start` counts backwards: due that long before the event. `setup-start` is the beginning of the setup
 * hold, or the step's own start where that is later: equipment is not put up weeks ahead because its request was.
 */
export const timeAnchors = ['step-start', 'setup-start', 'event-start', 'event-end', 'during-event'] as const;

/** Ways a request may arrive. */
export const intakeChannels = ['web', 'letter', 'email', 'phone', 'sms', 'walk-in'] as const;

export const stepSchema = z.strictObject({
  key: keySchema,
  /** The number of the printed table. */
  number: lineSchema(10).optional(),
  name: bilingualSchema,
  kind: z.enum(stepKinds),
  /** A key of `positions`, or `requester`. */
  position: z.union([z.literal('requester'), keySchema]),
  /** Kelengkapan. A required one blocks completion until it is attached or generated. */
  requires: z
    .array(
      z.strictObject({
        document: keySchema,
        name: bilingualSchema,
        required: z.boolean().default(true),
        /** The step whose output this document is: present once that step is done. Others are present once attached under `document`. */
        from: keySchema.optional(),
      }),
    )
    .default([]),
  /** Waktu of the mutu baku; null where the procedure names none. */
  time: z
    .strictObject({
      standard: durationSchema.nullable(),
      anchor: z.enum(timeAnchors),
      /** The printed standard where the clock runs otherwise (UNEJ-22); it counts in the sum that warns of a close event. */
      printed: durationSchema.optional(),
    })
    .nullable(),
  /** Whether a breach is a failure to be answered for, or only a warning. */
  breach: z.enum(['deviation', 'warning']).default('deviation'),
  output: bilingualSchema,
  decisions: z.array(z.enum(stepDecisions)).min(1),
  /** A key of `forms`, filled in while the step is open. */
  form: keySchema.optional(),
  /** What must be at hand; one that is not `required` (a cable where Wi-Fi will do) does not block readiness. */
  checklist: z
    .array(z.strictObject({ key: keySchema, name: bilingualSchema, required: z.boolean().default(true) }))
    .default([]),
  /** What finishing does beside handing on. */
  effects: z.array(z.enum(['create-meeting', 'share-meeting', 'hold-event', 'mark-ready'])).default([]),
  /** May be left out when the request does not need it. */
  optional: z.boolean().default(false),
  /** Steps that begin when this one is done; a step named by several begins when all of them are. */
  next: z.array(keySchema).default([]),
});
export type SopStep = z.infer<typeof stepSchema>;

export const sopDocumentSchema = z.strictObject({
  /** Document control. */
  control: z.strictObject({
    number: z.string().trim().max(120),
    title: lineSchema(200),
    /** The issuing office, line by line, as its head of page prints it. */
    issuer: z.array(lineSchema(200)).default([]),
    revision: z.string().trim().max(60).default(''),
    madeOn: z.string().trim().max(60).default(''),
    revisedOn: z.string().trim().max(60).default(''),
    changedOn: z.string().trim().max(60).default(''),
    effectiveOn: z.string().trim().max(60).default(''),
    endorsedOn: z.string().trim().max(60).default(''),
    author: z.string().trim().max(200).default(''),
    endorsedBy: z.string().trim().max(200).default(''),
    /** Lists as the document prints them; one document may print two different ones. */
    legalBasis: z.array(z.strictObject({ title: lineSchema(120), items: z.array(lineSchema(600)) })).default([]),
    related: z.array(lineSchema(600)).default([]),
    /** Further chapters in the document's own words: purpose, scope, definitions, responsibilities, references. */
    chapters: z.array(z.strictObject({ title: lineSchema(120), items: z.array(lineSchema(2_000)) })).default([]),
    warnings: z.array(lineSchema(1_000)).default([]),
    qualifications: z.array(lineSchema(600)).default([]),
    equipment: z.array(lineSchema(300)).default([]),
    recordKeeping: z.array(lineSchema(600)).default([]),
    signOff: z
      .array(z.strictObject({ role: lineSchema(60), position: lineSchema(200), date: z.string().max(60) }))
      .default([]),
    changes: z
      .array(
        z.strictObject({
          number: lineSchema(20),
          chapter: lineSchema(60),
          change: lineSchema(1_000),
          effective: z.string().max(60),
        }),
      )
      .default([]),
    distribution: z.array(lineSchema(120)).default([]),
    /** Printed at the foot of every page. */
    confidentiality: z.string().trim().max(500).default(''),
    footer: z.string().trim().max(500).default(''),
  }),
  service: z.strictObject({ name: bilingualSchema, description: bilingualSchema }),
  /** Channels through which a request may arrive. */
  channels: z.array(z.enum(intakeChannels)).min(1),
  /** Through which address or office a channel runs (`ict@unsri.ac.id`). */
  channelDetails: z.array(z.strictObject({ channel: z.enum(intakeChannels), detail: lineSchema(300) })).default([]),
  /** Positions the steps name: made for the institution when the procedure is published. */
  positions: z.array(
    z.strictObject({
      key: keySchema,
      title: lineSchema(200),
      roles: z.array(roleSchema).min(1),
      skills: z.array(lineSchema(60)).default([]),
      /** The position told when this one is late. */
      superior: keySchema.optional(),
    }),
  ),
  policies: z.strictObject({
    /** `overrideBy` may let a late request in, with a reason. Zero days asks for none. */
    leadTime: z.strictObject({
      days: z.int().min(0).max(365),
      count: z.enum(['calendar', 'working']),
      overrideBy: keySchema,
    }),
    /** Days a returned request keeps its holds and its place in the queue (B-02). */
    returnGraceWorkingDays: z.int().min(0).max(60).default(1),
    /** Events outside working hours: `override` needs `overrideBy` of the lead time with a reason. */
    outsideWorkingHours: z.enum(['allow', 'override']).default('allow'),
    /** `day-before` falls back to the hour before the event with a reason; `fallbackBy` says who may. */
    testCall: z.strictObject({
      required: z.enum(['mandatory', 'default-on', 'optional']),
      slot: z.enum(['day-before', 'during-preparation']),
      atVenue: z.boolean().default(false),
      minutes: z.int().min(15).max(240),
      fallback: z.enum(['hour-before', 'override', 'none']),
      fallbackBy: keySchema.optional(),
    }),
    holds: z.strictObject({ setupMinutes: z.int().min(0).max(1_440), preTestMinutes: z.int().min(0).max(240) }),
    recording: z.enum(['mandatory', 'optional', 'archive']),
    rubric: keySchema.default('default'),
    siteProfile: z.enum(['required', 'offered', 'none']),
    /** Working week of this service; the institution's own where absent. */
    week: weekHoursSchema.optional(),
  }),
  forms: z.record(keySchema, formSchema).refine((forms) => 'request' in forms, 'needs-request-form'),
  steps: z.array(stepSchema).min(1).max(40),
});
export type SopDocument = z.infer<typeof sopDocumentSchema>;

// GET /api/sops → SopSummary[] (services one may request) · GET /api/sops/:id/versions/:version → SopVersion
export const sopSummarySchema = z.object({
  id: z.uuid(),
  code: keySchema,
  version: z.int(),
  versionId: z.uuid(),
  number: z.string(),
  title: z.string(),
  service: sopDocumentSchema.shape.service,
  publishedAt: z.iso.datetime(),
});
export type SopSummary = z.infer<typeof sopSummarySchema>;
// GET /api/admin/sops → SopListItem[], retired ones too · POST /api/sops/:id/retirement · DELETE /api/sops/:id/retirement → SopListItem
export const sopListItemSchema = sopSummarySchema.extend({
  retiredAt: z.iso.datetime().nullable(),
  /** Cases that have been filed and are not over, of every version. */
  runningCases: z.int(),
});
export type SopListItem = z.infer<typeof sopListItemSchema>;
export const sopVersionSchema = sopSummarySchema.extend({
  document: sopDocumentSchema,
  /** The text an admin edits (YAML), comments kept. */
  source: z.string(),
  changeNote: z.string(),
  publishedByName: z.string().nullable(),
  retiredAt: z.iso.datetime().nullable(),
  /** The newest first. */
  history: z.array(
    z.object({
      version: z.int(),
      publishedAt: z.iso.datetime(),
      publishedByName: z.string().nullable(),
      changeNote: z.string(),
      runningCases: z.int(),
    }),
  ),
});
export type SopVersion = z.infer<typeof sopVersionSchema>;

// POST /api/sops/check (SopSource) → SopCheck · POST /api/sops (SopCreation) · POST /api/sops/:id/versions (SopPublication) → 201 SopVersion
/** The six shipped texts have up to 28,000 characters; a longer text costs more to check and meets the limit of a request's body. */
export const maxSourceLength = 80_000;
export const sopSourceSchema = z.strictObject({ source: z.string().min(1).max(maxSourceLength) });
/** What is wrong, by line and column (from 1) of the source; `document` when nothing is. */
export const sopCheckSchema = z.object({
  document: sopDocumentSchema.nullable(),
  errors: z.array(z.object({ line: z.int(), column: z.int(), path: z.string(), message: bilingualSchema })),
});
export type SopCheck = z.infer<typeof sopCheckSchema>;
/** `baseVersion` is the newest version its author had seen; an older one is refused with `state-conflict`. */
export const sopPublicationSchema = sopSourceSchema.extend({ changeNote: lineSchema(1_000), baseVersion: z.int() });
export type SopPublication = z.infer<typeof sopPublicationSchema>;
export const sopCreationSchema = sopSourceSchema.extend({ code: keySchema, changeNote: lineSchema(1_000) });
export type SopCreation = z.infer<typeof sopCreationSchema>;

// GET /api/shipped-sops → ShippedSop[] · GET /api/shipped-sops/:code → SopSource: texts to begin with
export const shippedSopSchema = z.object({
  code: keySchema,
  number: z.string(),
  title: z.string(),
  issuer: z.array(z.string()),
  service: sopDocumentSchema.shape.service,
});
export type ShippedSop = z.infer<typeof shippedSopSchema>;
