/** Holds what the product measured and judged against what is true. Pure. */
import type { Side } from '@sambung/contract/http';
import type { MetricKey } from '@sambung/contract/measurement';
import type { JudgedRow, RubricDocument, Verdict } from '@sambung/contract/rubric';
import type { Proposal } from '@sambung/contract/test-run';
import { decidingGrade, judge } from '../../../server/src/rubric/index.ts';
import type { CellRun } from './cell.ts';
import type { Condition } from './condition.ts';
import { countRuns, isDumb, standsStill } from './disturbances.ts';
import { longestSilenceMs, media } from './leg-log.ts';
import { otherOf, sides } from './sides.ts';
import { type CellTruth, evidenceOf, gatesOf } from './truth.ts';

/** The tolerances of the acceptance line. */
export const tolerances = {
  lossPoints: 0.5,
  addedDelayMs: 10,
  skewMs: 20,
  jitterShare: 0.2,
  rateShare: 0.1,
  freezes: 0,
  dropouts: 1,
} as const;
export type CheckName = keyof typeof tolerances;
/**
 * What a cell is about says nothing of the measurer where it comes nearer to a limit than this; of the rest chance alone must not decide. `failing`: of all that
 * is not what decides, to the limit behind which it would; the numbers themselves are measured more closely.
 */
const clearOfLimits = { own: 0.2, rest: 0.1, failing: 0.05 };

/** One number held against its truth. `error` is in the unit of the tolerance; null where nothing was measured. */
export interface Check {
  name: CheckName | 'coveredDelay';
  metric: MetricKey;
  at: Side;
  truth: number;
  measured: number | null;
  interval: { low: number; high: number } | null;
  error: number | null;
  /** How far the truth itself may be off, in the same unit; 0 where it is counted. */
  truthDoubt: number;
  holds: boolean;
}

export interface CellResult {
  condition: string;
  metric: MetricKey;
  truth: number | string | null;
  measured: number | string | null;
  interval: { low: number; high: number } | null;
  verdict: Verdict;
  expected: Verdict;
  isRight: boolean;
  /** Certified although the truth is worse. */
  isFalselyCertified: boolean;
  /** Rows that were graded otherwise than the truth. */
  differences: string[];
  /** The truth of a deciding value lies within a fifth of a limit: by the rules no cell of the grid should. */
  nearLimit: string[];
  checks: Check[];
}

/** Seconds of measuring phases that do not count because a browser could not keep up, as a share. */
export function starvedShare({ samples }: Pick<CellRun, 'samples'>): number {
  const measuring = samples.filter(
    ({ phase, voided }) =>
      (phase === 'bandwidth' || phase === 'synthetic' || phase === 'real') && voided !== 'changing-over',
  );
  const lost = measuring.filter(({ voided }) => voided === 'starved' || voided === 'unreported' || voided === 'hidden');
  return measuring.length === 0 ? 1 : lost.length / measuring.length;
}

/** A phase's first and last moments are about changing over. */
const settledAfterMs = 500;

/** The longest that a browser sent no sound for, on either side and before any fault: then the machine stood still, and what it did so is no fault of the line. */
export function longestStandstillMs({ legs, phases }: CellRun): number {
  const judged = phases.filter(({ phase }) => phase === 'synthetic' || phase === 'real');
  return Math.max(
    ...sides.flatMap((side) =>
      judged.map(({ fromMs, toMs }) => {
        const { log, beganAtMs } = legs[side];
        const window = { fromMs: fromMs - beganAtMs + settledAfterMs, toMs: toMs - beganAtMs - settledAfterMs };
        return longestSilenceMs(media(log, 'up', [window]));
      }),
    ),
  );
}

type Rows = Pick<Proposal, 'rows'>;

function found({ rows }: Rows, metric: MetricKey, statistic: string, at: Side) {
  const row = rows.find((one) => one.metric === metric && placeOf(one) === at);
  return row?.columns.find((column) => column.statistic === statistic) ?? null;
}

const placeOf = ({ scope }: JudgedRow): Side => ('site' in scope ? scope.site : scope.direction);
const numberOf = (value: number | string | null | undefined) => (typeof value === 'number' ? value : null);

