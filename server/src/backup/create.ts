/** Makes a backup while everything runs: the database as one snapshot saw it, the files that it names, the keys. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createGzip } from 'node:zlib';
import type { ClientBase } from 'pg';
import { backupLockKey } from '../database/locks.ts';
import { ConfigurationError } from '../env.ts';
import { contentPath } from '../file/index.ts';
import { ArchiveWriter } from './archive.ts';
import { type BackedUpTable, type Manifest, tableEntry } from './manifest.ts';
import { copyOut, listSequences, listTables } from './tables.ts';

export interface BackupSource {
  /** A connection of its own: it is in one transaction from beginning to end. */
  readonly client: ClientBase;
  readonly filesDirectory: string;
  readonly keysDirectory: string;
  /** Whether SECRET_KEY stands in for the key file. */
  readonly keyFromEnvironment: boolean;
}

/** Writes a backup to `path`, which must not exist. Throws `ConfigurationError` when it cannot. */
export async function createBackup(source: BackupSource, path: string, now: Date): Promise<Manifest> {
  const absolute = resolve(path);
  if (existsSync(absolute)) throw new ConfigurationError(`${path} is already there: a backup overwrites nothing.`);
  await mkdir(dirname(absolute), { recursive: true, mode: 0o700 });
  const scratch = await mkdtemp(`${absolute}.tables-`);
  const writer = new ArchiveWriter(absolute);
  const { client } = source;
  try {
    await client.query('SELECT pg_advisory_lock($1)', [backupLockKey]);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const migrations = await listMigrations(client);
    const tables = await addTables(client, writer, scratch);
    const sequences = await listSequences(client);
    const missingFiles = await addFiles(source, writer);
    await addKeys(source, writer);
    const manifest: Manifest = {
      format: 'sambung-backup-1',
      createdAt: now.toISOString(),
      ...{ migrations, tables, sequences, missingFiles },
      key: source.keyFromEnvironment ? 'environment' : 'archive',
      entries: writer.entries,
    };
    await writer.finish(manifest);
    return manifest;
  } catch (error) {
    await writer.abandon();
    throw explain(error, absolute);
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
    await client.query('SELECT pg_advisory_unlock($1)', [backupLockKey]).catch(() => undefined);
    await rm(scratch, { recursive: true, force: true });
  }
}

async function listMigrations(client: ClientBase): Promise<Manifest['migrations']> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

/** Each table goes to a file first: a tar says how long an entry is before the entry. */
async function addTables(client: ClientBase, writer: ArchiveWriter, scratch: string): Promise<BackedUpTable[]> {
  const tables: BackedUpTable[] = [];
  for (const table of await listTables(client)) {
    const file = join(scratch, table.name);
    const copied = await copyOut(client, table, createGzip(), createWriteStream(file, { mode: 0o600 }));
    await writer.add(tableEntry(table.name), file);
    await rm(file);
    tables.push({ name: table.name, columns: [...table.columns], ...copied });
  }
  return tables;
}

/** The contents that the snapshot names; those that are gone or damaged are told, because the rest is worth having. */
async function addFiles({ client, filesDirectory }: BackupSource, writer: ArchiveWriter): Promise<string[]> {
  const missing: string[] = [];
  const { rows } = await client.query<{ sha256: string }>('SELECT DISTINCT sha256 FROM stored_files ORDER BY sha256');
  for (const { sha256 } of rows) {
    const path = join(filesDirectory, contentPath(sha256));
    if ((await hashOf(path)) === sha256) await writer.add(`files/${contentPath(sha256)}`, path);
    else missing.push(sha256);
  }
  return missing;
}

async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk);
    return hash.digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function addKeys({ keysDirectory }: BackupSource, writer: ArchiveWriter): Promise<void> {
  if (!existsSync(keysDirectory)) return;
  const found = await readdir(keysDirectory, { recursive: true, withFileTypes: true });
  for (const entry of found.filter((one) => one.isFile() && !one.name.endsWith('.new'))) {
    const path = join(entry.parentPath, entry.name);
    await writer.add(`keys${path.slice(keysDirectory.length)}`, path);
  }
}

function explain(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new ConfigurationError(`The disk of ${dirname(path)} is full: no backup was made.`);
  if (code === 'EACCES' || code === 'EROFS')
    return new ConfigurationError(`${dirname(path)} cannot be written to (${code}): no backup was made.`);
  return error;
}

/** For one line on the terminal. */
export function summaryOf({ tables, entries, missingFiles }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const files = Object.keys(entries).filter((name) => name.startsWith('files/')).length;
  const bytes = Object.values(entries).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const gone = missingFiles.length > 0 ? `; ${missingFiles.length} files were no longer whole` : '';
  return `${tables.length} tables with ${rows} rows, ${files} files, ${(bytes / 1e6).toFixed(1)} MB${gone}`;
}
