/** The conference itself, measured while it runs: who stands for which site, what came of it, and how that differs from the test (UNSRI-75). */
import { z } from 'zod';
import { roomCodeSchema, sideSchema } from './http.ts';
import { scopeSchema } from './measurement.ts';
import { judgedRowSchema, lineClassSchema, rubricMetricSchema } from './rubric.ts';
import { testSampleSchema } from './test-run.ts';
import { instantSchema } from './text.ts';

const bySide = <T extends z.ZodType>(each: T) => z.object({ host: each, audience: each });
const medianBps = z.number().min(0).nullable();

/** What a conference came to, summed up when it has become quiet, or when somebody asks. Stored as it was. */
export const actualCallSummarySchema = z.object({
  /** Of the first and the last second that was taken. */
  startedAt: instantSchema,
  endedAt: instantSchema,
  lineClass: lineClassSchema,
  /** Seconds of each direction that count. */
  validSeconds: bySide(z.int()),
  /** How often a side's media was gone and came back. */
  drops: bySide(z.int()),
  /** Of all ten-second windows with speech in them, the share with R below 70, percent; null: nobody spoke. */
  badSpeechPercent: z.number().nullable(),
  /** Medians of what each site sent to the node and got from it, sound and picture together. */
  sentBps: bySide(medianBps),
  receivedBps: bySide(medianBps),
  /** `path` of each site, as the rubric names it; null where nobody knows. */
  path: bySide(z.string().nullable()),
  metrics: z.array(rubricMetricSchema),
  rows: z.array(judgedRowSchema),
  /** It went worse than a certified line may; its certificates were suspended for it. */
  tooBad: z.boolean(),
});
export type ActualCallSummary = z.infer<typeof actualCallSummarySchema>;

// GET /api/requests/:id/actual-call → ActualCallDetail
export const actualCallDetailSchema = z.object({
  requestId: z.uuid(),
  requestNumber: z.string(),
  title: z.string(),
  code: roomCodeSchema,
  timeZone: z.string(),
  /** When both sites were named for the first time; null before. */
  startedAt: instantSchema.nullable(),
  /** Everybody in the conference now, as they joined. */
  people: z.array(
    z.object({
      participantId: z.uuid(),
      displayName: z.string(),
      connected: z.boolean(),
      side: sideSchema.nullable(),
      /** Whose media comes from the very address that this side had in its test, and from no other side's. */
      likelySide: sideSchema.nullable(),
    }),
  ),
  drops: bySide(z.int()),
  sampleCount: z.int(),
  /** The newest stored samples, oldest first (at most 240). */
  samples: z.array(testSampleSchema),
});
export type ActualCallDetail = z.infer<typeof actualCallDetailSchema>;

// PUT /api/requests/:id/actual-call/sites (ActualCallSites) → ActualCallDetail
export const actualCallSitesSchema = z
  .strictObject({ host: z.uuid().nullable(), audience: z.uuid().nullable() })
  .refine(({ host, audience }) => host === null || host !== audience, { path: ['audience'], message: 'same' });
export type ActualCallSites = z.infer<typeof actualCallSitesSchema>;

/** One number of the conference beside the same number of the test. */
export const driftRowSchema = z.object({
  metric: z.string(),
  statistic: z.string(),
  scope: scopeSchema,
  tested: z.number(),
  actual: z.number(),
  /** By the rubric's own direction: worse is beyond the test's 95 % interval on the bad side. */
  drift: z.enum(['better', 'same', 'worse']),
});
export type DriftRow = z.infer<typeof driftRowSchema>;

// GET /api/requests/:id/actual-call/summary → ActualCallComparison. Summing up an hour takes up to a second: ask when it is looked at.
export const actualCallComparisonSchema = z.object({
  /** Null before both directions have samples. */
  summary: actualCallSummarySchema.nullable(),
  /** The certified test it is compared with; null: there is none. */
  testCallId: z.uuid().nullable(),
  drift: z.array(driftRowSchema),
});
export type ActualCallComparison = z.infer<typeof actualCallComparisonSchema>;
