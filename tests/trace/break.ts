/** Takes behaviours out of the product, one at a time, runs the tests of their requirements, and puts every file back. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Breakage, broken, outcomesOf, type Report, type Showing } from './breakage.ts';
import { idsOf } from './titles.ts';
import type { FoundTest } from './trace.ts';

const root = join(import.meta.dirname, '../..');

/** The draw that must be shown whole: docs/broken-on-purpose.md. */
export const bookingDraw = { area: 'booking', count: 30, seed: 2026 } as const;

/** Puts the broken file back as it was; null while nothing is broken. */
let undo: (() => void) | null = null;
let running: ChildProcess | null = null;

/** Whatever ends the process, Ctrl-C too, the file is put back at once. The tests that run are let end, because only then they take their PostgreSQL down. */
export function putBackOnSignals(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.once(signal, () => {
      undo?.();
      if (running === null) process.exit(code);
      console.error('The file is put back; the tests that run are let end.');
      running.once('close', () => process.exit(code));
    });
}

/** Shows of each breakage which tests of its id go red; `tell` hears of each as soon as it is known. */
export async function showBreakages(
  breakages: readonly Breakage[],
  tests: Readonly<Record<string, FoundTest[]>>,
  tell: (showing: Showing) => void,
): Promise<Showing[]> {
  const filesOf = (id: string) => [
    ...new Set((tests[id] ?? []).map(({ file }) => file).filter((file) => /\.test\.tsx?$/.test(file))),
  ];
  const ids = [...new Set(breakages.map(({ id }) => id))];
  // What is red already cannot go red.
  const whole = await runTests([...new Set(ids.flatMap(filesOf))], ids);
  const showings: Showing[] = [];
  for (const breakage of breakages) {
    const { id, file, broken: what } = breakage;
    const before = outcomesOf(whole, id, idsOf, root);
    const showing: Showing = { id, file, broken: what, tests: before, trouble: troubleBefore(before) };
    if (showing.trouble === null) {
      const report = await whileBroken(root, breakage, () => runTests(filesOf(id), [id]));
      showing.tests = outcomesOf(report, id, idsOf, root);
      showing.trouble = troubleAfter(report, showing.tests, before.length);
    }
    showings.push(showing);
    tell(showing);
  }
  return showings;
}

function troubleBefore(before: Showing['tests']): string | null {
  if (before.length === 0) return 'vitest runs no test with this id';
  const red = before.find(({ isRed }) => isRed);
  return red ? `red before anything was broken: ${red.title}: ${red.message}` : null;
}

/** A file or a procedure that no longer loads says nothing about the behaviour. */
function troubleAfter(report: Report, after: Showing['tests'], expected: number): string | null {
  if (after.length < expected)
    return report.testResults.find(({ message }) => message)?.message ?? 'a test did not run';
  return after.find(({ message }) => /^Error: procedures\/[\w-]+\.yaml: line \d+/.test(message))?.message ?? null;
}

/** Those of the files that git says differ from the last commit. */
export function changedFiles(files: readonly string[]): string[] {
  const status = execFileSync('git', ['status', '--porcelain', '--', ...files], { cwd: root, encoding: 'utf8' });
  return status
    .split('\n')
    .filter(Boolean)
    .map((line) => line.slice(3));
}

/** Does the work while the file under `folder` is broken, and puts it back however the work ends. */
export async function whileBroken<T>(
  folder: string,
  breakage: Omit<Breakage, 'broken'>,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(folder, breakage.file);
  const source = readFileSync(path, 'utf8');
  const changed = broken(source, breakage);
  undo = () => writeFileSync(path, source);
  try {
    writeFileSync(path, changed);
    return await work();
  } finally {
    undo();
    undo = null;
  }
}

/** Runs the tests of these files that carry one of the ids. */
async function runTests(files: readonly string[], ids: readonly string[]): Promise<Report> {
  if (files.length === 0) return { testResults: [] };
  const scratch = mkdtempSync(join(tmpdir(), 'sambung-break-'));
  try {
    const output = join(scratch, 'report.json');
    const pattern = `\\[[^\\]]*\\b(${ids.join('|')})\\b`;
    const args = ['run', '--reporter=json', `--outputFile=${output}`, '-t', pattern, ...files];
    running = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
      cwd: root,
      stdio: 'ignore',
      // A group of its own, which Ctrl-C does not reach.
      detached: true,
    });
    await once(running, 'close');
    if (!existsSync(output)) throw new Error('vitest ended without a report');
    return JSON.parse(readFileSync(output, 'utf8'));
  } finally {
    running = null;
    rmSync(scratch, { recursive: true, force: true });
  }
}
