/** What every feature is given: the installation's database, settings, log, clock and keys. */

import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { SessionState, Side } from '@sambung/contract/http';
import type { Sufferer } from '@sambung/contract/line-state';
import type { ChatTarget } from '@sambung/contract/meeting';
import type { RequestHandler } from 'express';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Database } from './db.ts';
import type { Env } from './env.ts';
import type { Keys } from './keys.ts';
import { createSessions } from './sessions.ts';
import { Tries } from './tries.ts';
import { turnedClock, turnedPaceMs } from './turned-clock.ts';

export interface Context {
  readonly db: Database;
  readonly pool: Pool;
  readonly env: Env;
  readonly log: Logger;
  /** Where contents of files lie (`DATA_DIR/files`); made when the first one comes. */
  readonly filesDirectory: string;
  /** The only clock of the features; tests turn it. */
  readonly clock: () => Date;
  /** The time between two looks of a job that asks for `everyMs`; where a test turns the clock, jobs follow within a second. */
  readonly pace: (everyMs: number) => number;
  /** Encrypts a short text for the database with the installation's key. */
  readonly seal: (plaintext: string) => string;
  /** Reverses `seal`; throws when the text was changed. */
  readonly open: (sealed: string) => string;
  /** The address people use, without a trailing slash; known once the server listens. */
  readonly publicUrl: () => string;
  /** Reads and keeps the staff session of a request. */
  readonly sessions: RequestHandler;
  /** Wrong tries of what can be guessed. */
  readonly tries: Tries;
  /** What happens to staff accounts in this process, for what was opened in a session and outlives a request: sockets. */
  readonly staffEvents: EventEmitter<{ 'sessions-ended': [staffId: string] }>;
  /** Asks the media ports whether they answer; undefined where there is no sfu node. */
  readonly probeMedia?: () => Promise<{ protocol: string; address: string; port: number; answered: boolean }[]>;
  /** The rooms of test calls in this process; undefined where none are served. */
  readonly testCallRooms?: {
    /** Who is in a test call now; those without a connection may still come back. */
    participants(testCallId: string): { side: Side | null; displayName: string; connected: boolean }[];
    /** A new plan is stored: both pages follow it. */
    planned(testCallId: string): void;
    /** Something was written or answered: everybody reads it again. */
    talked(testCallId: string): void;
    /** A decision is stored: the call ends for both sides. */
    decided(testCallId: string): void;
  };
  /** The conferences in this process; undefined where none are served. */
  readonly conferences?: {
    participants(
      meetingId: string,
    ): { participantId: string; side: Side | null; displayName: string; connected: boolean }[];
    /** Who stands for which site; throws `not-found` for somebody who is not there. */
    nameSites(meetingId: string, sites: Readonly<Record<Side, string | null>>): Promise<void>;
    /** Those in which anybody is, with whose line is not good. */
    running(): { meetingId: string; participantCount: number; sufferers: Sufferer[] }[];
    /** Who came in by this door and may write to these now. Throws `not-joined`, `forbidden`. */
    writer(meetingId: string, accessId: string, target: ChatTarget): { roomId: string; peerId: string };
    /** Tells those whom it is for of a file that is stored. */
    share(writer: { roomId: string; peerId: string }, fileId: string, target: ChatTarget): Promise<void>;
    /** Where everybody's media comes from, by participant. */
    addresses(meetingId: string): Promise<ReadonlyMap<string, string[]>>;
  };
  /** The demo's people as the sign-in page offers them; undefined outside the demo. */
  readonly demoPeople?: SessionState['demoPeople'];
}

interface ContextParts {
  db: Database;
  pool: Pool;
  env: Env;
  log: Logger;
  keys: Keys;
  publicUrl: () => string;
  clock?: () => Date;
}

export function createContext({ keys, clock, ...parts }: ContextParts): Context {
  const { testClockFile } = parts.env;
  const secure = parts.env.tls !== undefined || (parts.env.publicUrl?.startsWith('https:') ?? false);
  return {
    ...parts,
    filesDirectory: join(parts.env.dataDir, 'files'),
    clock: clock ?? (testClockFile === undefined ? () => new Date() : turnedClock(testClockFile)),
    pace: (everyMs) => (testClockFile === undefined ? everyMs : Math.min(everyMs, turnedPaceMs)),
    tries: new Tries(),
    staffEvents: new EventEmitter(),
    seal: keys.seal,
    open: keys.open,
    sessions: createSessions(parts.pool, keys.sessionSecret, secure, parts.log),
  };
}
