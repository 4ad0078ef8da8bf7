/**
 * `npm run bench -- forward|limit [--json] [--rounds N] [--case full/browser/50]… [--peer-worker PATH]`: the cost of a forwarded
 * packet. Needs a Rust toolchain and OpenSSL's headers (Debian: libssl-dev) for the endpoints.
 */
import { join } from 'node:path';
import { must, root, run, Stop, say } from './run.mjs';
import { setUp } from './setup.mjs';

const usage = 'npm run bench -- forward|limit [--json] [--rounds N] [--case full/browser/50] [--peer-worker PATH]';

try {
  const [bench] = process.argv.slice(2);
  if (bench !== 'forward' && bench !== 'limit') throw new Stop(usage);
  const { node, workerBinary } = await setUp();
  if (!workerBinary) throw new Stop('The bench is about our own worker, which needs a Rust toolchain.');
  const target = join(root, 'sfu/target');
  await must(
    'cargo',
    [
      'build',
      '--release',
      '--locked',
      '--quiet',
      '--manifest-path',
      join(root, 'sfu/Cargo.toml'),
      '--package',
      'sambung-bench',
    ],
    "The bench's endpoints could not be built: see the lines above. They need OpenSSL's headers (Debian: libssl-dev).",
    { env: { ...process.env, CARGO_TARGET_DIR: target } },
  );
  const { code } = await run(
    node,
    [
      join(root, 'tests/bench/main.ts'),
      ...process.argv.slice(2),
      '--worker',
      workerBinary,
      '--program',
      join(target, 'release/sambung-bench'),
    ],
    { tee: true },
  );
  process.exitCode = code;
} catch (error) {
  say(error instanceof Stop ? error.message : error.stack);
  process.exitCode = 1;
}
