/** What was acknowledged survives: server and database are killed while requests are written and filed, and started again on the same data. */
import { afterEach, expect, it } from 'vitest';
import { descendants, executable, type Product, startProduct, until } from '../support/product.ts';
import { Staff } from '../support/staff.ts';

let product: Product | undefined;
afterEach(async () => await product?.dispose());

/** How often everything is killed, and how many writes are acknowledged in all. `npm run test:full` asks for the ten and five hundred. */
const kills = Number(process.env.KILLS ?? 2);
const writesPerLife = 50;
/** Writers at once: the kill meets transactions in every state. */
const writers = 4;

interface Acknowledged {
  readonly id: string;
  readonly version: number;
  readonly title: string;
}

it('[BATAN-37] no acknowledged write is lost to kill -9 of server and database, and the audit chain verifies', async () => {
  product = await startProduct();
  const acknowledged = new Map<string, Acknowledged>();
  for (let life = 0; life < kills; life++) {
    const running = product;
    let count = 0;
    const people = await Promise.all(Array.from({ length: writers }, () => Staff.signIn(running, 'requester')));
    const writing = people.map(async (person) => {
      while (count < writesPerLife * 2) {
        const written = await write(person).catch(() => null);
        if (written === null) return;
        acknowledged.set(written.id, written);
        count += 1;
      }
    });
    await until('enough is acknowledged', () => count >= writesPerLife, 60_000);
    const victims = descendants(running.supervisorPid).filter((pid) => executable(pid).endsWith('/postgres'));
    for (const pid of [running.pidOf('server'), ...victims]) kill(pid);
    await Promise.all(writing);
    await until('the product is back', () => running.isReady(), 60_000);
  }
  const approver = await Staff.signIn(product, 'approver');
  const requester = await Staff.signIn(product, 'requester');
  for (const { id, version, title } of acknowledged.values()) {
    const answer = await requester.send('GET', `/api/requests/${id}`);
    const found = (await answer.json()) as { version: number; title: string };
    expect(found.title, id).toBe(title);
    expect(found.version, id).toBeGreaterThanOrEqual(version);
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(kills * writesPerLife);
  expect((await approver.send('GET', '/api/tasks')).status).toBe(200);
  const admin = await Staff.signIn(product, 'admin');
  const verdict = await admin.send('GET', '/api/audit/verification');
  expect(await verdict.json()).toMatchObject({ broken: null });
}, 900_000);

let running = 0;
/** Begins a draft and writes on it; answers what was acknowledged last. */
async function write(person: Staff): Promise<Acknowledged> {
  running += 1;
  const title = `Tulisan ${running}`;
  const services = (await (await person.send('GET', '/api/sops')).json()) as { versionId: string }[];
  const draft = await acknowledgedBy(person, 'POST', '/api/requests', {
    sopVersionId: services[0]?.versionId,
    values: { title: 'Awal' },
  });
  const saved = await acknowledgedBy(person, 'PATCH', `/api/requests/${draft.id}`, {
    version: draft.version,
    values: { title },
  });
  return { id: saved.id, version: saved.version, title };
}

async function acknowledgedBy(
  person: Staff,
  method: string,
  path: string,
  body: object,
): Promise<{ id: string; version: number }> {
  const answer = await person.send(method, path, body);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return (await answer.json()) as { id: string; version: number };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // A child of a process that was killed before it may be gone already.
  }
}
