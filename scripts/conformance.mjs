/**
 * `npm run conformance [-- FILE …]`: mediasoup's own test suite against our worker, compared with the committed list of passing tests, and then what
 * comes out of the wire (tests/conformance/media). `STOCK_WORKER=/path` plays the second part on mediasoup's own worker too and compares the two.
 * With FILEs only those of the first part run. The last line counts both parts.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run, Stop, say } from './run.mjs';
import { setUp } from './setup.mjs';

try {
  const { node, workerBinary } = await setUp();
  if (!workerBinary) throw new Stop('The conformance suite is about our own worker, which needs a Rust toolchain.');
  const files = process.argv.slice(2);
  const parts = [await upstream(node, workerBinary, files)];
  if (files.length === 0) parts.push(await media(node, workerBinary));
  const sum = (what) => parts.reduce((count, part) => count + part[what], 0);
  say(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = parts.every(({ failed }) => failed === 0) ? 0 : 1;
} catch (error) {
  say(error instanceof Stop ? error.message : error.stack);
  process.exitCode = 1;
}

/** A part that ended badly counts as one failure at least. */
function counted(code, passed, failed) {
  return { passed, failed: Math.max(failed, code === 0 ? 0 : 1) };
}

async function upstream(node, workerBinary, files) {
  const program = join(root, 'tests/conformance/upstream/run.mjs');
  const { code, output } = await run(node, [program, '--worker', workerBinary, ...files], { tee: true });
  const counts = /(\d+) passed, (\d+) failed\s*$/.exec(output.trimEnd());
  return counted(code, Number(counts?.[1] ?? 0), Number(counts?.[2] ?? 0));
}

async function media(node, workerBinary) {
  const scratch = mkdtempSync(join(tmpdir(), 'sambung-conformance-'));
  const report = join(scratch, 'vitest.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(node, [vitest, 'run', '--project', 'processes', ...reporters, 'tests/conformance/media'], {
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
      MEDIA_WORKER_BIN: workerBinary,
    },
    tee: true,
  });
  const { numPassedTests = 0, numFailedTests = 0 } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  rmSync(scratch, { recursive: true, force: true });
  return counted(code, numPassedTests, numFailedTests);
}
