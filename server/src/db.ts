/** The database: one pool, one Prisma client over it, migrations applied before anybody uses it. */
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Logger } from 'pino';
import { type EmbeddedPostgres, startEmbedded } from './database/embedded.ts';
import { migrate } from './database/migrate.ts';
import { ConfigurationError } from './env.ts';
import { type Prisma, PrismaClient } from './generated/prisma/client.ts';

export type Database = PrismaClient;
/** The client inside `db.$transaction`. */
export type Transaction = Prisma.TransactionClient;

export interface OpenDatabase {
  readonly db: Database;
  /** For what Prisma does not do: the session store. */
  readonly pool: pg.Pool;
  /** Names of the migrations this start applied. */
  readonly migrated: readonly string[];
  /** Ends the pool, and the embedded PostgreSQL when there is one. */
  close(): Promise<void>;
}

interface DatabaseOptions {
  /** Undefined means the embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  poolSize: number;
  migrations: string;
  log: Logger;
  /** Called when the embedded PostgreSQL ended or broke off by itself: only a new start brings it back. */
  onLost?: () => void;
}

/**
 * How long a connection that nobody needs is kept. A new one costs a process and knows none of the tables yet, which whoever comes next waits for; a kept one
 * costs PostgreSQL some megabytes.
 */
const keepIdleMs = 10 * 60_000;

/** Held for the life of a server on an embedded database, so that a second server on the same folder does not stop it under the first. */
const ownerLockKey = 72707370;
/** A killed server's connection ends within milliseconds; longer only delays the sentence, shorter refuses a quick restart. */
const ownerWaitMs = 5_000;

/** Opens the database and brings it to the newest migration. Throws `ConfigurationError` when it cannot be reached or used. */
export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  const embedded = options.databaseUrl === undefined ? await startEmbedded(`${options.dataDir}/pg`) : undefined;
  const connection = connectionOf(options.databaseUrl, embedded);
  let closing = false;
  const onLost = () => {
    if (!closing) options.onLost?.();
  };
  const owner = embedded ? await takeOwnership(connection, options, onLost) : undefined;
  const pool = new pg.Pool({ ...connection, max: options.poolSize, idleTimeoutMillis: keepIdleMs });
  // An idle connection that breaks (a restart of PostgreSQL) is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => options.log.warn({ err: error }, 'a database connection broke'));
  const release = async () => {
    closing = true;
    await pool.end();
    await owner?.end();
    await embedded?.stop();
  };
  try {
    const client = await pool.connect();
    try {
      const migrated = await migrate(client, options.migrations);
      const db = new PrismaClient({
        adapter: new PrismaPg(pool, { disposeExternalPool: false }),
        // Twenty people booking at the same second queue for connections; they would rather wait than fail.
        transactionOptions: { maxWait: 10_000, timeout: 15_000 },
      });
      const close = async () => {
        await db.$disconnect();
        await release();
      };
      return { db, pool, migrated, close };
    } finally {
      client.release();
    }
  } catch (error) {
    await release();
    throw explainConnection(error);
  }
}

/**
 * Without the zone the driver adapter shifts instants by the server's own. One question takes one processor: a report that took all of them would keep everybody
 * waiting, and starting the helpers costs more than our questions take. Compiling them does, too.
 */
const sessionSettings = '-c TimeZone=UTC -c max_parallel_workers_per_gather=0 -c jit=off';

function connectionOf(url: string | undefined, embedded: EmbeddedPostgres | undefined): pg.PoolConfig {
  const place = embedded
    ? { host: embedded.host, port: embedded.port, user: embedded.user, database: embedded.database }
    : { connectionString: url };
  return { ...place, options: sessionSettings, connectionTimeoutMillis: 10_000 };
}

async function takeOwnership(
  connection: pg.PoolConfig,
  { dataDir, log }: DatabaseOptions,
  onLost: () => void,
): Promise<pg.Client> {
  const client = new pg.Client(connection);
  client.on('error', (error) => {
    log.error({ err: error }, 'the connection that owns the database broke');
    onLost();
  });
  await client.connect();
  await client.query(`SET lock_timeout = ${ownerWaitMs}`);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ownerLockKey]);
    return client;
  } catch (error) {
    await client.end();
    if ((error as { code?: string }).code !== '55P03') throw error;
    throw new ConfigurationError(`Another Sambung server already runs on ${dataDir}: stop it, or set DATA_DIR.`);
  }
}

const connectionFailures: Record<string, string> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'its name is not known',
  ETIMEDOUT: 'it did not answer in time',
  '28P01': 'it refuses the password',
  '28000': 'it refuses this user',
  '3D000': 'that database does not exist',
};

function explainConnection(error: unknown): unknown {
  const code = String((error as { code?: unknown }).code);
  const reason = connectionFailures[code];
  if (reason === undefined) return error;
  return new ConfigurationError(`The database at DATABASE_URL cannot be used: ${reason}.`, { cause: error });
}

/** The SQLSTATE (PostgreSQL's five characters) behind a Prisma error, wherever the driver adapter put it; null for anything else. */
export function sqlStateOf(error: unknown): string | null {
  const meta = (error as { meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } } } | null)?.meta;
  const code = meta?.driverAdapterError?.cause?.originalCode;
  return typeof code === 'string' ? code : null;
}
