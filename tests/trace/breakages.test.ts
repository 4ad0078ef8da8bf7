/** What is broken on purpose still stands where it is broken, and putting it back loses nothing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { whileBroken } from './break.ts';
import { broken, isProven, outcomesOf, page, type Showing } from './breakage.ts';
import { breakages } from './breakages/index.ts';
import { idsOf } from './titles.ts';

const root = join(import.meta.dirname, '../..');
const change = { id: 'A-01', file: 'a.ts', find: 'a > b', replace: 'a >= b' };

describe('the breakages of the repository', () => {
  it.each(breakages.map((one) => [one.id, one.file, one] as const))(
    'find of %s what they break exactly once in %s',
    (_id, file, breakage) => {
      const text = broken(readFileSync(join(root, file), 'utf8'), breakage);
      expect(file, 'the product is broken, not its tests').not.toMatch(/\.test\.|^tests\/|^server\/test\//);
      if (!/\.tsx?$/.test(file)) return;
      // What does not even parse would turn every test red.
      const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true, fileName: file });
      expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([]);
    },
  );

  it('say what is broken in a sentence of their own', () => {
    const sentences = breakages.map(({ broken: what }) => what);
    expect(sentences.filter((what) => !/^[A-Z].*\.$/.test(what))).toEqual([]);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});

describe('breaking', () => {
  it('refuses what is not there, is there twice, or changes nothing', () => {
    expect(broken('if (a > b) f();', change)).toBe('if (a >= b) f();');
    expect(broken('x', { ...change, find: 'x', replace: '$&$&' })).toBe('$&$&');
    expect(() => broken('if (a < b) f();', change)).toThrow('stands 0 times');
    expect(() => broken('a > b; a > b;', change)).toThrow('stands 2 times');
    expect(() => broken('a > b', { ...change, replace: 'a > b' })).toThrow('nothing changes');
  });

  it('puts the file back, also when the tests could not be run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sambung-breakage-'));
    const path = join(folder, 'a.ts');
    const read = () => readFileSync(path, 'utf8');
    try {
      writeFileSync(path, 'if (a > b) f();\n');
      expect(await whileBroken(folder, change, async () => read())).toBe('if (a >= b) f();\n');
      expect(read()).toBe('if (a > b) f();\n');
      await expect(whileBroken(folder, change, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(read()).toBe('if (a > b) f();\n');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('counts the tests that carry the id, and proves nothing by a file that did not load', () => {
    const result = (title: string, status: string) => ({ title, status, failureMessages: ['Error: a\n at b'] });
    const report = {
      testResults: [
        {
          name: '/r/a.test.ts',
          message: '',
          assertionResults: [
            result('[A-01] one', 'failed'),
            result('[A-01, A-02] two', 'passed'),
            result('[A-02] three', 'failed'),
            result('[A-01] four', 'skipped'),
          ],
        },
      ],
    };
    const tests = outcomesOf(report, 'A-01', idsOf, '/r');
    expect(tests).toMatchObject([
      { file: 'a.test.ts', title: '[A-01] one', isRed: true, message: 'Error: a' },
      { title: '[A-01, A-02] two', isRed: false },
    ]);
    const showing: Showing = { id: 'A-01', file: 'a.ts', broken: 'Nothing | is counted.', tests, trouble: null };
    expect(isProven(showing)).toBe(true);
    expect(isProven({ ...showing, trouble: 'did not load' })).toBe(false);
    expect(isProven({ ...showing, tests: tests.slice(1) })).toBe(false);
    const written = page([showing, { ...showing, id: 'A-02' }], ['A-01'], 7);
    expect(written).toContain('| A-01 | Nothing \\| is counted. (`a.ts`) | 1 of 2: `a.test.ts`: [A-01] one |');
    expect(written.indexOf('| A-02 |')).toBeGreaterThan(written.indexOf('## Chosen'));
  });
});
