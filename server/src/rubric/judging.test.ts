/** Judging by the shipped rubric: every limit from both sides, causes, gaps, intervals, gates, and that worse is never better. */
import type { GateKey, Measurement, MetricKey, RunEvidence, Scope } from '@sambung/contract/measurement';
import { type Grade, type LineClass, lineClasses, type Verdict } from '@sambung/contract/rubric';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goodEvidence, spoiled } from '../../test/rubric.ts';
import { judge } from './judging.ts';
import { shippedRubric, simulationRubric } from './shipped.ts';

const rubric = shippedRubric('default').document;
const unsri = shippedRubric('unsri').document;
const good = goodEvidence(rubric);
const toAudience: Scope = { direction: 'host' };
const atHost: Scope = { site: 'host' };
const placeOf = (metric: string): Scope =>
  rubric.metrics.find((one) => one.metric === metric)?.scope === 'site' ? atHost : toAudience;

/** The grade of one metric in one place when one statistic has this value there and all else is good. */
function gradeOf(
  metric: string,
  statistic: string,
  value: number | string,
  lineClass: LineClass = 'hd',
): Grade | undefined {
  const evidence = spoiled(goodEvidence(rubric, lineClass), { metric, statistic, scope: placeOf(metric) }, { value });
  const rows = judge(rubric, lineClass, evidence).rows.filter((row) => row.metric === metric);
  expect(rows).toHaveLength(2);
  expect(rows[1]?.grade).toBe('pass');
  return rows[0]?.grade;
}

/** C4's table once more, written down apart from the shipped file: statistic, class, limit of pass, limit of marginal. */
const most = [
  ['audio-delay', 'median', 'hd', 200, 400],
  ['video-delay', 'median', 'hd', 250, 400],
  ['round-trip', 'p95', 'hd', 150, 300],
  ['packet-loss', 'mean', 'hd', 1, 3],
  ['packet-loss', 'worst-window', 'hd', 3, 10],
  ['jitter', 'p95', 'hd', 30, 50],
  ['concealment', 'mean', 'hd', 1, 3],
  ['freezes', 'share', 'hd', 0.5, 2],
  ['freezes', 'longest', 'hd', 1, 3],
  ['skew', 'median', 'hd', 125, 185],
  ['speech-level', 'level', 'hd', -16, -12],
  ['clipping', 'clipped', 'hd', 0.1, 1],
  ['recovery', 'reconnect', 'hd', 10, 30],
] as const;
const least = [
  ['speech-rating', 'mean', 'hd', 80, 70],
  ['speech-rating', 'p5', 'hd', 70, 60],
  ['frame-rate', 'median', 'hd', 24, 15],
  ['frame-rate', 'p5', 'hd', 15, 10],
  ['frame-rate', 'median', 'sd', 20, 12],
  ['frame-rate', 'p5', 'sd', 12, 8],
  ['frame-rate', 'median', 'audio-first', 12, 8],
  ['frame-rate', 'p5', 'audio-first', 8, 5],
  ['resolution', 'height', 'hd', 720, 360],
  ['resolution', 'height', 'sd', 360, 180],
  ['resolution', 'height', 'audio-first', 180, 90],
  ['similarity', 'median', 'hd', 0.97 - 0.02, 0.97 - 0.08],
  ['skew', 'median', 'hd', -45, -90],
  ['bandwidth', 'up', 'hd', 1.25, 1],
  ['bandwidth', 'down', 'sd', 1.25, 1],
  ['echo', 'return-loss', 'hd', 45, 35],
  ['speech-level', 'level', 'hd', -36, -46],
  ['clipping', 'snr', 'hd', 20, 12],
  ['human-score', 'lowest', 'hd', 4, 3],
] as const;
const step = 1e-9;

