/** The control socket: a Unix socket (mode 0600) on which any number of servers connect. */
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import type { SfuNotificationName, SfuNotifications } from '@sambung/contract/sfu';
import { ConfigurationError } from '../env.ts';
import type { Log } from '../log.ts';
import { ControlConnection } from './connection.ts';
import type { Handlers } from './handlers.ts';

/** Servers are few; more connections than this are strangers or a leak. */
const maxConnections = 64;

export interface ControlServerOptions {
  socketPath: string;
  secret: string;
  handlers: Handlers;
  log: Log;
  /** An authenticated connection ended. */
  onDisconnected(connectionId: number): void;
}

export class ControlServer {
  readonly #server: Server;
  readonly #connections = new Set<ControlConnection>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens. Throws `ConfigurationError` when the path cannot be used or another node answers on it. */
  static async listen(options: ControlServerOptions): Promise<ControlServer> {
    await removeStale(options.socketPath);
    const server = createServer();
    server.maxConnections = maxConnections;
    const control = new ControlServer(server);
    control.#accept(options);
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(new ConfigurationError(`The control socket ${options.socketPath} cannot be used (${error.code}).`)),
      );
      server.listen(options.socketPath, resolve);
    });
    server.on('error', (error) => options.log.error({ reason: error.message }, 'control socket'));
    chmodSync(options.socketPath, 0o600);
    return control;
  }

  /** Tells every authenticated server. */
  notify<N extends SfuNotificationName>(name: N, data: SfuNotifications[N]): void {
    for (const connection of this.#connections) connection.notify(name, data);
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept({ secret, handlers, log, onDisconnected }: ControlServerOptions): void {
    const nodeId = randomUUID();
    const startedAt = new Date();
    let lastConnectionId = 0;
    this.#server.on('connection', (socket) => {
      const connectionId = ++lastConnectionId;
      const onAuthenticated = () => log.info({ connectionId }, 'server connected');
      const connection = new ControlConnection(socket, {
        connectionId,
        secret,
        nodeId,
        startedAt,
        handlers,
        log,
        onAuthenticated,
      });
      this.#connections.add(connection);
      socket.once('close', () => {
        this.#connections.delete(connection);
        if (!connection.authenticated) return;
        log.info({ connectionId }, 'server disconnected');
        onDisconnected(connectionId);
      });
    });
  }
}

/** A killed process leaves its socket file behind; one that still answers belongs to a living node. */
async function removeStale(socketPath: string): Promise<void> {
  if (!existsSync(socketPath)) return;
  const answers = await new Promise<boolean>((resolve) => {
    const probe = connect(socketPath, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
  if (answers) throw new ConfigurationError(`Another sfu node already listens on ${socketPath}.`);
  unlinkSync(socketPath);
}
