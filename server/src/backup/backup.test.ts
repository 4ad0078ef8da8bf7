/** A backup is what one moment was, whatever goes on meanwhile; a restore is that again, or nothing. */
import { createHash, randomBytes } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Application,
  createDatabase,
  createInstitution,
  type Institution,
  startApplication,
  startOfTime,
} from '../../test/application.ts';
import { certified } from '../../test/certificate.ts';
import { migrationsDirectory } from '../../test/postgres.ts';
import { approvedRequest } from '../../test/room.ts';
import { appendAudit, verifyChain } from '../audit/index.ts';
import { checkCertificate } from '../certificate/checking.ts';
import { rotateKey } from '../certificate/keys.ts';
import { contentPath, storeFile } from '../file/index.ts';
import { createBackup } from './create.ts';
import type { Manifest } from './manifest.ts';
import { restoreBackup } from './restore.ts';
import { orderByReferences } from './tables.ts';

let application: Application;
let dataDir: string;
let institution: Institution;
let institutionId: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sambung-backup-source-'));
  application = await startApplication({ dataDir });
  institution = await createInstitution(application, 'cadangan.example');
  institutionId = institution.id;
  mkdirSync(join(dataDir, 'keys/lan'), { recursive: true });
  writeFileSync(join(dataDir, 'keys/installation.key'), 'kunci');
  writeFileSync(join(dataDir, 'keys/lan/ca.key'), 'otoritas');
  for (let index = 0; index < 5; index += 1) await change(index);
});
afterAll(async () => {
  await application.close();
  rmSync(dataDir, { recursive: true, force: true });
});

let scratch: string;
const clients: pg.Client[] = [];
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'sambung-backup-'));
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end();
  rmSync(scratch, { recursive: true, force: true });
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' });
  await client.connect();
  clients.push(client);
  return client;
}

/** One acknowledged change: a file, its row and an audit entry, with characters that COPY must escape. */
async function change(index: number): Promise<void> {
  const { context } = application;
  await context.db.$transaction(async (tx) => {
    const bytes = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(2_000), Buffer.from('\n%%EOF')]);
    const file = await storeFile(context, tx, { institutionId, now: startOfTime, name: `surat-${index}.pdf`, bytes });
    await appendAudit(tx, {
      institutionId,
      at: startOfTime,
      actorId: null,
      action: 'file.stored',
      entityId: file.id,
      data: { index, text: 'a\tb\\N\n"c" é€😀', none: null },
    });
  });
}

async function back(): Promise<{ path: string; manifest: Manifest }> {
  const client = await connect(application.database.url);
  const path = join(scratch, 'backup.tar');
  const source = {
    client,
    filesDirectory: join(dataDir, 'files'),
    keysDirectory: join(dataDir, 'keys'),
    keyFromEnvironment: false,
  };
  return { path, manifest: await createBackup(source, path, startOfTime) };
}

async function restored(path: string) {
  const url = await createDatabase('template0');
  const into = mkdtempSync(join(scratch, 'into-'));
  const target = { dataDir: into, migrations: migrationsDirectory, openDatabase: () => connect(url) };
  const manifest = await restoreBackup(path, target);
  return { url, into, manifest };
}

/** What is in every table, told by PostgreSQL itself and not by COPY. */
async function contents(url: string): Promise<Record<string, { rows: string; md5: string }>> {
  const client = await connect(url);
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  );
  const found: Record<string, { rows: string; md5: string }> = {};
  for (const { name } of tables) {
    const { rows } = await client.query(
      `SELECT count(*) AS rows, md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS md5 FROM "${name}" t`,
    );
    found[name] = rows[0];
  }
  return found;
}

