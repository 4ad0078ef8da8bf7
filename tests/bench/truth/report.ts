/** The bench's result as a document for people (`docs/truth-grid.md`): a row a cell, and how near the numbers came. Pure. */
import type { Verdict } from '@sambung/contract/rubric';
import { type CellResult, type Check, shortOf, tolerances } from './comparison.ts';
import { bucket, type Outcome, summaryOf } from './printing.ts';

const units: Record<Check['name'], string> = {
  lossPoints: `± ${tolerances.lossPoints} points`,
  addedDelayMs: `± ${tolerances.addedDelayMs} ms`,
  coveredDelay: 'ms outside the interval; the base’s doubt is allowed',
  skewMs: `± ${tolerances.skewMs} ms`,
  jitterShare: `± ${100 * tolerances.jitterShare} %`,
  rateShare: `± ${100 * tolerances.rateShare} %`,
  freezes: 'exactly',
  dropouts: `± ${tolerances.dropouts}, of sound`,
};

const gradeOf = (verdict: Verdict): string => bucket[verdict];
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly string[][]): string[] => [
  row(head),
  row(head.map(() => '---')),
  ...rows.map(row),
];

function cellRow({ condition, metric, truth, measured, interval, verdict, expected }: CellResult): string[] {
  const range = interval ? `${shortOf(interval.low)} … ${shortOf(interval.high)}` : '–';
  return [condition, metric, shortOf(truth), shortOf(measured), range, gradeOf(verdict), gradeOf(expected)];
}

function toleranceRow(name: Check['name'], results: readonly CellResult[]): string[] {
  const all = results.flatMap(({ condition, checks }) =>
    checks.filter((check) => check.name === name).map((check) => ({ condition, ...check })),
  );
  const worst = Math.max(...all.map(({ error }) => error ?? 0));
  const outside = all
    .filter(({ holds }) => !holds)
    .map((one) => {
      const doubt = one.truthDoubt > 0 ? ` (the truth itself is known to ± ${shortOf(one.truthDoubt)})` : '';
      return `${one.condition}, ${one.at}: ${shortOf(one.error)}${doubt}`;
    });
  return [name, units[name], String(all.length), worst.toFixed(2), outside.join('; ') || 'none'];
}

/** Markdown. `machine`: what it ran on. */
export function reportOf(outcomes: readonly Outcome[], machine: string): string {
  const results = outcomes
    .flatMap((outcome) => (outcome.kind === 'measured' ? [outcome.result] : []))
    .toSorted((a, b) => a.condition.localeCompare(b.condition, 'en', { numeric: true }));
  const voids = outcomes.flatMap((outcome) => (outcome.kind === 'void' ? [outcome] : []));
  const { cells, wrongVerdicts, falseCertified } = summaryOf(outcomes);
  const names = [...new Set(results.flatMap(({ checks }) => checks.map(({ name }) => name)))];
  return [
    '# The grid of truth, as it was measured',
    '',
    `${results.length} cells of \`npm run bench -- truth --keep FOLDER\` that count, run one by one on ${machine} (Chromium in two network namespaces, 60 seconds of`,
    'measuring a cell), judged together and written by `--read FOLDER --report docs/truth-grid.md`. Truth is the relays’ log and the fault that was injected; the',
    'verdict is held against the rubric over that truth (`docs/decisions/036-truth-of-a-test-call.md`).',
    '',
    ...table(['Condition', 'Metric', 'Truth', 'Measured', 'Interval', 'Verdict', 'Expected'], results.map(cellRow)),
    '',
    `**${cells.pass} pass, ${cells.marginal} marginal, ${cells.fail} fail. Wrong verdicts: ${wrongVerdicts.length}; falsely certified: ${falseCertified.length}.**`,
    '',
    '## How near the numbers came',
    '',
    ...table(
      ['Number', 'Tolerance', 'Compared', 'Worst', 'Outside'],
      names.map((name) => toleranceRow(name, results)),
    ),
    '',
    '## Void, and not counted',
    '',
    ...(voids.length === 0 ? ['None.'] : voids.map(({ condition, because }) => `- ${condition}: ${because}`)),
    '',
  ].join('\n');
}
