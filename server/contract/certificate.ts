/** Certificates of test calls: what is signed, the states a certificate goes through, and how staff and the public read it. */
import { z } from 'zod';
import { roleSchema, sideSchema } from './http.ts';
import { runEvidenceSchema } from './measurement.ts';
import { languageSchema } from './problem.ts';
import { judgementSchema, lineClassSchema, rubricDocumentSchema, verdictSchema } from './rubric.ts';
import { testCallKindSchema } from './test-run.ts';
import { instantSchema, keySchema, lineSchema, timeZoneSchema } from './text.ts';

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'sha256');
/** A person by what they were in it, never by name. */
const actorSchema = z.strictObject({ role: roleSchema, position: lineSchema(200) });

/** A chunk is one minute of one direction's samples. */
export const sampleChunkSchema = z.strictObject({
  direction: sideSchema,
  minute: instantSchema,
  sampleCount: z.int().min(1),
  /** The leaf of the Merkle tree: SHA-256 over a zero byte and the chunk's canonical JSON (RFC 6962 §2.1). */
  hash: hashSchema,
});
export type SampleChunk = z.infer<typeof sampleChunkSchema>;

/** A course over time for the charts, worked out from the samples: the mean of each step, null where nothing was measured. */
export const certificateSeriesSchema = z.strictObject({
  metric: z.enum(['audio-delay', 'packet-loss', 'speech-rating']),
  /** Who sends. */
  direction: sideSchema,
  stepSeconds: z.number().positive(),
  values: z.array(z.number().nullable()).max(1_000),
});
export type CertificateSeries = z.infer<typeof certificateSeriesSchema>;

export const boundDeviceSchema = z.strictObject({
  side: sideSchema,
  kind: z.enum(['camera', 'microphone', 'speaker']),
  label: z.string().max(200),
});
export type BoundDevice = z.infer<typeof boundDeviceSchema>;

/** What the certificate holds for; another of these is another line (C4). */
export const boundThingsSchema = z.strictObject({
  site: z.strictObject({ id: z.uuid().nullable(), name: z.string(), room: z.string() }),
  /** The host's room. */
  hostRoom: z.string(),
  devices: z.array(boundDeviceSchema),
  /** Public addresses of the audience's site; empty where the procedure does not ask for them. */
  addresses: z.array(z.string()),
  /** Declared bandwidth of the audience's line. */
  accessLine: z.strictObject({ downKbps: z.number(), upKbps: z.number() }).nullable(),
  lineClass: lineClassSchema,
  bridge: z.string().nullable(),
  browsers: z.array(z.strictObject({ side: sideSchema, name: z.string().max(120) })),
  /** Version of the media node and its worker. */
  mediaVersion: z.string().max(120),
});
export type BoundThings = z.infer<typeof boundThingsSchema>;

export const certificateDecisionSchema = z.strictObject({
  verdict: verdictSchema.exclude(['not-certified']),
  at: instantSchema,
  by: actorSchema,
  /** Why, and by whom, a failure was overruled; null where nothing was. */
  overrule: z.strictObject({ by: actorSchema, reason: lineSchema(2_000) }).nullable(),
  /** Under which conditions; null without. */
  conditions: lineSchema(4_000).nullable(),
  note: z.string().max(4_000),
});
export type CertificateDecision = z.infer<typeof certificateDecisionSchema>;

/** Who took part, by what they were: `host-contact`, `audience-contact`, `technician`, `producer` … */
export const certificatePersonSchema = z.strictObject({ part: keySchema, position: z.string().max(200) });