describe('a backup', () => {
  it('holds the keys of certificates: what was signed, before and after a rotation, verifies where it is restored', async () => {
    const { db } = application.context;
    const { id: technicianId } = await db.staff.findUniqueOrThrow({ where: { email: institution.people.technician } });
    const issue = async () => {
      const request = await approvedRequest(application, institution);
      return await certified(application, { institutionId, requestId: request.id, technicianId });
    };
    const before = await issue();
    rotateKey(dataDir, 'signing');
    const after = await issue();
    const { path } = await back();
    const { url, into } = await restored(path);
    expect(statSync(join(into, 'keys/certificates/signing.key')).mode & 0o777).toBe(0o600);
    const again = await startApplication({ dataDir: into }, { databaseUrl: url });
    try {
      for (const { id } of [before, after])
        expect(await checkCertificate(again.context, { institutionId, id })).toMatchObject({ intact: true });
    } finally {
      await again.close();
    }
  });

  it('restores equal: every table, every file, every key, and a sound audit chain', async () => {
    const { path, manifest } = await back();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(scratch)).toEqual(['backup.tar']);
    const { url, into } = await restored(path);
    const before = await contents(application.database.url);
    expect(Object.keys(before).length).toBeGreaterThan(30);
    expect(Number(before.stored_files?.rows)).toBeGreaterThanOrEqual(5);
    expect(await contents(url)).toEqual(before);
    expect(manifest.tables.map(({ name }) => name).sort()).toEqual(Object.keys(before));
    expect(readFileSync(join(into, 'keys/installation.key'), 'utf8')).toBe('kunci');
    expect(readFileSync(join(into, 'keys/lan/ca.key'), 'utf8')).toBe('otoritas');
    expect(statSync(join(into, 'keys/installation.key')).mode & 0o777).toBe(0o600);
    const again = await startApplication({ dataDir: into }, { databaseUrl: url });
    try {
      expect(await verifyChain(again.context.db, institutionId)).toBeNull();
      for (const { sha256 } of await again.context.db.storedFile.findMany()) {
        const bytes = readFileSync(join(into, 'files', contentPath(sha256)));
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      }
      // Numbers go on where they were: nothing that follows collides with what was restored.
      await again.context.db.$transaction((tx) =>
        appendAudit(tx, {
          institutionId,
          at: startOfTime,
          actorId: null,
          action: 'x.done',
          entityId: institutionId,
          data: {},
        }),
      );
      expect(await verifyChain(again.context.db, institutionId)).toBeNull();
    } finally {
      await again.close();
    }
  });

  it('under load is one moment: chain, rows and files agree with each other', async () => {
    let writing = true;
    const writers = [0, 1, 2].map(async (writer) => {
      let count = 0;
      for (; writing; count += 1) await change(writer * 10_000 + count);
      return count;
    });
    const before = await application.context.db.storedFile.count();
    const { path, manifest } = await back();
    const after = await application.context.db.storedFile.count();
    writing = false;
    expect((await Promise.all(writers)).reduce((sum, count) => sum + count)).toBeGreaterThan(3);
    const rowsOf = (table: string) => manifest.tables.find(({ name }) => name === table)?.rows ?? 0;
    expect(rowsOf('stored_files')).toBeGreaterThanOrEqual(before);
    expect(rowsOf('stored_files')).toBeLessThanOrEqual(after);
    expect(manifest.missingFiles).toEqual([]);
    const { url } = await restored(path);
    const client = await connect(url);
    // Each change wrote one of each: a snapshot that tore a transaction apart would not have as many.
    const { rows } = await client.query(
      `SELECT (SELECT count(*) FROM stored_files) AS files, count(*) AS entries FROM audit_entries WHERE action = 'file.stored'`,
    );
    expect(rows[0].files).toBe(rows[0].entries);
    expect(Number(rows[0].files)).toBe(rowsOf('stored_files'));
    const again = await startApplication({}, { databaseUrl: url });
    expect(await verifyChain(again.context.db, institutionId)).toBeNull();
    await again.close();
  });

  it('tells which files were no longer whole, and keeps the rest', async () => {
    const row = await application.context.db.storedFile.findFirstOrThrow();
    const path = join(dataDir, 'files', contentPath(row.sha256));
    const whole = readFileSync(path);
    writeFileSync(path, 'rusak');
    try {
      const { manifest } = await back();
      expect(manifest.missingFiles).toEqual([row.sha256]);
      expect(Object.keys(manifest.entries).filter((name) => name.startsWith('files/')).length).toBeGreaterThan(3);
    } finally {
      writeFileSync(path, whole);
    }
  });

  it('overwrites nothing', async () => {
    writeFileSync(join(scratch, 'backup.tar'), 'lama');
    await expect(back()).rejects.toThrow(/already there/);
    expect(readFileSync(join(scratch, 'backup.tar'), 'utf8')).toBe('lama');
  });
});

