/** The repository's test files and the lists of requirements, read from disk. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { rustTitlesOf, titlesOf } from './titles.ts';
import type { Excuse, FoundTest, Requirement } from './trace.ts';

const root = join(import.meta.dirname, '../..');
const testFile = /\.(test|spec|interop)\.tsx?$|^sfu\/.*\.rs$/;

/** All requirements. */
export function readRequirements(): Requirement[] {
  return JSON.parse(readFileSync(join(root, 'docs/requirements.json'), 'utf8'));
}

/** Those that ask for nothing testable, with reasons. */
export function readExcuses(): Excuse[] {
  return JSON.parse(readFileSync(join(root, 'docs/requirements-excused.json'), 'utf8'));
}

/** The tests of the repository. A file whose ids only its run can tell is listed by vitest. */
export function findTests(): FoundTest[] {
  const found: FoundTest[] = [];
  const toRun: string[] = [];
  for (const file of filesOf(root).filter((path) => testFile.test(path))) {
    const source = readFileSync(join(root, file), 'utf8');
    if (file.endsWith('.rs')) {
      found.push(...rustTitlesOf(source).map(({ text, line }) => ({ file, line, title: text })));
      continue;
    }
    const titles = titlesOf(source, file);
    // Without an id anywhere in the file, whatever it fills in is none.
    const isComputed = titles.some(({ computed }) => computed) && /\b[A-Z]+-\d{2}\b/.test(source);
    if (isComputed && !/\.(spec|interop)\.tsx?$/.test(file)) toRun.push(file);
    else found.push(...titles.map(({ text, line }) => ({ file, line, title: text })));
  }
  return [...found, ...listed(toRun)];
}

/** Tracked and new files, without what git ignores. */
function filesOf(directory: string): string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(directory, path)));
}

function listed(files: string[]): FoundTest[] {
  if (files.length === 0) return [];
  const scratch = mkdtempSync(join(tmpdir(), 'sambung-trace-'));
  try {
    const list = join(scratch, 'tests.json');
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    // Read without running, a title stays `[%s]` and the ids of its table are lost.
    execFileSync(process.execPath, [vitest, 'list', '--no-static-parse', `--json=${list}`, ...files], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const tests: { name: string; file: string }[] = JSON.parse(readFileSync(list, 'utf8'));
    return tests.map(({ name, file }) => ({ file: relative(root, file), line: null, title: name }));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
