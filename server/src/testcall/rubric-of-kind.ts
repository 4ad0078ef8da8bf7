/** What of a rubric a run of each kind is held against: a pre-test and a re-verification are shorter than the test (C4). Pure. */
import type { MetricKey } from '@sambung/contract/measurement';
import type { RubricDocument } from '@sambung/contract/rubric';
import type { TestCallKind } from '@sambung/contract/test-run';

/** Three minutes of camera and microphone; ten minutes in all, of which the same share is real as in the general rubric. */
const shorter = {
  'pre-test': { measuredSecondsAtLeast: 180, realSecondsAtLeast: 180 },
  're-verification': { measuredSecondsAtLeast: 600, realSecondsAtLeast: 360 },
} as const satisfies Partial<Record<TestCallKind, object>>;

/**
 * M1, M4, M7, M10, M12 and M14 decide a pre-test, with the people's answers (M19), which may stand in for two of them. What is worse than marginal fails it,
 * what is marginal is "degraded": all of these are critical.
 */
const preTestMetrics: readonly MetricKey[] = [
  'audio-delay',
  'packet-loss',
  'speech-rating',
  'freezes',
  'skew',
  'echo',
  'human-score',
];

/** Never longer than the rubric itself asks. */
export function rubricOfKind(rubric: RubricDocument, kind: TestCallKind): RubricDocument {
  if (kind === 'test') return rubric;
  const asked = shorter[kind];
  const atMost = (name: keyof typeof asked) => Math.min(asked[name], rubric.gates[name]);
  const gates = {
    ...rubric.gates,
    measuredSecondsAtLeast: atMost('measuredSecondsAtLeast'),
    realSecondsAtLeast: atMost('realSecondsAtLeast'),
  };
  if (kind === 're-verification') return { ...rubric, gates };
  return { ...rubric, gates, metrics: rubric.metrics.filter(({ metric }) => preTestMetrics.includes(metric)) };
}
