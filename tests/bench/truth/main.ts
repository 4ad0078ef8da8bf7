/**
 * `npm run bench -- truth [--json] [--cells N] [--seed S] [--name TEXT] [--keep FOLDER] [--read FOLDER] [--report FILE] [--attempts N]`: does the test call tell the truth? Two real browsers in networks of their
 * own, the product between them, a relay on each leg that writes down what it does; measured numbers and the verdict are held against that log. About two
 * minutes a cell. Needs root (network namespaces). `--keep` writes what was read of every cell into a folder, `--read` judges such a folder once more, `--report` writes a document for people.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RubricDocument } from '@sambung/contract/rubric';
import { machine } from '../cpu.ts';
import { type CellRun, runCell } from './cell.ts';
import { compare, longestStandstillMs, starvedShare } from './comparison.ts';
import type { Condition } from './condition.ts';
import { drawn, grid } from './grid.ts';
import { type Installation, openInstallation } from './installation.ts';
import { type Outcome, printOutcome, summaryOf } from './printing.ts';
import { reportOf } from './report.ts';
import { benchRubric } from './rubric.ts';
import { truthOf } from './truth.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    cells: { type: 'string', default: String(grid.length) },
    seed: { type: 'string', default: '1' },
    /** Cells whose name has one of these in it, parted by |. */
    name: { type: 'string', default: '' },
    keep: { type: 'string' },
    read: { type: 'string' },
    report: { type: 'string' },
    /** How often a cell is run until it is not void. */
    attempts: { type: 'string', default: '2' },
  },
});

/** A cell that lost more of its seconds says nothing (G5): it is repeated, like one whose truth came too near to a limit. */
const starvedAtMost = 0.1;
/** A browser that sends no sound for six packets did not run: what people saw of that is no fault of the line. Higher blames the measurer for the machine. */
const standstillAtMostMs = 120;
const attempts = Number(values.attempts);
/** Characters of what the product printed last, told when a cell breaks off. */
const toldOfProduct = 2_000;

/** Somebody ended the bench: nothing is begun any more. */
let isStopping = false;

async function outcomeOf({ bench, rubric }: Installation, condition: Condition): Promise<Outcome> {
  let because = '';
  for (let number = 1; number <= attempts && !isStopping; number++) {
    try {
      const run = await runCell(bench, condition, Number(values.seed));
      keep(run, number);
      const outcome = judged(run, rubric);
      if (outcome.kind === 'measured') return outcome;
      because = outcome.because;
    } catch (error) {
      because = String(error).split('\n')[0] ?? '';
      console.log(bench.product.output().slice(-toldOfProduct));
    }
    if (number < attempts) console.log(`again  ${condition.name}: ${because}`);
  }
  return { kind: 'void', condition: condition.name, because };
}

/** Void where a browser could not keep up, or where the truth lies so near to a limit that no verdict is wrong. */
function judged(run: CellRun, rubric: RubricDocument): Outcome {
  const { name: condition } = run.condition;
  const starved = starvedShare(run);
  if (starved > starvedAtMost)
    return {
      kind: 'void',
      condition,
      because: `a browser could not keep up for ${(100 * starved).toFixed(0)} % of the seconds`,
    };
  const standstillMs = longestStandstillMs(run);
  if (standstillMs > standstillAtMostMs)
    return { kind: 'void', condition, because: `a browser stood still for ${standstillMs.toFixed(0)} ms` };
  const result = compare(run, truthOf(run), rubric);
  if (result.nearLimit.length > 0)
    return { kind: 'void', condition, because: `near a limit: ${result.nearLimit.join('; ')}` };
  return { kind: 'measured', result };
}

function keep(run: CellRun, number: number): void {
  if (!values.keep) return;
  mkdirSync(values.keep, { recursive: true });
  // A sign is part of the name: "-150 ms" is not "150 ms".
  const name = run.condition.name.replaceAll(/-(?=\d)/g, 'minus ').replaceAll(/[^a-z0-9]+/gi, '-');
  const file = `${name}-${number}.json`;
  writeFileSync(
    join(values.keep, file),
    JSON.stringify(run, (key, value) => (key === 'browser' ? undefined : value)),
  );
}

const names = values.name.split('|');
/** A cell's whole name means that cell alone: some are the beginning of others. */
const isWanted = (name: string) =>
  names.some((part) => (grid.some((cell) => cell.name === part) ? name === part : name.includes(part)));

/** Runs the cells; a broken one costs only itself. */
async function* runAll(): AsyncGenerator<Outcome> {
  const installation = await openInstallation();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      isStopping = true;
      void installation.close().finally(() => process.exit(1));
    });
  try {
    for (const condition of drawn(Number(values.cells), Number(values.seed)))
      if (isWanted(condition.name)) yield await outcomeOf(installation, condition);
  } finally {
    await installation.close();
  }
}

/** Holds runs that were kept against their truth once more. */
function* readAll(folder: string): Generator<Outcome> {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')))
    yield judged(JSON.parse(readFileSync(join(folder, file), 'utf8')), benchRubric());
}

const outcomes: Outcome[] = [];
for await (const outcome of values.read ? readAll(values.read) : runAll()) {
  outcomes.push(outcome);
  printOutcome(outcome);
}
const summary = summaryOf(outcomes);
const { pass, marginal, fail } = summary.cells;
console.log(
  `${outcomes.length} cells: ${pass} pass, ${marginal} marginal, ${fail} fail, ${summary.cells.void} void; ${summary.wrongVerdicts.length} wrong verdicts, ${summary.falseCertified.length} falsely certified`,
);
if (values.json) {
  const cells = outcomes.map((outcome) => (outcome.kind === 'measured' ? outcome.result : outcome));
  console.log(
    JSON.stringify({ bench: 'truth', machine: machine(), seed: Number(values.seed), results: cells, ...summary }),
  );
}
if (values.report) writeFileSync(values.report, reportOf(outcomes, machine()));
