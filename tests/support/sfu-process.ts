/** Starts the real sfu process with its real media workers, on a control socket and ports of its own. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { WorkerInfo } from '@sambung/contract/sfu';

const root = resolve(import.meta.dirname, '../..');
const builtWorker = join(root, 'sfu/target/release/sambung-media-worker');

/** Our worker; undefined where it could not be built, which leaves the choice to mediasoup. */
export function workerBinary(): string | undefined {
  return process.env.MEDIA_WORKER_BIN ?? (existsSync(builtWorker) ? builtWorker : undefined);
}

export interface SfuProcess {
  readonly pid: number;
  readonly socketPath: string;
  readonly secret: string;
  /** The workers it started with. */
  readonly workers: WorkerInfo[];
  /** What it wrote on stdout and stderr so far. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Closes the channel to the supervisor, as its death does. */
  abandon(): void;
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>;
  stop(): Promise<void>;
}

interface SfuOptions {
  /** Settings beside the test's own. */
  env?: Record<string, string>;
  /** To start again where an earlier process listened. */
  socketPath?: string;
  secret?: string;
}

/** Resolves when it is ready; rejects with what it printed when it ends before, with its exit code as `exitCode`. */
export async function startSfu({ env = {}, ...given }: SfuOptions = {}): Promise<SfuProcess> {
  const directory = given.socketPath ? null : mkdtempSync(join(tmpdir(), 'sambung-sfu-'));
  const socketPath = given.socketPath ?? join(directory ?? '', 'control.sock');
  const secret = given.secret ?? randomBytes(32).toString('hex');
  const binary = workerBinary();
  const child = spawn(process.execPath, [join(root, 'sfu/node/src/main.ts')], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      CONTROL_SOCKET: socketPath,
      CONTROL_SECRET: secret,
      MEDIA_PORTS: '0',
      MEDIA_WORKERS: '2',
      ...(binary && { MEDIA_WORKER_BIN: binary }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  const streams = [child.stdout, child.stderr].flatMap((stream) => stream ?? []);
  for (const stream of streams) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  // The child's own `close` event never comes once this side has disconnected the channel.
  const flushed = Promise.all(streams.map((stream) => new Promise((done) => stream.once('close', done))));
  const exited = new Promise<number | null>((done) => {
    child.once('exit', (exitCode) => void flushed.then(() => done(exitCode)));
  });
  const workers = await new Promise<WorkerInfo[]>((ready, fail) => {
    child.once('message', (message: { workers: WorkerInfo[] }) => ready(message.workers));
    exited.then((exitCode) => fail(Object.assign(new Error(printed.trim()), { exitCode })));
  });
  return {
    pid: child.pid ?? 0,
    socketPath,
    secret,
    workers,
    output: () => printed,
    kill: (signal) => void child.kill(signal),
    abandon: () => child.disconnect(),
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      if (directory) rmSync(directory, { recursive: true, force: true });
    },
  };
}
