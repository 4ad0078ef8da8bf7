/** A victim for the kill tests: empties the outbox of DATABASE_URL into SMTP_URL, at the instant NOW, until it is killed. */
import { createContext } from '../src/context.ts';
import { openDatabase } from '../src/db.ts';
import { readEnv } from '../src/env.ts';
import { openKeys } from '../src/keys.ts';
import { createLog } from '../src/log.ts';
import { startDelivery } from '../src/notify/index.ts';
import { migrationsDirectory } from './postgres.ts';

const env = readEnv();
const log = createLog('silent');
const { db, pool } = await openDatabase({
  databaseUrl: env.databaseUrl,
  dataDir: '/nonexistent',
  poolSize: 2,
  migrations: migrationsDirectory,
  log,
});
const now = new Date(process.env.NOW ?? '');
const keys = openKeys('/nonexistent', '00'.repeat(32));
startDelivery(
  createContext({ db, pool, env, log, keys, publicUrl: () => 'https://rapat.contoh.example', clock: () => now }),
);
