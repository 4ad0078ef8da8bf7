/** The plans of the statements that the routes run, written down by PostgreSQL itself while people ask. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbedded } from '../../server/src/database/embedded.ts';
import { seededRandom } from '../support/random.ts';
import { askOneByOne, connectDatabase, withPeople } from './api-people.ts';
import { type RouteName, reports, routes } from './api-questions.ts';
import { readPlans } from './plans.ts';

/** Tables with fewer rows are read whole by right: an index would be slower. */
export const bigTableRows = 10_000;

const settings = [
  "session_preload_libraries = 'auto_explain'",
  'auto_explain.log_min_duration = 0',
  "auto_explain.log_format = 'json'",
  'auto_explain.log_nested_statements = on',
];

/** A big table that a statement reads from one end to the other. */
interface Scan {
  readonly route: RouteName;
  readonly table: string;
  readonly rows: number;
  readonly statement: string;
}

/** Asks each route with auto_explain on, which is why nothing is timed here. How many plans there were, the indexes of each route, and sequential scans. */
export async function lookAtPlans(dataDir: string, seed: number) {
  await changeSettings(
    dataDir,
    settings.map((setting) => `ALTER SYSTEM SET ${setting}`),
  );
  const log = join(dataDir, 'pg/postgres.log');
  const indexes: Partial<Record<RouteName, string[]>> = {};
  const seqScans: Scan[] = [];
  let count = 0;
  try {
    await withPeople(dataDir, async ({ draw, people, client }) => {
      const { rows } = await client.query<{ name: string; rows: number }>(
        `SELECT relname AS name, reltuples::float AS rows FROM pg_class WHERE relkind = 'r' AND reltuples >= ${bigTableRows}`,
      );
      const big = new Map(rows.map((table) => [table.name, table.rows]));
      for (const route of [...routes, ...reports]) {
        const before = readFileSync(log).byteLength;
        await askOneByOne(route, draw(seededRandom(seed)), people);
        const plans = readPlans(readFileSync(log).subarray(before).toString());
        count += plans.length;
        indexes[route] = [...new Set(plans.flatMap((plan) => plan.indexes))].sort();
        for (const { statement, scanned } of plans)
          for (const table of scanned.filter((name) => big.has(name)))
            if (!seqScans.some((scan) => scan.route === route && scan.statement === statement))
              seqScans.push({ route, table, rows: big.get(table) ?? 0, statement });
      }
    });
  } finally {
    await changeSettings(dataDir, ['ALTER SYSTEM RESET ALL']);
  }
  return { plans: count, indexes, seqScans };
}

/** Changes PostgreSQL's settings while no server runs on it. */
async function changeSettings(dataDir: string, statements: readonly string[]): Promise<void> {
  const embedded = await startEmbedded(join(dataDir, 'pg'));
  const { client } = await connectDatabase(dataDir);
  for (const statement of statements) await client.query(statement);
  await client.end();
  await embedded.stop();
}
