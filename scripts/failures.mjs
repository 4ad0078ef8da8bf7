/** What failed, by name and in a line each, out of what the runners of `npm test` report. Pure. */
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './run.mjs';

/** Of Vitest's JSON report: tests, and files that could not even be read. */
export function failedInVitest({ testResults = [] }) {
  return testResults.flatMap(({ name, status, message, assertionResults = [] }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((one) => one.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [line(file, message)];
    return failed.map(({ fullName, failureMessages = [] }) => line(`${file} › ${fullName}`, failureMessages[0]));
  });
}

/** Of Playwright's JSON report; a test that passes the second time failed. */
export function failedInPlaywright({ suites = [], errors = [] }) {
  const failed = ({ suites: inner = [], specs = [] }) => [
    ...specs
      .filter(({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky'))
      .map(({ file, line: number, title, tests }) => {
        const messages = tests.flatMap(({ results }) =>
          results.flatMap((one) => one.errors.map((error) => error.message)),
        );
        return line(`tests/${file}:${number} › ${title}`, messages[0]);
      }),
    ...inner.flatMap(failed),
  ];
  return [...suites.flatMap(failed), ...errors.map(({ message }) => line('Playwright', message))];
}

/** Of what `cargo test` prints: the names under `failures:`. */
export function failedInCargo(output) {
  return [...new Set([...output.matchAll(/^ {4}([\w:]+)$/gm)].map(([, name]) => name))];
}

/** A name and the first line of what went wrong, without the terminal's colours. */
function line(name, message) {
  const [first] = stripVTControlCharacters(message ?? '').split('\n');
  return first ? `${name}: ${first}` : name;
}
