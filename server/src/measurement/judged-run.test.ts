/** From seconds to grades: what is summed up fits the shipped rubric, and a fault turns the grade of its metric, in its place, alone. */
import { readFileSync } from 'node:fs';
import type { Grade, Judgement } from '@sambung/contract/rubric';
import { describe, expect, it } from 'vitest';
import { down, leg, madeRun } from '../../test/run-seconds.ts';
import { judge, shippedRubric } from '../rubric/index.ts';
import { integrityOf } from './integrity.ts';
import type { Run } from './run.ts';
import type { SecondSample } from './second-sample.ts';
import { summarise } from './summary.ts';

const rubric = shippedRubric('default').document;
const good = (sample: SecondSample): Partial<SecondSample> =>
  sample.phase === 'real'
    ? { loop: { returnLossDb: null, boundDb: 52, delayMs: null, audible: true } }
    : { skewMs: sample.skewMs };

function judged(run: Run): Judgement {
  return judge(rubric, run.lineClass, {
    testCallId: '11111111-1111-4111-8111-111111111111',
    startedAt: '2026-11-20T01:00:00.000Z',
    endedAt: '2026-11-20T01:05:00.000Z',
    measurements: summarise(run),
    gates: [
      {
        gate: 'valid-data',
        applies: true,
        passed: integrityOf(run, 'host').honest && integrityOf(run, 'audience').honest,
        seen: { id: 'data', en: 'data' },
        trust: 'server-observed',
      },
    ],
    simulatedReasons: [],
  });
}
const grades = ({ rows }: Judgement): Record<string, Grade> =>
  Object.fromEntries(
    rows.map(({ metric, scope, grade }) => [`${metric} ${'direction' in scope ? scope.direction : scope.site}`, grade]),
  );
const wired = {
  host: { lowestScore: 5, connection: 'wired' },
  audience: { lowestScore: 5, connection: 'wired' },
} as const;
const run = (change: (sample: SecondSample) => Partial<SecondSample> = () => ({})) =>
  madeRun((sample) => ({ ...good(sample), ...(sample.direction === 'host' ? change(sample) : {}) }), undefined, {
    answers: wired,
  });
/** What is graded differently than on a good line. */
const turned = (change: (sample: SecondSample) => Partial<SecondSample>) => {
  const before = grades(judged(run()));
  return Object.fromEntries(
    Object.entries(grades(judged(run(change)))).filter(([key, grade]) => before[key] !== grade),
  );
};

describe('a run before the rubric', () => {
  it('has a measurement for every column, and none that no column asks for', () => {
    const columns = rubric.metrics.flatMap(({ metric, columns }) =>
      columns.map(({ statistic }) => `${metric} ${statistic}`),
    );
    const summed = new Set(summarise(run()).map(({ metric, statistic }) => `${metric} ${statistic}`));
    expect([...summed].toSorted()).toEqual(columns.toSorted());
  });

  it('passes everything on a good line', () => {
    expect(Object.values(grades(judged(run()))).every((grade) => grade === 'pass')).toBe(true);
  });

  it('says the words that the rubric has for paths and fallbacks', () => {
    const words = readFileSync(new URL('../../../prisma/rubrics/default.yaml', import.meta.url), 'utf8');
    for (const word of ['udp-direct', 'udp-relay', 'tcp', 'works', 'fails'])
      expect(words).toMatch(new RegExp(`[[ ]${word}[\\],]`));
  });

  it('turns the grade of what was injected', () => {
    const lossy = (percent: number) =>
      turned(({ phase }) =>
        phase === 'bandwidth' ? {} : { uplink: { sound: leg(100, percent), picture: leg(100, percent) } },
      );
    expect(lossy(2)).toEqual({ 'packet-loss host': 'marginal' });
    expect(lossy(5)).toEqual({ 'packet-loss host': 'fail' });
    expect(
      turned((sample) => ({
        picture: sample.picture && {
          ...sample.picture,
          frozenMs: sample.second === 200 ? 1_000 : 0,
          longestFreezeMs: sample.second === 200 ? 5_000 : 0,
        },
      })),
    ).toEqual({ 'freezes host': 'fail' });
    expect(turned((sample) => ({ skewMs: sample.skewMs.map((ms) => ms + 160) }))).toEqual({ 'skew host': 'marginal' });
    expect(
      turned((sample) =>
        sample.phase === 'real' ? { loop: { returnLossDb: 20, boundDb: null, delayMs: 200, audible: true } } : {},
      ),
    ).toEqual({ 'echo host': 'fail' });
    expect(turned((sample) => ({ sound: sample.sound && { ...sample.sound, levelDbfs: -110 } }))).toEqual({
      'speech-level host': 'fail',
      'clipping host': 'fail',
    });
  });

  it('of a receiver that hides its losses fails, however good its numbers', () => {
    const liar = run((sample) => ({
      downlink: { sound: down(50), picture: { ...down(100, 0, sample.second % 2), claimedLost: 0, withheldNamed: 0 } },
    }));
    expect(grades(judged(liar))['packet-loss host']).toBe('fail');
    expect(judged(liar).verdict).toBe('not-certified');
  });

  it('of markers that lie is not certified, though every metric passes', () => {
    const liar = run((sample) => (sample.second % 9 === 0 ? { lies: { ...sample.lies, hold: 4 } } : {}));
    expect(Object.values(grades(judged(liar))).every((grade) => grade === 'pass')).toBe(true);
    expect(judged(liar).verdict).toBe('not-certified');
  });
});