describe('a restore', () => {
  it('refuses a folder and a database that are in use', async () => {
    const { path } = await back();
    const url = await createDatabase('template0');
    const target = { migrations: migrationsDirectory, openDatabase: () => connect(url) };
    const used = mkdtempSync(join(scratch, 'used-'));
    mkdirSync(join(used, 'keys'));
    await expect(restoreBackup(path, { ...target, dataDir: used })).rejects.toThrow(/already has data \(keys\)/);
    const migrated = { ...target, openDatabase: async () => connect(await createDatabase()) };
    const empty = mkdtempSync(join(scratch, 'empty-'));
    await expect(restoreBackup(path, { ...migrated, dataDir: empty })).rejects.toThrow(/already has tables/);
    expect(readdirSync(empty)).toEqual([]);
  });

  it.each<[string, (path: string) => void, RegExp]>([
    ['cut short', (path) => truncateSync(path, Math.floor(statSync(path).size / 2 / 512) * 512), /not a whole backup/],
    ['without its end', (path) => truncateSync(path, statSync(path).size - 20_000), /not a whole backup/],
    ['with a flipped bit', flip, /not a whole backup/],
    ['of something else', (path) => writeFileSync(path, randomBytes(5_000)), /not a whole backup/],
    ['that is not there', (path) => rmSync(path), /There is no backup/],
  ])('refuses an archive %s, before it writes anything', async (_name, spoil, sentence) => {
    const { path } = await back();
    spoil(path);
    const into = mkdtempSync(join(scratch, 'into-'));
    const openDatabase = () => Promise.reject(new Error('the database was opened'));
    const target = { dataDir: into, migrations: migrationsDirectory, openDatabase };
    await expect(restoreBackup(path, target)).rejects.toThrow(sentence);
    expect(readdirSync(into)).toEqual([]);
  });

  it('refuses a backup of a newer version, and one whose migrations are not ours', async () => {
    const { path } = await back();
    const older = join(scratch, 'older');
    mkdirSync(older);
    const url = await createDatabase('template0');
    const target = { dataDir: join(scratch, 'into'), migrations: older, openDatabase: () => connect(url) };
    await expect(restoreBackup(path, target)).rejects.toThrow(/comes from a newer Sambung .*0001_foundation/);
    cpSync(migrationsDirectory, older, { recursive: true });
    const sql = join(older, '0001_foundation/migration.sql');
    writeFileSync(sql, `${readFileSync(sql, 'utf8')}\n-- edited\n`);
    await expect(restoreBackup(path, target)).rejects.toThrow(/is not the one of this version/);
  });
});

function flip(path: string): void {
  const bytes = readFileSync(path);
  const at = bytes.indexOf('database/audit_entries.copy.gz') + 512 + 40;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

it('tables come after those that they refer to', () => {
  const references = [
    { table: 'a', refersTo: 'b' },
    { table: 'b', refersTo: 'c' },
    { table: 'c', refersTo: 'c' },
  ];
  expect(orderByReferences(['a', 'b', 'c'], references)).toEqual(['c', 'b', 'a']);
  expect(() => orderByReferences(['a', 'b'], [...references, { table: 'b', refersTo: 'a' }])).toThrow(/a, b/);
});
