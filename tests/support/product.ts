/** Starts the whole product as a user does (`scripts/start.mjs`), on free ports and a data folder of its own, and finds its processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Health, healthSchema } from '@sambung/contract/http';

const root = resolve(import.meta.dirname, '../..');
/** Set-up is done before the tests run, so a start is seconds; on a loaded machine it may be several. */
const startTimeoutMs = 60_000;

export interface Product {
  url: string;
  dataDirectory: string;
  /** Everything the supervisor printed so far. */
  output(): string;
  supervisorPid: number;
  pidOf(child: 'server' | 'sfu'): number;
  workerPids(): number[];
  health(): Promise<Health>;
  /** Whether health says ready; false also while nobody answers. */
  isReady(): Promise<boolean>;
  /** Ctrl-C; resolves with the exit code when every process is gone. */
  stop(): Promise<number | null>;
  /** Stops, and starts again on the same data. */
  restart(): Promise<Product>;
  /** Stops and removes the data. */
  dispose(): Promise<void>;
}

export async function startProduct({
  demo = true,
  dataDirectory = mkdtempSync(join(tmpdir(), 'sambung-data-')),
  env = {},
  args = [],
}: {
  demo?: boolean;
  /** Options of `npm start` besides `--demo`. */
  args?: string[];
  dataDirectory?: string;
  env?: Record<string, string>;
} = {}): Promise<Product> {
  const child = spawn(process.execPath, ['scripts/start.mjs', ...(demo ? ['--demo'] : []), ...args], {
    cwd: root,
    env: { ...process.env, PORT: '0', MEDIA_PORTS: '0', DATA_DIR: dataDirectory, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  const url = await new Promise<string>((ready, fail) => {
    const timer = setTimeout(() => fail(new Error(`the product did not start:\n${printed}`)), startTimeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        const address = /Sambung runs at (\S+)/.exec(printed)?.[1];
        if (address) {
          clearTimeout(timer);
          ready(address);
        }
      });
    }
    child.once('exit', (code) => fail(new Error(`the product ended with ${code}:\n${printed}`)));
  });
  const supervisorPid = pidOf(child);
  const product: Product = {
    url,
    dataDirectory,
    supervisorPid,
    output: () => printed,
    pidOf: (name) =>
      required(
        descendants(supervisorPid).find((pid) =>
          commandLine(pid).includes(`${name === 'sfu' ? 'sfu/node' : 'server'}/src/main.ts`),
        ),
        name,
      ),
    workerPids: () => descendants(supervisorPid).filter((pid) => executable(pid).endsWith('media-worker')),
    health: async () => healthSchema.parse(await (await fetch(`${url}/api/health`)).json()),
    isReady: () =>
      product.health().then(
        ({ status }) => status === 'ready',
        () => false,
      ),
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGINT');
      return exited;
    },
    restart: async () => {
      await product.stop();
      return startProduct({ demo, dataDirectory, env, args });
    },
    dispose: async () => {
      await product.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
  return product;
}

function pidOf(child: ChildProcess): number {
  return required(child.pid, 'the supervisor');
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is not running`);
  return value;
}

/** All processes below `pid`, children before grandchildren. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name in parentheses may hold spaces: the parent's pid is the second field after the last one.
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we looked.
    }
  }
  const found: number[] = [];
  for (let level = [pid]; level.length > 0; ) {
    level = [...parents].filter(([, parent]) => level.includes(parent)).map(([child]) => child);
    found.push(...level);
  }
  return found;
}

export function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** The program a process runs, from `/proc/PID/exe`. */
export function executable(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
}

/** Asks again and again until `condition` holds; throws with `what` after `timeoutMs`. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  timeoutMs = 15_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value as NonNullable<T>;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms for: ${what}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}