export function compare(run: CellRun, truth: CellTruth, rubric: RubricDocument): CellResult {
  const { condition, proposal } = run;
  const judged = judge(rubric, 'sd', {
    ...{ testCallId: '', startedAt: '', endedAt: '', simulatedReasons: [] },
    measurements: evidenceOf(run, truth),
    gates: gatesOf(run),
  });
  const { verdict } = proposal;
  const expected = judged.verdict;
  const straddles = isAsymmetric(run) && verdict === 'certified-with-conditions' && expected === 'certified';
  const inQuestion = judged.rows.find((row) => row.metric === condition.metric && placeOf(row) === condition.at);
  const statistic = inQuestion?.columns[0]?.statistic ?? '';
  const measured = found(proposal, condition.metric, statistic, condition.at);
  return {
    condition: condition.name,
    metric: condition.metric,
    truth: inQuestion?.columns[0]?.value ?? null,
    measured: measured?.value ?? null,
    interval: measured?.interval ?? null,
    ...{ verdict, expected },
    isRight: verdict === expected || (straddles && isOpenAtLimit(proposal)),
    isFalselyCertified: verdict === 'certified' && expected !== 'certified',
    differences: differencesOf(judged.rows, proposal),
    nearLimit: nearLimits(judged.rows, expected, condition),
    checks: checksOf(run, truth),
  };
}

function isAsymmetric({ condition: { up, down } }: CellRun): boolean {
  return (up?.delayMs ?? 0) !== (down?.delayMs ?? 0);
}

/** Whether a delay was marginal because its interval reaches over the limit. */
function isOpenAtLimit({ rows }: Rows): boolean {
  return rows
    .filter(({ metric, grade }) => (metric === 'audio-delay' || metric === 'video-delay') && grade === 'marginal')
    .some(({ columns }) =>
      columns.some(({ value, interval, limits }) => {
        const most = limits?.pass.max;
        return (
          typeof value === 'number' && interval !== null && most !== undefined && value <= most && interval.high > most
        );
      }),
    );
}

function differencesOf(rows: readonly JudgedRow[], { rows: proposed, gates }: Proposal): string[] {
  const differences = rows.flatMap((row) => {
    const other = proposed.find((one) => one.metric === row.metric && placeOf(one) === placeOf(row));
    const [should, is] = [decidingGrade(row), other ? decidingGrade(other) : 'missing'];
    const values = (one: JudgedRow | undefined) => one?.columns.map(({ value }) => shortOf(value)).join('/');
    return should === is
      ? []
      : [`${row.code} ${row.metric} ${placeOf(row)}: ${is} (${values(other)}), not ${should} (${values(row)})`];
  });
  const shut = gates
    .filter(({ applies, passed }) => applies && passed !== true)
    .map(({ gate, seen }) => `${gate} shut: ${seen.en}`);
  return [...differences, ...shut];
}

export const shortOf = (value: number | string | null | undefined): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : (value ?? '–');

/** Even without any fault these are at their best, which is their limit or near it: they cannot be clear of it. */
const atTheirBest: readonly MetricKey[] = ['bandwidth', 'frame-rate', 'resolution', 'similarity', 'speech-rating'];

/** Values that decide (those of the worst grade) and come near to a limit of theirs. */
function nearLimits(rows: readonly JudgedRow[], expected: Verdict, { metric, at }: Condition): string[] {
  const deciding = { certified: ['pass'], 'certified-with-conditions': ['marginal'], 'not-certified': ['fail'] }[
    expected
  ];
  const isOwn = (row: JudgedRow) => row.metric === metric && placeOf(row) === at;
  const isClear = (row: JudgedRow) =>
    row.columns.every((column) => distance(column) >= clearOfLimits[isOwn(row) ? 'own' : 'rest']);
  const decide = rows.filter(
    (row) => deciding.includes(decidingGrade(row)) && !(expected === 'certified' && atTheirBest.includes(row.metric)),
  );
  // One clear failure decides, whatever the others are; a clear marginal does as long as nothing else may fail.
  const mayFail = expected === 'certified-with-conditions' ? rows.filter(isNearFailing) : [];
  if (expected !== 'certified' && decide.some(isClear) && mayFail.length === 0) return [];
  return [...new Set([...decide.filter((row) => !isClear(row)), ...mayFail])].map(
    (row) => `${row.code} ${row.metric} ${placeOf(row)}: ${row.columns.map(({ value }) => shortOf(value)).join('/')}`,
  );
}

