/** The running product with people in it, for `npm run bench -- api`. */
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../../server/src/database/embedded.ts';
import { amountIn, chooseAskers, Draw, type RouteName, readInstitutions } from './api-questions.ts';
import { Person, preferProduct, startServer } from './api-server.ts';
import type { Answered } from './latencies.ts';

/** Questions of each route whose plans are looked at, and of each report that is timed. */
const samples = 30;

/** The bench's own connection to the database that the server started. */
export async function connectDatabase(dataDir: string): Promise<{ client: pg.Client; pid: number }> {
  const { host, port, user, database, pid } = await startEmbedded(join(dataDir, 'pg'));
  const client = new pg.Client({ host, port, user, database });
  await client.connect();
  return { client, pid };
}

/** What `withPeople` gives. */
interface Running {
  readonly draw: (random: () => number) => Draw;
  /** By address. */
  readonly people: ReadonlyMap<string, Person>;
  readonly client: pg.Client;
  readonly pids: { readonly server: number; readonly database: number };
}

/** Runs the server with people signed in while `act` asks them. */
export async function withPeople<T>(dataDir: string, act: (running: Running) => Promise<T>): Promise<T> {
  const server = await startServer(dataDir);
  const { client, pid } = await connectDatabase(dataDir);
  const people = new Map<string, Person>();
  const pids = { server: server.pid, database: pid };
  preferProduct(pids);
  try {
    const askers = chooseAskers(await readInstitutions(client));
    for (const [index, { email }] of askers.entries())
      people.set(email, await Person.signIn(server.port, email, index));
    const draw = (random: () => number) => new Draw(askers, random);
    return await act({ draw, people, client, pids });
  } finally {
    for (const person of people.values()) person.leave();
    await client.end();
    await server.stop();
  }
}

/** One after the other; throws when an answer is not what was asked for. */
export async function askOneByOne(
  route: RouteName,
  draw: Draw,
  people: ReadonlyMap<string, Person>,
): Promise<Answered[]> {
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