/** Everything that is signed. Names of people are not in it. */
export const certificateContentSchema = z.strictObject({
  certificate: z.strictObject({
    format: z.literal(1),
    id: z.uuid(),
    institution: z.strictObject({ id: z.uuid(), name: z.string() }),
    requestId: z.uuid(),
    requestNumber: z.string(),
    testCallId: z.uuid(),
    /** ID of the test call, as it was read out. */
    callCode: z.string(),
    timeZone: timeZoneSchema,
    issuedAt: instantSchema,
    simulated: z.boolean(),
  }),
  samples: z.strictObject({ root: hashSchema, chunks: z.array(sampleChunkSchema) }),
  rubric: z.strictObject({
    key: keySchema,
    /** 0 is the shipped rubric of simulations. */
    version: z.int().min(0),
    sha256: hashSchema,
    document: rubricDocumentSchema,
  }),
  evidence: runEvidenceSchema,
  series: z.array(certificateSeriesSchema),
  judgement: judgementSchema,
  decision: certificateDecisionSchema,
  people: z.array(certificatePersonSchema),
  bound: boundThingsSchema,
  validity: z.strictObject({ kind: z.enum(['period', 'event']), from: instantSchema, until: instantSchema }),
  /** The newest entry of the institution's audit chain when it was signed; null in an empty one. */
  auditHead: z.strictObject({ seq: z.int().min(1), hash: hashSchema }).nullable(),
});
export type CertificateContent = z.infer<typeof certificateContentSchema>;

/** Parts of the content that verification can name one by one; `samples` is named chunk by chunk. */
export const certificateSections = [
  'certificate',
  'samples',
  'rubric',
  'evidence',
  'series',
  'judgement',
  'decision',
  'people',
  'bound',
  'validity',
  'auditHead',
] as const satisfies readonly (keyof CertificateContent)[];
export type CertificateSection = (typeof certificateSections)[number];

/** In force: `valid` for a period, `conditional` for one event. */
export const certificateStates = ['valid', 'conditional', 'suspended', 'expired', 'revoked'] as const;
export const certificateStateSchema = z.enum(certificateStates);
export type CertificateState = z.infer<typeof certificateStateSchema>;
/** What is recorded: a state, or that a suspended one holds again. */
export const certificateTransitions = [...certificateStates, 're-verified'] as const;
export const certificateTransitionSchema = z.enum(certificateTransitions);
export type CertificateTransition = z.infer<typeof certificateTransitionSchema>;

export const suspensionCauses = [
  'address-reported',
  'address-observed',
  'room-changed',
  'camera-changed',
  'microphone-changed',
  'bridge-changed',
  'bandwidth-lowered',
  'pre-test-failed',
  'call-quality',
  'by-hand',
] as const;
export const suspensionCauseSchema = z.enum(suspensionCauses);
export type SuspensionCause = z.infer<typeof suspensionCauseSchema>;
/** After these alone a short re-verification is enough; after any other only a full test. */
export const addressCauses: readonly SuspensionCause[] = ['address-reported', 'address-observed'];

export const certificateChangeSchema = z.object({
  transition: certificateTransitionSchema,
  cause: suspensionCauseSchema.nullable(),
  reason: z.string(),
  at: instantSchema,
  /** Null when the installation itself acted. */
  by: z.string().nullable(),
});
export type CertificateChange = z.infer<typeof certificateChangeSchema>;

// GET /api/certificates?state=…&siteId=…&page=… → CertificatePage, newest first · GET /api/requests/:id/certificates → CertificateSummary[]
export const certificateSummarySchema = z.object({
  id: z.uuid(),
  requestId: z.uuid(),
  requestNumber: z.string(),
  testCallId: z.uuid(),
  siteId: z.uuid().nullable(),
  siteName: z.string(),
  room: z.string(),
  lineClass: lineClassSchema,
  state: certificateStateSchema,
  simulated: z.boolean(),
  issuedAt: instantSchema,
  validUntil: instantSchema,
  timeZone: z.string(),
  /** Path of the public page. */
  publicPath: z.string(),
});
export type CertificateSummary = z.infer<typeof certificateSummarySchema>;
export const certificateQuerySchema = z.object({
  state: certificateStateSchema.optional(),
  siteId: z.uuid().optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
});
export const certificatePageSchema = z.object({
  items: z.array(certificateSummarySchema),
  total: z.int(),
  page: z.int(),
  pageSize: z.int(),
});
export type CertificatePage = z.infer<typeof certificatePageSchema>;

