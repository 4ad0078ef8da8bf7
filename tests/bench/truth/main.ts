/**
 * `npm run bench -- truth [--json] [--cells N] [--seed S] [--name TEXT] [--keep FOLDER]`: does the test call tell the truth? Two real browsers in networks of their
 * own, the product between them, a relay on each leg that writes down what it does; measured numbers and the verdict are held against that log. About two
 * minutes a cell. Needs root (network namespaces). `--keep` writes what was read of every cell into a folder.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../cpu.ts';
import { type CellRun, runCell } from './cell.ts';
import { compare, starvedShare } from './comparison.ts';
import type { Condition } from './condition.ts';
import { clean, drawn, grid } from './grid.ts';
import { type Installation, openInstallation } from './installation.ts';
import { loopbackOf } from './loopback.ts';
import { type Outcome, printOutcome, summaryOf } from './printing.ts';
import { type Loopback, truthOf } from './truth.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    cells: { type: 'string', default: String(grid.length) },
    seed: { type: 'string', default: '1' },
    /** Cells whose name has this in it. */
    name: { type: 'string', default: '' },
    keep: { type: 'string' },
  },
});

/** A cell that lost more of its seconds says nothing (G5): it is repeated once. */
const starvedAtMost = 0.1;
const attempts = 2;
/** Without it nothing can be said of any other. */
const loopbackAttempts = 5;
/** Characters of what the product printed last, told when a cell breaks off. */
const toldOfProduct = 2_000;

/** The cell's run, or why there is none. */
async function attempt(
  { bench }: Installation,
  condition: Condition,
): Promise<{ run: CellRun | null; because: string }> {
  let because = '';
  const most = condition === clean ? loopbackAttempts : attempts;
  for (let number = 1; number <= most; number++) {
    try {
      const run = await runCell(bench, condition, Number(values.seed));
      keep(run, number);
      const starved = starvedShare(run);
      if (starved <= starvedAtMost) return { run, because: '' };
      because = `a browser could not keep up for ${(100 * starved).toFixed(0)} % of the seconds`;
    } catch (error) {
      because = String(error).split('\n')[0] ?? '';
      console.log(bench.product.output().slice(-toldOfProduct));
    }
    if (number < most) console.log(`again  ${condition.name}: ${because}`);
  }
  return { run: null, because };
}

function keep(run: CellRun, number: number): void {
  if (!values.keep) return;
  mkdirSync(values.keep, { recursive: true });
  const file = `${run.condition.name.replaceAll(/[^a-z0-9]+/gi, '-')}-${number}.json`;
  writeFileSync(
    join(values.keep, file),
    JSON.stringify(run, (key, value) => (key === 'browser' ? undefined : value)),
  );
}

const chosen = drawn(Number(values.cells), Number(values.seed)).filter(({ name }) => name.includes(values.name));
const installation = await openInstallation();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void installation.close().finally(() => process.exit(1)));
const outcomes: Outcome[] = [];
try {
  let loopback: Loopback | null = null;
  for (const condition of [clean, ...chosen.filter((one) => one !== clean)]) {
    const { run, because } = await attempt(installation, condition);
    const isWanted = condition !== clean || chosen.includes(clean);
    if (!run) {
      if (condition === clean) throw new Error(`nothing can be said without the loopback: ${because}`);
      outcomes.push({ kind: 'void', condition: condition.name, because });
    } else {
      loopback ??= loopbackOf(run, truthOf(run, null));
      const result = compare(run, truthOf(run, loopback), loopback, installation.rubric);
      if (isWanted) outcomes.push({ kind: 'measured', result });
    }
    const outcome = outcomes.at(-1);
    if (outcome && isWanted) printOutcome(outcome);
  }
} finally {
  await installation.close();
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
