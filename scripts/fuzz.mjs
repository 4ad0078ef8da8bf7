/**
 * `npm run fuzz [-- --seconds 110] [--seed 1] [--only PATTERN]`: schemathesis, from PyPI into node_modules/.cache, against every route of the API. Without Python or PyPI it is
 * left out with a sentence.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { firstLine, root, run, say } from './run.mjs';
import { findNode } from './setup.mjs';

/** The one version that the seeds were tried with. */
const schemathesis = 'schemathesis==4.32.5';

/**
 * Fuzzes for some time; what it counted, or a sentence why it could not be.
 * @returns {Promise<{ passed: number, failed: number } | string>}
 */
export async function fuzz(args = []) {
  const program = await install();
  if (program === null)
    return 'The API fuzzer is left out: it needs Python 3.10 with venv, and PyPI to install schemathesis from.';
  const { code, output } = await run(findNode(), [join(root, 'tests/fuzz/main.ts'), '--st', program, ...args], {
    tee: true,
  });
  const counts = /(\d+) passed, (\d+) failed\s*$/.exec(output.trimEnd());
  return { passed: Number(counts?.[1] ?? 0), failed: Math.max(Number(counts?.[2] ?? 0), code === 0 ? 0 : 1) };
}

/** The fuzzer's path; null where it cannot be installed. */
async function install() {
  const folder = join(root, 'node_modules/.cache', schemathesis.replaceAll('=', '-'));
  const program = join(folder, 'bin/st');
  if (existsSync(program) && firstLine(program) !== null) return program;
  if (firstLine('python3') === null) return null;
  const made = await run('python3', ['-m', 'venv', folder]);
  if (made.code !== 0) return null;
  const installed = await run(join(folder, 'bin/pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    schemathesis,
  ]);
  return installed.code === 0 ? program : null;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const counted = await fuzz(process.argv.slice(2));
  if (typeof counted === 'string') say(counted);
  else process.exitCode = counted.failed > 0 ? 1 : 0;
}
