/** Tests of what is suggested as the cause of a failed attempt. */
import type { GateKey, MetricKey } from '@sambung/contract/measurement';
import type { Grade } from '@sambung/contract/rubric';
import { expect, it } from 'vitest';
import { suggestDiagnosis } from './diagnosis.ts';

const words = { id: '-', en: '-' };
const gate = (key: GateKey, passed: boolean | null, applies = true) => ({
  ...{ gate: key, applies, passed, seen: words },
  trust: 'server-observed' as const,
});
const row = (metric: MetricKey, grade: Grade, value: number | string | null = 1) => ({
  ...{ metric, code: 'M', scope: { site: 'host' as const }, critical: false, group: null, grade, standIn: null },
  columns: [
    {
      ...{ statistic: 's', value, interval: null, bound: false, sampleCount: 1, trust: null, limits: null },
      grade,
    },
  ],
});

it.each([
  ['nobody came on one side', { judgement: null, bothCame: false }, []],
  ['both came and nothing ever flowed', { judgement: null, bothCame: true }, ['firewall', 'ice']],
  [
    'all is well',
    { judgement: { gates: [gate('connected', true)], rows: [row('path', 'pass', 'udp-direct')] }, bothCame: true },
    [],
  ],
  [
    'only TCP gets through, and too little of it',
    { judgement: { gates: [], rows: [row('path', 'marginal', 'tcp'), row('bandwidth', 'fail')] }, bothCame: true },
    ['firewall', 'bandwidth'],
  ],
  [
    'another address was seen',
    { judgement: { gates: [gate('public-address', false)], rows: [] }, bothCame: true },
    ['address'],
  ],
  [
    'the address was not asked for',
    { judgement: { gates: [gate('public-address', false, false)], rows: [] }, bothCame: true },
    [],
  ],
  [
    'the line stands, and nothing is seen or heard',
    { judgement: { gates: [gate('connected', true), gate('seen-and-heard', false)], rows: [] }, bothCame: true },
    ['device'],
  ],
  [
    'the line never stood',
    { judgement: { gates: [gate('connected', false), gate('seen-and-heard', false)], rows: [] }, bothCame: true },
    ['ice'],
  ],
  [
    'the microphone is dead',
    { judgement: { gates: [], rows: [row('speech-level', 'fail', -70)] }, bothCame: true },
    ['device'],
  ],
] as const)('[UNSRI-79] where %s', (_name, run, causes) => {
  expect(suggestDiagnosis(run as never)).toEqual(causes);
});
