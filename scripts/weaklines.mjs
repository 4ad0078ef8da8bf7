/** `npm run weaklines [-- --json] [CASE…]`: weak lines in a real Chromium on our worker, and on the one that `STOCK_WORKER` names beside it. */
import { join } from 'node:path';
import { root, run, Stop, say } from './run.mjs';
import { setUp } from './setup.mjs';

try {
  const { node, workerBinary } = await setUp();
  if (!workerBinary) throw new Stop('The weak lines are about our own worker, which needs a Rust toolchain.');
  const { code } = await run(
    node,
    [join(root, 'tests/weaklines/main.ts'), '--worker', workerBinary, ...process.argv.slice(2)],
    { tee: true },
  );
  process.exitCode = code;
} catch (error) {
  say(error instanceof Stop ? error.message : error.stack);
  process.exitCode = 1;
}
