/** The sfu process: settings, workers, rooms and the control socket; says when it is ready and stops in order. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setLogEventListeners } from 'mediasoup';
import { createHandlers } from './control/handlers.ts';
import { ControlServer } from './control/server.ts';
import { ConfigurationError, metricsSuffix, ownEnv, setMetricsDirectory } from './env.ts';
import { createLog, type Log } from './log.ts';
import { collectMetrics } from './metrics.ts';
import { MetricsServer } from './metrics-server.ts';
import type { Notify } from './room.ts';
import { RoomRegistry } from './room-registry.ts';
import { TicketVerifier } from './ticket.ts';
import { removeWorkerSockets } from './worker-metrics.ts';
import { WorkerPool } from './worker-pool.ts';

/** sysexits.h EX_CONFIG: the supervisor does not start us again. */
const exitConfiguration = 78;
/** How often rooms are looked over. Higher keeps abandoned peers a little longer, lower costs a walk over all peers more often. */
const sweepIntervalMs = 5_000;

async function run(): Promise<void> {
  const env = ownEnv();
  const log = createLog(env.logLevel);
  listenToMediasoup(log);
  const metricsDirectory = env.metricsDirectory ?? mkdtempSync(join(tmpdir(), 'sambung-workers-'));
  mkdirSync(metricsDirectory, { recursive: true, mode: 0o700 });
  if (env.metricsDirectory === null)
    process.once('exit', () => rmSync(metricsDirectory, { recursive: true, force: true }));
  setMetricsDirectory(metricsDirectory);
  const pool = await WorkerPool.start({ ...env, metricsDirectory }, log);
  let notify: Notify = () => {};
  const [pipeAddress = '127.0.0.1'] = env.listenAddresses;
  const rooms = new RoomRegistry({
    workers: pool,
    streamsPerWorker: env.streamsPerWorker,
    pipeListen: { address: pipeAddress, announcedAddress: env.announcedAddress },
    notify: (name, data) => notify(name, data),
  });
  pool.onLost = (lost) => {
    rooms.handleWorkerLost(lost);
    removeWorkerSockets(metricsDirectory, lost.worker.pid);
  };
  const control = await ControlServer.listen({
    socketPath: env.controlSocket,
    secret: env.controlSecret,
    handlers: createHandlers(pool, rooms, new TicketVerifier(env.controlSecret)),
    log,
    onDisconnected: (connectionId) => rooms.releaseClaims(connectionId),
  }).catch((error) => {
    pool.close();
    throw error;
  });
  const metrics = await MetricsServer.listen({
    socketPath: `${env.controlSocket}${metricsSuffix}`,
    listen: env.metricsListen,
    collect: () => collectMetrics({ pool, rooms, metricsDirectory }),
    log,
  }).catch(async (error) => {
    await control.close();
    pool.close();
    throw error;
  });
  notify = (name, data) => control.notify(name, data);
  pool.onChanged = () => notify('workers:changed', { workers: pool.info() });
  const sweeping = setInterval(() => rooms.sweep(Date.now()), sweepIntervalMs);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    clearInterval(sweeping);
    await metrics.close();
    await control.close();
    pool.close();
    log.info({}, 'stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
  log.info({ workers: pool.info(), metricsPort: metrics.port }, 'ready');
  process.send?.({ type: 'ready', workers: pool.info() });
}

/** mediasoup's own lines name methods and ids; worker warnings may name addresses, so they stay below the usual level. */
function listenToMediasoup(log: Log): void {
  setLogEventListeners({
    onwarn: (namespace, line) => log.debug({ namespace, line }, 'mediasoup warning'),
    onerror: (namespace, line) => log.warn({ namespace, line }, 'mediasoup error'),
  });
}

run().catch((error) => {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : (error?.stack ?? error)}\n`);
  process.exit(error instanceof ConfigurationError ? exitConfiguration : 1);
});
