/** The only reader of the process's environment: settings of the sfu process, checked once at start. */
import { availableParallelism, type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { z } from 'zod';

/** A setting that cannot be used; its message is one sentence for the person who starts the process (exit 78). */
export class ConfigurationError extends Error {}

export interface Env {
  /** Path of the Unix socket on which servers connect. */
  controlSocket: string;
  /** Shared with the servers; authenticates the control socket and signs join tickets. */
  controlSecret: string;
  /** UDP port of the first worker; worker n takes the n-th above it. 0: every worker takes a free port. */
  firstMediaPort: number;
  /** Addresses on which media is received, never a wildcard: each becomes an ICE candidate. */
  listenAddresses: string[];
  /** What candidates show in place of the listening address, or null. */
  announcedAddress: string | null;
  workerCount: number;
  /**
   * Producers and consumers a worker carries until who joins next is placed on another one. Higher fills cores before anything crosses between them, at the
   * risk of one that is busy all the time; lower pipes more, and every piped packet is sent and received once more.
   */
  streamsPerWorker: number;
  /** Path of our worker; null leaves the choice to mediasoup (its stock worker). */
  workerBinary: string | null;
  /** Where `/metrics` is served beside its Unix socket; null: nowhere. */
  metricsListen: MetricsListen | null;
  /** Where the workers put their metrics sockets; null: a folder that lives as long as the process. */
  metricsDirectory: string | null;
  logLevel: string;
}

export interface MetricsListen {
  host: string;
  port: number;
  /** Sent by who scrapes as `Authorization: Bearer …`; null only on loopback. */
  token: string | null;
}

/** What the settings' defaults depend on. */
export interface Machine {
  coreCount: number;
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>;
}

/** What the path of the metrics' Unix socket has beyond that of the control socket. */
export const metricsSuffix = '.metrics';
/** Linux and macOS refuse longer paths in `sockaddr_un`; the metrics' socket must fit as well. */
const maxSocketPathBytes = 103 - metricsSuffix.length;
/** Enough that nobody guesses it on the machine, short enough for one line of an environment file. */
const minSecretLength = 32;

const port = z.coerce.number().int().min(0).max(65_535);
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);
const schema = z.object({
  CONTROL_SOCKET: z.string().min(1),
  CONTROL_SECRET: z.string().min(minSecretLength),
  MEDIA_PORTS: optional(port.default(44_000)),
  MEDIA_LISTEN_ADDRESS: optional(z.string().optional()),
  HOST: optional(z.string().optional()),
  PUBLIC_URL: optional(z.string().optional()),
  TLS_CERT: optional(z.string().optional()),
  LAN: optional(z.enum(['0', '1']).optional()),
  ANNOUNCED_ADDRESS: optional(z.string().optional()),
  MEDIA_WORKERS: optional(z.coerce.number().int().min(1).max(256).optional()),
  MEDIA_WORKER_STREAMS: optional(z.coerce.number().int().min(1).max(100_000).default(500)),
  MEDIA_WORKER_BIN: optional(z.string().optional()),
  METRICS_LISTEN: optional(z.string().optional()),
  METRICS_TOKEN: optional(z.string().min(minSecretLength).optional()),
  MEDIA_METRICS_DIR: optional(z.string().optional()),
  LOG_LEVEL: optional(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info')),
});

const expectations: Record<string, string> = {
  CONTROL_SOCKET: 'the path of a Unix socket',
  CONTROL_SECRET: `a secret of at least ${minSecretLength} characters`,
  MEDIA_PORTS: 'a port between 0 and 65535',
  MEDIA_WORKERS: 'a whole number from 1 to 256',
  METRICS_TOKEN: `a secret of at least ${minSecretLength} characters`,
  MEDIA_WORKER_STREAMS: 'a whole number from 1 to 100000',
  LAN: '1 or 0',
  LOG_LEVEL: 'one of fatal, error, warn, info, debug, trace, silent',
};

/** Tells the workers, which inherit the environment, where to put their metrics sockets. */
export function setMetricsDirectory(directory: string): void {
  process.env.MEDIA_METRICS_DIR = directory;
}

/** The settings of this process on this machine. Throws as `readEnv` does. */
export function ownEnv(): Env {
  return readEnv(process.env, { coreCount: availableParallelism(), interfaces: networkInterfaces() });
}

/** Reads the settings out of `variables`. Throws `ConfigurationError` naming the first that is wrong. */
export function readEnv(variables: Record<string, string | undefined>, machine: Machine): Env {
  const parsed = schema.safeParse(variables);
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0]);
    throw new ConfigurationError(`${name} must be ${expectations[name] ?? 'valid'}.`);
  }
  const set = parsed.data;
  if (Buffer.byteLength(set.CONTROL_SOCKET) > maxSocketPathBytes)
    throw new ConfigurationError(
      `CONTROL_SOCKET is longer than the ${maxSocketPathBytes} bytes that leave room for the metrics’ socket beside it.`,
    );
  const workerCount = set.MEDIA_WORKERS ?? Math.max(1, machine.coreCount);
  if (set.MEDIA_PORTS > 0 && set.MEDIA_PORTS + workerCount - 1 > 65_535)
    throw new ConfigurationError(`MEDIA_PORTS must leave room for ${workerCount} ports below 65536.`);
  return {
    controlSocket: set.CONTROL_SOCKET,
    controlSecret: set.CONTROL_SECRET,
    firstMediaPort: set.MEDIA_PORTS,
    listenAddresses: listenAddresses(set, machine.interfaces),
    announcedAddress: set.ANNOUNCED_ADDRESS ?? null,
    workerCount,
    streamsPerWorker: set.MEDIA_WORKER_STREAMS,
    workerBinary: set.MEDIA_WORKER_BIN ?? null,
    metricsListen: metricsListen(set.METRICS_LISTEN, set.METRICS_TOKEN),
    metricsDirectory: set.MEDIA_METRICS_DIR ?? null,
    logLevel: set.LOG_LEVEL,
  };
}

