/** The migration runner on a real database: in order, once, under a lock, and never over an edited past. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '../../test/application.ts';
import { migrationsDirectory } from '../../test/postgres.ts';
import { migrate } from './migrate.ts';

let url: string;
let directory: string;
let clients: pg.Client[];

async function connect(): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  clients.push(client);
  return client;
}

function write(name: string, sql: string): void {
  mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, name, 'migration.sql'), sql);
}

beforeEach(async () => {
  url = await createDatabase('template0');
  directory = mkdtempSync(join(tmpdir(), 'sambung-migrations-'));
  clients = [];
});
afterEach(async () => {
  for (const client of clients) await client.end();
  rmSync(directory, { recursive: true });
});

test('two servers that start at once apply every migration once', async () => {
  const [one, two] = [await connect(), await connect()];
  const applied = await Promise.all([migrate(one, migrationsDirectory), migrate(two, migrationsDirectory)]);
  expect(applied.map((names) => names.length).sort()).toEqual([0, 1]);
  const { rows } = await one.query('SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL');
  expect(rows).toEqual([{ migration_name: '0001_foundation' }]);
});

test('a later migration is applied to what is there, in the order of the names', async () => {
  const client = await connect();
  write('0001_a', 'CREATE TABLE a (n integer); INSERT INTO a VALUES (1);');
  expect(await migrate(client, directory)).toEqual(['0001_a']);
  write('0003_c', 'UPDATE a SET n = n * 10;');
  write('0002_b', 'UPDATE a SET n = n + 1;');
  expect(await migrate(client, directory)).toEqual(['0002_b', '0003_c']);
  expect((await client.query('SELECT n FROM a')).rows).toEqual([{ n: 20 }]);
  expect(await migrate(client, directory)).toEqual([]);
});

test('a migration that fails leaves nothing behind and gives the lock back', async () => {
  const client = await connect();
  write('0001_a', 'CREATE TABLE a (n integer); SELECT 1/0;');
  await expect(migrate(client, directory)).rejects.toThrow(/division by zero/);
  expect((await client.query("SELECT to_regclass('a') AS a")).rows).toEqual([{ a: null }]);
  write('0001_a', 'CREATE TABLE a (n integer);');
  expect(await migrate(await connect(), directory)).toEqual(['0001_a']);
});

test('an edited or missing migration stops the start', async () => {
  const client = await connect();
  write('0001_a', 'CREATE TABLE a (n integer);');
  await migrate(client, directory);
  write('0001_a', 'CREATE TABLE a (n bigint);');
  await expect(migrate(client, directory)).rejects.toThrow(/0001_a was edited/);
  rmSync(join(directory, '0001_a'), { recursive: true });
  await expect(migrate(client, directory)).rejects.toThrow(/lacks: 0001_a/);
});
