/** Evidence of an imaginary test call in which everything is as it should be, to be spoiled by tests of rubric and certificate. */
import { type GateFact, gateKeys, type Measurement, type RunEvidence, type Scope } from '@sambung/contract/measurement';
import type { LineClass, Range, RubricDocument } from '@sambung/contract/rubric';
import { limitsOf } from '../src/rubric/grading.ts';

/** A number well inside the range: its middle, or its only end. */
const inside = ({ min, max }: Range) => (min !== undefined && max !== undefined ? (min + max) / 2 : (max ?? min ?? 0));

/** Every metric measured in both places, in the middle of what passes or at its limit; every gate open. */
export function goodEvidence(rubric: RubricDocument, lineClass: LineClass = 'hd'): RunEvidence {
  const measurements = rubric.metrics.flatMap((metric) =>
    (['host', 'audience'] as const).flatMap((side) =>
      metric.columns.map((column): Measurement => {
        const limits = limitsOf(column, lineClass);
        return {
          metric: metric.metric,
          statistic: column.statistic,
          scope: metric.scope === 'direction' ? { direction: side } : { site: side },
          value: column.kind === 'category' ? (column.pass[0] ?? '') : inside(limits?.pass ?? {}),
          interval: null,
          bound: false,
          sampleCount: 120,
          trust: 'server-observed',
        };
      }),
    ),
  );
  const gates = gateKeys.map((gate): GateFact => {
    const applies = gate !== 'cascade' && (gate !== 'public-address' || rubric.gates.publicAddress);
    return { gate, applies, passed: applies ? true : null, seen: { id: 'Baik', en: 'Good' }, trust: 'server-observed' };
  });
  return {
    testCallId: '019a0000-0000-7000-8000-000000000001',
    startedAt: '2026-12-01T02:00:00.000Z',
    endedAt: '2026-12-01T02:30:00.000Z',
    measurements,
    gates,
    simulatedReasons: [],
  };
}

/** The evidence with some measurements changed; null takes them out. */
export function spoiled(
  evidence: RunEvidence,
  which: { metric: string; statistic?: string; scope?: Scope },
  change: Partial<Measurement> | null,
): RunEvidence {
  const isMeant = (one: Measurement) =>
    one.metric === which.metric &&
    (which.statistic === undefined || one.statistic === which.statistic) &&
    (which.scope === undefined || JSON.stringify(one.scope) === JSON.stringify(which.scope));
  return {
    ...evidence,
    measurements: evidence.measurements.flatMap((one) =>
      isMeant(one) ? (change === null ? [] : [{ ...one, ...change }]) : [one],
    ),
  };
}
