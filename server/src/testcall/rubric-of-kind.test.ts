/** Tests of what a pre-test and a re-verification are judged by. */
import type { RunEvidence } from '@sambung/contract/measurement';
import { describe, expect, it } from 'vitest';
import { goodEvidence } from '../../test/rubric.ts';
import { judge, shippedRubric } from '../rubric/index.ts';
import { rubricOfKind } from './rubric-of-kind.ts';

const unsri = shippedRubric('unsri').document;
const preTest = rubricOfKind(unsri, 'pre-test');
/** Good evidence with one number changed in both directions. */
function verdictWith(metric: string, statistic: string, value: number | null) {
  const good = goodEvidence(unsri, 'sd');
  const measurements = good.measurements.map((one) =>
    one.metric === metric && one.statistic === statistic ? { ...one, value, interval: null } : one,
  );
  const evidence: RunEvidence = { ...good, measurements };
  return judge(preTest, 'sd', evidence).verdict;
}

describe('[UNSRI-38] a pre-test', () => {
  it('lasts three minutes with the real devices, however long the test is', () => {
    expect(preTest.gates).toMatchObject({ measuredSecondsAtLeast: 180, realSecondsAtLeast: 180, publicAddress: true });
    const short = { ...unsri, gates: { ...unsri.gates, measuredSecondsAtLeast: 4, realSecondsAtLeast: 2 } };
    expect(rubricOfKind(short, 'pre-test').gates).toMatchObject({ measuredSecondsAtLeast: 4, realSecondsAtLeast: 2 });
  });

  it('is well, degraded inside the marginal limits, and failed beyond them', () => {
    expect(verdictWith('packet-loss', 'mean', 1)).toBe('certified');
    expect(verdictWith('packet-loss', 'mean', 3)).toBe('certified-with-conditions');
    expect(verdictWith('packet-loss', 'mean', 3.1)).toBe('not-certified');
    expect(verdictWith('speech-rating', 'mean', 69)).toBe('not-certified');
  });

  it('does not fail by what belongs to the full test, and takes nothing that was not measured for well', () => {
    expect(verdictWith('bandwidth', 'down', 0.1)).toBe('certified');
    expect(verdictWith('audio-delay', 'median', null)).toBe('certified-with-conditions');
  });
});

it('[UNSRI-85] a re-verification asks ten minutes and every metric', () => {
  const short = rubricOfKind(unsri, 're-verification');
  expect(short.gates).toMatchObject({ measuredSecondsAtLeast: 600, realSecondsAtLeast: 360 });
  expect(short.metrics).toEqual(unsri.metrics);
  expect(rubricOfKind(unsri, 'test')).toBe(unsri);
});
