/** `npm run trace [-- --json] [--area booking | --draw N | --break]`: every requirement of docs/requirements.json with the tests that carry its id. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';
import { findNode } from './setup.mjs';

if (existsSync(join(root, 'node_modules/typescript'))) {
  const args = [join(root, 'tests/trace/main.ts'), ...process.argv.slice(2)];
  const { status } = spawnSync(findNode(), args, { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else {
  process.stderr.write('npm run trace reads the tests with packages that are not installed yet: run npm ci first.\n');
  process.exitCode = 1;
}
