/**
 * `npm run bench -- api`: how long people wait for the schedule's answers in a full database. Fills an embedded PostgreSQL, starts the real server, signs
 * people in, and asks at a fixed rate; then looks at the plans of the statements that ran.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startEmbedded } from '../../server/src/database/embedded.ts';
import { seededRandom } from '../support/random.ts';
import { fill, fullSize } from './api-data.ts';
import { ask } from './api-load.ts';
import { amountIn, chooseAskers, Draw, type RouteName, readInstitutions, reports, routes } from './api-questions.ts';
import { Person, startServer } from './api-server.ts';
import { machine } from './cpu.ts';
import { type Answered, type Summary, summarise } from './latencies.ts';
import { readPlans } from './plans.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    requests: { type: 'string', default: String(fullSize.requests) },
    holds: { type: 'string', default: String(fullSize.holds) },
    rooms: { type: 'string', default: String(fullSize.rooms) },
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
    data: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});

/** Seconds of the same load before anything counts: caches fill and the code is compiled. */
const warmSeconds = 15;
/** Questions of each route whose plans are looked at, and of each report that is timed. */
const samples = 30;
/** Tables with fewer rows are read whole by right: an index would be slower. */
const bigTableRows = 10_000;

const say = (line: string) => {
  if (!values.json) console.log(line);
};
const dataDir = values.data ?? mkdtempSync(join(tmpdir(), 'sambung-bench-'));

/** The bench's own connection to the database that the server started. */
async function connectDatabase(): Promise<pg.Client> {
  const { host, port, user, database } = await startEmbedded(join(dataDir, 'pg'));
  const client = new pg.Client({ host, port, user, database });
  await client.connect();
  return client;
}

/** The server with people signed in; `act` asks them. */
async function withPeople<T>(
  act: (draw: (random: () => number) => Draw, people: ReadonlyMap<string, Person>, client: pg.Client) => Promise<T>,
): Promise<T> {
  const server = await startServer(dataDir);
  const client = await connectDatabase();
  const people = new Map<string, Person>();
  try {
    const askers = chooseAskers(await readInstitutions(client));
    for (const [index, { email }] of askers.entries())
      people.set(email, await Person.signIn(server.port, email, index));
    return await act((random) => new Draw(askers, random), people, client);
  } finally {
    for (const person of people.values()) person.leave();
    await client.end();
    await server.stop();
  }
}

/** One after the other; throws when an answer is not what was asked for. */
async function askOneByOne(route: RouteName, draw: Draw, people: ReadonlyMap<string, Person>): Promise<Answered[]> {
  const answered: Answered[] = [];
  let amount = 0;
  for (let count = 0; count < samples; count += 1) {
    const { email, question } = draw.question(route, Date.now());
    const startedAt = performance.now();
    const answer = await people.get(email)?.ask(question);
    answered.push({ route, ms: performance.now() - startedAt, ok: answer?.status === 200 });
    if (answer?.status !== 200) throw new Error(`${question.path} answered ${answer?.status}: ${answer?.body}`);
    amount += amountIn(route, answer.body);
  }
  if (amount === 0) throw new Error(`${route}: ${samples} answers, and nothing in any of them.`);
  return answered;
}

interface Scan {
  readonly route: RouteName;
  readonly table: string;
  readonly rows: number;
  readonly statement: string;
}

