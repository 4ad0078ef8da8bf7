/** `npm run interop [-- NAME …]`: Chromium, Firefox and synthetic endpoints against our worker, directly and through a TURN server. */
import { join } from 'node:path';
import { root, run, Stop, say } from './run.mjs';
import { setUp } from './setup.mjs';

try {
  const { node, workerBinary } = await setUp();
  if (!workerBinary) throw new Stop('Interop is about our own worker, which needs a Rust toolchain.');
  const { code } = await run(
    node,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--root',
      join(root, 'tests/interop'),
      ...process.argv.slice(2),
    ],
    { tee: true, env: { ...process.env, MEDIA_WORKER_BIN: workerBinary } },
  );
  process.exitCode = code;
} catch (error) {
  say(error instanceof Stop ? error.message : error.stack);
  process.exitCode = 1;
}
