/** What of a rubric a conference is held against, and how its numbers differ from those of the test. Pure. */
import type { DriftRow } from '@sambung/contract/actual-call';
import type { Measurement, MetricKey, Scope } from '@sambung/contract/measurement';
import type { JudgedRow, RubricDocument } from '@sambung/contract/rubric';

/**
 * What shows without markers, sweeps and questions. The height of the picture is left out: it follows the size of the tile, not the line. The delay of sound is
 * that of the round trips, as in a pre-test.
 */
const passiveMetrics: readonly MetricKey[] = [
  'audio-delay',
  'round-trip',
  'packet-loss',
  'jitter',
  'concealment',
  'speech-rating',
  'frame-rate',
  'freezes',
  'speech-level',
  'path',
];

export function passiveRubric(rubric: RubricDocument): RubricDocument {
  return { ...rubric, metrics: rubric.metrics.filter(({ metric }) => passiveMetrics.includes(metric)) };
}

const placeOf = (scope: Scope) => ('site' in scope ? `site ${scope.site}` : `direction ${scope.direction}`);

/**
 * Every number that both have. "Worse" and "better" are beyond the 95 % interval that the test had, or a tenth of its value where it had none; which way is
 * worse the rubric's limits say, and where both ends are limited leaving them.
 */
export function driftOf(tested: readonly Measurement[], rows: readonly JudgedRow[]): DriftRow[] {
  return rows.flatMap(({ metric, scope, columns }) =>
    columns.flatMap(({ statistic, value, limits }): DriftRow[] => {
      const before = tested.find(
        (one) => one.metric === metric && one.statistic === statistic && placeOf(one.scope) === placeOf(scope),
      );
      if (typeof before?.value !== 'number' || typeof value !== 'number') return [];
      const bounds = before.interval ?? { low: before.value * 0.9, high: before.value * 1.1 };
      const beyond = value > Math.max(bounds.low, bounds.high) ? 1 : value < Math.min(bounds.low, bounds.high) ? -1 : 0;
      return [{ metric, statistic, scope, tested: before.value, actual: value, drift: named(beyond, limits, value) }];
    }),
  );
}

function named(beyond: -1 | 0 | 1, limits: JudgedRow['columns'][number]['limits'], value: number): DriftRow['drift'] {
  if (beyond === 0) return 'same';
  const { min, max } = limits?.pass ?? {};
  // Between two limits a change alone is neither.
  if (min !== undefined && max !== undefined) return value < min || value > max ? 'worse' : 'same';
  const upIsWorse = max !== undefined;
  return beyond > 0 === upIsWorse ? 'worse' : 'better';
}