/** So near to the limit behind which it fails that it may be measured on the other side. */
function isNearFailing({ columns }: JudgedRow): boolean {
  return columns.some(({ value, limits }) => {
    const ends = [limits?.marginal.min, limits?.marginal.max].filter((end) => end !== undefined);
    return (
      typeof value === 'number' &&
      ends.some((end) => Math.abs(value - end) / Math.max(Math.abs(end), 1e-9) < clearOfLimits.failing)
    );
  });
}

function distance({ value, limits }: JudgedRow['columns'][number]): number {
  if (typeof value !== 'number' || !limits) return Number.POSITIVE_INFINITY;
  const ends = [limits.pass.min, limits.pass.max, limits.marginal.min, limits.marginal.max].filter(
    (end) => end !== undefined,
  );
  return Math.min(...ends.map((end) => Math.abs(value - end) / Math.max(Math.abs(end), 1e-9)));
}

function checksOf(run: CellRun, truth: CellTruth): Check[] {
  const { condition, proposal, samples } = run;
  const checks: Check[] = [];
  const hold = (
    name: Check['name'],
    metric: MetricKey,
    at: Side,
    statistic: string,
    trueValue: number,
    errorOf: (measured: number) => number,
    truthDoubt = 0,
  ) => {
    const column = found(proposal, metric, statistic, at);
    const measured = numberOf(column?.value);
    const error = measured === null ? null : errorOf(measured);
    const within = name === 'coveredDelay' ? truthDoubt : tolerances[name];
    const holds = error !== null && error <= within;
    const interval = column?.interval ?? null;
    checks.push({ name, metric, at, truth: trueValue, measured, interval, error, truthDoubt, holds });
  };
  for (const side of sides) {
    const one = truth.directions[side];
    hold('lossPoints', 'packet-loss', side, 'mean', one.lossPercent, (value) => Math.abs(value - one.lossPercent));
    for (const [metric, { medianMs, doubtMs }] of [
      ['audio-delay', one.trips.sound],
      ['video-delay', one.trips.picture],
    ] as const) {
      if (isAsymmetric(run)) {
        const interval = found(proposal, metric, 'median', side)?.interval;
        const outside = interval
          ? Math.max(0, interval.low - medianMs, medianMs - interval.high)
          : Number.POSITIVE_INFINITY;
        hold('coveredDelay', metric, side, 'median', medianMs, () => outside, doubtMs);
      } else hold('addedDelayMs', metric, side, 'median', medianMs, (value) => Math.abs(value - medianMs), doubtMs);
    }
    const { skew } = one.trips;
    // On lines that lose much too few sweeps arrive: then the product says nothing, which is right.
    if (found(proposal, 'skew', 'median', side)?.value !== null)
      hold('skewMs', 'skew', side, 'median', skew.medianMs, (value) => Math.abs(value - skew.medianMs), skew.doubtMs);
    // Without injected jitter there is only that of the machine, of which nobody knows the truth.
    if (condition.metric === 'jitter' && isImpaired(run, side))
      hold(
        'jitterShare',
        'jitter',
        side,
        'p95',
        one.jitterMs,
        (value) => Math.abs(value - one.jitterMs) / one.jitterMs,
      );
    const { upBps, downBps } = truth.sites[side];
    for (const [statistic, bps, target] of [
      ['up', upBps, 650_000],
      ['down', downBps, 500_000],
    ] as const)
      hold('rateShare', 'bandwidth', side, statistic, bps / target, (value) => Math.abs((value * target) / bps - 1));
    if (condition.metric === 'freezes' && one.standstillsMs.length > 0) {
      const truth = one.standstillsMs.length;
      for (const [name, counted] of [
        ['freezes', countRuns(samples, side, standsStill)],
        ['dropouts', countRuns(samples, side, isDumb)],
      ] as const) {
        const error = Math.abs(counted - truth);
        const holds = error <= tolerances[name];
        const counts = { truth, measured: counted, interval: null, error, truthDoubt: 0, holds };
        checks.push({ name, metric: 'freezes', at: side, ...counts });
      }
    }
  }
  return checks;
}

/** Whether the line of a direction is touched at all. */
function isImpaired({ condition }: CellRun, from: Side): boolean {
  const { leg, up, down } = condition;
  return Object.keys((leg === from ? up : leg === otherOf(from) ? down : undefined) ?? {}).length > 0;
}
