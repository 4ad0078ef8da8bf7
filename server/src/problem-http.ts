/** Problems over HTTP: request ids, the error middleware, and the answers for addresses and methods that do not exist. */
import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { DomainError, languageOf, problemOf } from './problem.ts';

declare module 'express-serve-static-core' {
  interface Locals {
    /** Names the request in the answer and in the log. */
    requestId?: string;
  }
}

/** Gives every request an id of our own; one sent by the client is not believed. */
export const giveRequestId: RequestHandler = (_req, res, next) => {
  res.locals.requestId = randomUUID();
  res.setHeader('x-request-id', res.locals.requestId);
  next();
};

/** Any address under `/api` that no feature serves. */
export const unknownAddress: RequestHandler = () => {
  throw new DomainError('not-found');
};

/** The last handler of a route: it has the address but not the method. `methods` is what it has. */
export function methodNotAllowed(...methods: string[]): RequestHandler {
  return (_req, res) => {
    res.setHeader('allow', methods.join(', '));
    throw new DomainError('method-not-allowed');
  };
}

/** Answers every error as `application/problem+json`; an error nobody meant is logged once, with the id that the reader also gets. */
export function answerProblems(log: Logger): ErrorRequestHandler {
  return (thrown, req, res, next) => {
    const error = translate(thrown);
    const problem = problemOf(error, languageOf(req.headers), res.locals.requestId);
    if (problem.code === 'internal') {
      log.error({ err: thrown, requestId: res.locals.requestId, method: req.method }, 'a request failed');
    }
    if (res.headersSent) {
      next(thrown);
      return;
    }
    res.vary('Accept-Language').setHeader('cache-control', 'no-store');
    if (problem.retryAfterSeconds !== undefined) res.setHeader('retry-after', String(problem.retryAfterSeconds));
    res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}

/** Errors of the HTTP machinery (body parser, session, address decoding) in the words of the closed list. */
function translate(thrown: unknown): unknown {
  if (thrown instanceof DomainError || !(thrown instanceof Error)) return thrown;
  const { status, type, code } = thrown as { status?: unknown; type?: unknown; code?: unknown };
  if (code === 'EBADCSRFTOKEN') return new DomainError('csrf-token-missing', { cause: thrown });
  if (type === 'entity.too.large') return new DomainError('payload-too-large', { cause: thrown });
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new DomainError('malformed-body', { cause: thrown });
  }
  return thrown;
}
