/** One run of a test call: what kind it is, its phases, what people at both ends answer, how it is judged and decided. */
import { z } from 'zod';
import { roomCodeSchema, sideSchema } from './http.ts';
import { simulatedReasonSchema, trustSchema } from './measurement.ts';
import { judgementSchema, lineClassSchema, rubricMetricSchema, verdictSchema } from './rubric.ts';
import { testPhaseSchema } from './test-report.ts';
import { bilingualSchema, instantSchema, keySchema, lineSchema } from './text.ts';

/** `test` may make a certificate; `pre-test` (T-30) never does; `re-verification` lifts a suspension for a changed address. */
export const testCallKinds = ['test', 'pre-test', 're-verification'] as const;
export const testCallKindSchema = z.enum(testCallKinds);
export type TestCallKind = (typeof testCallKinds)[number];

/** How a site is connected, as its people say: a browser seldom knows (DEMAK-18). */
export const connectionKinds = ['wired', 'wifi', 'cellular', 'other'] as const;
const score = z.int().min(1).max(5);
/** What a site's technical contact says in the call; null is not answered yet. Scores: 5 excellent … 1 bad (P.800). */
export const siteAnswersSchema = z.strictObject({
  /** The other side is heard and seen (UNSRI-80). */
  heard: z.boolean().nullable(),
  seen: z.boolean().nullable(),
  audio: score.nullable(),
  video: score.nullable(),
  echo: score.nullable(),
  /** A clap is heard when it is seen. */
  clap: score.nullable(),
  connection: z.enum(connectionKinds).nullable(),
  /** Room, camera, microphone, browser and network are those of the event (G8). */
  sameSetup: z.boolean().nullable(),
});
export type SiteAnswers = z.infer<typeof siteAnswersSchema>;
export const noAnswers: SiteAnswers = {
  heard: null,
  seen: null,
  audio: null,
  video: null,
  echo: null,
  clap: null,
  connection: null,
  sameSetup: null,
};

export const testMessageSchema = z.object({
  id: z.uuid(),
  at: instantSchema,
  /** Null: the technician. */
  side: sideSchema.nullable(),
  name: z.string(),
  text: z.string(),
});
export type TestMessage = z.infer<typeof testMessageSchema>;

/** Whether a run of a kind may be opened now, or what stands in its way. */
export const openingAnswers = [
  'open',
  'reason-needed',
  'override-needed',
  'too-late',
  'too-early',
  'nothing-suspended',
] as const;
export type OpeningAnswer = (typeof openingAnswers)[number];
// GET /api/requests/:id/test-call-openings → TestCallOpenings
export const testCallOpeningsSchema = z.object({
  /** What the audience's declared bandwidth carries; `sd` where none is declared. */
  lineClass: lineClassSchema,
  /** The bridge that the client declared (UNSRI-48); null without. */
  bridge: z.string().nullable(),
  /** The installation has a second media node: the sides may be put at one each. */
  canCascade: z.boolean(),
  kinds: z.array(
    z.object({
      kind: testCallKindSchema,
      answer: z.enum(openingAnswers),
      /** Why not, or why a reason is asked for; null when it simply may be opened. */
      detail: bilingualSchema.nullable(),
    }),
  ),
});
export type TestCallOpenings = z.infer<typeof testCallOpeningsSchema>;

// POST /api/requests/:id/test-calls (TestCallOpening) → 201 TestCallDetail
export const testCallOpeningSchema = z.strictObject({
  kind: testCallKindSchema.default('test'),
  /** As the audience's declared bandwidth carries it, where it is left out. */
  lineClass: lineClassSchema.optional(),
  /** Host and audience at a media node each, so that everything crosses between the two (UNSRI-40). Refused where there is only one. */
  cascaded: z.boolean().default(false),
  /** Why it is not where the procedure wants it (UNSRI-89). */
  reason: z.string().trim().max(500).default(''),
});
export type TestCallOpening = z.infer<typeof testCallOpeningSchema>;

/** What the samples come to now, with the rubric's words for it. Version 0 is the shipped rubric of simulations. */
export const proposalSchema = judgementSchema.extend({
  rubricKey: keySchema,
  rubricVersion: z.int(),
  /** The rubric's metrics, in its order. */
  metrics: z.array(rubricMetricSchema),
});
export type Proposal = z.infer<typeof proposalSchema>;

const gauge = z.number().nullable();
/** One direction's second as the console shows it; null is "not available", never zero. */
export const testSampleSchema = z.object({
  at: instantSchema,
  /** Whose picture and sound travels: `host` is host → audience. */
  from: sideSchema,
  phase: testPhaseSchema,
  /** Why the second does not count; null when it does. */
  voided: z.string().nullable(),
  /** Between the sender and the server. */
  route: z.enum(['udp', 'tcp', 'turn']).nullable(),
  roundTripMs: gauge,
  /** Both legs together, and each: so that the fault is located. */
  lossPercent: gauge,
  upLossPercent: gauge,
  downLossPercent: gauge,
  jitterMs: gauge,
  audioBitrateBps: gauge,
  videoBitrateBps: gauge,
  framesPerSecond: gauge,
  frameHeightPx: gauge,
  frozenMs: gauge,
  similarity: gauge,
  /** Loudness at the receiver's end, dBFS (0 is full scale). */
  soundLevelDbfs: gauge,
  skewMs: gauge,
  costPercent: gauge,
  trust: z.record(z.string(), trustSchema),
});
export type TestSample = z.infer<typeof testSampleSchema>;