describe('each limit', () => {
  it.each([...most.map((row) => [...row, 1] as const), ...least.map((row) => [...row, -1] as const)])(
    '%s %s (%s): passes up to %d, is marginal up to %d, and fails beyond, without rounding',
    (metric, statistic, lineClass, pass, marginal, worse) => {
      const grades = [pass, pass + worse * step, marginal, marginal + worse * step].map((value) =>
        gradeOf(metric, statistic, value, lineClass),
      );
      expect(grades).toEqual(['pass', 'marginal', 'marginal', 'fail']);
    },
  );

  it('of speech: what is as good as silent fails', () => {
    expect(gradeOf('speech-level', 'level', -61)).toBe('fail');
  });

  it('covers every statistic of every metric', () => {
    const listed = new Set([...most, ...least].map(([metric, statistic]) => `${metric} ${statistic}`));
    const words = ['path kind', 'recovery fallback', 'wired connection'];
    const all = rubric.metrics.flatMap(({ metric, columns }) =>
      columns.map(({ statistic }) => `${metric} ${statistic}`),
    );
    expect(all.toSorted()).toEqual([...listed, ...words].toSorted());
  });

  it('of words: what is in no list fails', () => {
    expect(['udp-direct', 'udp-relay', 'carrier-pigeon'].map((word) => gradeOf('path', 'kind', word))).toEqual([
      'pass',
      'marginal',
      'fail',
    ]);
    expect(['works', 'fails', 'perhaps'].map((word) => gradeOf('recovery', 'fallback', word))).toEqual([
      'pass',
      'marginal',
      'fail',
    ]);
  });

  it('[DEMAK-18] of the connection: a wire passes, everything else is noted, and nothing fails', () => {
    const words = ['wired', 'wifi', 'cellular', 'other', 'unknown', 'pigeon'];
    expect(words.map((word) => gradeOf('wired', 'connection', word))).toEqual(['pass', ...Array(5).fill('marginal')]);
    const wireless = judge(rubric, 'hd', spoiled(good, { metric: 'wired' }, { value: 'wifi' }));
    expect(wireless.verdict).toBe('certified');
    expect(wireless.marginalGroups.map(({ metrics }) => metrics)).toEqual([['wired'], ['wired']]);
  });
});

describe('a row', () => {
  it('takes its worse column', () => {
    expect(gradeOf('packet-loss', 'worst-window', 11)).toBe('fail');
    expect(gradeOf('packet-loss', 'mean', 2)).toBe('marginal');
    const both = spoiled(
      spoiled(good, { metric: 'packet-loss', statistic: 'mean', scope: toAudience }, { value: 2 }),
      { metric: 'packet-loss', statistic: 'worst-window', scope: toAudience },
      { value: 11 },
    );
    const row = judge(rubric, 'hd', both).rows.find(({ metric }) => metric === 'packet-loss');
    expect(row).toMatchObject({
      grade: 'fail',
      columns: [
        { grade: 'marginal', value: 2 },
        { grade: 'fail', value: 11 },
      ],
    });
  });

  it('stands for both directions or both sites, measured or not', () => {
    const { rows } = judge(rubric, 'hd', { ...good, measurements: [] });
    expect(rows).toHaveLength(40);
    expect(new Set(rows.map(({ grade }) => grade))).toEqual(new Set(['not-measured']));
    expect(rows.filter(({ metric }) => metric === 'echo').map(({ scope }) => scope)).toEqual([
      { direction: 'host' },
      { direction: 'audience' },
    ]);
    expect(rows.filter(({ metric }) => metric === 'path').map(({ scope }) => scope)).toEqual([
      { site: 'host' },
      { site: 'audience' },
    ]);
  });

  it('shows the limits that counted, reference added', () => {
    const { rows } = judge(rubric, 'sd', goodEvidence(rubric, 'sd'));
    expect(rows.find(({ metric }) => metric === 'similarity')?.columns[0]?.limits).toEqual({
      pass: { min: 0.972 - 0.02 },
      marginal: { min: 0.972 - 0.08 },
    });
    expect(rows.find(({ metric }) => metric === 'resolution')?.columns[0]?.limits?.pass).toEqual({ min: 360 });
  });

  it('takes the worse of two measurements of the same thing', () => {
    const again = good.measurements.filter(({ metric }) => metric === 'jitter').map((one) => ({ ...one, value: 45 }));
    const twice = { ...good, measurements: [...again, ...good.measurements] };
    expect(judge(rubric, 'hd', twice).rows.find(({ metric }) => metric === 'jitter')).toMatchObject({
      grade: 'marginal',
      columns: [{ value: 45 }],
    });
  });
});

const verdict = (evidence: RunEvidence) => judge(rubric, 'hd', evidence).verdict;

