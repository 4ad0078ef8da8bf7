/** The settings of the server process: the only reader of `process.env`, checked once at start. */
import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

/** A setting or a precondition that a person must change: the process ends with this one sentence and exit code 78 (EX_CONFIG of sysexits.h). */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}
export const configurationExitCode = 78;

/** An empty variable means "not set", as `PORT= npm start` does in a shell. */
const optional = <T extends z.ZodType>(schema: T) => z.preprocess((value) => value || undefined, schema.optional());
const text = optional(z.string());

/** RFC 7065; browsers refuse a whole list for one address that they cannot read. */
const turnUrl = /^turns?:(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::(\d{1,5}))?(?:\?transport=(?:udp|tcp))?$/i;
const isTurnUrl = (url: string) => Number((turnUrl.exec(url) ?? [0, 65_536])[1] ?? 0) <= 65_535;
const turnUrls = z
  .string()
  .transform((value) => value.split(',').flatMap((entry) => entry.trim() || []))
  .pipe(z.array(z.string().refine(isTurnUrl)).min(1));
/** Whoever may join sees credentials made with it and can try secrets on them at leisure. */
const turnSecretLength = 32;

const flag = optional(z.enum(['0', '1'])).transform((value) => value === '1');

const variables = z.object({
  PORT: z.preprocess((value) => value || '3000', z.coerce.number().int().min(0).max(65_535)),
  HOST: text,
  DATA_DIR: z.preprocess((value) => value || 'data', z.string()),
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
  PUBLIC_URL: optional(z.url({ protocol: /^https?$/ })),
  TLS_CERT: text,
  TLS_KEY: text,
  TRUSTED_PROXIES: text,
  LOG_LEVEL: z.preprocess(
    (value) => value || 'info',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  ),
  DEMO: flag,
  LAN: flag,
  TEST_INSTALLATION: flag,
  TEST_CLOCK_FILE: text,
  SECRET_KEY: optional(z.string().regex(/^[0-9a-f]{64}$/i)),
  CONTROL_SOCKET: text,
  CONTROL_SECRET: text,
  CASCADE_SOCKET: text,
  SMTP_URL: optional(z.url({ protocol: /^smtps?$/ })),
  MAIL_FROM: optional(z.email()),
  TURN_URLS: optional(turnUrls),
  TURN_SECRET: optional(z.string().min(turnSecretLength)),
  DATABASE_POOL_SIZE: z.preprocess((value) => value || '10', z.coerce.number().int().min(2).max(100)),
});

/** What each setting accepts, for the sentence a wrong one is answered with. */
const expectations: Record<keyof z.infer<typeof variables>, string> = {
  PORT: 'a port from 0 (any free one) to 65535',
  HOST: 'an address to listen on',
  DATA_DIR: 'a folder',
  DATABASE_URL: 'a PostgreSQL address such as postgresql://user:password@host:5432/database',
  PUBLIC_URL: 'an address such as https://konferensi.example.go.id',
  TLS_CERT: 'the path of a PEM certificate',
  TLS_KEY: 'the path of a PEM key',
  TRUSTED_PROXIES: 'addresses or networks separated by commas, such as 10.0.0.0/8',
  LOG_LEVEL: 'one of fatal, error, warn, info, debug, trace, silent',
  DEMO: '1 or 0',
  LAN: '1 or 0',
  TEST_INSTALLATION: '1 or 0',
  TEST_CLOCK_FILE: 'the path of a file',
  SECRET_KEY: '32 bytes as 64 hexadecimal digits',
  CONTROL_SOCKET: 'the path of the sfu node’s socket',
  CONTROL_SECRET: 'the secret shared with the sfu node',
  CASCADE_SOCKET: 'the path of the second sfu node’s socket',
  SMTP_URL: 'the address of a mail server such as smtp://user:password@mail.example.go.id:587',
  MAIL_FROM: 'the address mails come from, such as konferensi@example.go.id',
  TURN_URLS: 'turn: and turns: addresses separated by commas, such as turn:turn.example.go.id:3478?transport=udp',
  TURN_SECRET: `coturn’s static-auth-secret, at least ${turnSecretLength} characters`,
  DATABASE_POOL_SIZE: 'a number of connections from 2 to 100',
};

export interface Env {
  readonly port: number;
  /** Undefined means every interface. */
  readonly host: string | undefined;
  readonly dataDir: string;
  /** Undefined means the embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Connections of the pool. Higher serves more parallel transactions and costs PostgreSQL about 10 MB each; lower makes requests wait. */
  readonly databasePoolSize: number;
  /** Without a trailing slash; undefined means `http(s)://localhost:<the port listened on>`. */
  readonly publicUrl: string | undefined;
  readonly tls: { readonly certPath: string; readonly keyPath: string } | undefined;
  /** Addresses and networks whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: z.infer<typeof variables>['LOG_LEVEL'];
  readonly demo: boolean;
  /** HTTPS on every interface with a certificate of the installation's own authority (`npm start -- --lan`). */
  readonly lan: boolean;
  /** Whether a simulated test call may stand for a certificate: in demo and test installations, nowhere else. */
  readonly simulationCounts: boolean;
  /** In a test installation a file that turns the clock; undefined follows the machine's. */
  readonly testClockFile: string | undefined;
  readonly secretKey: string | undefined;
  readonly controlSocket: string | undefined;
  /** Control socket of a second media node that rooms may be cascaded to; it shares the secret. */
  readonly cascadeSocket: string | undefined;
  readonly controlSecret: string | undefined;
  /** The mail server and the address mails come from; undefined keeps everything in the outbox, to be read there. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | undefined;
  /** TURN servers for participants whose network lets no media through, and the secret shared with them; undefined: there is none. */
  readonly turn: { readonly urls: readonly string[]; readonly secret: string } | undefined;
}

