/** One authenticated JSON-RPC connection to the sfu node, from connect to close; what it carries is checked on both ways. */
import { createConnection, type Socket } from 'node:net';
import {
  type SfuInput,
  type SfuNotificationName,
  type SfuNotifications,
  type SfuRequestName,
  type SfuResult,
  sfuErrorCodes,
  sfuNotifications,
  sfuRequests,
} from '@sambung/contract/sfu';
import { createMessageConnection, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { DomainError } from '../problem.ts';

/** No answer within this means that the node hangs. Higher keeps a page waiting, lower gives up on a busy machine. */
const answerTimeoutMs = 10_000;

export interface ControlLinkOptions {
  socketPath: string;
  secret: string;
  onNotification<N extends SfuNotificationName>(name: N, data: SfuNotifications[N]): void;
  /** The connection is gone; called once, also when it was closed on purpose. */
  onClosed(): void;
}

export class ControlLink {
  readonly #socket: Socket;
  readonly #rpc: MessageConnection;

  private constructor(socket: Socket, options: ControlLinkOptions) {
    this.#socket = socket;
    // The library would print whole messages, tickets included.
    const silent = { error: () => {}, warn: () => {}, info: () => {}, log: () => {} };
    this.#rpc = createMessageConnection(socket, socket, silent);
    this.#rpc.onError(() => socket.destroy());
    this.#rpc.onNotification((method, params) => {
      if (!Object.hasOwn(sfuNotifications, method)) return;
      const name = method as SfuNotificationName;
      const data = sfuNotifications[name].safeParse(params);
      if (data.success) options.onNotification(name, data.data);
    });
    this.#rpc.listen();
    socket.once('close', () => {
      this.#rpc.dispose();
      options.onClosed();
    });
  }

  /** Connects and authenticates. Rejects when nobody listens or the secret is refused. */
  static async open(options: ControlLinkOptions): Promise<ControlLink> {
    const socket = createConnection(options.socketPath);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.on('error', () => socket.destroy());
    const link = new ControlLink(socket, options);
    try {
      await link.request('authenticate', { secret: options.secret });
    } catch (error) {
      link.close();
      throw error;
    }
    return link;
  }

  /** Asks the node. Throws a `DomainError` when it refuses, does not answer or is gone. */
  async request<N extends SfuRequestName>(name: N, input: SfuInput<N>): Promise<SfuResult<N>> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${name} was not answered`)), answerTimeoutMs);
    });
    try {
      const answer = await Promise.race([this.#rpc.sendRequest(name, sfuRequests[name].input.parse(input)), tooLate]);
      return sfuRequests[name].result.parse(answer) as SfuResult<N>;
    } catch (error) {
      throw toDomainError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** The node's refusals in the words of the closed list; whatever else happened, media is not available now. */
function toDomainError(cause: unknown): DomainError {
  const code = cause instanceof ResponseError ? cause.code : undefined;
  switch (code) {
    case sfuErrorCodes.notFound:
      return new DomainError('media-not-found', { cause });
    case sfuErrorCodes.ticketNotValid:
      return new DomainError('ticket-not-valid', { cause });
    case sfuErrorCodes.invalidInput:
      return new DomainError('invalid-input', { cause });
    case sfuErrorCodes.limitReached:
      return new DomainError('too-many-requests', { cause });
    default:
      return new DomainError('media-unavailable', { cause });
  }
}