describe('the verdict', () => {
  it.each(lineClasses)('is certified when everything passes (%s)', (lineClass) => {
    const judgement = judge(rubric, lineClass, goodEvidence(rubric, lineClass));
    expect(judgement).toMatchObject({ verdict: 'certified', certifiable: true, marginalGroups: [] });
  });

  it('is the worst direction’s: one failed row of forty is enough', () => {
    for (const { metric, columns } of rubric.metrics) {
      if (metric === 'wired') continue;
      for (const { statistic, kind } of columns) {
        if (kind === 'category') continue;
        for (const scope of [
          placeOf(metric),
          placeOf(metric) === atHost ? { site: 'audience' } : { direction: 'audience' },
        ] as Scope[])
          for (const value of [-1e6, 1e6]) {
            const judged = judge(rubric, 'hd', spoiled(good, { metric, statistic, scope }, { value }));
            const hasFailed = judged.rows.some(({ grade }) => grade === 'fail');
            expect(judged.verdict).toBe(hasFailed ? 'not-certified' : 'certified');
          }
      }
    }
  });

  it('is conditional for one marginal in any critical metric', () => {
    const marginals: Partial<Record<MetricKey, number>> = {
      'audio-delay': 300,
      'packet-loss': 2.5,
      'speech-rating': 72,
      freezes: 1.5,
      skew: 150,
      echo: 40,
    };
    const critical = rubric.metrics.filter((one) => one.critical).map(({ code }) => code);
    expect(critical).toEqual(['M1', 'M4', 'M7', 'M10', 'M12', 'M14']);
    for (const [metric, value] of Object.entries(marginals)) {
      const statistic = rubric.metrics.find((one) => one.metric === metric)?.columns[0]?.statistic ?? '';
      expect(verdict(spoiled(good, { metric, statistic, scope: toAudience }, { value })), metric).toBe(
        'certified-with-conditions',
      );
    }
  });

  it('takes three causes and not four', () => {
    const three = spoiled(
      spoiled(good, { metric: 'video-delay' }, { value: 300 }),
      { metric: 'jitter', scope: toAudience },
      { value: 40 },
    );
    expect(judge(rubric, 'hd', three).marginalGroups).toHaveLength(3);
    expect(verdict(three)).toBe('certified');
    const four = spoiled(three, { metric: 'jitter' }, { value: 40 });
    expect(judge(rubric, 'hd', four).marginalGroups).toHaveLength(4);
    expect(verdict(four)).toBe('certified-with-conditions');
  });

  it('counts one cause once in one place, and again in another', () => {
    const both = ['round-trip', 'path', 'recovery'].reduce(
      (evidence, metric) =>
        spoiled(
          evidence,
          { metric },
          { value: { 'round-trip': 200, path: 'udp-relay', recovery: 20 }[metric] ?? null },
        ),
      spoiled(
        spoiled(good, { metric: 'concealment', scope: toAudience }, { value: 2 }),
        { metric: 'similarity', scope: toAudience },
        { value: 0.9 },
      ),
    );
    // `recovery` has two columns: the reconnect's number does for its word too, which then is no word.
    const { marginalGroups, verdict: decided } = judge(
      rubric,
      'hd',
      spoiled(both, { metric: 'recovery', statistic: 'fallback' }, { value: 'works' }),
    );
    expect(marginalGroups).toEqual([
      { group: 'path', scope: { site: 'host' }, metrics: ['round-trip', 'path', 'recovery'] },
      { group: 'path', scope: { site: 'audience' }, metrics: ['round-trip', 'path', 'recovery'] },
      { group: 'loss', scope: toAudience, metrics: ['concealment', 'similarity'] },
    ]);
    expect(decided).toBe('certified');
  });
});

