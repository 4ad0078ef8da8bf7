/** One real PostgreSQL for a whole run of the server's tests, with a migrated template that each file's database is copied from. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../src/database/embedded.ts';
import { migrate } from '../src/database/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** How to reach the run's PostgreSQL. */
    postgres: { host: string; port: number; user: string };
  }
}

export const templateDatabase = 'sambung_template';
export const migrationsDirectory = join(import.meta.dirname, '../../prisma/migrations');

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'sambung-test-'));
  const postgres = await startEmbedded(directory, { fsync: false, maxConnections: 200, sharedBuffersMb: 32 });
  const { host, port, user } = postgres;
  await withClient({ host, port, user, database: 'postgres' }, (client) =>
    client.query(`CREATE DATABASE ${templateDatabase}`),
  );
  await withClient({ host, port, user, database: templateDatabase }, (client) => migrate(client, migrationsDirectory));
  project.provide('postgres', { host, port, user });
  return async () => {
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}

async function withClient(config: pg.ClientConfig, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
