/**
 * `npm run bench -- forward|limit [--json] [--rounds N] [--case full/browser/50]… [--peer-worker PATH]`: the cost of a forwarded
 * packet. Needs a Rust toolchain and OpenSSL's headers (Debian: libssl-dev) for the endpoints. `--peer-worker janus` measures Debian's Janus beside ours
 * (Debian: janus), where it is installed.
 * `npm run bench -- join [--json] [--joins N] [--codec vp8]… [--peer-worker PATH]`: from the click to the first picture, in Chromium.
 * `npm run bench -- client [--json]`: what a participant's browser loads, and how long it is busy at one go.
 * `npm run bench -- api [--json] [--requests N] [--holds N] [--rooms N] [--rate 50] [--seconds S] [--data DIR]`: how long people wait for the schedule in a
 * full database. `--data` keeps the filled database for the next time; its calendar is that of the day it was filled on.
 * `npm run bench -- truth [--json] [--cells N] [--seed S] [--name TEXT] [--keep FOLDER] [--read FOLDER] [--attempts N]`: whether a test call measures and judges what was really done to the
 * line. Needs root (network namespaces), Chromium and two to three minutes a cell.
 */
import { join } from 'node:path';
import { must, root, run, Stop, say } from './run.mjs';
import { setUp } from './setup.mjs';

const usage = `npm run bench -- forward|limit [--json] [--rounds N] [--case full/browser/50] [--peer-worker PATH|janus]
npm run bench -- join [--json] [--joins N] [--codec vp8] [--peer-worker PATH]
npm run bench -- client [--json]
npm run bench -- api [--json] [--requests N] [--holds N] [--rooms N] [--rate 50] [--seconds S] [--data DIR]
npm run bench -- truth [--json] [--cells N] [--seed S] [--name TEXT] [--keep FOLDER] [--read FOLDER]`;
const benches = ['forward', 'limit', 'join', 'client', 'api', 'truth'];

try {
  const [bench] = process.argv.slice(2);
  if (!benches.includes(bench)) throw new Stop(usage);
  const { node, workerBinary } = await setUp();
  const [program, args] = await programOf(bench, process.argv.slice(2), workerBinary);
  const { code } = await run(node, [join(root, 'tests/bench', program), ...args], { tee: true });
  process.exitCode = code;
} catch (error) {
  say(error instanceof Stop ? error.message : error.stack);
  process.exitCode = 1;
}

/** The bench's program in tests/bench and what it is given. */
async function programOf(bench, given, workerBinary) {
  if (bench === 'api') return ['api.ts', given];
  if (bench === 'client') return ['client.ts', given];
  if (bench === 'truth') return ['truth/main.ts', given];
  if (!workerBinary) throw new Stop('This bench is about our own worker, which needs a Rust toolchain.');
  const withWorker = [...given, '--worker', workerBinary];
  if (bench === 'join') return ['join.ts', withWorker];
  return ['main.ts', [...withWorker, '--program', await buildEndpoints()]];
}

/** Builds the endpoints that the cost of a packet is measured between; their path. */
async function buildEndpoints() {
  const target = join(root, 'sfu/target');
  const manifest = join(root, 'sfu/Cargo.toml');
  await must(
    'cargo',
    ['build', '--release', '--locked', '--quiet', '--manifest-path', manifest, '--package', 'sambung-bench'],
    "The bench's endpoints could not be built: see the lines above. They need OpenSSL's headers (Debian: libssl-dev).",
    { env: { ...process.env, CARGO_TARGET_DIR: target } },
  );
  return join(target, 'release/sambung-bench');
}
