/** `npm test`: sets up, installs what the tests need, runs everything, and ends with one line: `N passed, N failed` over all runners. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { check, hasOpensslHeaders } from './check.mjs';
import { failedInCargo, failedInPlaywright, failedInVitest } from './failures.mjs';
import { fuzz } from './fuzz.mjs';
import { firstLine, must, root, run, Stop, say } from './run.mjs';
import { setUp } from './setup.mjs';

/** A good line and a bad one, of the grid of `npm run bench -- truth`. */
const truthCells = ['loss 0.3 %, host up', 'loss 10 %, host down'];
const startedAt = Date.now();
const total = { passed: 0, failed: 0 };
/** By name, for the end: who reads only that knows where to look. */
const failures = [];
const scratch = mkdtempSync(join(tmpdir(), 'sambung-test-'));

try {
  say('Sambung: setting up');
  const { node, workerBinary } = await setUp();
  await installDebianPackages();
  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
    NO_COLOR: '1',
    // Products and servers are started over a hundred times: what Node compiles of them is kept.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules/.cache/compiled'),
    ...(workerBinary ? { MEDIA_WORKER_BIN: workerBinary } : {}),
  };

  await part('checks', () => check(node));
  if (firstLine('cargo')) await part('Rust', () => cargoTest(env));
  await part('unit, server and process tests', () => vitest(node, env));
  if (workerBinary) await part("mediasoup's own suite against our worker", () => conformance(node, workerBinary, env));
  await part('API fuzzer, a minute for each of two people', fuzzed);
  // Offices wait for one another more than for the processor; a meeting's pictures and sound want the machine to themselves.
  await part('browser flows of the office', () => playwright(node, env, 'office', 2));
  await part('browser flows of the meeting', () => playwright(node, env, 'meeting', 1));
  if (workerBinary) await part('weak lines, the short ones', () => weakLines(node, workerBinary, env));
  if (workerBinary && process.getuid?.() === 0)
    await part('does a test call tell the truth, two cells', () => truth(node, env));
} catch (error) {
  total.failed += 1;
  say(error instanceof Stop ? error.message : error.stack);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (failures.length > 0) say(['\nfailed:', ...failures].join('\n   '));
say(`\nall parts: ${((Date.now() - startedAt) / 60_000).toFixed(1)} minutes`);
say(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

/** Runs one part and adds what it counted; a runner that ended badly without a failed test counts as one failure. */
async function part(name, runner) {
  say(`\n== ${name}`);
  const partStartedAt = Date.now();
  const { passed, failed, names = [] } = await runner();
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) failures.push(...(names.length > 0 ? names : [name]));
  say(`   ${name}: ${passed} ok, ${failed} not ok, ${((Date.now() - partStartedAt) / 1000).toFixed(0)} s`);
}

async function cargoTest(env) {
  const arguments_ = ['test', '--workspace', '--locked', '--quiet', '--manifest-path', 'sfu/Cargo.toml'];
  const { code, output } = await run('cargo', arguments_, { env });
  let passed = 0;
  let failed = 0;
  for (const [, ok, notOk] of output.matchAll(/^test result: .*? (\d+) passed; (\d+) failed/gm)) {
    passed += Number(ok);
    failed += Number(notOk);
  }
  if (code !== 0) say(output);
  await buildTestPrograms(env);
  return { passed, failed: Math.max(failed, code === 0 ? 0 : 1), names: failedInCargo(output) };
}

/** What the process tests start, built here: their own time limits are for a build that finds everything done. */
async function buildTestPrograms(env) {
  const build = ['build', '--locked', '--quiet', '--manifest-path', 'sfu/Cargo.toml', '--package', 'sambung-load'];
  await must('cargo', build, 'The synthetic endpoints could not be built: see the lines above.', { env });
}

async function vitest(node, env) {
  const report = join(scratch, 'vitest.json');
  const { code } = await run(
    node,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    {
      env,
      tee: true,
    },
  );
  const told = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = told;
  saySlowest(testResults);
  const failed = Math.max(numFailedTests, code === 0 ? 0 : 1);
  return { passed: numPassedTests, failed, names: failedInVitest(told) };
}

/** Which files took longest: what keeps the whole short is seen here. */
function saySlowest(testResults) {
  const slowest = testResults
    .map(({ name, startTime, endTime }) => ({ name: relative(root, name), seconds: (endTime - startTime) / 1000 }))
    .sort((a, b) => b.seconds - a.seconds);
  say('\n   slowest files:');
  for (const { name, seconds } of slowest.slice(0, 8)) say(`   ${seconds.toFixed(0).padStart(4)} s  ${name}`);
}

/** Seeded, so that what it finds is found again; the long run is in test-full.mjs. */
async function fuzzed() {
  const counted = await fuzz();
  if (typeof counted !== 'string') return counted;
  say(`   ${counted}`);
  return { passed: 0, failed: 0 };
}

async function conformance(node, workerBinary, env) {
  const { code, output } = await run(
    node,
    [join(root, 'tests/conformance/upstream/run.mjs'), '--worker', workerBinary],
    { env },
  );
  const counts = /(\d+) passed, (\d+) failed\s*$/.exec(output.trimEnd());
  if (code !== 0) say(output);
  return { passed: Number(counts?.[1] ?? 0), failed: Math.max(Number(counts?.[2] ?? 0), code === 0 ? 0 : 1) };
}

async function weakLines(node, workerBinary, env) {
  const { code, output } = await run(
    node,
    [join(root, 'tests/weaklines/main.ts'), '--short', '--worker', workerBinary],
    { env, tee: true },
  );
  const counts = /(\d+) passed, (\d+) failed\s*$/.exec(output.trimEnd());
  return { passed: Number(counts?.[1] ?? 0), failed: Math.max(Number(counts?.[2] ?? 0), code === 0 ? 0 : 1) };
}

/**
 * A good line and a bad one: the verdict has to be the rubric's, the loss that of the relay's log. A cell in which a browser could not keep up says nothing; one
 * that is wrong is held once more, because a stall too short to be noticed as such makes a picture stand still.
 */
async function truth(node, env) {
  if (firstLine('unshare', ['--net', 'true']) === null) {
    say('   no network namespaces here: not held');
    return { passed: 0, failed: 0 };
  }
  const first = await heldCells(node, env, truthCells);
  const wrong = first.filter(({ right }) => !right).map(({ name }) => name);
  const again = wrong.length > 0 ? await heldCells(node, env, wrong) : [];
  const right = [...first, ...again].filter((cell) => cell.right).length;
  const stillWrong = again.filter((cell) => !cell.right).map(({ name }) => name);
  return { passed: right, failed: stillWrong.length, names: stillWrong };
}

/** Those that could be measured. */
async function heldCells(node, env, names) {
  const bench = [join(root, 'scripts/bench.mjs'), 'truth', '--json', '--attempts', '1', '--name', names.join('|')];
  const { output } = await run(node, bench, { env, tee: true });
  const line = output.split('\n').findLast((one) => one.startsWith('{"bench":"truth"'));
  if (!line) throw new Stop('the truth bench ended without a result: see the lines above.');
  return JSON.parse(line)
    .results.filter(({ checks }) => checks !== undefined)
    .map(({ condition, isRight, isFalselyCertified, checks }) => ({
      name: condition,
      right: isRight && !isFalselyCertified && checks.every(({ name, holds }) => name !== 'lossPoints' || holds),
    }));
}

async function playwright(node, env, project, workers) {
  const report = join(scratch, 'playwright.json');
  const { code } = await run(
    node,
    [
      join(root, 'node_modules/@playwright/test/cli.js'),
      'test',
      '--config',
      'tests/playwright.config.ts',
      `--project=${project}`,
      `--workers=${workers}`,
      // Each its own: a run empties its folder first, and with it the screenshots of the one before.
      `--output=${join(root, 'test-results', project)}`,
      '--reporter=list,json',
      // Those belong to test-full.mjs.
      '--grep-invert=@long',
    ],
    {
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
      tee: true,
    },
  );
  const told = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  const { expected = 0, unexpected = 0, flaky = 0 } = told.stats ?? {};
  const failed = Math.max(unexpected + flaky, code === 0 ? 0 : 1);
  return { passed: expected, failed, names: failedInPlaywright(told) };
}

/** What the tests need beyond the product: Debian's Chromium for the browser flows, poppler to read PDFs, OpenSSL's headers for the synthetic endpoints. */
async function installDebianPackages() {
  await installFromDebian('The browser tests need Chromium', ['chromium'], () => firstLine('chromium') !== null);
  const hasPoppler = () => firstLine('pdftotext', ['-v']) !== null;
  await installFromDebian('The tests of printed documents need poppler', ['poppler-utils'], hasPoppler);
  if (firstLine('cargo')) {
    const packages = ['libssl-dev', 'pkg-config'];
    await installFromDebian("The synthetic endpoints need OpenSSL's headers", packages, hasOpensslHeaders);
  }
}

/** Installs packages where we may, unless `isThere`; else stops with a sentence that begins with `need`. */
async function installFromDebian(need, packages, isThere) {
  if (isThere()) return;
  const isRoot = process.getuid?.() === 0;
  const mayInstall = isRoot || firstLine('sudo', ['-n', 'true']) !== null;
  if (!firstLine('apt-get') || !mayInstall) {
    throw new Stop(`${need}: install them (Debian: apt install ${packages.join(' ')}) and run npm test again.`);
  }
  say(`  ${packages.join(', ')} (apt) …`);
  const apt = (...args) => (isRoot ? ['apt-get', args] : ['sudo', ['-n', 'apt-get', ...args]]);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await must(...apt('update', '-qq'), 'apt could not read its package lists.', { env });
  const failure = `apt could not install ${packages.join(' ')}.`;
  await must(...apt('install', '-y', '-qq', '--no-install-recommends', ...packages), failure, { env });
}
