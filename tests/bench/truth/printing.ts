/** The bench's result: a line a cell for people, one object for machines. Pure. */
import type { Verdict } from '@sambung/contract/rubric';
import { type CellResult, shortOf } from './comparison.ts';

export type Outcome = { kind: 'measured'; result: CellResult } | { kind: 'void'; condition: string; because: string };

/** What kind of cell a verdict makes. */
export const bucket = {
  certified: 'pass',
  'certified-with-conditions': 'marginal',
  'not-certified': 'fail',
} as const satisfies Record<Verdict, string>;

/** `worst`: of each kind of number the largest error, with its cell; `cells` counts by the verdict that is right. */
export function summaryOf(outcomes: readonly Outcome[]) {
  const results = outcomes.flatMap((outcome) => (outcome.kind === 'measured' ? [outcome.result] : []));
  const cells = { pass: 0, marginal: 0, fail: 0, void: outcomes.length - results.length };
  for (const { expected } of results) cells[bucket[expected]]++;
  const worst: Record<
    string,
    { error: number; condition: string; at: string; metric: string; failed: number; of: number }
  > = {};
  for (const { condition, checks } of results)
    for (const { name, metric, at, error, holds } of checks) {
      const known = worst[name] ?? { error: -1, condition, at, metric, failed: 0, of: 0 };
      known.of++;
      if (!holds) known.failed++;
      if (error !== null && error > known.error) Object.assign(known, { error, condition, at, metric });
      worst[name] = known;
    }
  return {
    worst,
    wrongVerdicts: results.filter(({ isRight }) => !isRight).map(({ condition }) => condition),
    falseCertified: results.filter((one) => one.isFalselyCertified).map(({ condition }) => condition),
    cells,
  };
}

export function printOutcome(outcome: Outcome): void {
  if (outcome.kind === 'void') {
    console.log(`void   ${outcome.condition}: ${outcome.because}`);
    return;
  }
  const { condition, metric, truth, measured, interval, verdict, expected, isRight, ...rest } = outcome.result;
  const range = interval ? ` [${shortOf(interval.low)} … ${shortOf(interval.high)}]` : '';
  console.log(
    `${isRight ? 'right ' : 'WRONG '} ${condition}: ${metric} ${shortOf(measured)}${range}, truly ${shortOf(truth)}; ${verdict}${isRight ? '' : `, not ${expected}`}`,
  );
  for (const line of rest.differences) console.log(`         ${line}`);
  for (const line of rest.nearLimit) console.log(`         near a limit: ${line}`);
  for (const check of rest.checks)
    if (!check.holds)
      console.log(
        `         ${check.name} ${check.metric} ${check.at}: ${shortOf(check.measured)}, truly ${shortOf(check.truth)}`,
      );
}
