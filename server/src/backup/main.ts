/** The program behind `npm run backup [-- FILE]` and `npm run restore -- FILE`. It works beside a running server, and without one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { verifyChain } from '../audit/index.ts';
import { type EmbeddedPostgres, startEmbedded } from '../database/embedded.ts';
import { openDatabase } from '../db.ts';
import { ConfigurationError, configurationExitCode, type Env, readEnv } from '../env.ts';
import { createLog } from '../log.ts';
import { createBackup, summaryOf } from './create.ts';
import { restoreBackup } from './restore.ts';

const migrations = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Text as it lies in the database, whatever the machine's own settings are. */
const session =
  '-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c extra_float_digits=1 -c client_encoding=UTF8';

function clientOf(env: Env, embedded: EmbeddedPostgres | undefined): pg.Client {
  const place = embedded
    ? { host: embedded.host, port: embedded.port, user: embedded.user, database: embedded.database }
    : { connectionString: env.databaseUrl };
  return new pg.Client({ ...place, options: session });
}

async function backup(env: Env, file: string | undefined): Promise<number> {
  const now = new Date();
  const stamp = now
    .toISOString()
    .replace(/[:.]\d{3}Z$/, 'Z')
    .replaceAll(':', '');
  const path = file ?? join(env.dataDir, 'backups', `sambung-${stamp}.tar`);
  if (env.databaseUrl === undefined && !existsSync(join(env.dataDir, 'pg/data/PG_VERSION')))
    throw new ConfigurationError(
      `There is nothing to back up in ${env.dataDir} yet: set DATA_DIR, or start Sambung once.`,
    );
  // Adopted when a server runs on it, and then left alone.
  const embedded = env.databaseUrl === undefined ? await startEmbedded(`${env.dataDir}/pg`) : undefined;
  const client = clientOf(env, embedded);
  try {
    await client.connect();
    const manifest = await createBackup(
      {
        client,
        filesDirectory: join(env.dataDir, 'files'),
        keysDirectory: join(env.dataDir, 'keys'),
        keyFromEnvironment: env.secretKey !== undefined,
      },
      path,
      now,
    );
    say(`${path}: ${summaryOf(manifest)}`);
    say('It holds the keys of this installation and personal data: keep it as you keep those.');
    if (manifest.key === 'environment')
      say('SECRET_KEY is not in it: keep that as well, a restore needs the same one.');
    for (const sha256 of manifest.missingFiles) say(`The file ${sha256} was no longer whole and is not in it.`);
    return manifest.missingFiles.length > 0 ? 1 : 0;
  } finally {
    await client.end();
    if (embedded && !embedded.adopted) await embedded.stop();
  }
}

async function restore(env: Env, file: string | undefined): Promise<number> {
  if (file === undefined) throw new ConfigurationError('Which backup? npm run restore -- FILE');
  let embedded: EmbeddedPostgres | undefined;
  let client: pg.Client | undefined;
  try {
    const manifest = await restoreBackup(file, {
      dataDir: env.dataDir,
      migrations,
      openDatabase: async () => {
        if (env.databaseUrl === undefined) embedded = await startEmbedded(`${env.dataDir}/pg`);
        client = clientOf(env, embedded);
        await client.connect();
        return client;
      },
    });
    await client?.end();
    client = undefined;
    const checked = await verifyAudit(env);
    say(`${file} of ${manifest.createdAt} is restored: ${summaryOf(manifest)}; ${checked} audit chains verified.`);
    if (manifest.key === 'environment' && env.secretKey === undefined)
      say('It was made with SECRET_KEY: start with the same one, or sealed secrets cannot be read.');
    return 0;
  } finally {
    await client?.end();
    await embedded?.stop();
  }
}

/** Opens the database as the server does, which brings it to this version's schema, and verifies every institution's chain. */
async function verifyAudit(env: Env): Promise<number> {
  const { databaseUrl, dataDir } = env;
  const database = await openDatabase({ databaseUrl, dataDir, poolSize: 2, migrations, log: createLog('warn') });
  try {
    const { rows } = await database.pool.query<{ id: string }>('SELECT id FROM institutions ORDER BY id');
    for (const { id } of rows) {
      const broken = await verifyChain(database.db, id);
      if (broken) throw new Error(`the audit chain of institution ${id} is broken at entry ${broken.seq}`);
    }
    return rows.length;
  } finally {
    await database.close();
  }
}

const [order, file] = process.argv.slice(2);
try {
  const env = readEnv();
  process.exitCode = await (order === 'restore' ? restore(env, file) : backup(env, file));
} catch (error) {
  const expected = error instanceof ConfigurationError;
  process.stderr.write(`${expected ? error.message : `It failed: ${(error as Error).stack}`}\n`);
  process.exitCode = expected ? configurationExitCode : 1;
}
