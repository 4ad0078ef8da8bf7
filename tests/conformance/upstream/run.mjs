/**
 * Runs the test suite that mediasoup ships, unmodified, against our worker and compares it with the list of tests that
 * have passed before (`passing.json`), which may only grow.
 *
 *   run.mjs --worker PATH [--accept] [--failures] [FILE …]
 *
 * FILE is a part of a test file's name. A listed test that fails makes the exit code 1; tests that pass without being
 * listed are named, and `--accept` adds them; `--failures` shows the others' reasons. The last line is `N passed, N failed` and counts listed tests.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCertificate } from './certificate.mjs';

/** The whole suite takes seconds; a run that takes longer than this hangs. */
const RUN_LIMIT_MS = 5 * 60 * 1000;

const here = dirname(fileURLToPath(import.meta.url));
const nodeModules = resolve(here, '../../../node_modules');
const packageFolder = join(nodeModules, 'mediasoup');
const listFile = join(here, 'passing.json');

function main() {
  const options = readArguments(process.argv.slice(2));
  if (!existsSync(options.worker)) return fail(`There is no worker at ${options.worker}: build it with cargo first.`);
  if (!existsSync(packageFolder)) return fail('mediasoup is not installed: run npm install first.');
  const list = JSON.parse(readFileSync(listFile, 'utf8'));
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  if (version !== list.mediasoup) {
    return fail(`The list is about mediasoup ${list.mediasoup}, but ${version} is installed.`);
  }

  const testFolder = join(packageFolder, 'node/lib/test');
  const files = readdirSync(testFolder).filter((name) => /^test-.*\.js$/.test(name));
  const changed = files.filter((name) => hash(join(testFolder, name)) !== list.files[name]);
  const missing = Object.keys(list.files).filter((name) => !files.includes(name));
  if (changed.length + missing.length > 0) {
    return fail(
      `These test files are not the ones that mediasoup ${version} ships: ${[...changed, ...missing].join(', ')}`,
    );
  }
  const chosen = files.filter(
    (name) => options.filters.length === 0 || options.filters.some((part) => name.includes(part)),
  );
  if (chosen.length === 0) return fail(`No test file's name contains ${options.filters.join(' or ')}.`);

  const outcomes = runSuite(options.worker, chosen);
  return outcomes === undefined ? 1 : report(list, chosen, outcomes, options);
}

function readArguments(words) {
  const options = { worker: undefined, isAccepting: false, showsFailures: false, filters: [] };
  while (words.length > 0) {
    const word = words.shift();
    if (word === '--worker') options.worker = words.shift();
    else if (word.startsWith('--worker=')) options.worker = word.slice('--worker='.length);
    else if (word === '--accept') options.isAccepting = true;
    else if (word === '--failures') options.showsFailures = true;
    else options.filters.push(word);
  }
  options.worker = resolve(options.worker ?? join(here, '../../../sfu/target/release/sambung-media-worker'));
  return options;
}

/** Runs the chosen files in a scratch copy (jest ignores node_modules): Map of file name to Map of test name to failure, '' for none. */
function runSuite(worker, files) {
  const scratch = mkdtempSync(join(tmpdir(), 'sambung-conformance-'));
  try {
    cpSync(join(packageFolder, 'node'), join(scratch, 'node'), { recursive: true });
    cpSync(join(packageFolder, 'package.json'), join(scratch, 'package.json'));
    symlinkSync(nodeModules, join(scratch, 'node_modules'));
    const dataFolder = join(scratch, 'node/lib/test/data');
    mkdirSync(dataFolder, { recursive: true });
    const { certificate, privateKey } = makeCertificate();
    writeFileSync(join(dataFolder, 'dtls-cert.pem'), certificate);
    writeFileSync(join(dataFolder, 'dtls-key.pem'), privateKey);
    const config = {
      rootDir: scratch,
      testEnvironment: 'node',
      testMatch: files.map((name) => `<rootDir>/node/lib/test/${name}`),
      transform: {},
      cacheDirectory: join(scratch, 'cache'),
    };
    const resultFile = join(scratch, 'result.json');
    const jest = spawnSync(
      process.execPath,
      [
        join(nodeModules, 'jest/bin/jest.js'),
        ...['--config', JSON.stringify(config)],
        ...['--runInBand', '--forceExit', '--silent', '--json', '--outputFile', resultFile],
      ],
      {
        cwd: scratch,
        env: { ...process.env, MEDIASOUP_WORKER_BIN: worker, MEDIASOUP_VERSION: undefined, DEBUG: undefined },
        encoding: 'utf8',
        timeout: RUN_LIMIT_MS,
        killSignal: 'SIGKILL',
        maxBuffer: 256 * 1024 * 1024,
      },
    );
    if (!existsSync(resultFile)) {
      fail(`jest gave no result (${jest.error?.message ?? `exit code ${jest.status}`}).\n${jest.stderr}`);
      return undefined;
    }
    return readOutcomes(JSON.parse(readFileSync(resultFile, 'utf8')));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function readOutcomes(result) {
  const outcomes = new Map();
  for (const file of result.testResults) {
    const tests = new Map();
    for (const { fullName, status, failureMessages } of file.assertionResults) {
      tests.set(fullName, status === 'passed' ? '' : (failureMessages[0] ?? status));
    }
    outcomes.set(file.name.slice(file.name.lastIndexOf('/') + 1), { tests, problem: file.message });
  }
  return outcomes;
}

function report(list, files, outcomes, { isAccepting, showsFailures }) {
  let nPassed = 0;
  let nFailed = 0;
  let nNew = 0;
  let nOther = 0;
  for (const name of files) {
    const listed = list.passing[name] ?? [];
    const { tests = new Map(), problem = 'the file did not run' } = outcomes.get(name) ?? {};
    for (const test of listed) {
      const failure = tests.get(test);
      if (failure === '') {
        nPassed += 1;
        continue;
      }
      nFailed += 1;
      console.log(`FAILED  ${name}: ${test}\n${indent(failure ?? problem)}`);
    }
    const passing = [...tests].filter(([, failure]) => failure === '').map(([test]) => test);
    const fresh = passing.filter((test) => !listed.includes(test));
    for (const test of fresh) console.log(`${isAccepting ? 'added  ' : 'new    '} ${name}: ${test}`);
    nNew += fresh.length;
    for (const [test, failure] of tests) {
      if (failure === '' || listed.includes(test)) continue;
      nOther += 1;
      if (showsFailures) console.log(`not yet ${name}: ${test}\n${indent(failure)}`);
    }
    // In the order of the file, so that the list's history shows what was gained and nothing else.
    if (isAccepting) {
      list.passing[name] = [...tests.keys()].filter((test) => listed.includes(test) || fresh.includes(test));
    }
  }
  if (isAccepting && nFailed === 0) {
    writeFileSync(listFile, `${JSON.stringify(list, null, 2)}\n`);
  } else if (nNew > 0) {
    console.log(`${nNew} tests pass that are not in the list; --accept adds them when no listed test fails.`);
  }
  console.log(`${nOther} tests do not pass yet and are not in the list.`);
  console.log(`${nPassed + (isAccepting && nFailed === 0 ? nNew : 0)} passed, ${nFailed} failed`);
  return nFailed === 0 ? 0 : 1;
}

function indent(text) {
  const lines = text.split('\n').slice(0, 12);
  return lines.map((line) => `        ${line}`).join('\n');
}

function hash(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function fail(sentence) {
  console.log(sentence);
  console.log('0 passed, 1 failed');
  return 1;
}

process.exitCode = main();
