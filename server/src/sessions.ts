/** Staff sessions: rows of `staff_sessions` behind an HttpOnly cookie, with idle and absolute expiry. */
import connectPgSimple from 'connect-pg-simple';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type { Pool } from 'pg';
import type { Logger } from 'pino';

declare module 'express-session' {
  interface SessionData {
    /** Present while somebody is signed in. */
    staffId: string;
    /** Epoch milliseconds of the sign-in; the absolute expiry counts from here. */
    signedInAtMs: number;
    /** "Chrome, Windows": what the person's list of sessions shows. */
    device: string;
    /** Whose password was right while the second step's code is awaited; nobody is signed in yet. */
    pendingStaffId: string;
    /** Epoch milliseconds of that. */
    pendingSinceMs: number;
  }
}

export const sessionCookieName = 'sambung_staff';
const hourMs = 3_600_000;
/** Without a request for this long the session ends. Longer leaves an unattended screen open; shorter loses half-filled forms over lunch. */
export const sessionIdleMs = 8 * hourMs;
/** A sign-in lasts at most this long. Longer keeps a stolen cookie useful; shorter asks for the password during a working day. */
export const sessionAbsoluteMs = 24 * hourMs;
/** How often expired rows are deleted, in seconds. More often costs queries, less often keeps dead rows. */
const pruneIntervalS = 15 * 60;

/**
 * How much earlier than promised an idle session may end, because its end is not written down anew at every request. Higher writes less; a commit for every
 * answer would keep everybody waiting for the disk.
 */
const touchEveryMs = 60_000;
/** Sessions of which this process remembers when it wrote last. Above this all are forgotten, and written once more. */
const touchedMost = 10_000;

/** The middleware that reads and keeps the session; `secure` is whether people reach this installation over https. */
export function createSessions(pool: Pool, secret: string, secure: boolean, log: Logger): RequestHandler {
  const PgStore = connectPgSimple(session);
  const touchedAt = new Map<string, number>();
  class SparingStore extends PgStore {
    override touch(sid: string, data: session.SessionData, done?: () => void): void {
      const now = Date.now();
      if (now - (touchedAt.get(sid) ?? 0) < touchEveryMs) {
        done?.();
        return;
      }
      if (touchedAt.size >= touchedMost) touchedAt.clear();
      touchedAt.set(sid, now);
      super.touch(sid, data, done);
    }
  }
  return session({
    name: sessionCookieName,
    secret,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { httpOnly: true, sameSite: 'lax', secure, maxAge: sessionIdleMs, path: '/' },
    store: new SparingStore({
      pool,
      tableName: 'staff_sessions',
      pruneSessionInterval: pruneIntervalS,
      errorLog: (...details: unknown[]) =>
        log.warn({ err: details.find((detail) => detail instanceof Error) }, 'the session store failed'),
    }),
  });
}
