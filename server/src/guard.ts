/** What stands before every route: security headers, the origin check, CSRF, rate limits and the JSON body. */
import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';
import express from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Context } from './context.ts';
import { DomainError } from './problem.ts';

/** Larger bodies are refused. The largest form is a few kilobytes; more only helps somebody who wants to keep us busy. */
const bodyLimit = '100kb';

/** `pinned`: browsers refuse for a year to come back without a certificate they trust. */
export function securityHeaders(https: boolean, pinned = true): RequestHandler[] {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // WebAssembly may be compiled (the noise suppression); `eval` stays forbidden.
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        // Mantine writes its theme's variables into a style element of its own; styles cannot run code.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:', 'mediastream:'],
        fontSrc: ["'self'", 'data:'],
        // 'self' covers the WebSocket of the same origin too (CSP level 3).
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(https && { upgradeInsecureRequests: [] }),
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: https && pinned && { maxAge: 31_536_000, includeSubDomains: false },
  });
  const permissions: RequestHandler = (_req, res, next) => {
    res.setHeader(
      'permissions-policy',
      'camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), picture-in-picture=(self), geolocation=(), payment=(), usb=()',
    );
    next();
  };
  return [headers, permissions];
}

/** Whether a browser's `Origin` is this installation: the public address, or the very host that was asked. */
export function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string): boolean {
  if (origin === publicUrl) return true;
  if (host === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.host === host;
}

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses changes that another site's page sends. Programs that send no `Origin` are left to the CSRF token. */
export function refuseOtherOrigins(context: Context): RequestHandler {
  return (req, _res, next) => {
    const { origin, host } = req.headers;
    if (!readingMethods.has(req.method) && origin !== undefined && !isOwnOrigin(origin, host, context.publicUrl())) {
      throw new DomainError('origin-not-allowed');
    }
    next();
  };
}

const csrf = csrfSync();
/** Every changing request must carry the session's token in `x-csrf-token`. */
export const requireCsrfToken: RequestHandler = csrf.csrfSynchronisedProtection;
/** The session's token, made when there is none. */
export const csrfTokenOf = csrf.generateToken;

/** Parses JSON and refuses other kinds of bodies except uploads (their routes read them), and the null character, which PostgreSQL cannot store. */
export const readJson: RequestHandler[] = [
  (req, _res, next) => {
    if (/%00/.test(req.url)) throw new DomainError('malformed-body');
    const hasBody = Number(req.headers['content-length'] ?? 0) > 0 || req.headers['transfer-encoding'] !== undefined;
    if (hasBody && !req.is('application/json') && !req.is('multipart/form-data')) {
      throw new DomainError('malformed-body', {
        detail: { id: 'Kirim data sebagai application/json.', en: 'Send the data as application/json.' },
      });
    }
    next();
  },
  express.json({
    limit: bodyLimit,
    reviver: (key: string, value: unknown) => {
      if (key.includes('\0') || (typeof value === 'string' && value.includes('\0'))) {
        throw new SyntaxError('a null character');
      }
      return value;
    },
  }),
];

interface Limit {
  limit: number;
  windowMs: number;
  /** Counts only tries that failed. */
  failuresOnly?: boolean;
  /** What is counted together; the sender's address when absent. */
  key?: Options['keyGenerator'];
  /** Requests that are not counted. */
  skip?: Options['skip'];
  /** What is answered beyond the limit. `crowded` where many may come from one address and none of them is to blame. */
  code?: 'too-many-requests' | 'crowded';
}

/** A limiter that tells after how long to ask again, as `Retry-After` too. Counts live in this process's memory. */
export function limitRate(options: Limit): RequestHandler {
  const { limit, windowMs, failuresOnly = false, key, skip, code = 'too-many-requests' } = options;
  return rateLimit({
    limit,
    windowMs,
    skipSuccessfulRequests: failuresOnly,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: key ?? senderOf,
    ...(skip && { skip }),
    handler: (req, _res, next) => {
      const endsAt = (req as typeof req & { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime;
      next(new DomainError(code, { retryAfterMs: endsAt ? endsAt.getTime() - Date.now() : windowMs }));
    },
    // Our own settings decide about proxies (TRUSTED_PROXIES); the library's guess would only write to the console.
    validate: false,
  });
}

/** The sender's address; of IPv6 the network, because one sender has all of it. */
export const senderOf = ({ ip }: Pick<Request, 'ip'>): string => ipKeyGenerator(ip ?? '');