function metricsListen(listen: string | undefined, token: string | undefined): MetricsListen | null {
  if (listen === undefined) return null;
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(listen) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(digits) > 65_535)
    throw new ConfigurationError('METRICS_LISTEN must be an address and a port, such as 127.0.0.1:9464 or [::1]:9464.');
  if (token === undefined && !isLoopback(host))
    throw new ConfigurationError('METRICS_LISTEN beyond loopback needs METRICS_TOKEN.');
  return { host, port: Number(digits), token: token ?? null };
}

const wildcards = new Set(['0.0.0.0', '::', '*']);

function listenAddresses(
  set: Pick<z.infer<typeof schema>, 'MEDIA_LISTEN_ADDRESS' | 'HOST' | 'PUBLIC_URL' | 'TLS_CERT' | 'LAN'>,
  interfaces: Machine['interfaces'],
): string[] {
  if (set.MEDIA_LISTEN_ADDRESS) {
    const addresses = set.MEDIA_LISTEN_ADDRESS.split(',').map((address) => address.trim());
    if (addresses.some((address) => address === '' || wildcards.has(address)))
      throw new ConfigurationError('MEDIA_LISTEN_ADDRESS must name addresses of this machine, not a wildcard.');
    return addresses;
  }
  const isPublic = Boolean(set.PUBLIC_URL || set.TLS_CERT) || set.LAN === '1';
  const loopbackOnly = set.HOST === undefined ? !isPublic : isLoopback(set.HOST);
  const detected = loopbackOnly ? [] : detectAddresses(interfaces);
  return detected.length > 0 ? detected : ['127.0.0.1'];
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

/** Every address another machine can reach: not loopback, and not link-local, which browsers cannot use without a zone. */
function detectAddresses(interfaces: Machine['interfaces']): string[] {
  return Object.values(interfaces)
    .flatMap((entries) => entries ?? [])
    .filter((entry) => !entry.internal && !/^(fe80:|169\.254\.)/i.test(entry.address))
    .map((entry) => entry.address);
}
