/** The server process: reads the settings, opens the database, connects the sfu node, listens, and shuts down in order. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startActualCallSummaries } from './actualcall/index.ts';
import { createApp } from './app.ts';
import { hoursOn, loadCalendar } from './calendar/index.ts';
import { startCertificateExpiry } from './certificate/index.ts';
import { createContext } from './context.ts';
import { openDatabase } from './db.ts';
import { closeDemo, openDemo } from './demo.ts';
import { ConfigurationError, configurationExitCode, type Env, readEnv } from './env.ts';
import { startFileCollection } from './file/index.ts';
import { findStaff, offerSetup } from './identity/index.ts';
import { openKeys } from './keys.ts';
import { keepCertificate, openAuthority, type Trust, trustOf } from './lan/index.ts';
import { createLog } from './log.ts';
import { connectSfu } from './media/index.ts';
import { startDelivery, startTellingTimes } from './notify/index.ts';
import { startRetention } from './privacy/index.ts';
import { startReminders } from './reminder/index.ts';
import { listTasks, passTime } from './request/index.ts';

const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** How late a beginning or the end of a grace may be noticed. Shorter asks the database more often. */
const passTimeEveryMs = 15_000;

/** What has been started, ended in the reverse order. */
const closers: (() => Promise<void> | void)[] = [];

async function start(): Promise<void> {
  const settings = readEnv();
  const authority = settings.lan ? await openAuthority(settings.dataDir, new Date()) : null;
  const env: Env = authority ? { ...settings, tls: authority.tls } : settings;
  const log = createLog(env.logLevel);
  // Nothing is known of the state after an error that nobody caught: say it once, end in order, and let the supervisor start anew.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error that nobody caught');
    void stop(1);
  });
  const keys = openKeys(env.dataDir, env.secretKey);
  const database = await openDatabase({
    databaseUrl: env.databaseUrl,
    dataDir: env.dataDir,
    poolSize: env.databasePoolSize,
    migrations,
    log,
    onLost: () => void stop(1),
  });
  closers.push(() => database.close());
  log.info({ migrated: database.migrated }, 'the database is ready');

  const addressAt = (port: number) => `http${env.tls ? 's' : ''}://${authority?.addresses()[0] ?? 'localhost'}:${port}`;
  let publicUrl = env.publicUrl ?? addressAt(env.port);
  const context = createContext({ db: database.db, pool: database.pool, env, log, keys, publicUrl: () => publicUrl });
  closers.push(startFileCollection(context));
  const demoPeople = env.demo ? await openDemo(context) : undefined;
  if (!env.demo) await closeDemo(context);
  const sfu = connectSfu(context);
  closers.push(() => sfu.close());
  closers.push(startRetention(context));
  const app = createApp(context, sfu, demoPeople);
  closers.push(() => app.close());

  const port = await listen(app.httpServer, env);
  if (env.publicUrl === undefined) publicUrl = addressAt(port);
  log.info({ url: publicUrl }, 'the server listens');
  if (authority) closers.push(keepCertificate(authority, app.httpServer, context));
  // Only now is the address known that mails lead to.
  const delivery = startDelivery(context);
  closers.push(() => delivery.close());
  const hours = setInterval(() => {
    passTime(context).catch((error) => log.error({ err: error }, 'cases could not be brought up to the hour'));
  }, context.pace(passTimeEveryMs)).unref();
  closers.push(() => clearInterval(hours));
  closers.push(startReminders(context));
  closers.push(startCertificateExpiry(context));
  closers.push(startActualCallSummaries(context));
  const times = startTellingTimes(context, {
    tasksOf: async (staffId) => {
      const staff = await findStaff(context.db, staffId, context.clock());
      return staff ? await listTasks(context, staff) : [];
    },
    isWorkingDay: async (institutionId, date) =>
      hoursOn(await loadCalendar(context.db, institutionId), date).length > 0,
  });
  closers.push(() => times.close());
  const setupUrl = await offerSetup(context);
  const notes = database.migrated.map((name) => `migration ${name} applied`);
  announce({ url: publicUrl, setupUrl, notes, trust: authority && trustOf(authority, port) });
}

/** Tells the supervisor that people can come; without one, the terminal. The set-up address carries a secret, so it never goes through the log. */
function announce(ready: { url: string; setupUrl: string | null; notes: string[]; trust: Trust | null }): void {
  if (process.send) process.send({ type: 'ready', ...ready });
  else process.stderr.write(`Sambung: ${ready.setupUrl ?? ready.url}\n`);
}

async function listen(server: Server, env: Env): Promise<number> {
  server.listen({ port: env.port, ...(env.host !== undefined && { host: env.host }) });
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') {
      throw new ConfigurationError(`Port ${env.port} is taken by another program: set PORT to a free one.`);
    }
    throw new ConfigurationError(`The server cannot listen on ${env.host ?? 'all addresses'}:${env.port} (${code}).`);
  }
  return (server.address() as AddressInfo).port;
}

let stopping = false;
async function stop(exitCode: number): Promise<never> {
  if (stopping) return new Promise(() => {});
  stopping = true;
  for (const close of closers.reverse()) {
    try {
      await close();
    } catch (error) {
      process.stderr.write(`Shutting down: ${(error as Error).message}\n`);
    }
  }
  process.exit(exitCode);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(0));
process.on('disconnect', () => void stop(0));

try {
  await start();
} catch (error) {
  const isFull = ['ENOSPC', 'EDQUOT', '53100'].includes(String((error as { code?: unknown }).code));
  if (isFull)
    process.stderr.write(
      'The disk of DATA_DIR is full: make room and start again. What was acknowledged is still there.\n',
    );
  if (isFull) await stop(configurationExitCode);
  const expected = error instanceof ConfigurationError;
  process.stderr.write(`${expected ? error.message : `The server could not start: ${(error as Error).stack}`}\n`);
  await stop(expected ? configurationExitCode : 1);
}
