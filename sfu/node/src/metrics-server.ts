/** `GET /metrics`: on a Unix socket beside the control socket, and on an address of its own where a setting names one. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ConfigurationError, type MetricsListen } from './env.ts';
import type { Log } from './log.ts';

/** A scrape that sends nothing for this long is a stranger's. Higher holds connections, lower drops a scraper on a busy machine. */
const requestTimeoutMs = 5_000;

export interface MetricsServerOptions {
  /** Only this user can connect: no token is asked for. */
  socketPath: string;
  /** Null: the socket alone. */
  listen: MetricsListen | null;
  collect(): Promise<string>;
  log: Log;
}

export class MetricsServer {
  readonly #servers: Server[];
  readonly #socketPath: string;
  /** Where it can be scraped over HTTP, or null. */
  readonly port: number | null;

  private constructor(servers: Server[], socketPath: string, port: number | null) {
    this.#servers = servers;
    this.#socketPath = socketPath;
    this.port = port;
  }

  /** Throws `ConfigurationError` when the socket or the address cannot be used. */
  static async listen({ socketPath, listen, collect, log }: MetricsServerOptions): Promise<MetricsServer> {
    const serving = (token: string | null) => {
      const server = createServer((request, response) => void answer(request, response, token, collect, log));
      server.requestTimeout = requestTimeoutMs;
      server.headersTimeout = requestTimeoutMs;
      return server;
    };
    // The control socket beside it was taken over already, so no other node lives here: this is what a killed one left.
    rmSync(socketPath, { force: true });
    const local = await opened(serving(null), socketPath, { path: socketPath });
    chmodSync(socketPath, 0o600);
    if (!listen) return new MetricsServer([local], socketPath, null);
    const { host, port, token } = listen;
    const remote = await opened(serving(token), `${host}:${port}`, { host, port }).catch((error) => {
      local.close();
      throw error;
    });
    const address = remote.address();
    return new MetricsServer([local, remote], socketPath, typeof address === 'object' ? (address?.port ?? null) : null);
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#servers.map((server) => {
        server.closeAllConnections();
        return new Promise((closed) => server.close(closed));
      }),
    );
    rmSync(this.#socketPath, { force: true });
  }
}

function opened(server: Server, where: string, options: { path: string } | { host: string; port: number }) {
  return new Promise<Server>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ConfigurationError(`Metrics cannot be served on ${where} (${error.code}); correct METRICS_LISTEN.`)),
    );
    server.listen(options, () => resolve(server));
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  token: string | null,
  collect: () => Promise<string>,
  log: Log,
): Promise<void> {
  const say = (status: number, text: string, headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(text);
  if (new URL(request.url ?? '/', 'http://node').pathname !== '/metrics') return void say(404, 'see /metrics\n');
  if (request.method !== 'GET') return void say(405, 'only GET\n', { allow: 'GET' });
  if (token !== null && !isBearer(request.headers.authorization, token))
    return void say(401, 'a token is needed\n', { 'www-authenticate': 'Bearer' });
  try {
    say(200, await collect(), {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
    });
  } catch (error) {
    log.error({ reason: String(error) }, 'metrics could not be collected');
    say(500, 'the metrics could not be collected\n');
  }
}

/** Compares digests, so that neither content nor length shows in the time taken. */
function isBearer(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}