/** Reads and checks the settings. Throws `ConfigurationError` with a sentence that names the setting and what it accepts. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const parsed = variables.safeParse(source);
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path[0] as keyof typeof expectations;
    throw new ConfigurationError(`The setting ${name} is not valid: it takes ${expectations[name]}.`);
  }
  const set = parsed.data;
  if (Boolean(set.TLS_CERT) !== Boolean(set.TLS_KEY)) {
    throw new ConfigurationError('TLS_CERT and TLS_KEY belong together: set both or neither.');
  }
  if (Boolean(set.SMTP_URL) !== Boolean(set.MAIL_FROM)) {
    throw new ConfigurationError('SMTP_URL and MAIL_FROM belong together: set both or neither.');
  }
  if (set.TEST_CLOCK_FILE && !set.TEST_INSTALLATION) {
    throw new ConfigurationError(
      'TEST_CLOCK_FILE turns the clock of a test installation only: set TEST_INSTALLATION=1, or leave it unset.',
    );
  }
  if (Boolean(set.TURN_URLS) !== Boolean(set.TURN_SECRET)) {
    throw new ConfigurationError('TURN_URLS and TURN_SECRET belong together: set both or neither.');
  }
  const turn = set.TURN_URLS && set.TURN_SECRET ? { urls: set.TURN_URLS, secret: set.TURN_SECRET } : undefined;
  const mail = set.SMTP_URL && set.MAIL_FROM ? { smtpUrl: set.SMTP_URL, from: set.MAIL_FROM } : undefined;
  const tls = set.TLS_CERT && set.TLS_KEY ? { certPath: set.TLS_CERT, keyPath: set.TLS_KEY } : undefined;
  const trustedProxies = (set.TRUSTED_PROXIES ?? '').split(',').flatMap((entry) => entry.trim() || []);
  const wrongProxy = trustedProxies.find((entry) => !isAddressOrNetwork(entry));
  if (wrongProxy !== undefined) {
    throw new ConfigurationError(`The setting TRUSTED_PROXIES is not valid: it takes ${expectations.TRUSTED_PROXIES}.`);
  }
  const publicUrl = set.PUBLIC_URL === undefined ? undefined : new URL(set.PUBLIC_URL).origin;
  if (publicUrl?.startsWith('https:') && !tls && trustedProxies.length === 0) {
    throw new ConfigurationError(
      'PUBLIC_URL is https, but nothing here speaks TLS: set TLS_CERT and TLS_KEY, or TRUSTED_PROXIES to the address of the proxy in front.',
    );
  }
  if (set.LAN && (set.PUBLIC_URL || tls || set.DEMO)) {
    throw new ConfigurationError(
      '--lan chooses its address and makes its certificate by itself: leave PUBLIC_URL, TLS_CERT and TLS_KEY unset, and do not combine it with --demo, which stays on this machine.',
    );
  }
  const host = set.HOST ?? (set.PUBLIC_URL || tls || set.LAN ? undefined : '127.0.0.1');
  if (set.DEMO && !isLoopback(host)) {
    throw new ConfigurationError('The demo runs on loopback only: leave HOST, PUBLIC_URL and TLS_CERT unset.');
  }
  return {
    port: set.PORT,
    host,
    dataDir: set.DATA_DIR,
    databaseUrl: set.DATABASE_URL,
    databasePoolSize: set.DATABASE_POOL_SIZE,
    publicUrl,
    tls,
    trustedProxies,
    logLevel: set.LOG_LEVEL,
    demo: set.DEMO,
    lan: set.LAN,
    simulationCounts: set.DEMO || set.TEST_INSTALLATION,
    testClockFile: set.TEST_CLOCK_FILE,
    secretKey: set.SECRET_KEY,
    controlSocket: set.CONTROL_SOCKET,
    cascadeSocket: set.CASCADE_SOCKET,
    controlSecret: set.CONTROL_SECRET,
    mail,
    turn,
  };
}

/** Whether only this machine can reach the address; `undefined` is every interface. */
function isLoopback(host: string | undefined): boolean {
  return host === 'localhost' || host === '::1' || (host !== undefined && isIPv4(host) && host.startsWith('127.'));
}

function isAddressOrNetwork(entry: string): boolean {
  if (entry === 'loopback') return true;
  const [address = '', prefix, ...rest] = entry.split('/');
  const longest = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  if (longest === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest);
}
