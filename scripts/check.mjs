/** `npm run check`: the fast part of the tests — format, lint, types, dependency rules, database drift, Rust format and lints. Also a step of `npm test`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { firstLine, root, run, Stop, say } from './run.mjs';
import { setUp } from './setup.mjs';

/** Steps that run at once; each keeps one core busy. More take more memory than they save time: the compiler alone holds a gigabyte. */
const lanes = 2;

const bin = (name) => join(root, 'node_modules', name);

/** Whether sfu/load can be compiled. */
export function hasOpensslHeaders() {
  return firstLine('pkg-config', ['--modversion', 'openssl']) !== null;
}

/**
 * Runs every check, all of them even when one fails, and prints what a failing one said.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function check(node) {
  const cargo = (...args) => [
    'cargo',
    [...args.slice(0, 1), '--manifest-path', join(root, 'sfu/Cargo.toml'), ...args.slice(1)],
  ];
  const types = (project) => [node, [bin('typescript/bin/tsc'), '--project', project]];
  const steps = [
    ['format and lint (Biome)', bin('.bin/biome'), ['ci', '--colors=off', '--error-on-warnings', '.']],
    ['types: server', ...types('server')],
    ['types: sfu node', ...types('sfu/node')],
    ['types: client', ...types('client')],
    ['types: tests', ...types('tests')],
    ['dependency rules', node, ['scripts/dependencies.mjs']],
    ['database: schema and migrations agree', node, ['prisma/drift.ts']],
  ];
  if (firstLine('cargo')) {
    steps.push(['Rust format', ...cargo('fmt', '--all', '--check')]);
    // The synthetic endpoints, for tests alone, want headers that the product does not; npm test installs them.
    const members = hasOpensslHeaders() ? ['--workspace'] : [];
    if (members.length === 0)
      say("  left out: sfu/load, because OpenSSL's headers (Debian: libssl-dev, pkg-config) are missing");
    steps.push([
      'Rust lints (Clippy)',
      ...cargo('clippy', ...members, '--locked', '--all-targets', '--quiet', '--', '-D', 'warnings'),
    ]);
  }
  let failed = 0;
  const waiting = steps.values();
  const lane = async () => {
    for (const [name, program, args] of waiting) {
      const startedAt = Date.now();
      const { code, output } = await run(program, args);
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      say(`  ${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
      if (code !== 0) {
        failed += 1;
        say(output.trimEnd());
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { passed: steps.length - failed, failed };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const { node } = await setUp();
    const { passed, failed } = await check(node);
    say(`${passed} passed, ${failed} failed`);
    process.exitCode = failed > 0 ? 1 : 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Stop ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