/** What kept an attempt from being certified: what is to be repaired before the next. */
export const diagnoses = ['firewall', 'address', 'ice', 'device', 'bandwidth', 'other'] as const;
const diagnosisSchema = z.enum(diagnoses);
export type Diagnosis = (typeof diagnoses)[number];

/** A run as the request's page lists it. */
export const testCallSummarySchema = z.object({
  id: z.uuid(),
  kind: testCallKindSchema,
  /** 1, 2, 3 … among the request's runs of this kind. */
  attempt: z.int(),
  openedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  decision: verdictSchema.nullable(),
  /** Of one that was not certified, as the technician found. */
  diagnosis: z.array(diagnosisSchema),
});
export type TestCallSummary = z.infer<typeof testCallSummarySchema>;

// GET /api/test-calls/:id → TestCallDetail
export const testCallDetailSchema = testCallSummarySchema.extend({
  lineClass: lineClassSchema,
  cascaded: z.boolean(),
  /** The bridge that the client declared; null without. */
  bridge: z.string().nullable(),
  /** Whether sound and pictures were exchanged with an endpoint behind it; null: not observed yet. */
  bridgeObserved: z.boolean().nullable(),
  reason: z.string(),
  /** It must be decided by then (UNSRI-94). */
  decideBy: instantSchema.nullable(),
  requestId: z.uuid(),
  requestNumber: z.string(),
  title: z.string(),
  code: roomCodeSchema,
  timeZone: z.string(),
  hostUrl: z.string(),
  audienceUrl: z.string(),
  phase: testPhaseSchema,
  planNumber: z.int(),
  phaseStartedAt: instantSchema,
  /** Whose loudspeaker plays the sweep of the acoustic loop now. */
  loopSource: sideSchema.nullable(),
  sides: z.array(z.object({ side: sideSchema, displayName: z.string(), connected: z.boolean() })),
  answers: z.object({ host: siteAnswersSchema, audience: siteAnswersSchema }),
  messages: z.array(testMessageSchema),
  sampleCount: z.int(),
  /** The newest stored samples, oldest first (at most 240). */
  samples: z.array(testSampleSchema),
  simulated: z.boolean(),
  simulatedReasons: z.array(simulatedReasonSchema),
  note: z.string(),
  conditions: z.string(),
  decidedByName: z.string().nullable(),
  decidedAt: instantSchema.nullable(),
});
export type TestCallDetail = z.infer<typeof testCallDetailSchema>;

// GET /api/test-calls/:id/proposal → ProposalAnswer. Before the decision it is computed from all samples, which takes up to a second: ask when it is looked at.
export const proposalAnswerSchema = z.object({
  /** Stored with the decision; before it what the samples come to so far. Null while a direction has none. */
  proposal: proposalSchema.nullable(),
  /** What would have to be repaired, as far as the samples tell. */
  diagnosis: z.array(diagnosisSchema),
});
export type ProposalAnswer = z.infer<typeof proposalAnswerSchema>;

// POST /api/test-calls/:id/phase (PhaseChange) → TestCallDetail; an outdated `planNumber` is refused with `state-conflict`
export const phaseChangeSchema = z.strictObject({
  planNumber: z.int().min(0),
  phase: testPhaseSchema,
  loopSource: sideSchema.nullable().default(null),
});
export type PhaseChange = z.infer<typeof phaseChangeSchema>;

// POST /api/test-calls/:id/messages (MessageInput) → 201 TestMessage
export const messageInputSchema = z.strictObject({ text: lineSchema(1_000) });

// PUT /api/test-calls/:id/note (NoteInput) → 204: what the technician notes while the call runs
export const noteInputSchema = z.strictObject({ note: z.string().max(4_000) });

// PUT /api/test-calls/:id/bridge (BridgeObservation) → 204: a system behind the client's bridge cannot be measured from here, the technician watches it (UNSRI-97)
export const bridgeObservationSchema = z.strictObject({ exchanged: z.boolean() });
export type BridgeObservation = z.infer<typeof bridgeObservationSchema>;

// POST /api/test-calls/:id/decision (TestCallDecision) → TestCallDetail
export const testCallDecisionSchema = z.strictObject({
  decision: verdictSchema,
  note: lineSchema(4_000),
  /** Of `not-certified`; of others it is not kept. */
  diagnosis: z.array(diagnosisSchema).max(diagnoses.length).default([]),
  /** Mandatory for `certified-with-conditions`. */
  conditions: z.string().trim().max(2_000).default(''),
  /** Mandatory with conditions, and where the decision goes beyond what the rubric says. */
  reason: z.string().trim().max(2_000).default(''),
});
export type TestCallDecision = z.infer<typeof testCallDecisionSchema>;