/** Lets PostgreSQL write down every plan while each route is asked, and reads them. */
async function lookAtPlans() {
  const embedded = await startEmbedded(join(dataDir, 'pg'));
  const client = await connectDatabase();
  for (const setting of [
    "session_preload_libraries = 'auto_explain'",
    'auto_explain.log_min_duration = 0',
    "auto_explain.log_format = 'json'",
    'auto_explain.log_nested_statements = on',
  ])
    await client.query(`ALTER SYSTEM SET ${setting}`);
  await client.query('SELECT pg_reload_conf()');
  await client.end();
  const log = join(dataDir, 'pg/postgres.log');
  const indexes: Partial<Record<RouteName, string[]>> = {};
  const seqScans: Scan[] = [];
  let count = 0;
  try {
    await withPeople(async (draw, people, client) => {
      const big = new Map(
        (
          await client.query<{ name: string; rows: number }>(
            `SELECT relname AS name, reltuples::float AS rows FROM pg_class WHERE relkind = 'r' AND reltuples >= ${bigTableRows}`,
          )
        ).rows.map(({ name, rows }) => [name, rows]),
      );
      for (const route of [...routes, ...reports]) {
        const before = readFileSync(log).byteLength;
        await askOneByOne(route, draw(seededRandom(Number(values.seed) + 1)), people);
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
    await resetSettings();
  }
  return { plans: count, indexes, seqScans, embedded: embedded.adopted };
}

async function resetSettings(): Promise<void> {
  const embedded = await startEmbedded(join(dataDir, 'pg'));
  const client = await connectDatabase();
  await client.query('ALTER SYSTEM RESET ALL');
  await client.end();
  await embedded.stop();
}

/** Tables that were read from one end to the other, and how often, since the database started to count. */
async function wholeReads(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; scans: number }>(
    `SELECT relname AS name, seq_scan::int AS scans FROM pg_stat_user_tables WHERE n_live_tup >= ${bigTableRows}`,
  );
  return new Map(rows.map(({ name, scans }) => [name, scans]));
}

const columns = (name: string, { p50Ms, p95Ms, maxMs, count, errors }: Summary) =>
  `${name.padEnd(13)} ${[p50Ms, p95Ms, maxMs].map((ms) => ms.toFixed(1).padStart(7)).join(' ')} ${String(count).padStart(6)} ${String(errors).padStart(6)}`;

try {
  const size = { requests: Number(values.requests), holds: Number(values.holds), rooms: Number(values.rooms) };
  say(`Data: ${dataDir}`);
  await fill(dataDir, size, say);
  const load = [loadavg()[0] ?? 0];
  const result = await withPeople(async (draw, people, client) => {
    const data = (
      await client.query(
        'SELECT (SELECT count(*)::int FROM requests) AS requests, (SELECT count(*)::int FROM holds) AS holds, (SELECT count(*)::int FROM places) AS rooms',
      )
    ).rows[0];
    const random = seededRandom(Number(values.seed));
    for (const route of routes) await askOneByOne(route, draw(random), people);
    const common = { rate: Number(values.rate), routes, draw: draw(random), people, random };
    await ask({ ...common, seconds: warmSeconds });
    const before = await wholeReads(client);
    load.push(loadavg()[0] ?? 0);
    const { answered, ratePerSecond } = await ask({ ...common, seconds: Number(values.seconds) });
    load.push(loadavg()[0] ?? 0);
    const alone: Answered[] = [];
    for (const route of reports) alone.push(...(await askOneByOne(route, draw(random), people)));
    const after = await wholeReads(client);
    const readWhole = [...after].flatMap(([table, scans]) => {
      const times = scans - (before.get(table) ?? 0);
      return times > 0 ? [{ table, times }] : [];
    });
    return { data, answered, ratePerSecond, alone, readWhole, people: people.size };
  });
  const { plans, indexes, seqScans } = await lookAtPlans();
  const measured = summarise(result.answered, routes);
  const alone = summarise(result.alone, reports);
  if (values.json)
    console.log(
      JSON.stringify({
        bench: 'api',
        routes: measured,
        ratePerSecond: Math.round(result.ratePerSecond * 100) / 100,
        seconds: Number(values.seconds),
        people: result.people,
        data: result.data,
        reportsOneByOne: alone,
        seqScans,
        readWhole: result.readWhole,
        plans,
        indexes,
        machine: machine(),
        load,
      }),
    );
  else {
    console.log(`\n${machine()}; load average ${load.map((one) => one.toFixed(2)).join(' → ')}`);
    console.log(
      `${result.data.requests} requests, ${result.data.holds} holds, ${result.data.rooms} rooms; ${result.people} people`,
    );
    console.log(
      `\n${result.ratePerSecond.toFixed(1)} a second for ${values.seconds} s\n               p50 ms  p95 ms  max ms  asked errors`,
    );
    for (const route of routes) console.log(columns(route, measured[route] as Summary));
    console.log('\none after the other');
    for (const route of reports) console.log(columns(route, alone[route] as Summary));
    console.log(`\n${plans} plans; indexes:`);
    for (const [route, names] of Object.entries(indexes)) console.log(`  ${route}: ${names.join(', ')}`);
    console.log(seqScans.length === 0 ? 'No big table is read sequentially.' : 'READ SEQUENTIALLY:');
    for (const { route, table, rows, statement } of seqScans)
      console.log(`  ${route}: ${table} (${rows} rows): ${statement.slice(0, 300)}`);
    for (const { table, times } of result.readWhole)
      console.log(`  the server as a whole read ${table} from one end to the other ${times} times`);
  }
} finally {
  if (values.data === undefined) rmSync(dataDir, { recursive: true, force: true });
}
