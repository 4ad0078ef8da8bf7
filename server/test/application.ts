/** The server's application as the tests meet it: real HTTP, a real database of its own, a clock that the test turns. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Role } from '@sambung/contract/http';
import pg from 'pg';
import { inject } from 'vitest';
import { type App, createApp } from '../src/app.ts';
import { type Context, createContext } from '../src/context.ts';
import { openDatabase } from '../src/db.ts';
import { type Env, readEnv } from '../src/env.ts';
import { createStaff, type DemoPeople, hashPassword } from '../src/identity/index.ts';
import { openKeys } from '../src/keys.ts';
import { createLog } from '../src/log.ts';
import { Sfu } from '../src/media/index.ts';
import { DomainError } from '../src/problem.ts';
import { migrationsDirectory, templateDatabase } from './postgres.ts';
import { publishProcedure, smallProcedure } from './procedure.ts';
import { Visitor } from './visitor.ts';

/** A Monday, 08:00 in Jakarta. */
export const startOfTime = new Date('2026-11-23T01:00:00.000Z');
export const password = 'sandi-untuk-uji-coba';

export interface Application {
  readonly context: Context;
  readonly app: App;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly database: { readonly url: string };
  /** Everything the log has said so far. */
  readonly log: () => string;
  /** Moves the clock on. */
  advance(ms: number): void;
  /** Somebody with an empty browser. */
  visitor(language?: 'id' | 'en'): Visitor;
  /** A browser in which this person has signed in; the same one each time. */
  signedIn(email: string, language?: 'id' | 'en'): Promise<Visitor>;
  close(): Promise<void>;
}

type SfuStatus = { connected: boolean; workers: { pid: number; binary: string }[] };

/**
 * Starts the application. Without `media` there is no sfu node and `sfu` is what health is told; with it the real one behind that control socket is used.
 * `databaseUrl` continues on the database of an earlier application, as a restart does.
 */
export async function startApplication(
  settings: Partial<Env> = {},
  {
    sfu = { connected: true, workers: [{ pid: 1, binary: '/worker' }] } as SfuStatus,
    demoPeople = undefined as DemoPeople,
    media = undefined as { socketPath: string; secret: string } | undefined,
    databaseUrl = undefined as string | undefined,
  } = {},
): Promise<Application> {
  const url = databaseUrl ?? (await createDatabase());
  const lines: string[] = [];
  const destination = new PassThrough().on('data', (line) => lines.push(String(line)));
  const log = createLog('debug', destination);
  const database = await openDatabase({
    databaseUrl: url,
    dataDir: '/nonexistent',
    poolSize: 10,
    migrations: migrationsDirectory,
    log,
  });
  const dataDir = settings.dataDir ?? mkdtempSync(join(tmpdir(), 'sambung-data-'));
  let now = startOfTime;
  let publicUrl = settings.publicUrl ?? 'http://localhost';
  const context = createContext({
    db: database.db,
    pool: database.pool,
    env: { ...readEnv({}), ...settings, dataDir },
    log,
    keys: openKeys('/nonexistent', randomBytes(32).toString('hex')),
    publicUrl: () => publicUrl,
    clock: () => now,
  });
  const node = media ? new Sfu({ controlSocket: media.socketPath, controlSecret: media.secret }, log) : null;
  const app = createApp(context, node ?? withoutMedia(sfu), demoPeople);
  app.httpServer.listen(0, '127.0.0.1');
  await once(app.httpServer, 'listening');
  publicUrl = settings.publicUrl ?? `http://127.0.0.1:${(app.httpServer.address() as AddressInfo).port}`;
  const address = `http://127.0.0.1:${(app.httpServer.address() as AddressInfo).port}`;
  const visitor = (language: 'id' | 'en' = 'en') => new Visitor(address, language);
  const signedInPeople = new Map<string, Visitor>();
  return {
    context,
    app,
    url: address,
    database: { url },
    log: () => lines.join(''),
    advance: (ms) => {
      now = new Date(now.getTime() + ms);
    },
    visitor,
    async signedIn(email, language = 'en') {
      const known = signedInPeople.get(`${email} ${language}`);
      if (known) return known;
      const person = visitor(language);
      const answer = await person.post('/api/session', { email, password });
      if (answer.status !== 200) throw new Error(`${email} could not sign in: ${answer.status}`);
      signedInPeople.set(`${email} ${language}`, person);
      return person;
    },
    async close() {
      await app.close();
      node?.close();
      await database.close();
      if (settings.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An sfu node that answers health only. */
function withoutMedia(status: SfuStatus): Parameters<typeof createApp>[1] {
  const unavailable = () => Promise.reject(new DomainError('media-unavailable'));
  const sfu = { status: () => status, on: () => {}, request: unavailable, join: unavailable };
  return sfu as unknown as Parameters<typeof createApp>[1];
}

/** A database of its own, copied from the migrated template; returns its address. */
export async function createDatabase(template = templateDatabase): Promise<string> {
  const { host, port, user } = inject('postgres');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const client = new pg.Client({ host, port, user, database: 'postgres' });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  } finally {
    await client.end();
  }
  return `postgresql://${user}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`;
}

export interface Institution {
  readonly id: string;
  /** Its small procedure (`smallProcedure`). */
  readonly sopVersionId: string;
  readonly places: readonly { id: string; name: string; capacity: number }[];
  /** Addresses of its people: one for each role, one with every role, one with none. */
  readonly people: Readonly<Record<Role | 'everyRole' | 'noRole', string>>;
}

let hashOfPassword: Promise<string> | undefined;

/** An institution in the database with three places and people, whose password is `password`; `domain` keeps addresses apart. */
export async function createInstitution(
  { context }: Application,
  domain = 'satu.example',
  timeZone = 'Asia/Jakarta',
): Promise<Institution> {
  hashOfPassword ??= hashPassword(password);
  const passwordHash = await hashOfPassword;
  const { db } = context;
  const institution = await db.institution.create({ data: { name: `Instansi ${domain}`, timeZone } });
  const places = [];
  for (const [name, capacity] of [
    ['Aula', 100],
    ['Ruang Kecil', 8],
    ['Ruang Sedang', 30],
  ] as const) {
    const data = { institutionId: institution.id, name, location: 'Lantai 1', capacity, timeZone };
    places.push(await db.place.create({ data }));
  }
  const positions: Record<Role | 'everyRole' | 'noRole', Role[]> = {
    requester: ['requester'],
    approver: ['approver'],
    technician: ['technician'],
    admin: ['admin'],
    everyRole: ['requester', 'approver', 'technician', 'admin'],
    noRole: [],
  };
  for (const [name, roles] of Object.entries(positions)) {
    const staff = { institutionId: institution.id, name, email: `${name}@${domain}`, passwordHash, roles };
    await db.$transaction((tx) => createStaff(tx, { ...staff, now: startOfTime }));
  }
  const people = Object.fromEntries(Object.keys(positions).map((name) => [name, `${name}@${domain}`.toLowerCase()]));
  const sopVersionId = await publishProcedure(db, institution.id, smallProcedure());
  return { id: institution.id, sopVersionId, places, people: people as Institution['people'] };
}
