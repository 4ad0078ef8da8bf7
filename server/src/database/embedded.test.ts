/** The embedded PostgreSQL: it keeps what it acknowledged, whoever is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbedded } from './embedded.ts';

let directory: string;
let running: EmbeddedPostgres | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sambung-embedded-'));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  rmSync(directory, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  running = await startEmbedded(join(directory, 'pg'), { maxConnections: 20, sharedBuffersMb: 16 });
  return running;
}

async function query(postgres: EmbeddedPostgres, sql: string): Promise<Record<string, unknown>[]> {
  const { host, port, user, database } = postgres;
  const client = new pg.Client({ host, port, user, database });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Until nobody answers behind the socket any more: a killed process takes a moment to be gone. */
async function untilGone(postgres: EmbeddedPostgres): Promise<void> {
  await expect
    .poll(
      () =>
        query(postgres, 'SELECT 1').then(
          () => 'answers',
          () => 'gone',
        ),
      { timeout: 10_000 },
    )
    .toBe('gone');
}

/** A process of its own that starts PostgreSQL, inserts 1, 2, 3 … and writes each number after the database has acknowledged it. */
function startWriter(): ChildProcess {
  const script = join(import.meta.dirname, '../../test/embedded-writer.ts');
  return spawn(process.execPath, [script, join(directory, 'pg')], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Reads the writer's numbers until `enough` are acknowledged, kills what `kill` kills, and returns the last number read. */
async function killWriterAfter(
  enough: number,
  kill: (writer: ChildProcess, postmaster: number) => void,
): Promise<number> {
  const writer = startWriter();
  let acknowledged = 0;
  let postmaster = 0;
  let buffered = '';
  let killed = false;
  writer.stdout?.on('data', (data) => {
    buffered += data;
    const lines = buffered.split('\n');
    buffered = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('pid ')) postmaster = Number(line.slice(4));
      else acknowledged = Number(line);
    }
    if (acknowledged >= enough && !killed) {
      killed = true;
      kill(writer, postmaster);
    }
  });
  await once(writer, 'close');
  expect(acknowledged).toBeGreaterThanOrEqual(enough);
  return acknowledged;
}

test('it starts from nothing behind a socket only, is adopted while it runs, stops, and starts again with what was written', async () => {
  const first = await start();
  expect(first.adopted).toBe(false);
  expect(await query(first, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  expect(await query(first, 'SHOW timezone')).toEqual([{ TimeZone: 'UTC' }]);
  await query(first, 'CREATE TABLE a (n integer); INSERT INTO a VALUES (7)');
  const again = await startEmbedded(join(directory, 'pg'));
  expect(again).toMatchObject({ adopted: true, pid: first.pid, host: first.host });
  await again.stop();
  expect(existsSync(first.host)).toBe(false);
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await query(second, 'SELECT n FROM a')).toEqual([{ n: 7 }]);
});

test('every acknowledged row survives the kill of the server, and the kill of the server and PostgreSQL', async () => {
  const first = await killWriterAfter(50, (writer) => writer.kill('SIGKILL'));
  const adopted = await start();
  expect(adopted.adopted).toBe(true);
  const [row] = await query(adopted, 'SELECT count(*)::int AS count, max(n) AS newest FROM written');
  expect(row?.newest).toBeGreaterThanOrEqual(first);
  expect(row?.count).toBe(row?.newest);

  const second = await killWriterAfter(Number(row?.newest) + 50, (writer, postmaster) => {
    process.kill(postmaster, 'SIGKILL');
    writer.kill('SIGKILL');
  });
  await untilGone(adopted);
  const recovered = await start();
  expect(recovered.adopted).toBe(false);
  const [after] = await query(recovered, 'SELECT count(*)::int AS count, max(n) AS newest FROM written');
  expect(after?.newest).toBeGreaterThanOrEqual(second);
  expect(after?.count).toBe(after?.newest);
});

test('a folder left by an interrupted first start is made anew', async () => {
  mkdirSync(join(directory, 'pg', 'data', 'base'), { recursive: true });
  writeFileSync(join(directory, 'pg', 'data', 'half'), 'half');
  expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a damaged or foreign folder is told in a sentence and stays as it is', async () => {
  mkdirSync(join(directory, 'pg', 'data'), { recursive: true });
  writeFileSync(join(directory, 'pg', 'data', 'PG_VERSION'), '12\n');
  await expect(start()).rejects.toThrow(/data is of PostgreSQL 12/);
  expect(existsSync(join(directory, 'pg', 'data', 'PG_VERSION'))).toBe(true);
});
