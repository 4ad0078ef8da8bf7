/**
 * `npm run bench -- api`: how long people wait for the schedule's answers in a full database. Fills an embedded PostgreSQL, starts the real server, signs
 * people in, and asks at a fixed rate; then looks at the plans of the statements that ran.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { seededRandom } from '../support/random.ts';
import { fill, fullSize } from './api-data.ts';
import { ask } from './api-load.ts';
import { askOneByOne, withPeople } from './api-people.ts';
import { bigTableRows, lookAtPlans } from './api-plans.ts';
import { reports, routes } from './api-questions.ts';
import { databaseNs } from './api-server.ts';
import { machine, processNs } from './cpu.ts';
import { type Answered, type Summary, summarise } from './latencies.ts';

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

const say = (line: string) => {
  if (!values.json) console.log(line);
};
const dataDir = values.data ?? mkdtempSync(join(tmpdir(), 'sambung-bench-'));

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
  const result = await withPeople(dataDir, async ({ draw, people, client, pids }) => {
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
    const spent = () => [processNs(pids.server), databaseNs(pids.database), processNs(process.pid)];
    const began = spent();
    const { answered, ratePerSecond } = await ask({ ...common, seconds: Number(values.seconds) });
    const [server, database, asking] = spent().map(
      (ns, index) => Math.round(Number(ns - (began[index] ?? 0n)) / 1e4 / answered.length) / 100,
    );
    load.push(loadavg()[0] ?? 0);
    const alone: Answered[] = [];
    for (const route of reports) alone.push(...(await askOneByOne(route, draw(random), people)));
    const after = await wholeReads(client);
    const readWhole = [...after].flatMap(([table, scans]) => {
      const times = scans - (before.get(table) ?? 0);
      return times > 0 ? [{ table, times }] : [];
    });
    return {
      data,
      answered,
      ratePerSecond,
      alone,
      readWhole,
      people: people.size,
      processorMs: { server, database, asking },
    };
  });
  const { plans, indexes, seqScans } = await lookAtPlans(dataDir, Number(values.seed) + 1);
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
        processorMsPerAnswer: result.processorMs,
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
    const { server, database, asking } = result.processorMs;
    console.log(`processor time of an answer: server ${server} ms, database ${database} ms; of asking ${asking} ms`);
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
