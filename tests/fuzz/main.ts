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

async function fuzz(url: string, { email, password }: Person, seconds: number): Promise<boolean> {
  console.log(`\n${email}: ${seconds} s, seed ${values.seed}`);
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
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const [code] = await once(run, 'exit');
  return code === 0;
}

/** Ends the server and takes its database away. */
async function stopServer(): Promise<void> {
  if (server && server.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
}

let folder = '';
let server: ChildProcess | undefined;
let passed = 0;
let failed = 0;
try {
  for (const name of values.people) {
    // A database of its own for each: what one may do (an admin ends other people's positions) is not to keep the next one out.
    await stopServer();
    folder = mkdtempSync(join(tmpdir(), 'sambung-fuzz-'));
    const started = await startServer(folder);
    server = started.server;
    const person = (await demoPeople(started.url)).find(({ email }) => email.startsWith(`${name}@`));
    if (!person) throw new Error(`The demo has nobody called ${name}.`);
    if (await fuzz(started.url, person, Number(values.seconds) / values.people.length)) passed += 1;
    else failed += 1;
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
  }
} catch (error) {
  console.error(error);
  failed += 1;
} finally {
  await stopServer();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
