/** The server process as the supervisor and a person meet it: ready, stopped, and told in a sentence what to change. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '../test/application.ts';

let directory: string;
let processes: ChildProcess[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sambung-main-'));
  processes = [];
});
afterEach(async () => {
  for (const child of processes) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
  rmSync(directory, { recursive: true, force: true });
});

const { NODE_COMPILE_CACHE: compileCache } = process.env;

interface Ready {
  type: string;
  url: string;
  setupUrl: string | null;
}

function run(settings: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      PORT: '0',
      DATA_DIR: directory,
      CONTROL_SOCKET: join(directory, 'control.sock'),
      CONTROL_SECRET: 'rahasia',
      // Beginning is most of what these processes do.
      ...(compileCache && { NODE_COMPILE_CACHE: compileCache }),
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  processes.push(child);
  const said = { out: '', err: '' };
  child.stdout?.on('data', (data) => {
    said.out += data;
  });
  child.stderr?.on('data', (data) => {
    said.err += data;
  });
  const ready = new Promise<Ready>((done, fail) => {
    child.once('message', (message) => done(message as Ready));
    child.once('exit', (code) => fail(new Error(`ended with ${code}: ${said.err}`)));
  });
  // A test that only wants the end does not look at this one.
  ready.catch(() => undefined);
  const ended = once(child, 'exit').then(([code]) => ({ code: code as number | null, err: said.err }));
  return { child, ready, ended, said };
}

test('it says when it is ready, serves, and ends with 0 on SIGTERM', async () => {
  const server = run({ DATABASE_URL: await createDatabase() });
  const ready = await server.ready;
  expect(ready.type).toBe('ready');
  expect(ready.setupUrl).toMatch(new RegExp(`^${ready.url}/setup#.{22}$`));
  const health = await fetch(`${ready.url}/api/health`);
  expect(health.status).toBe(503);
  expect(await health.json()).toMatchObject({ database: 'ready', reason: 'the sfu node is not connected' });
  server.child.kill('SIGTERM');
  expect(await server.ended).toEqual({ code: 0, err: '' });
  expect(server.said.out).not.toContain(ready.setupUrl?.split('#')[1]);
});

test('it ends when the supervisor is gone', async () => {
  const server = run({ DATABASE_URL: await createDatabase() });
  await server.ready;
  server.child.disconnect();
  expect((await server.ended).code).toBe(0);
});

test('on an empty folder it brings its own database; a second server there is refused; whoever is killed, the next start is ready again', async () => {
  const first = run({});
  const { url } = await first.ready;
  const second = await run({}).ended;
  expect(second.code).toBe(78);
  expect(second.err).toMatch(/Another Sambung server already runs on/);
  expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({ database: 'ready' });

  first.child.kill('SIGKILL');
  await first.ended;
  const third = run({});
  expect((await third.ready).setupUrl).not.toBeNull();
  const postmaster = Number(readFileSync(join(directory, 'pg/data/postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(postmaster, 'SIGKILL');
  expect((await third.ended).code).toBe(1);
  const fourth = run({});
  const again = await fetch(`${(await fourth.ready).url}/api/health`);
  expect(await again.json()).toMatchObject({ database: 'ready' });
  fourth.child.kill('SIGTERM');
  expect(await fourth.ended).toEqual({ code: 0, err: '' });
});

test('a taken port is told with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  try {
    const { port } = other.address() as AddressInfo;
    const { code, err } = await run({ PORT: String(port), DATABASE_URL: await createDatabase() }).ended;
    expect(code).toBe(78);
    expect(err).toBe(`Port ${port} is taken by another program: set PORT to a free one.\n`);
  } finally {
    other.close();
  }
});

test.each([
  [{ PORT: 'banyak' }, 'The setting PORT is not valid: it takes a port from 0 (any free one) to 65535.\n'],
  [
    { DATABASE_URL: 'postgresql://sambung@127.0.0.1:1/sambung' },
    'The database at DATABASE_URL cannot be used: nothing answers there.\n',
  ],
  [
    { TLS_CERT: '/nonexistent/cert.pem', TLS_KEY: '/nonexistent/key.pem', embedded: 'no' },
    /^TLS_CERT and TLS_KEY cannot be used/,
  ],
])('the setting %o ends it with 78 and a sentence', async (settings: Record<string, string>, sentence) => {
  const database: Record<string, string> = settings.embedded ? { DATABASE_URL: await createDatabase() } : {};
  const { code, err } = await run({ ...database, ...settings }).ended;
  expect(code).toBe(78);
  if (typeof sentence === 'string') expect(err).toBe(sentence);
  else expect(err).toMatch(sentence);
});

/** A small disk of the test's own needs root. */
const mayMount = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0;

test.skipIf(!mayMount)('a full disk is answered with a sentence (needs root to make a small one)', async () => {
  const small = join(directory, 'small');
  mkdirSync(small);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1M', 'sambung-small', small]);
  try {
    const { code, err } = await run({ DATA_DIR: small }).ended;
    expect(err).toMatch(/The disk of \S+ is full: make room/);
    expect(err).not.toContain('    at ');
    expect(code).toBe(78);
  } finally {
    execFileSync('umount', [small]);
  }
});

test('data of another PostgreSQL is refused with what to do', async () => {
  mkdirSync(join(directory, 'pg/data'), { recursive: true });
  writeFileSync(join(directory, 'pg/data/PG_VERSION'), '12\n');
  const { code, err } = await run({}).ended;
  expect(err).toMatch(/is of PostgreSQL 12, and this Sambung has \d+: start the version that made it, make a backup/);
  expect(code).toBe(78);
});

test('data of a newer Sambung is refused with what to do', async () => {
  const url = await createDatabase();
  const client = new pg.Client(url);
  await client.connect();
  await client.query(
    "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('x', 'y', now(), '9999_future')",
  );
  await client.end();
  const { code, err } = await run({ DATABASE_URL: url }).ended;
  expect(err).toMatch(/last used by a newer Sambung; this one lacks: 9999_future/);
  expect(err).not.toContain('    at ');
  expect(code).toBe(78);
});
