/** `npm run conformance [-- FILE …]`: mediasoup's own test suite against our worker, compared with the committed list of passing tests. */
import { join } from 'node:path';
import { root, run, Stop, say } from './run.mjs';
import { setUp } from './setup.mjs';

try {
  const { node, workerBinary } = await setUp();
  if (!workerBinary) throw new Stop('The conformance suite is about our own worker, which needs a Rust toolchain.');
  const { code } = await run(
    node,
    [join(root, 'tests/conformance/upstream/run.mjs'), '--worker', workerBinary, ...process.argv.slice(2)],
    { tee: true },
  );
  process.exitCode = code;
} catch (error) {
  say(error instanceof Stop ? error.message : error.stack);
  process.exitCode = 1;
}
