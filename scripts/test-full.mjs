/** `npm run test:full [-- PART…]`: the suites that are too long for `npm test`, one after the other; ends with `N passed, N failed` over all of them. */
import { join } from 'node:path';
import { root, run, Stop, say } from './run.mjs';
import { setUp } from './setup.mjs';

const startedAt = Date.now();
const total = { passed: 0, failed: 0 };

try {
  const { node, workerBinary } = await setUp();
  if (!workerBinary) throw new Stop('The long suites are about our own worker, which needs a Rust toolchain.');
  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
    NO_COLOR: '1',
    MEDIA_WORKER_BIN: workerBinary,
    // Nothing else runs here: what a broken line may cost is held to its target.
    LADDER_TARGETS: 'strict',
    // How often server and database are killed while requests are written.
    KILLS: '10',
    // So many come to one lecture at the same instant.
    CROWD: '1000',
  };
  /** Each says in its last lines how many `passed` and `failed`. */
  const parts = {
    weaklines: [join(root, 'tests/weaklines/main.ts'), '--worker', workerBinary],
    interop: [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', join(root, 'tests/interop'), 'interop.ts'],
    coverage: [join(root, 'scripts/coverage.mjs')],
    fuzz: [join(root, 'scripts/fuzz.mjs'), '--seconds', '1800'],
    acknowledged: [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'tests/processes/acknowledged.test.ts'],
    crowd: [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'server/src/meeting/crowd.test.ts'],
    fifty: [join(root, 'tests/fifty/main.ts')],
    thirty: [join(root, 'tests/thirty/main.ts'), '--worker', workerBinary],
    broken: [join(root, 'tests/trace/main.ts'), '--break'],
    flows: [
      join(root, 'node_modules/@playwright/test/cli.js'),
      'test',
      '--config=tests/playwright.config.ts',
      '--reporter=list',
      '--grep=@long|@target',
    ],
  };
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in parts));
  if (unknown.length > 0)
    throw new Stop(`There is no part ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`);
  for (const [name, args] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    say(`\n== ${name}`);
    const { code, output } = await run(node, args, { tee: true, env });
    const end = output.trimEnd().split('\n').slice(-10).join('\n');
    const count = (what) => Number(new RegExp(`(\\d+) ${what}`).exec(end)?.[1] ?? 0);
    total.passed += count('passed');
    total.failed += Math.max(count('failed'), code === 0 ? 0 : 1);
  }
} catch (error) {
  total.failed += 1;
  say(error instanceof Stop ? error.message : error.stack);
}
say(`\nall parts: ${((Date.now() - startedAt) / 60_000).toFixed(1)} minutes`);
say(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
