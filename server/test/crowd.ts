/**
 * A crowd that comes all at once, in a process of its own so that the server's has its turns for itself: `node server/test/crowd.ts URL CODE INVITE COUNT`. Each
 * guest does what a page does: asks for a session, opens the door by the link, connects, joins, comes back when it is told to. Says over IPC how it went, waits
 * for a word, and leaves.
 */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { Ack } from '@sambung/contract/problem';
import type { Joined } from '@sambung/contract/socket';
import { io, type Socket } from 'socket.io-client';

/** How it went with one guest. */
export interface Coming {
  /** `in`, or the code of the problem that ended it; `hung` when nothing was answered. */
  outcome: string;
  /** How often it was told that it is crowded, and for how long in all. */
  sentAway: number;
  /** Sent away without a word of when to come back. */
  withoutTime: number;
  /** In the lobby, until it was let in. */
  waited: boolean;
}
export interface CrowdReport {
  comings: Coming[];
  /** Health was asked all the while: its answers by status, and the longest that one took. */
  health: Record<string, number>;
  slowestHealthMs: number;
  tookMs: number;
}

/** Longer than any page waits for an answer: who gets none by then hangs. */
const answerWithinMs = 30_000;
/** They all leave in one instant, and each departure is told to everybody who is still there. */
const leaveWithinMs = 120_000;
const agent = new Agent({ keepAlive: true, maxSockets: 200 });

interface HttpAnswer {
  status: number;
  cookies: string[];
  body: { csrfToken?: string; code?: string; retryAfterSeconds?: number | undefined };
}

function ask(url: string, method: string, headers: Record<string, string>, body?: object): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers, timeout: answerWithinMs }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => {
        const cookies = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0] ?? '');
        resolve({ status: answer.statusCode ?? 0, cookies, body: text === '' ? {} : JSON.parse(text) });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('hung'))).on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

class Guest {
  readonly coming: Coming = { outcome: 'hung', sentAway: 0, withoutTime: 0, waited: false };
  #socket: Socket | undefined;

  async come(url: string, code: string, invite: string, name: string): Promise<void> {
    try {
      const session = await this.#patiently(() => ask(`${url}/api/session`, 'GET', {}));
      const headers = {
        ...{ cookie: session.cookies.join('; '), 'content-type': 'application/json', origin: url },
        'x-csrf-token': session.body.csrfToken ?? '',
      };
      const access = await this.#patiently(() => ask(`${url}/api/access`, 'POST', headers, { code, invite }));
      if (access.status !== 200) throw new Error(access.body.code ?? String(access.status));
      await this.#join(url, code, access.cookies.join('; '), name);
    } catch (error) {
      this.coming.outcome = (error as Error).message;
    }
  }

  async leave(): Promise<void> {
    const answer: Ack<object> | undefined = await this.#socket?.timeout(leaveWithinMs).emitWithAck('leave', {});
    this.#socket?.close();
    if (answer?.ok === false) throw new Error(answer.problem.code);
  }

  async #join(url: string, code: string, cookie: string, displayName: string): Promise<void> {
    const socket = io(`${url}/room`, {
      ...{ auth: { code }, extraHeaders: { cookie }, transports: ['websocket'], forceNew: true },
      ...{ reconnection: false, timeout: answerWithinMs },
    });
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) =>
        reject(new Error((error as { data?: { code?: string } }).data?.code ?? error.message)),
      );
    });
    for (;;) {
      const admitted = new Promise((resolve) => socket.once('lobby:admitted', resolve));
      const answer: Ack<Joined> = await socket
        .timeout(answerWithinMs)
        .emitWithAck('join', { displayName, transportIds: [] })
        .catch(() => {
          throw new Error('hung');
        });
      this.coming.outcome = answer.ok ? 'in' : answer.problem.code;
      if (answer.ok) return;
      if (answer.problem.code === 'waiting-at-the-door') {
        this.coming.waited = true;
        await admitted;
      } else if (!(await this.#comeBack(answer.problem))) return;
    }
  }

  async #patiently(send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    for (;;) {
      const answer = await send();
      if (!(await this.#comeBack(answer.body))) return answer;
    }
  }

  /** Waits as long as it was told; false when nobody told it to. */
  async #comeBack({ code, retryAfterSeconds }: HttpAnswer['body']): Promise<boolean> {
    if (code !== 'crowded') return false;
    this.coming.sentAway += 1;
    if (retryAfterSeconds === undefined) this.coming.withoutTime += 1;
    await pause((retryAfterSeconds ?? 1) * 1_000);
    return true;
  }
}

async function watchHealth(url: string, isOver: () => boolean) {
  const health: Record<string, number> = {};
  let slowestHealthMs = 0;
  while (!isOver()) {
    const began = performance.now();
    const status = await ask(`${url}/api/health`, 'GET', {}).then(
      (answer) => String(answer.status),
      (error: Error) => error.message,
    );
    health[status] = (health[status] ?? 0) + 1;
    slowestHealthMs = Math.max(slowestHealthMs, performance.now() - began);
    await pause(100);
  }
  return { health, slowestHealthMs };
}

const [url = '', code = '', invite = '', count = '0'] = process.argv.slice(2);
const guests = Array.from({ length: Number(count) }, () => new Guest());
const began = performance.now();
let isOver = false;
const watching = watchHealth(url, () => isOver);
await Promise.all(guests.map((guest, index) => guest.come(url, code, invite, `Mahasiswa ${index + 1}`)));
isOver = true;
const report: CrowdReport = {
  ...{ comings: guests.map(({ coming }) => coming), ...(await watching) },
  tookMs: performance.now() - began,
};
process.send?.(report);
await once(process, 'message');
await Promise.all(guests.map((guest) => guest.leave()));
agent.destroy();
process.disconnect();
