/**
 * The API against schemathesis: a real server with the demo's people on a database of its own, every route as its OpenAPI document describes it, nothing left
 * behind. Ends with `N passed, N failed`. Run by scripts/fuzz.mjs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    /** Shared among the people. */
    seconds: { type: 'string', default: '110' },
    seed: { type: 'string', default: '1' },
    st: { type: 'string', default: 'st' },
    /** A pattern of paths, to try some routes for longer. */
    only: { type: 'string' },
    people: { type: 'string', multiple: true, default: ['admin', 'pemohon'] },
  },
});

/** These end the session that everything else needs, lock its person out for good, or make the installation's first account. */
const leftOut =
  '^/api/(session|setup|people/[^/]+/.+|contacts/|positions/[^/]+/|account/(password|second-step|sessions))';
/** What an answer must not do: fail, say something undescribed, or look otherwise than described. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
].join(',');

async function startServer(folder: string): Promise<{ server: ChildProcess; url: string }> {
  const server = spawn(process.execPath, [join(root, 'server/src/main.ts')], {
    env: {
      ...{ PATH: process.env.PATH, PORT: '0', DEMO: '1', DATA_DIR: folder, LOG_LEVEL: 'error' },
      // Every request of the fuzzer comes from an address of its own: the limits are counted by it.
      TRUSTED_PROXIES: 'loopback',
      CONTROL_SOCKET: join(folder, 'control.sock'),
      CONTROL_SECRET: 'x'.repeat(64),
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [ready] = await Promise.race([
    once(server, 'message'),
    once(server, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
  ]);
  return { server, url: (ready as { url: string }).url };
}

interface Person {
  email: string;
  password: string;
}

async function demoPeople(url: string): Promise<Person[]> {
  const { demoPeople = [] } = (await (await fetch(`${url}/api/session`)).json()) as { demoPeople?: Person[] };
  return demoPeople;
}

/** Whether nothing was found; what the fuzzer says comes in one piece, since others run beside it. */
async function fuzz(folder: string, url: string, { email, password }: Person, seconds: number): Promise<boolean> {
  const run = spawn(
    values.st,
    [
      ...['run', `${url}/api/openapi.json`, '--url', url, '--no-color', '--continue-on-failure', '--checks', checks],
      ...['--phases', 'examples,coverage,fuzzing', '--max-time', String(seconds), '--seed', values.seed],
      ...(values.only ? ['--include-path-regex', values.only] : []),
      ...['--exclude-path-regex', leftOut, '--suppress-health-check', 'all', '--generation-database', 'none'],
    ],
    {
      // It keeps a cache where it stands.
      cwd: folder,
      env: {
        ...process.env,
        SCHEMATHESIS_HOOKS: 'hooks',
        PYTHONPATH: import.meta.dirname,
        PYTHONDONTWRITEBYTECODE: '1',
        FUZZ_URL: url,
        FUZZ_EMAIL: email,
        FUZZ_PASSWORD: password,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = `\n${email}: ${seconds} s, seed ${values.seed}\n`;
  for (const stream of [run.stdout, run.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = await once(run, 'close');
  console.log(said);
  return code === 0;
}

/** With a server and a database of their own: what one may do (an admin ends other people's positions) is not to keep the next one out. */
async function fuzzAs(name: string, seconds: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'sambung-fuzz-'));
  let server: ChildProcess | undefined;
  try {
    const started = await startServer(folder);
    server = started.server;
    const person = (await demoPeople(started.url)).find(({ email }) => email.startsWith(`${name}@`));
    if (!person) throw new Error(`The demo has nobody called ${name}.`);
    const passed = await fuzz(folder, started.url, person, seconds);
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    return passed;
  } finally {
    if (server && server.exitCode === null) {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

// All at once: each fuzzer and its server wait for one another, and together keep one core busy.
const outcomes = await Promise.allSettled(
  values.people.map((name) => fuzzAs(name, Number(values.seconds) / values.people.length)),
);
for (const outcome of outcomes) if (outcome.status === 'rejected') console.error(outcome.reason);
const passed = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length;
const failed = outcomes.length - passed;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
