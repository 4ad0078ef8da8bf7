/** The rubric of a test call: gates, metrics with their limits and the rule of decision, as versioned data; and the judgement it comes to. */
import { z } from 'zod';
import { gateFactSchema, gateKeySchema, metricKeySchema, scopeSchema, trustSchema } from './measurement.ts';
import { bilingualSchema, keySchema, lineSchema } from './text.ts';

/** Class of line, chosen with the request from the declared bandwidth. */
export const lineClasses = ['hd', 'sd', 'audio-first'] as const;
export const lineClassSchema = z.enum(lineClasses);
export type LineClass = z.infer<typeof lineClassSchema>;

/** Both ends belong to the range; an open end has no limit. */
const rangeSchema = z.strictObject({ min: z.number().optional(), max: z.number().optional() });
export type Range = z.infer<typeof rangeSchema>;
const limitsSchema = z.strictObject({ pass: rangeSchema, marginal: rangeSchema });
export type Limits = z.infer<typeof limitsSchema>;

const column = { statistic: keySchema, name: bilingualSchema, unit: z.string().max(20) };
/** A number against two ranges: inside `pass`, else inside `marginal`, else failed. */
const rangeColumnSchema = z.strictObject({
  kind: z.literal('range'),
  ...column,
  limits: limitsSchema,
  /** Limits of the other classes where theirs differ from HD. */
  classes: z.partialRecord(lineClassSchema, limitsSchema).default({}),
  /** The limits are differences to what our own clip loses in a loopback of this class (C3.5). */
  reference: z.record(lineClassSchema, z.number()).optional(),
});
/** One of a few words. A word in none of the lists fails. */
const categoryColumnSchema = z.strictObject({
  kind: z.literal('category'),
  ...column,
  pass: z.array(keySchema).min(1),
  marginal: z.array(keySchema).default([]),
  /** Marginal only if all of `provenBy` passed in this place, a site having both directions; else failed. */
  marginalIfProven: z.array(keySchema).default([]),
  provenBy: z.array(metricKeySchema).default([]),
});
export const rubricColumnSchema = z.discriminatedUnion('kind', [rangeColumnSchema, categoryColumnSchema]);
export type RubricColumn = z.infer<typeof rubricColumnSchema>;

export const rubricMetricSchema = z.strictObject({
  metric: metricKeySchema,
  /** As it is printed: `M4`. */
  code: lineSchema(6),
  name: bilingualSchema,
  scope: z.enum(['direction', 'site']),
  stream: z.enum(['audio', 'video', 'path', 'people']),
  /** One that is marginal or not measured keeps the line from being certified without conditions. */
  critical: z.boolean().default(false),
  /** Marginals of one group in one direction or site have one cause and count once. */
  group: keySchema.optional(),
  /** The people's answers stand in where it could not be measured (M12, M14). */
  replaceable: z.boolean().default(false),
  /** Whence the limits come, as it is printed. */
  source: lineSchema(200),
  /** The worst column is the metric's grade. */
  columns: z.array(rubricColumnSchema).min(1).max(3),
});
export type RubricMetric = z.infer<typeof rubricMetricSchema>;

/** What a class of line carries: the test's picture, and the bit rates of which the bandwidth columns are multiples. */
const classTargetSchema = z.strictObject({
  heightPx: z.int().positive(),
  framesPerSecond: z.int().positive(),
  /** All layers that are sent together. */
  upBps: z.int().positive(),
  /** The one layer that is received, never the sum. */
  downBps: z.int().positive(),
});
export type ClassTarget = z.infer<typeof classTargetSchema>;

export const rubricDocumentSchema = z.strictObject({
  name: bilingualSchema,
  classes: z.record(lineClassSchema, classTargetSchema),
  gates: z.strictObject({
    /** Seconds within which media must have come in both directions (G1). */
    connectWithinSeconds: z.number().positive(),
    /** Mean luma below which a picture is black (G2), 0 … 255. */
    blackBelowLuma: z.number(),
    /** Negotiated profiles that count as AES (G3). */
    srtpProfiles: z.array(lineSchema(60)).min(1),
    dtlsAtLeast: z.enum(['1.2', '1.3']),
    /** Whether the audience's declared address must be the one observed (G4). */
    publicAddress: z.boolean(),
    /** Share of one-second samples that must be there (G5). */
    sampleShareAtLeast: z.number().min(0).max(1),
    /** Uncertainty of one-way delays above which the report names their interval beside the gate (G5); an interval over a limit counts at any width (C3.4). */
    clockUncertaintyAtMostMs: z.number().positive(),
    /** Measured in both directions, and of that with real devices (G6). */
    measuredSecondsAtLeast: z.number().min(0),
    realSecondsAtLeast: z.number().min(0),
    gapAtMostSeconds: z.number().positive(),
  }),
  metrics: z.array(rubricMetricSchema).min(1),
  decision: z.strictObject({
    /** More groups of marginals than these certify only with conditions. */
    marginalGroupsAtMost: z.int().min(0),
    /** Gates that nobody may overrule. */
    neverOverruled: z.array(gateKeySchema),
  }),
  validity: z.strictObject({
    months: z.int().min(1).max(12),
    /** Whether a valid unconditional certificate may stand in for a new full test. */
    maySkip: z.boolean(),
  }),
});
export type RubricDocument = z.infer<typeof rubricDocumentSchema>;

