/** `npm run rotate-key [-- test]`: replaces the key that signs certificates (or simulations). The program is server/src/certificate/rotate.ts. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './run.mjs';
import { dataDirectory, findNode } from './setup.mjs';

const args = [join(root, 'server/src/certificate/rotate.ts'), ...process.argv.slice(2)];
const { status } = spawnSync(findNode(), args, {
  stdio: 'inherit',
  env: { ...process.env, DATA_DIR: dataDirectory() },
});
process.exitCode = status ?? 1;
