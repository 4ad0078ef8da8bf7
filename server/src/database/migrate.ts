/** Applies the plain SQL migrations in order under an advisory lock, keeping the bookkeeping table of `prisma migrate deploy`. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../env.ts';

/** The part of a database client the runner needs; one connection, not a pool, because the lock belongs to it. */
export interface MigrationClient {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** The key Prisma Migrate takes too, so that neither runs beside the other. */
const advisoryLockKey = 72707369;

const bookkeeping = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/**
 * Brings the database to the newest migration in `directory` and returns the names it applied.
 * Each migration runs in one transaction. Throws when an applied migration was edited, is missing from this build, or failed earlier.
 */
export async function migrate(client: MigrationClient, directory: string): Promise<string[]> {
  await client.query(`SELECT pg_advisory_lock(${advisoryLockKey})`);
  try {
    await client.query(bookkeeping);
    const { rows } = await client.query(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    );
    const known = new Map(rows.map((row) => [String(row.migration_name), row]));
    const names = readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, 'migration.sql')))
      .map((entry) => entry.name)
      .sort();
    const missing = [...known.keys()].filter((name) => !names.includes(name));
    if (missing.length > 0)
      throw new ConfigurationError(
        `The data was last used by a newer Sambung; this one lacks: ${missing.join(', ')}. Start that version, or restore a backup that this one made.`,
      );
    const applied: string[] = [];
    for (const name of names) {
      const sql = readFileSync(join(directory, name, 'migration.sql'), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      const row = known.get(name);
      if (row && !row.finished_at)
        throw new ConfigurationError(`The migration ${name} broke off earlier: restore a backup.`);
      if (row && row.checksum !== checksum)
        throw new ConfigurationError(
          `The data is of another version: its migration ${name} was edited after it was applied.`,
        );
      if (row) continue;
      await apply(client, name, sql, checksum);
      applied.push(name);
    }
    return applied;
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${advisoryLockKey})`);
  }
}

async function apply(client: MigrationClient, name: string, sql: string, checksum: string): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