export const gradeSchema = z.enum(['pass', 'marginal', 'fail', 'not-measured']);
export type Grade = z.infer<typeof gradeSchema>;
export const verdictSchema = z.enum(['certified', 'certified-with-conditions', 'not-certified']);
export type Verdict = z.infer<typeof verdictSchema>;

/** One metric in one place, with what it was held against. */
export const judgedRowSchema = z.strictObject({
  metric: metricKeySchema,
  code: z.string(),
  scope: scopeSchema,
  critical: z.boolean(),
  group: z.string().nullable(),
  grade: gradeSchema,
  /** What the people's answers say where it was not measured and they may stand in; null elsewhere. It decides, `grade` stays what it is. */
  standIn: gradeSchema.nullable(),
  columns: z.array(
    z.strictObject({
      statistic: z.string(),
      value: z.union([z.number(), z.string()]).nullable(),
      interval: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
      bound: z.boolean(),
      sampleCount: z.int(),
      trust: trustSchema.nullable(),
      /** What counted here, reference added; null for categories. */
      limits: limitsSchema.nullable(),
      grade: gradeSchema,
    }),
  ),
});
export type JudgedRow = z.infer<typeof judgedRowSchema>;

/** `verdict` is what the rubric says of the samples; `certifiable` whether this run may make a certificate. Two answers (C4). */
export const judgementSchema = z.strictObject({
  verdict: verdictSchema,
  certifiable: z.boolean(),
  simulatedReasons: z.array(z.string()),
  lineClass: lineClassSchema,
  gates: z.array(gateFactSchema),
  rows: z.array(judgedRowSchema),
  /** Marginals by cause: one entry a group and place. */
  marginalGroups: z.array(
    z.strictObject({ group: z.string(), scope: scopeSchema, metrics: z.array(metricKeySchema).min(1) }),
  ),
});
export type Judgement = z.infer<typeof judgementSchema>;

// GET /api/rubrics → RubricSummary[] · GET /api/rubrics/:key/versions/:version → RubricVersion
export const rubricSummarySchema = z.object({
  key: keySchema,
  version: z.int(),
  versionId: z.uuid(),
  name: bilingualSchema,
  /** SHA-256 of the document as canonical JSON, in hex. */
  sha256: z.string(),
  publishedAt: z.iso.datetime(),
  /** Services whose newest version names it. */
  services: z.array(bilingualSchema),
});
export type RubricSummary = z.infer<typeof rubricSummarySchema>;
export const rubricVersionSchema = rubricSummarySchema.extend({
  document: rubricDocumentSchema,
  /** The text an admin edits (YAML), comments kept. */
  source: z.string(),
  /** The newest first. */
  history: z.array(
    z.object({
      version: z.int(),
      publishedAt: z.iso.datetime(),
      publishedByName: z.string().nullable(),
      changeNote: z.string(),
    }),
  ),
});
export type RubricVersion = z.infer<typeof rubricVersionSchema>;

// POST /api/rubrics/check (RubricSource) → RubricCheck · POST /api/rubrics/:key/versions (RubricPublication) → 201 RubricVersion
/** The shipped texts have 11,000 characters; a longer text costs more to check. */
export const maxRubricLength = 60_000;
export const rubricSourceSchema = z.strictObject({ source: z.string().min(1).max(maxRubricLength) });
/** What is wrong, by line and column (from 1) of the source; `document` when nothing is. */
export const rubricCheckSchema = z.object({
  document: rubricDocumentSchema.nullable(),
  errors: z.array(z.object({ line: z.int(), column: z.int(), path: z.string(), message: bilingualSchema })),
});
export type RubricCheck = z.infer<typeof rubricCheckSchema>;
/** `baseVersion` is the newest version its author had seen, 0 for a key of its own; an older one is refused with `state-conflict`. */
export const rubricPublicationSchema = rubricSourceSchema.extend({
  changeNote: lineSchema(1_000),
  baseVersion: z.int().min(0),
});
export type RubricPublication = z.infer<typeof rubricPublicationSchema>;