describe('what was not measured', () => {
  it('blocks the plain certificate in a critical metric', () => {
    for (const metric of ['audio-delay', 'packet-loss', 'speech-rating', 'freezes']) {
      const missing = spoiled(good, { metric, scope: toAudience }, null);
      expect(verdict(missing), metric).toBe('certified-with-conditions');
      expect(verdict(spoiled(good, { metric, scope: toAudience }, { value: null })), metric).toBe(
        'certified-with-conditions',
      );
    }
  });

  it('counts as marginal elsewhere', () => {
    const missing = spoiled(good, { metric: 'video-delay', scope: toAudience }, null);
    const judged = judge(rubric, 'hd', missing);
    expect(judged.marginalGroups).toEqual([{ group: 'video-delay', scope: toAudience, metrics: ['video-delay'] }]);
    expect(judged.verdict).toBe('certified');
    const much = spoiled(spoiled(missing, { metric: 'jitter' }, null), { metric: 'speech-level' }, null);
    expect(verdict(much)).toBe('certified-with-conditions');
  });

  it('is a number of nothing, a word for a number, or one column of two', () => {
    const jitter = { metric: 'jitter', scope: toAudience };
    const gradeAfter = (change: Partial<Measurement>) =>
      judge(rubric, 'hd', spoiled(good, jitter, change)).rows.find(({ metric }) => metric === 'jitter')?.grade;
    expect(gradeAfter({ sampleCount: 0 })).toBe('not-measured');
    expect(gradeAfter({ value: 'fine' })).toBe('not-measured');
    expect(gradeAfter({ value: Number.NaN })).toBe('not-measured');
    const half = spoiled(good, { metric: 'clipping', statistic: 'snr', scope: toAudience }, null);
    expect(judge(rubric, 'hd', half).rows.find(({ metric }) => metric === 'clipping')?.grade).toBe('not-measured');
  });

  it('is stood in for by the people’s answers for echo and skew alone', () => {
    const silent = spoiled(spoiled(good, { metric: 'echo' }, null), { metric: 'skew' }, null);
    const judged = judge(rubric, 'hd', silent);
    expect(judged.verdict).toBe('certified');
    expect(judged.rows.filter(({ metric }) => metric === 'echo' || metric === 'skew')).toMatchObject(
      Array(4).fill({ grade: 'not-measured', standIn: 'pass' }),
    );
    const doubtful = spoiled(silent, { metric: 'human-score', scope: { site: 'audience' } }, { value: 3 });
    expect(verdict(doubtful)).toBe('certified-with-conditions');
    expect(verdict(spoiled(silent, { metric: 'human-score', scope: atHost }, null))).toBe('certified-with-conditions');
    expect(
      judge(rubric, 'hd', spoiled(good, { metric: 'freezes' }, null)).rows.every(({ standIn }) => standIn === null),
    ).toBe(true);
  });
});

describe('an interval', () => {
  const delay = (metric: MetricKey, value: number, low: number, high: number) =>
    judge(rubric, 'hd', spoiled(good, { metric, scope: toAudience }, { value, interval: { low, high } })).rows.find(
      (row) => row.metric === metric,
    )?.grade;

  it('that reaches over the limit makes a one-way delay marginal at best', () => {
    expect(delay('audio-delay', 190, 180, 200)).toBe('pass');
    expect(delay('audio-delay', 190, 180, 200.001)).toBe('marginal');
    expect(delay('video-delay', 200, 100, 500)).toBe('marginal');
  });

  it('never makes one better: a wider doubt is no way out of a failure', () => {
    expect(delay('audio-delay', 401, 300, 500)).toBe('fail');
    expect(delay('audio-delay', 300, 190, 410)).toBe('marginal');
  });

  it('of a run’s own variation is shown and leaves the grade', () => {
    expect(delay('jitter', 29, 20, 40)).toBe('pass');
    expect(delay('packet-loss', 0.9, 0.5, 1.5)).toBe('pass');
  });
});

describe('a proven bound', () => {
  const echo = (value: number) => spoiled(good, { metric: 'echo' }, { value, bound: true });
  const rowOf = (value: number) => judge(rubric, 'hd', echo(value)).rows.find(({ metric }) => metric === 'echo');

  it('passes only inside the limit, and proves nothing outside', () => {
    expect(rowOf(45)).toMatchObject({ grade: 'pass', columns: [{ bound: true }] });
    expect([44.9, 36, 20].map((value) => rowOf(value)?.grade)).toEqual(Array(3).fill('not-measured'));
  });
});

describe('media over TCP', () => {
  const tcp = spoiled(good, { metric: 'path', scope: atHost }, { value: 'tcp' });
  const pathGrade = (evidence: RunEvidence) =>
    judge(rubric, 'hd', evidence).rows.find(({ metric }) => metric === 'path')?.grade;

  it('is marginal where M1 to M7 passed, and fails otherwise', () => {
    expect(pathGrade(tcp)).toBe('marginal');
    expect(verdict(tcp)).toBe('certified');
    expect(pathGrade(spoiled(tcp, { metric: 'jitter', scope: { direction: 'audience' } }, { value: 40 }))).toBe('fail');
    expect(pathGrade(spoiled(tcp, { metric: 'video-delay', scope: toAudience }, null))).toBe('fail');
  });

  it('is not held against one site what the other’s way to the server does', () => {
    expect(pathGrade(spoiled(tcp, { metric: 'round-trip', scope: { site: 'audience' } }, { value: 200 }))).toBe(
      'marginal',
    );
    expect(pathGrade(spoiled(tcp, { metric: 'round-trip', scope: atHost }, { value: 200 }))).toBe('fail');
  });
});

