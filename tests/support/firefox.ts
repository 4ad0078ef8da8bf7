/** A Firefox without a screen, driven over WebDriver BiDi: a page in it can be opened and asked. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TrustedServer, trust } from './certificate-authority.ts';
import { hasSoundServer, startSoundServer } from './sound-server.ts';

/** Where Debian puts Firefox ESR, the same release that ministries have. */
export const firefoxPath = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => existsSync(path));

const START_LIMIT_MS = 60_000;

/** Fake devices without a question, host addresses in the clear, and no traffic of Firefox's own. */
const preferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.update.enabled': false,
};

export interface CallablePage {
  /** Calls a function, given as source text, in the page with strings as arguments; waits for its promise. */
  call(source: string, ...args: string[]): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a Firefox with a fresh profile, which knows and trusts `server` too, and opens `url` in it. */
export async function openFirefox(url: string, server?: TrustedServer): Promise<CallablePage> {
  if (!firefoxPath) throw new Error('Firefox is not installed: apt-get install firefox-esr');
  const profile = mkdtempSync(join(tmpdir(), 'sambung-firefox-'));
  const chosen = { ...preferences, ...(server && { 'network.dns.forceResolve': server.address }) };
  const lines = Object.entries(chosen).map(
    (entry) => `user_pref(${entry.map((part) => JSON.stringify(part)).join()});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  if (server) trust(profile, server.authority);
  const sound = hasSoundServer ? startSoundServer(profile) : undefined;
  const child = spawn(
    firefoxPath,
    ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', profile, 'about:blank'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: profile, ...(sound && { PULSE_SERVER: sound.server }) },
    },
  );
  const end = async () => {
    const ended = child.exitCode === null ? new Promise((resolve) => child.once('exit', resolve)) : undefined;
    child.kill();
    await ended;
    sound?.stop();
    rmSync(profile, { recursive: true, force: true });
  };
  try {
    const session = await BidiSession.connect(await listening(child));
    await session.send('session.new', { capabilities: {} });
    const { context } = (await session.send('browsingContext.create', { type: 'tab' })) as { context: string };
    await session.send('browsingContext.navigate', { context, url, wait: 'complete' });
    return {
      async call(source, ...args) {
        const answer = (await session.send('script.callFunction', {
          functionDeclaration: source,
          awaitPromise: true,
          target: { context },
          arguments: args.map((value) => ({ type: 'string', value })),
        })) as { type: string; result?: { value?: unknown }; exceptionDetails?: { text: string } };
        if (answer.type !== 'success') throw new Error(answer.exceptionDetails?.text ?? 'the page threw');
        return answer.result?.value;
      },
      close: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The address that Firefox says it listens on. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Firefox did not start')), START_LIMIT_MS);
    child.once('exit', () => reject(new Error('Firefox ended at its start')));
    if (!child.stderr) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
      if (address) {
        clearTimeout(timer);
        resolve(`${address}/session`);
      }
    });
  });
}

/** Commands and their answers over one WebSocket. */
class BidiSession {
  private lastId = 0;
  private readonly pending = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  private readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener('message', (event) => {
      const answer = JSON.parse(String(event.data)) as { id?: number; type: string; message?: string; result: unknown };
      const waiting = answer.id === undefined ? undefined : this.pending.get(answer.id);
      if (answer.id === undefined || !waiting) return;
      this.pending.delete(answer.id);
      if (answer.type === 'error') waiting.reject(new Error(answer.message));
      else waiting.resolve(answer.result);
    });
    socket.addEventListener('close', () => {
      for (const { reject } of this.pending.values()) reject(new Error('Firefox closed the session'));
    });
  }

  static connect(address: string): Promise<BidiSession> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(address);
      socket.addEventListener('open', () => resolve(new BidiSession(socket)));
      socket.addEventListener('error', () => reject(new Error('Firefox refused the session')));
    });
  }

  send(method: string, params: object): Promise<unknown> {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }
}
