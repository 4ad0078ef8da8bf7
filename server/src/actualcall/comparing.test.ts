/** Tests of what a conference is held against, and of its drift from the test. */
import type { Measurement } from '@sambung/contract/measurement';
import type { JudgedRow } from '@sambung/contract/rubric';
import { describe, expect, it } from 'vitest';
import { shippedRubric } from '../rubric/index.ts';
import { driftOf, passiveRubric } from './comparing.ts';
import { likelySideOf } from './likely-side.ts';

const scope = { direction: 'host' } as const;
const tested = (value: number, interval: Measurement['interval'] = null): Measurement => ({
  ...{ metric: 'packet-loss', statistic: 'mean', scope, value, interval },
  ...{ bound: false, sampleCount: 10, trust: 'cross-checked' },
});
const row = (value: number, pass: { min?: number; max?: number } = { max: 1 }): JudgedRow => ({
  ...{ metric: 'packet-loss', code: 'M4', scope, critical: true, group: null, grade: 'pass', standIn: null },
  columns: [
    {
      ...{ statistic: 'mean', value, interval: null, bound: false, sampleCount: 10, trust: 'cross-checked' },
      ...{ limits: { pass, marginal: pass }, grade: 'pass' },
    },
  ],
});

describe('drift', () => {
  it.each([
    ['inside the interval of the test', tested(0.5, { low: 0.2, high: 0.9 }), row(0.8), 'same'],
    ['above it, where less is better', tested(0.5, { low: 0.2, high: 0.9 }), row(1.4), 'worse'],
    ['below it, where less is better', tested(0.5, { low: 0.2, high: 0.9 }), row(0.1), 'better'],
    ['below it, where more is better', tested(25, { low: 24, high: 26 }), row(14, { min: 24 }), 'worse'],
    ['without an interval, within a tenth', tested(100), row(109), 'same'],
    ['without an interval, beyond a tenth', tested(100), row(111), 'worse'],
    [
      'between two limits, but otherwise than before',
      tested(-30, { low: -31, high: -29 }),
      row(-20, { min: -36, max: -16 }),
      'same',
    ],
    ['outside two limits', tested(-30, { low: -31, high: -29 }), row(-10, { min: -36, max: -16 }), 'worse'],
  ] as const)('of a number %s', (_name, before, now, drift) => {
    expect(driftOf([before], [now])).toEqual([expect.objectContaining({ tested: before.value, drift })]);
  });

  it('is not told of what either of both did not measure, nor of words', () => {
    expect(driftOf([], [row(1)])).toEqual([]);
    expect(driftOf([{ ...tested(1), value: null }], [row(1)])).toEqual([]);
    expect(driftOf([{ ...tested(1), scope: { direction: 'audience' } }], [row(1)])).toEqual([]);
  });
});

it('holds a conference against what shows without markers, sweeps and questions', () => {
  const codes = passiveRubric(shippedRubric('default').document).metrics.map(({ code }) => code);
  expect(codes).toEqual(['M1', 'M3', 'M4', 'M5', 'M6', 'M7', 'M8', 'M10', 'M15', 'M17']);
});

it.each([
  [['203.0.113.7'], 'audience'],
  [['198.51.100.4'], 'host'],
  [['192.0.2.1'], null],
  [[], null],
  [['203.0.113.7', '198.51.100.4'], null],
] as const)('of media from %j the side is %s', (addresses, side) => {
  expect(likelySideOf(addresses, { host: ['198.51.100.4'], audience: ['203.0.113.7'] })).toBe(side);
});