describe('gates', () => {
  const full = goodEvidence(unsri);
  const withGate = (gate: GateKey, change: object | null): RunEvidence => ({
    ...full,
    gates: full.gates.flatMap((fact) =>
      fact.gate === gate ? (change === null ? [] : [{ ...fact, ...change }]) : [fact],
    ),
  });
  const judged = (gate: GateKey, change: object | null) => judge(unsri, 'hd', withGate(gate, change));

  it.each([
    'connected',
    'seen-and-heard',
    'encrypted',
    'public-address',
    'valid-data',
    'duration',
    'same-configuration',
  ] as const)('stay shut for %s when it failed, is not known or was not told', (gate) => {
    for (const change of [{ passed: false }, { passed: null }, null])
      expect(judged(gate, change)).toMatchObject({ verdict: 'not-certified', certifiable: false });
    expect(judged(gate, {})).toMatchObject({ verdict: 'certified', certifiable: true });
  });

  it('ask for the cascade where it applies', () => {
    expect(judged('cascade', {}).verdict).toBe('certified');
    expect(judged('cascade', { applies: true, passed: false }).verdict).toBe('not-certified');
    expect(judged('cascade', null).verdict).toBe('not-certified');
  });

  it('[UNSRI-30] [UNSRI-39] ask for the public address where the rubric does, and AES everywhere', () => {
    const shut = { passed: false };
    expect(judged('public-address', shut).verdict).toBe('not-certified');
    const open = { ...withGate('public-address', shut), measurements: good.measurements };
    expect(judge(rubric, 'hd', open)).toMatchObject({ verdict: 'certified' });
    for (const one of [rubric, unsri]) {
      const plain = { ...full, gates: withGate('encrypted', { applies: false, passed: false }).gates };
      expect(judge(one, 'hd', plain).verdict).toBe('not-certified');
    }
  });

  it('hold for every fact that is told of one', () => {
    const extra = full.gates.filter(({ gate }) => gate === 'connected').map((fact) => ({ ...fact, passed: false }));
    expect(judge(unsri, 'hd', { ...full, gates: [...full.gates, ...extra] }).verdict).toBe('not-certified');
  });
});

it.each(['same-machine', 'fake-device'] as const)(
  'a simulated run (%s) has a verdict and makes no certificate',
  (reason) => {
    expect(judge(rubric, 'hd', { ...good, simulatedReasons: [reason] })).toMatchObject({
      verdict: 'certified',
      certifiable: false,
      simulatedReasons: [reason],
    });
  },
);

const rank: Readonly<Record<Verdict, number>> = { 'not-certified': 0, 'certified-with-conditions': 1, certified: 2 };
/** Which way a number gets worse; skew and level get worse both ways. */
const isLowWorse = new Set(least.map(([metric, statistic]) => `${metric} ${statistic}`));
const isHighWorse = new Set(most.map(([metric, statistic]) => `${metric} ${statistic}`));

