/** The rows behind staff sessions: whose they are, and their end before they expire by themselves. */
import { createHash } from 'node:crypto';
import type { Database, Transaction } from '../db.ts';
import { sessionAbsoluteMs, sessionIdleMs } from '../sessions.ts';

/** A running session of somebody. */
export interface RunningSession {
  readonly sid: string;
  /** Names the session without being worth anything as a cookie. */
  readonly key: string;
  readonly device: string;
  readonly signedInAt: Date;
  readonly lastSeenAt: Date;
}

/** What a session is called where people see it. */
export function sessionKey(sid: string): string {
  return createHash('sha256').update(sid).digest('hex').slice(0, 32);
}

interface SessionRow {
  sid: string;
  sess: { device?: string; signedInAtMs?: number };
  expire: Date;
}

/** The person's sessions that have not expired, the one seen last first. */
export async function listSessions(db: Database, staffId: string, now: Date): Promise<RunningSession[]> {
  const rows = await db.$queryRaw<SessionRow[]>`
    SELECT sid, sess, expire FROM staff_sessions
    WHERE sess->>'staffId' = ${staffId} AND expire > (now() AT TIME ZONE 'UTC') ORDER BY expire DESC`;
  return rows
    .map(({ sid, sess, expire }) => ({
      sid,
      key: sessionKey(sid),
      device: sess.device ?? '',
      signedInAt: new Date(sess.signedInAtMs ?? 0),
      // Every request moves the end of the idle time on.
      lastSeenAt: new Date(expire.getTime() - sessionIdleMs),
    }))
    .filter(({ signedInAt }) => now.getTime() - signedInAt.getTime() <= sessionAbsoluteMs);
}

/** Ends the person's sessions at once, all or all but one. */
export async function endSessionsOf(tx: Database | Transaction, staffId: string, exceptSid = ''): Promise<number> {
  return await tx.$executeRaw`
    DELETE FROM staff_sessions
    WHERE (sess->>'staffId' = ${staffId} OR sess->>'pendingStaffId' = ${staffId}) AND sid <> ${exceptSid}`;
}

/** Ends one session of the person; false when it is not theirs or has ended. */
export async function endSessionByKey(db: Database, staffId: string, key: string, now: Date): Promise<boolean> {
  const session = (await listSessions(db, staffId, now)).find((each) => each.key === key);
  if (!session) return false;
  return (await db.$executeRaw`DELETE FROM staff_sessions WHERE sid = ${session.sid}`) > 0;
}
