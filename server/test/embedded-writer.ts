/** A victim for the kill tests: starts the embedded PostgreSQL and prints every number after its commit was acknowledged. */
import pg from 'pg';
import { startEmbedded } from '../src/database/embedded.ts';

const postgres = await startEmbedded(process.argv[2] ?? '', { maxConnections: 20, sharedBuffersMb: 16 });
const { host, port, user, database } = postgres;
const client = new pg.Client({ host, port, user, database });
// The killed database ends this process too; the test only wants what was acknowledged before.
client.on('error', () => process.exit(0));
await client.connect();
await client.query('CREATE TABLE IF NOT EXISTS written (n integer PRIMARY KEY)');
const { rows } = await client.query('SELECT coalesce(max(n), 0) AS newest FROM written');
process.stdout.write(`pid ${postgres.pid}\n`);
for (let n = rows[0].newest + 1; ; n++) {
  await client.query('INSERT INTO written VALUES ($1)', [n]);
  process.stdout.write(`${n}\n`);
}