describe('worse', () => {
  /** Runs anywhere between good and hopeless: each measurement somewhere in, near or outside its limits. */
  const numeric = good.measurements.filter(({ value }) => typeof value === 'number');
  const spread = fc.array(
    fc.record({ at: fc.nat(numeric.length - 1), by: fc.double({ min: 0, max: 3, noNaN: true }) }),
    { maxLength: 8 },
  );
  const limitsAt = (at: number) => {
    const { metric, statistic } = numeric[at] as Measurement;
    const column = rubric.metrics
      .find((one) => one.metric === metric)
      ?.columns.find((one) => one.statistic === statistic);
    return column?.kind === 'range' ? { key: `${metric} ${statistic}`, column } : null;
  };
  const change = (
    evidence: RunEvidence,
    at: number,
    change: (value: number) => Partial<Measurement> | null,
  ): RunEvidence => {
    const { metric, statistic, scope } = numeric[at] as Measurement;
    const old = evidence.measurements.find(
      (one) =>
        one.metric === metric && one.statistic === statistic && JSON.stringify(one.scope) === JSON.stringify(scope),
    );
    return old === undefined ? evidence : spoiled(evidence, { metric, statistic, scope }, change(Number(old.value)));
  };
  const runs = spread.map((changes) =>
    changes.reduce((evidence, { at, by }) => {
      const found = limitsAt(at);
      if (!found) return evidence;
      const { pass } = found.column.limits;
      const size = Math.abs((pass.max ?? pass.min ?? 1) || 1);
      return change(evidence, at, (value) => ({ value: value + (isHighWorse.has(found.key) ? 1 : -1) * by * size }));
    }, good),
  );

  it('numbers never improve the verdict', () => {
    fc.assert(
      fc.property(runs, fc.nat(numeric.length - 1), fc.double({ min: 0, max: 5, noNaN: true }), (before, at, by) => {
        const found = limitsAt(at);
        if (!found) return;
        const middle = ((found.column.limits.pass.min ?? 0) + (found.column.limits.pass.max ?? 0)) / 2;
        const isTwoSided = isLowWorse.has(found.key) && isHighWorse.has(found.key);
        const after = change(before, at, (value) => {
          const sign = isTwoSided ? (value >= middle ? 1 : -1) : isHighWorse.has(found.key) ? 1 : -1;
          return { value: value + sign * by * Math.max(1, Math.abs(value)) };
        });
        expect(rank[verdict(after)]).toBeLessThanOrEqual(rank[verdict(before)]);
      }),
      { numRuns: 1_500 },
    );
  });

  it('knowledge never improves it: a wider interval, a gate that is no longer known, fewer answers', () => {
    fc.assert(
      fc.property(
        runs,
        fc.nat(numeric.length - 1),
        fc.nat(7),
        fc.double({ min: 0, max: 500, noNaN: true }),
        (before, at, gate, width) => {
          const judged = rank[verdict(before)];
          const wider = change(before, at, (value) => ({ interval: { low: value - width, high: value + width } }));
          expect(rank[verdict(wider)]).toBeLessThanOrEqual(judged);
          const unknown = {
            ...before,
            gates: before.gates.map((fact, index) => (index === gate ? { ...fact, passed: null } : fact)),
          };
          expect(rank[verdict(unknown)]).toBeLessThanOrEqual(judged);
          const mute = spoiled(before, { metric: 'human-score', scope: atHost }, { value: 2 });
          expect(rank[verdict(mute)]).toBe(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never comes of taking away what passed', () => {
    fc.assert(
      fc.property(runs, fc.nat(numeric.length - 1), (before, at) => {
        const { metric, statistic, scope } = numeric[at] as Measurement;
        const judged = judge(rubric, 'hd', before);
        const row = judged.rows.find(
          (one) => one.metric === metric && JSON.stringify(one.scope) === JSON.stringify(scope),
        );
        if (row?.columns.find((one) => one.statistic === statistic)?.grade !== 'pass') return;
        const without = verdict(spoiled(before, { metric, statistic, scope }, null));
        expect(rank[without]).toBeLessThanOrEqual(rank[judged.verdict]);
      }),
      { numRuns: 500 },
    );
  });

  it('is least of all a certificate of nothing', () => {
    expect(verdict({ ...good, measurements: [] })).toBe('certified-with-conditions');
    const nothing = judge(rubric, 'hd', { ...good, measurements: [], gates: [] });
    expect(nothing).toMatchObject({ verdict: 'not-certified', certifiable: false });
    expect(nothing.gates.map(({ gate }) => gate)).toHaveLength(8);
  });
});

it.each(lineClasses)(
  'a simulation of class %s is not failed for the frame rate and picture size of a busy machine',
  (lineClass) => {
    const simulation = simulationRubric();
    const slow = [
      { metric: 'frame-rate', statistic: 'median' },
      { metric: 'frame-rate', statistic: 'p5' },
      { metric: 'resolution', statistic: 'height' },
    ].reduce(
      (evidence, one) => spoiled(evidence, { ...one, scope: toAudience }, { value: 1 }),
      goodEvidence(simulation, lineClass),
    );
    const rows = judge(simulation, lineClass, slow).rows.filter(({ grade }) => grade !== 'pass');
    expect(rows.map(({ metric, grade }) => [metric, grade])).toEqual([
      ['frame-rate', 'marginal'],
      ['resolution', 'marginal'],
    ]);
  },
);
