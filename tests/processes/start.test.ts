/** `npm start` as a user meets it: what it says, what it leaves behind, what survives. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sessionStateSchema, setupStateSchema } from '@sambung/contract/http';
import { afterEach, describe, expect, it } from 'vitest';
import { descendants, executable, isAlive, type Product, startProduct, until } from '../support/product.ts';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function started(options: Parameters<typeof startProduct>[0] = {}): Promise<Product> {
  const product = await startProduct(options);
  cleanUp.push(() => product.dispose());
  return product;
}

const isPostgres = (pid: number) => executable(pid).endsWith('/postgres');

describe('npm start', () => {
  it('brings up server, sfu node, our worker and PostgreSQL, and Ctrl-C ends them all', async () => {
    const product = await started();
    const health = await product.health();
    expect(health.status).toBe('ready');
    expect(health.sfu.workers.length).toBeGreaterThan(0);
    for (const worker of health.sfu.workers) expect(executable(worker.pid)).toBe(worker.binary);
    const pids = descendants(product.supervisorPid);
    expect(pids.some(isPostgres)).toBe(true);
    expect(await product.stop()).toBe(0);
    await until('every process is gone', () => pids.every((pid) => !isAlive(pid)));
  });

  it('lets the children end when the supervisor is killed, and takes the data up again', async () => {
    const product = await started();
    const pids = descendants(product.supervisorPid);
    process.kill(product.supervisorPid, 'SIGKILL');
    await until('all but PostgreSQL are gone', () => pids.every((pid) => isPostgres(pid) || !isAlive(pid)));
    const again = await started({ dataDirectory: product.dataDirectory });
    expect((await again.health()).database).toBe('ready');
  });

  it('says what to do when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    cleanUp.push(() => void other.close());
    const address = await until('the port', () => other.address());
    if (typeof address === 'string') throw new Error('not a port');
    const said = await refusal({ PORT: String(address.port) });
    expect(said).toContain(`Port ${address.port} is taken`);
    expect(said).toContain('PORT=');
    expect(said).not.toContain('    at ');
  });

  it('refuses to run twice on one data folder', async () => {
    const product = await started();
    const said = await refusal({ PORT: '0', DATA_DIR: product.dataDirectory });
    expect(said).toContain('already running');
    expect((await product.health()).status).toBe('ready');
  });

  it('offers the first-run page until the administrator is made, and never after', async () => {
    const product = await started({ demo: false });
    const address = /First run: open (\S+)/.exec(product.output())?.[1];
    const token = address?.split('#')[1];
    expect(token).toBeTruthy();
    const state = await fetch(`${product.url}/api/setup`);
    expect(setupStateSchema.parse(await state.json()).needed).toBe(true);
    // Every try is a visitor of its own: set-up signs the administrator in and thereby ends the session it came with.
    const setUp = async (body: object) => {
      const session = await fetch(`${product.url}/api/session`);
      const cookie = session.headers
        .getSetCookie()
        .map((value) => value.split(';')[0])
        .join('; ');
      const { csrfToken } = sessionStateSchema.parse(await session.json());
      return fetch(`${product.url}/api/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, 'x-csrf-token': csrfToken, origin: product.url },
        body: JSON.stringify(body),
      });
    };
    const input = {
      token,
      institutionName: 'Kabupaten Contoh',
      timeZone: 'Asia/Makassar',
      name: 'Admin Pertama',
      email: 'admin@contoh.example',
      password: 'panjang-dan-rahasia-1',
    };
    expect((await setUp({ ...input, token: 'not-the-token' })).status).toBe(401);
    expect((await setUp(input)).status).toBe(200);
    expect((await setUp(input)).status).toBe(409);
    await product.stop();
    const again = await started({ demo: false, dataDirectory: product.dataDirectory });
    expect(again.output()).not.toContain('First run');
  });
});

/** Starts the product with settings that it must refuse; returns what it said. */
function refusal(env: Record<string, string>): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'sambung-data-'));
  cleanUp.push(() => rmSync(scratch, { recursive: true, force: true }));
  const child = spawn(process.execPath, ['scripts/start.mjs', '--demo'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, MEDIA_PORTS: '0', DATA_DIR: scratch, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((done) =>
    child.once('close', (code) => {
      expect(code).toBe(1);
      done(said);
    }),
  );
}