// GET /api/certificates/:id → Certificate
export const certificateSchema = certificateSummarySchema.extend({
  content: certificateContentSchema,
  /** Addresses it holds for now; a re-verification may have replaced those that were signed. */
  addresses: z.array(z.string()),
  history: z.array(certificateChangeSchema),
  /** Short names of the signature and its key. */
  keyId: z.string(),
  may: z.object({ suspend: z.boolean(), revoke: z.boolean(), reverify: z.boolean(), download: z.boolean() }),
  /** Test calls that may let it hold again: passed, of the same site, opened after it was suspended. The newest first. */
  reverifiedBy: z.array(
    z.object({
      testCallId: z.uuid(),
      kind: testCallKindSchema,
      attempt: z.int(),
      decidedAt: instantSchema,
      verdict: verdictSchema,
    }),
  ),
});
export type Certificate = z.infer<typeof certificateSchema>;

/** One thing that is no longer as it was signed. `number` counts the chunks of a direction from 1. */
export const certificateFindingSchema = z.discriminatedUnion('part', [
  z.object({
    part: z.literal('chunk'),
    direction: sideSchema,
    number: z.int(),
    minute: instantSchema,
    what: z.enum(['changed', 'missing', 'added']),
  }),
  z.object({ part: z.enum(certificateSections) }),
  /** The row beside the content, the test call's own decision, the published rubric, the history of states, the audit entry of the issue, the signature. */
  z.object({ part: z.enum(['record', 'test-call', 'published-rubric', 'history', 'audit', 'signature']) }),
]);
export type CertificateFinding = z.infer<typeof certificateFindingSchema>;
// GET /api/certificates/:id/verification → CertificateVerification
export const certificateVerificationSchema = z.object({
  intact: z.boolean(),
  /** `unknown-key`: no key of this installation made it. */
  signature: z.enum(['valid', 'broken', 'unknown-key']),
  /** `erased`: all samples are gone, as the retention period asks; their hashes stay signed. */
  samples: z.enum(['intact', 'changed', 'erased']),
  chunkCount: z.int(),
  findings: z.array(certificateFindingSchema),
});
export type CertificateVerification = z.infer<typeof certificateVerificationSchema>;

// GET /api/certificates/:id/document?language=… → PDF · /samples?format=csv|json · /signed → JSON that anybody can verify with its public key
export const certificateDocumentQuerySchema = z.object({ language: languageSchema.default('id') });
export const certificateSamplesQuerySchema = z.object({ format: z.enum(['csv', 'json']).default('csv') });

const reasonSchema = z.string().trim().min(10).max(2_000);
// POST /api/certificates/:id/suspension (CertificateReason) · /revocation (CertificateReason) · /reverification (ReverificationInput) → Certificate
export const certificateReasonSchema = z.strictObject({ reason: reasonSchema });
export type CertificateReason = z.infer<typeof certificateReasonSchema>;
export const reverificationInputSchema = z.strictObject({
  /** A decided test call after the suspension, of the same site: gates and ten minutes. */
  testCallId: z.uuid(),
  /** The new addresses belong to the provider that was certified. */
  sameProvider: z.literal(true),
  reason: reasonSchema,
});
export type ReverificationInput = z.infer<typeof reverificationInputSchema>;

// GET /api/public-certificates/:code → PublicCertificate, for anybody who holds the paper. Nothing personal.
export const publicCertificateSchema = z.object({
  institutionName: z.string(),
  siteName: z.string(),
  room: z.string(),
  lineClass: lineClassSchema,
  state: certificateStateSchema,
  verdict: verdictSchema,
  simulated: z.boolean(),
  issuedAt: instantSchema,
  validUntil: instantSchema,
  timeZone: z.string(),
  signature: certificateVerificationSchema.shape.signature,
  samples: certificateVerificationSchema.shape.samples,
  /** Whether everything that is stored is still what was signed. */
  intact: z.boolean(),
});
export type PublicCertificate = z.infer<typeof publicCertificateSchema>;

interface StateSource {
  readonly validUntil: Date;
  /** Oldest first; the first is `valid` or `conditional`. */
  readonly transitions: readonly CertificateTransition[];
}
/** The state at `now`. A certificate whose time is over is expired whether or not that was recorded; a revoked one stays revoked. */
export function certificateStateAt({ validUntil, transitions }: StateSource, now: Date): CertificateState {
  const newest = transitions.at(-1) ?? 'suspended';
  if (newest === 'revoked') return 'revoked';
  if (newest === 'expired' || validUntil <= now) return 'expired';
  if (newest !== 're-verified') return newest;
  return transitions[0] === 'conditional' ? 'conditional' : 'valid';
}
