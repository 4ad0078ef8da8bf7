/** Tests of what `npm test` names at its end. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const { failedInCargo, failedInPlaywright, failedInVitest } = await import(
  pathToFileURL(join(root, 'scripts/failures.mjs')).href
);

describe('what failed', () => {
  it('is named with its file and the first line of what went wrong', () => {
    const passed = { status: 'passed', fullName: 'a sum adds up' };
    const failed = {
      ...{ status: 'failed', fullName: 'a sum ends' },
      failureMessages: ['\u001B[31mexpected 4 to be 5\u001B[39m\n  at sum'],
    };
    const testResults = [
      { name: join(root, 'server/src/sum.test.ts'), status: 'failed', assertionResults: [passed, failed] },
      { name: join(root, 'tests/unread.test.ts'), status: 'failed', message: 'no such module', assertionResults: [] },
      { name: join(root, 'tests/good.test.ts'), status: 'passed', assertionResults: [passed] },
    ];
    expect(failedInVitest({ testResults })).toEqual([
      'server/src/sum.test.ts › a sum ends: expected 4 to be 5',
      'tests/unread.test.ts: no such module',
    ]);
    expect(failedInVitest({})).toEqual([]);
  });

  it('is found in the flows however deep they are grouped, also when they passed the second time', () => {
    const spec = (title: string, status: string, message?: string) => ({
      ...{ file: 'e2e/joining.spec.ts', line: 7, title },
      tests: [{ status, results: [{ errors: message ? [{ message }] : [] }, { errors: [] }] }],
    });
    const suites = [
      {
        specs: [spec('joins', 'expected')],
        suites: [{ specs: [spec('is heard', 'unexpected', 'too quiet'), spec('is seen', 'flaky', 'black\nat 1')] }],
      },
    ];
    expect(failedInPlaywright({ suites, errors: [{ message: 'no browser' }] })).toEqual([
      'tests/e2e/joining.spec.ts:7 › is heard: too quiet',
      'tests/e2e/joining.spec.ts:7 › is seen: black',
      'Playwright: no browser',
    ]);
  });

  it('is read from what cargo prints, once each', () => {
    const output =
      '\n---- rtp::a stdout ----\nthread panicked\n\nfailures:\n    rtp::a\n    ice::b\n\nfailures:\n    rtp::a\n';
    expect(failedInCargo(output)).toEqual(['rtp::a', 'ice::b']);
    expect(failedInCargo('test result: ok. 5 passed; 0 failed')).toEqual([]);
  });
});
