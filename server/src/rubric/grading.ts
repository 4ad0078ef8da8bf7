/** The grade of one column: a measurement held against its limits. Pure. */
import type { Measurement } from '@sambung/contract/measurement';
import type { Grade, JudgedRow, Limits, LineClass, Range, RubricColumn } from '@sambung/contract/rubric';

export type JudgedColumn = JudgedRow['columns'][number];

/** From harmless to grave. What was not measured is never a pass; what is known to be marginal is worse than what is not known. */
const severity: Readonly<Record<Grade, number>> = { pass: 0, 'not-measured': 1, marginal: 2, fail: 3 };

/** The gravest of some grades; `pass` of none. */
export const worst = (grades: readonly Grade[]): Grade =>
  grades.reduce<Grade>((a, b) => (severity[b] > severity[a] ? b : a), 'pass');

/**
 * Metrics whose interval is the range that clocks leave open: the truth may lie anywhere in it, so one that reaches over a limit is marginal at best (C3.4).
 * Other intervals say how much the run itself varied; they are printed and do not change a grade (decision 025).
 */
const openInterval: ReadonlySet<string> = new Set(['audio-delay', 'video-delay']);
/** A wish, not a requirement: it is told and counted, and keeps nobody from the conference (M20). */
const neverFails: ReadonlySet<string> = new Set(['wired']);

/** What counts in a class: its own limits where it has some, and the reference added. Null for words. */
export function limitsOf(column: RubricColumn, lineClass: LineClass): Limits | null {
  if (column.kind === 'category') return null;
  const limits = column.classes[lineClass] ?? column.limits;
  const reference = column.reference?.[lineClass];
  if (reference === undefined) return limits;
  const shift = ({ min, max }: Range): Range => ({
    ...(min !== undefined && { min: reference + min }),
    ...(max !== undefined && { max: reference + max }),
  });
  return { pass: shift(limits.pass), marginal: shift(limits.marginal) };
}

/**
 * Grades a column by the measurements of its statistic in one place: the worst of them where there are several. `proven` tells whether what a
 * `marginalIfProven` word asks for is there.
 */
export function gradeColumn(
  metric: string,
  column: RubricColumn,
  lineClass: LineClass,
  measurements: readonly Measurement[],
  proven: () => boolean,
): JudgedColumn {
  const limits = limitsOf(column, lineClass);
  const judged = measurements.map((measurement) => ({
    measurement,
    grade:
      column.kind === 'category'
        ? gradeOfWord(metric, column, measurement, proven)
        : gradeOfNumber(metric, limits as Limits, measurement),
  }));
  const grade = judged.length === 0 ? 'not-measured' : worst(judged.map((one) => one.grade));
  const shown = judged.find((one) => one.grade === grade)?.measurement;
  return {
    statistic: column.statistic,
    value: shown?.value ?? null,
    interval: shown?.interval ?? null,
    bound: shown?.bound ?? false,
    sampleCount: shown?.sampleCount ?? 0,
    trust: shown?.trust ?? null,
    limits,
    grade,
  };
}

function gradeOfNumber(metric: string, limits: Limits, measurement: Measurement): Grade {
  const { value, interval, bound, sampleCount } = measurement;
  // A number that was made of nothing was not measured either.
  if (typeof value !== 'number' || !Number.isFinite(value) || sampleCount === 0) return 'not-measured';
  const isPassed = isInside(limits.pass, value);
  // A bound says that the truth is at least as good, not how good: beyond the limit it proves nothing.
  if (bound) return isPassed ? 'pass' : 'not-measured';
  if (!isPassed) return isInside(limits.marginal, value) ? 'marginal' : failed(metric);
  const isOpen = openInterval.has(metric) && interval !== null;
  return isOpen && !(isInside(limits.pass, interval.low) && isInside(limits.pass, interval.high)) ? 'marginal' : 'pass';
}

function gradeOfWord(
  metric: string,
  column: Extract<RubricColumn, { kind: 'category' }>,
  { value }: Measurement,
  proven: () => boolean,
): Grade {
  if (typeof value !== 'string') return 'not-measured';
  if (column.pass.includes(value)) return 'pass';
  if (column.marginal.includes(value)) return 'marginal';
  if (column.marginalIfProven.includes(value) && proven()) return 'marginal';
  return failed(metric);
}

const failed = (metric: string): Grade => (neverFails.has(metric) ? 'marginal' : 'fail');

const isInside = ({ min, max }: Range, value: number): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max);
