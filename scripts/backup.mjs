/**
 * `npm run backup [-- FILE]`: database, files and keys in one archive, also while Sambung runs. `npm run restore -- FILE`: an archive into an empty DATA_DIR (or
 * an empty DATABASE_URL). The program is server/src/backup/main.ts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root, Stop } from './run.mjs';
import { dataDirectory, findNode, setUp } from './setup.mjs';

try {
  const [order, file] = process.argv.slice(2);
  // A backup changes nothing, not even the packages under a running server; a restore is the first thing on a new machine.
  if (order === 'restore') await setUp();
  else if (!existsSync(join(root, 'server/src/generated/prisma')))
    throw new Stop('Sambung has not been started here yet.');
  const args = [join(root, 'server/src/backup/main.ts'), order, ...(file ? [resolve(file)] : [])];
  const { status } = spawnSync(findNode(), args, {
    stdio: 'inherit',
    env: { ...process.env, DATA_DIR: dataDirectory() },
  });
  process.exitCode = status ?? 1;
} catch (error) {
  process.stderr.write(`${error instanceof Stop ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
