/**
 * The one way socket requests are served: limited in rate, authorised, parsed, handled, timed and acknowledged with `Ack<T>`. It knows no feature. Whatever a
 * client sends, nothing is thrown: a request that cannot be acknowledged is dropped, everything else gets a problem.
 */
import { randomUUID } from 'node:crypto';
import type { Ack, Language } from '@sambung/contract/problem';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { DomainError, languageOf, parseInput, problemOf } from '../problem.ts';
import { TokenBucket } from './token-bucket.ts';

/** Joining a large meeting makes two requests for every producer in it. Higher lets one page load the server more, lower makes joining stutter. */
const burst = 1_200;
/** Requests a second in the long run; a page needs about one. */
const refillPerSecond = 50;
/** A socket that goes on after this many refusals in a row is not a page of ours. */
const refusalsUntilDisconnect = 500;
/** Deeper input is not looked through; the contract's deepest message has six levels. */
const deepest = 12;

export type RequestSchemas = Record<string, { input: z.ZodType; result: z.ZodType }>;
export type RequestHandlers<R extends RequestSchemas> = {
  [N in keyof R]: (input: z.output<R[N]['input']>) => Promise<z.input<R[N]['result']>> | z.input<R[N]['result']>;
};

/** What the wrapper needs of a Socket.IO socket. */
export interface RequestSocket {
  readonly id: string;
  readonly handshake: { readonly headers: Record<string, string | string[] | undefined> };
  onAny(listener: (event: string, ...args: unknown[]) => void): unknown;
  disconnect(close?: boolean): unknown;
}

export interface RequestOptions<R extends RequestSchemas> {
  socket: RequestSocket;
  requests: R;
  handlers: RequestHandlers<R>;
  /** Throws a `DomainError` when this socket may not make this request now. */
  authorise?(name: keyof R & string): void | Promise<void>;
  log: Logger;
  /** Milliseconds of a steady clock. */
  nowMs?: () => number;
}

export function serveRequests<R extends RequestSchemas>(options: RequestOptions<R>): void {
  const { socket, log, nowMs = () => performance.now() } = options;
  const { cookie, 'accept-language': acceptLanguage } = socket.handshake.headers;
  const language = languageOf({ cookie: oneOf(cookie), 'accept-language': oneOf(acceptLanguage) });
  const bucket = new TokenBucket(burst, refillPerSecond, nowMs());
  let refusals = 0;

  socket.onAny((event, ...args) => {
    const ack = args.at(-1);
    if (typeof ack !== 'function') {
      log.debug({ socketId: socket.id }, 'a socket message without acknowledgement was dropped');
      return;
    }
    const isLimited = !bucket.take(nowMs());
    refusals = isLimited ? refusals + 1 : 0;
    if (refusals > refusalsUntilDisconnect) {
      log.warn({ socketId: socket.id }, 'a socket that would not slow down was disconnected');
      socket.disconnect(true);
      return;
    }
    const startedAtMs = nowMs();
    void answer(options, language, event, args[0], isLimited).then((reply) => {
      const result = reply.ok ? 'ok' : reply.problem.code;
      const request = Object.hasOwn(options.requests, event) ? event : 'unknown';
      log.debug(
        { socketId: socket.id, request, result, durationMs: Math.round(nowMs() - startedAtMs) },
        'socket request',
      );
      ack(reply);
    });
  });
}

/** Never rejects. */
async function answer<R extends RequestSchemas>(
  { requests, handlers, authorise, log, socket }: RequestOptions<R>,
  language: Language,
  event: string,
  input: unknown,
  isLimited: boolean,
): Promise<Ack<unknown>> {
  try {
    if (isLimited) throw new DomainError('too-many-requests');
    const schemas = Object.hasOwn(requests, event) ? requests[event] : undefined;
    const handler = Object.hasOwn(handlers, event) ? handlers[event] : undefined;
    if (!schemas || !handler) throw new DomainError('not-found');
    await authorise?.(event);
    refuseNullCharacters(input);
    const data = await handler(parseInput(schemas.input, input) as never);
    return { ok: true, data: schemas.result.parse(data) };
  } catch (error) {
    const requestId = randomUUID();
    const problem = problemOf(error, language, requestId);
    if (problem.code === 'internal') {
      const request = Object.hasOwn(requests, event) ? event : 'unknown';
      log.error({ err: error, requestId, socketId: socket.id, request }, 'a socket request failed');
    }
    return { ok: false, problem };
  }
}

/** PostgreSQL cannot store the null character, so no text may carry one. */
function refuseNullCharacters(value: unknown, depth = 0): void {
  if (typeof value === 'string' && value.includes('\0')) throw new DomainError('malformed-body');
  if (value === null || typeof value !== 'object') return;
  if (depth > deepest) throw new DomainError('malformed-body');
  for (const [key, member] of Object.entries(value)) {
    if (key.includes('\0')) throw new DomainError('malformed-body');
    refuseNullCharacters(member, depth + 1);
  }
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
