/** One control connection: JSON-RPC 2.0 with size limits, `authenticate` first, every message checked both ways. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  type SfuNotificationName,
  type SfuNotifications,
  sfuErrorCodes,
  sfuNotifications,
  sfuRequests,
} from '@sambung/contract/sfu';
import {
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Log } from '../log.ts';
import { SfuError } from '../sfu-error.ts';
import type { HandledName, Handlers } from './handlers.ts';

/** How long a client may stay unauthenticated. Longer lets strangers hold connections, shorter drops a server on a busy machine. */
export const authenticateTimeoutMs = 5_000;
/** The largest request. Higher lets one client take more memory, lower refuses a page with many codecs. */
const maxMessageBytes = 1_000_000;
/** What may wait for a server that does not read. Higher takes more memory, lower drops a server that is only slow. */
const maxQueuedBytes = 16_000_000;

export interface ConnectionOptions {
  connectionId: number;
  secret: string;
  nodeId: string;
  startedAt: Date;
  handlers: Handlers;
  log: Log;
  onAuthenticated(): void;
}

/** Serves `socket` until it closes; whatever the client sends, the worst that happens is the end of its own connection. */
export class ControlConnection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #rpc: MessageConnection;
  #authenticated = false;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    const reader = new StreamMessageReader(socket, { contentTypeDecoder: this.#limitedDecoder() });
    const writer = new StreamMessageWriter(socket);
    const drop = (reason: string) => this.#drop(reason);
    reader.onError(() => drop('unreadable frame'));
    writer.onError(() => drop('write failed'));
    // The library would print whole messages, secrets and tickets included.
    const silent = { error: () => {}, warn: () => {}, info: () => {}, log: () => {} };
    this.#rpc = createMessageConnection(reader, writer, silent);
    this.#rpc.onRequest((method, params) => this.#answer(method, params));
    this.#rpc.listen();
    const timer = setTimeout(() => {
      if (!this.#authenticated) drop('not authenticated in time');
    }, authenticateTimeoutMs);
    socket.on('error', () => drop('socket error'));
    socket.once('close', () => {
      clearTimeout(timer);
      this.#rpc.dispose();
    });
  }

  get authenticated(): boolean {
    return this.#authenticated;
  }

  /** Sends a notification to this server; one that reads too slowly is dropped, for it can connect again and ask for the state. */
  notify<N extends SfuNotificationName>(name: N, data: SfuNotifications[N]): void {
    if (!this.#authenticated || this.#socket.destroyed) return;
    if (this.#socket.writableLength > maxQueuedBytes) {
      this.#drop('too slow');
      return;
    }
    this.#rpc.sendNotification(name, sfuNotifications[name].parse(data)).catch(() => this.#drop('write failed'));
  }

  close(): void {
    this.#socket.destroy();
  }

  async #answer(method: string, params: unknown): Promise<unknown> {
    if (!Object.hasOwn(sfuRequests, method)) {
      if (!this.#authenticated) return notAuthenticated();
      return new ResponseError(ErrorCodes.MethodNotFound, `there is no request ${method.slice(0, 60)}`);
    }
    const name = method as keyof typeof sfuRequests;
    if (name !== 'authenticate' && !this.#authenticated) return notAuthenticated();
    const input = sfuRequests[name].input.safeParse(params);
    if (!input.success)
      return new ResponseError(
        sfuErrorCodes.invalidInput,
        `${name}: ${input.error.issues[0]?.path.join('.') ?? 'input'} is not valid`,
      );
    if (name === 'authenticate') return this.#authenticate((input.data as { secret: string }).secret);
    return this.#handle(name, input.data);
  }

  #authenticate(secret: string): unknown {
    const { nodeId, startedAt, log, connectionId } = this.#options;
    if (!equalInConstantTime(secret, this.#options.secret)) {
      log.warn({ connectionId }, 'control connection with a wrong secret');
      return notAuthenticated();
    }
    this.#authenticated = true;
    this.#options.onAuthenticated();
    return { nodeId, startedAt: startedAt.toISOString() };
  }

  async #handle(name: HandledName, input: unknown): Promise<unknown> {
    const { handlers, connectionId, log } = this.#options;
    // The pair of name and input was checked just before; TypeScript cannot follow it through the union of names.
    const handler = handlers[name] as (input: unknown, caller: { connectionId: number }) => unknown;
    try {
      return sfuRequests[name].result.parse(await handler(input, { connectionId }));
    } catch (error) {
      if (error instanceof SfuError) return new ResponseError(error.code, error.message);
      // mediasoup's word for parameters that contradict each other or the room's codecs.
      if (error instanceof TypeError || (error instanceof Error && error.name === 'UnsupportedError'))
        return new ResponseError(sfuErrorCodes.invalidInput, `${name}: ${error.message}`);
      log.warn({ request: name, errorName: error instanceof Error ? error.name : 'unknown' }, 'control request failed');
      return new ResponseError(sfuErrorCodes.media, `${name}: ${error instanceof Error ? error.message : 'failed'}`);
    }
  }

  /** JSON, and a count of what has come since the last whole message: a frame that never ends may not fill the memory. */
  #limitedDecoder() {
    let unreadBytes = 0;
    this.#socket.on('data', (chunk: Buffer) => {
      unreadBytes += chunk.length;
      if (unreadBytes > maxMessageBytes) this.#drop('message too large');
    });
    return {
      name: 'application/json',
      decode: async (body: Uint8Array) => {
        unreadBytes = 0;
        return JSON.parse(new TextDecoder().decode(body));
      },
    };
  }

  #drop(reason: string): void {
    if (this.#socket.destroyed) return;
    this.#options.log.warn({ connectionId: this.#options.connectionId, reason }, 'control connection dropped');
    this.#socket.destroy();
  }
}

function notAuthenticated(): ResponseError<void> {
  return new ResponseError(sfuErrorCodes.notAuthenticated, 'authenticate first');
}

/** Compares digests, so that neither content nor length shows in the time taken. */
function equalInConstantTime(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
