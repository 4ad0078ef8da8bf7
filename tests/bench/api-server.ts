/** The real server process on the bench's database, and people who ask it over HTTP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { password } from './api-data.ts';
import { preferProcess, processNs } from './cpu.ts';

/**
 * Addresses that the people sit at. The server lets 1,200 requests a minute in from one; behind each of these are the people of a floor or a small office.
 * The whole of 127.0.0.0/8 is this machine, and the server sees the addresses as they are.
 */
const offices = Array.from({ length: 8 }, (_, index) => `127.0.0.${index + 11}`);

export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts `server/src/main.ts` as `npm start` does, without the media node, which none of the routes needs. */
export async function startServer(dataDir: string): Promise<RunningServer> {
  const server: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, '../../server/src/main.ts')], {
    env: {
      ...(process.env.NODE_OPTIONS && { NODE_OPTIONS: process.env.NODE_OPTIONS }),
      ...{ PATH: process.env.PATH, TMPDIR: process.env.TMPDIR ?? '/tmp', NODE_ENV: 'production' },
      ...{ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error' },
      ...{ CONTROL_SOCKET: join(dataDir, 'control.sock'), CONTROL_SECRET: randomBytes(32).toString('hex') },
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [ready] = await Promise.race([
    once(server, 'message'),
    once(server, 'exit').then(([code]) => Promise.reject(new Error(`The server ended with ${code}.`))),
  ]);
  return {
    port: Number(new URL((ready as { url: string }).url).port),
    pid: server.pid ?? 0,
    async stop() {
      if (server.exitCode !== null) return;
      server.kill('SIGTERM');
      await once(server, 'exit');
    },
  };
}

/** The database's processes of this moment. */
const childrenOf = (postmaster: number) =>
  readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ').map(Number);

/** Nanoseconds that the processes of a database have been on a processor; those that ended meanwhile are missing. */
export function databaseNs(postmaster: number): bigint {
  return childrenOf(postmaster).reduce((ns, pid) => {
    try {
      return ns + processNs(pid);
    } catch {
      // It ended while the list was read.
      return ns;
    }
  }, 0n);
}

/** Lets what is measured go before whatever else runs on the machine, as the other benches do. */
export function preferProduct(pids: { readonly server: number; readonly database: number }): void {
  for (const pid of [pids.server, pids.database, ...childrenOf(pids.database), process.pid]) preferProcess(pid);
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Question {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
}

/** Somebody with a session of their own. */
export class Person {
  readonly email: string;
  readonly #port: number;
  readonly #office: string;
  readonly #agent: Agent;
  #cookie = '';
  #csrfToken = '';

  private constructor(port: number, email: string, index: number) {
    this.email = email;
    this.#port = port;
    this.#office = offices[index % offices.length] ?? '';
    // A browser's six connections to one host.
    this.#agent = new Agent({ keepAlive: true, maxSockets: 6 });
  }

  /** Signs in as the page does. */
  static async signIn(port: number, email: string, index: number): Promise<Person> {
    const person = new Person(port, email, index);
    person.#keep(await person.ask({ method: 'GET', path: '/api/session' }));
    const entered = await person.ask({ method: 'POST', path: '/api/session', body: { email, password } });
    if (entered.status !== 200) throw new Error(`${email} cannot sign in: ${entered.body}`);
    person.#keep(entered);
    return person;
  }

  #keep({ body }: Answer): void {
    this.#csrfToken = (JSON.parse(body) as { csrfToken: string }).csrfToken;
  }

  /** Asks, and resolves once the whole answer is there; status 0 when there is none. */
  ask({ method, path, body }: Question): Promise<Answer> {
    const sent = body && JSON.stringify(body);
    return new Promise((answered) => {
      const asked = request(
        {
          ...{ host: '127.0.0.1', port: this.#port, method, path, agent: this.#agent, localAddress: this.#office },
          headers: {
            cookie: this.#cookie,
            ...(sent && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(sent),
              'x-csrf-token': this.#csrfToken,
            }),
          },
        },
        (answer) => {
          const [cookie] = answer.headers['set-cookie'] ?? [];
          if (cookie) this.#cookie = cookie.split(';')[0] ?? '';
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => answered({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
          answer.on('error', (error) => answered({ status: 0, body: error.message }));
        },
      );
      asked.on('error', (error) => {
        // The server had just let the connection go: browsers ask once more, too.
        if (asked.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET')
          void this.ask({ method, path, ...(body && { body }) }).then(answered);
        else answered({ status: 0, body: error.message });
      });
      asked.end(sent);
    });
  }

  /** Lets the connections go. */
  leave(): void {
    this.#agent.destroy();
  }
}
