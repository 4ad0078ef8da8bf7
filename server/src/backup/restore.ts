/** Restores a backup into a place where nothing is: the archive is checked whole before anything is written, and what was written is read back. */
import { createWriteStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ClientBase } from 'pg';
import { migrate } from '../database/migrate.ts';
import { ConfigurationError } from '../env.ts';
import { checkArchive, eachEntry } from './archive.ts';
import { type Manifest, tableEntry } from './manifest.ts';
import { copyIn, fingerprint } from './tables.ts';

export interface RestoreTarget {
  readonly dataDir: string;
  /** The folder of this build's migrations. */
  readonly migrations: string;
  /** Opens the database; called once the archive and the folder are known to be in order. */
  readonly openDatabase: () => Promise<ClientBase>;
}

/** What must not be there before a restore. Logs, backups and the supervisor's mark may be. */
const owned = ['pg', 'files', 'keys'];

/** Restores `path`; every table is read back and compared with the backup before anything is committed. */
export async function restoreBackup(path: string, target: RestoreTarget): Promise<Manifest> {
  const manifest = await checkArchive(path);
  await refuseUnknownMigrations(manifest, target.migrations);
  await refuseUsedFolder(target.dataDir);
  const client = await target.openDatabase();
  await refuseUsedDatabase(client);
  await migrateTo(client, manifest, target.migrations);
  await client.query('BEGIN');
  try {
    await loadTables(client, path, manifest, target.dataDir);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  return manifest;
}

async function refuseUnknownMigrations({ migrations }: Manifest, directory: string): Promise<void> {
  const known = new Set(await readdir(directory));
  const unknown = migrations.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (unknown.length > 0) {
    throw new ConfigurationError(
      `The backup comes from a newer Sambung (its database has ${unknown.join(', ')}): restore it with that version.`,
    );
  }
}

async function refuseUsedFolder(dataDir: string): Promise<void> {
  const there = await readdir(dataDir).catch(() => [] as string[]);
  const used = there.filter((name) => owned.includes(name));
  if (used.length > 0) {
    throw new ConfigurationError(
      `${dataDir} already has data (${used.join(', ')}): restore into an empty folder (DATA_DIR=…). Nothing was changed.`,
    );
  }
}

async function refuseUsedDatabase(client: ClientBase): Promise<void> {
  const { rows } = await client.query(`SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1`);
  if (rows.length > 0) {
    throw new ConfigurationError('The database already has tables: restore into an empty one. Nothing was changed.');
  }
}

/** Brings the empty database to the very schema of the backup; what is newer is applied by the next start, as to any older data. */
async function migrateTo(client: ClientBase, { migrations }: Manifest, directory: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sambung-restore-'));
  try {
    for (const { name } of migrations) await cp(join(directory, name), join(folder, name), { recursive: true });
    await migrate(client, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT migration_name AS name, checksum FROM _prisma_migrations',
  );
  const made = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  const edited = migrations.find(({ name, checksum }) => made.get(name) !== checksum);
  if (edited) {
    throw new ConfigurationError(
      `The backup's migration ${edited.name} is not the one of this version: restore it with the version that made it.`,
    );
  }
}

/** Rows in the order of the references; files and keys to their places as they come by. */
async function loadTables(client: ClientBase, path: string, manifest: Manifest, dataDir: string): Promise<void> {
  const byEntry = new Map(manifest.tables.map((table) => [tableEntry(table.name), table]));
  await eachEntry(path, async (name, content) => {
    const table = byEntry.get(name);
    if (table) await copyIn(client, table, Readable.from(content), createGunzip());
    else if (/^(files|keys)\//.test(name)) await writeFile(join(dataDir, name), content);
    else for await (const _ of content);
  });
  for (const { name, lastValue } of manifest.sequences)
    await client.query('SELECT setval($1::regclass, $2::bigint)', [`"${name}"`, lastValue]);
  // Rows come back in the order in which they went in, whatever else reads the table.
  await client.query('SET LOCAL synchronize_seqscans = off');
  for (const table of manifest.tables) {
    const restored = await fingerprint(client, table);
    if (restored.rows !== table.rows || restored.content !== table.content)
      throw new Error(`table ${table.name} did not come back as it was`);
  }
}

async function writeFile(path: string, content: AsyncIterable<Buffer>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await pipeline(Readable.from(content), createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true }));
}
