/**
 * The data that `npm run bench -- api` measures on: the five institutions of `npm run seed`, grown to the size asked for. A year of conferences, four fifths of
 * it past; each with its holds (setup, test call on the working day before, pre-test, event; of a room, a technician and often a piece of equipment), its
 * steps as far as its procedure would have brought it, and people for all of it.
 */
import { fileURLToPath } from 'node:url';
import type { SopDocument } from '@sambung/contract/sop';
import type pg from 'pg';
import { recomputeDueDates } from '../../server/src/calendar/index.ts';
import { openDatabase } from '../../server/src/db.ts';
import { ensureRolePosition, hashPassword } from '../../server/src/identity/index.ts';
import { createLog } from '../../server/src/log.ts';
import { type SeededInstitution, seedInstitutions } from '../../server/src/seed.ts';
import { shippedSop } from '../../server/src/sop/index.ts';
import * as sql from './api-data-sql.ts';

export interface Size {
  readonly requests: number;
  /** Eight to twelve for each request: four spans of a room and a technician, and of a piece of equipment where there is one. */
  readonly holds: number;
  readonly rooms: number;
}

/** The acceptance of issue 4. */
export const fullSize: Size = { requests: 100_000, holds: 1_000_000, rooms: 200 };

/** Which part of the rooms an institution has: one large, one middling, three small. */
const shares: Readonly<Record<string, number>> = { unsri: 0.6, kaltara: 0.15, batan: 0.1, unej: 0.075, demak: 0.075 };

/** Everybody's password in the bench's own database. */
export const password = 'sandi-untuk-pengukuran';

const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** Fills the database of an empty data folder; one that is filled is left as it is. */
export async function fill(dataDir: string, size: Size, say: (line: string) => void): Promise<void> {
  const equipped = (size.holds / size.requests - 8) / 4;
  if (!(equipped >= 0 && equipped <= 1)) throw new Error('--holds must be 8 to 12 times --requests.');
  if (!(size.rooms >= 10)) throw new Error('--rooms must be 10 or more.');
  const log = createLog('warn');
  const database = await openDatabase({ databaseUrl: undefined, dataDir, poolSize: 4, migrations, log });
  const client = await database.pool.connect();
  try {
    if ((await database.db.institution.count()) > 0) return;
    const now = new Date();
    const access = { now, passwordHash: await hashPassword(password), mustChangePassword: false };
    const seeded = await database.db.$transaction((tx) => seedInstitutions(tx, access), { timeout: 120_000 });
    for (const { id } of seeded) await database.db.$transaction((tx) => ensureRolePosition(tx, id, 'requester'));
    say('  institutions, procedures and positions');
    await client.query('SET synchronous_commit = off');
    await client.query("SET maintenance_work_mem = '512MB'");
    await client.query("SET work_mem = '128MB'");
    await growInstitutions(client, seeded, size.rooms, now);
    say('  rooms and people');
    await client.query(sql.workingDays, [now]);
    await client.query(sql.procedureSteps, [JSON.stringify(stepsOf(seeded))]);
    await client.query(sql.cases, [size.requests, now, equipped]);
    // Rows that were made to fit are not asked one by one whether they do; the exclusion constraint checks all of them when it comes back.
    const constraint = await client.query<{ definition: string }>(sql.exclusion);
    await client.query('ALTER TABLE holds DROP CONSTRAINT holds_do_not_overlap');
    await client.query('SET session_replication_role = replica');
    for (const [name, statement] of Object.entries(sql.rows)) {
      await client.query(statement);
      say(`  ${name}`);
    }
    await client.query('RESET session_replication_role');
    await client.query(`ALTER TABLE holds ADD CONSTRAINT holds_do_not_overlap ${constraint.rows[0]?.definition ?? ''}`);
    for (const { id } of seeded)
      await database.db.$transaction((tx) => recomputeDueDates(tx, { institutionId: id, cause: 'calendar', now }), {
        timeout: 300_000,
      });
    await client.query(sql.settledClocks);
    await client.query('VACUUM ANALYZE');
    say('  clocks, exclusion constraint, statistics');
  } finally {
    client.release();
    await database.close();
  }
}

/** Rooms, technicians (one for each room) and requesters (two for each). */
async function growInstitutions(client: pg.ClientBase, seeded: readonly SeededInstitution[], rooms: number, now: Date) {
  let left = rooms;
  for (const [index, { id, key, versions }] of seeded.entries()) {
    const isLast = index === seeded.length - 1;
    const count = isLast ? left : Math.max(2, Math.round(rooms * (shares[key] ?? 0)));
    left -= count;
    const [code] = versions.keys();
    if (!code) throw new Error(`${key} has no procedure`);
    const technicians = conductOf(shippedSop(code).document).position;
    await client.query(sql.rooms, [id, count]);
    await client.query(sql.units, [id, count]);
    await client.query(sql.people, [id, count, `teknisi-%@${key}.example`, 'Teknisi', technicians, now]);
    await client.query(sql.people, [id, 2 * count, `pemohon-%@${key}.example`, 'Pemohon', 'pemohon', now]);
  }
}

function conductOf({ steps }: SopDocument) {
  const conduct = steps.find(({ kind }) => kind === 'conduct');
  if (!conduct) throw new Error('the procedure has no conduct');
  return conduct;
}

/** The steps of each version in order, as the fill needs them. */
function stepsOf(seeded: readonly SeededInstitution[]) {
  return seeded.flatMap(({ id, versions }) =>
    [...versions].map(([code, versionId], service) => {
      const { document } = shippedSop(code);
      const conduct = conductOf(document);
      return {
        institutionId: id,
        versionId,
        service,
        services: versions.size,
        conduct: document.steps.indexOf(conduct),
        // What the applicant has done by filing.
        first: document.steps.findIndex(({ kind, position }) => kind !== 'intake' || position !== 'requester'),
        // The first that the technicians do: there they were put on the case.
        technical: document.steps.findIndex(({ position }) => position === conduct.position),
        steps: document.steps.map(({ key, kind, position }) => ({ key, kind, position })),
      };
    }),
  );
}
