/** What a test call measures: metrics with their statistics, where each holds, and who vouches for it. Judged by a rubric (`rubric.ts`). */
import { z } from 'zod';
import { sideSchema } from './http.ts';
import { instantSchema, lineSchema } from './text.ts';

/** In the order of the printed report (M1 … M20). */
export const metricKeys = [
  'audio-delay',
  'video-delay',
  'round-trip',
  'packet-loss',
  'jitter',
  'concealment',
  'speech-rating',
  'frame-rate',
  'resolution',
  'freezes',
  'similarity',
  'skew',
  'bandwidth',
  'echo',
  'speech-level',
  'clipping',
  'path',
  'recovery',
  'human-score',
  'wired',
] as const;
export const metricKeySchema = z.enum(metricKeys);
export type MetricKey = (typeof metricKeys)[number];

/** In the order of the printed report (G1 … G8). */
export const gateKeys = [
  'connected',
  'seen-and-heard',
  'encrypted',
  'public-address',
  'valid-data',
  'duration',
  'cascade',
  'same-configuration',
] as const;
export const gateKeySchema = z.enum(gateKeys);
export type GateKey = (typeof gateKeys)[number];

/**
 * Who vouches for a number. `server-observed`: the server saw it itself. `cross-checked`: a page's claim that something the server saw bounds.
 * `self-reported`: the page alone says so, and a lying page could make it up.
 */
export const trustSchema = z.enum(['server-observed', 'cross-checked', 'self-reported']);
export type Trust = z.infer<typeof trustSchema>;

/** A direction is named by who sends (`host` is host → audience); a site by itself. */
export const scopeSchema = z.union([z.strictObject({ direction: sideSchema }), z.strictObject({ site: sideSchema })]);
export type Scope = z.infer<typeof scopeSchema>;

/** One statistic of one metric in one place. A value that is null was not measured, which is never a pass. */
export const measurementSchema = z.strictObject({
  metric: metricKeySchema,
  /** A `statistic` of the metric's columns in the rubric. */
  statistic: z.string().max(40),
  scope: scopeSchema,
  /** A number in the column's unit, or one of its categories. */
  value: z.union([z.number(), z.string().max(40)]).nullable(),
  /** 95 % interval, or the range the truth must lie in where clocks leave it open. */
  interval: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
  /** The value is a bound that was proven, not the thing itself: echo that was not found is quieter than the noise. */
  bound: z.boolean().default(false),
  /** Seconds, windows, frames or sweeps it was made of. */
  sampleCount: z.int().min(0),
  trust: trustSchema,
});
export type Measurement = z.infer<typeof measurementSchema>;

/** What a gate was decided on. `passed: null`: nothing is known, which does not open the gate. */
export const gateFactSchema = z.strictObject({
  gate: gateKeySchema,
  /** False where the procedure or the request does not ask for it; such a gate stands open. */
  applies: z.boolean(),
  passed: z.boolean().nullable(),
  /** What was seen, in words of both languages, with its numbers. */
  seen: z.strictObject({ id: lineSchema(500), en: lineSchema(500) }),
  trust: trustSchema,
});
export type GateFact = z.infer<typeof gateFactSchema>;

/** Why a run may not make a certificate, whatever its verdict. */
export const simulatedReasonSchema = z.enum(['same-machine', 'fake-device']);
export type SimulatedReason = z.infer<typeof simulatedReasonSchema>;

/** Everything a rubric judges: pure data, stored and signed with the judgement. */
export const runEvidenceSchema = z.strictObject({
  testCallId: z.uuid(),
  startedAt: instantSchema,
  endedAt: instantSchema,
  measurements: z.array(measurementSchema),
  gates: z.array(gateFactSchema),
  simulatedReasons: z.array(simulatedReasonSchema),
});
export type RunEvidence = z.infer<typeof runEvidenceSchema>;
