/** A Firefox, without a screen unless it is given one, driven over WebDriver BiDi: a page in it can be opened, asked, and used as a person does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';
import { type TrustedServer, trust } from './certificate-authority.ts';
import { hasSoundServer, startSoundServer } from './sound-server.ts';

/** Where Debian puts Firefox ESR, the same release that ministries have. */
export const firefoxPath = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => existsSync(path));

/** Firefox pairs none of its own addresses with loopback: it meets a media worker at another IPv4 address of this machine. */
export const addressForFirefox = Object.values(networkInterfaces())
  .flat()
  .find((entry) => entry?.family === 'IPv4' && !entry.internal)?.address;

const START_LIMIT_MS = 60_000;

/** Fake devices without a question, host addresses in the clear, and no traffic of Firefox's own. */
const preferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  // What glides into its place would be clicked where it is not any more.
  'ui.prefersReducedMotion': 1,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.update.enabled': false,
};

export interface CallablePage {
  /** Calls a function, given as source text, in the page with strings as arguments; waits for its promise. */
  call(source: string, ...args: string[]): Promise<unknown>;
  close(): Promise<void>;
}

/** What a person finds on a page by its role and the beginning of its name. */
type Role = 'button' | 'textbox' | 'checkbox';

export interface FirefoxPage extends CallablePage {
  /** As Playwright's: calls a function in the page with what JSON can carry. */
  evaluate: Page['evaluate'];
  /** Clicks with the mouse on the first of this role that can be seen and whose name begins so, as soon as there is one. */
  click(role: Role, name: string): Promise<void>;
  /** Types into what has the focus; `\n` is the Enter key. */
  type(text: string): Promise<void>;
  /** Presses a key together with Alt, as the meeting's shortcuts are. */
  pressWithAlt(key: string): Promise<void>;
  /** What the page threw, what it wrote to the console as an error, and what its security policy refused. */
  errors(): readonly string[];
  /** A PNG of what the page looks like. */
  screenshot(): Promise<Buffer>;
}

export interface FirefoxOptions {
  /** Known by its name, and trusted. */
  server?: TrustedServer;
  preferences?: Record<string, string | number | boolean>;
  /** A screen to open its window on, as in DISPLAY. */
  display?: string;
  /** A function as source text, called in every page before the page's own scripts. */
  preload?: string;
}

/** Errors of the security policy are no errors of the console's interface: said there, they are heard. */
const tellViolations = `() => addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  console.error('refused by ' + violatedDirective + ': ' + blockedURI))`;

/** Starts a Firefox with a fresh profile and opens `url` in it. */
export async function openFirefox(
  url: string,
  { server, preferences: more = {}, display, preload }: FirefoxOptions = {},
): Promise<FirefoxPage> {
  if (!firefoxPath) throw new Error('Firefox is not installed: apt-get install firefox-esr');
  const profile = mkdtempSync(join(tmpdir(), 'sambung-firefox-'));
  const chosen = { ...preferences, ...(server && { 'network.dns.forceResolve': server.address }), ...more };
  const lines = Object.entries(chosen).map(
    (entry) => `user_pref(${entry.map((part) => JSON.stringify(part)).join()});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  if (server) trust(profile, server.authority);
  const sound = hasSoundServer ? startSoundServer(profile) : undefined;
  const child = spawn(
    firefoxPath,
    [
      ...(display ? [] : ['--headless']),
      ...['--no-remote', '--remote-debugging-port=0', '--profile', profile, 'about:blank'],
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        HOME: profile,
        ...(sound && { PULSE_SERVER: sound.server }),
        ...(display && { DISPLAY: display, GDK_BACKEND: 'x11' }),
      },
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
    const errors: string[] = [];
    session.onEvent = (method, params) => {
      const { level, text } = params as { level?: string; text?: string };
      if (method === 'log.entryAdded' && level === 'error') errors.push(text ?? '');
    };
    await session.send('session.subscribe', { events: ['log.entryAdded'] });
    for (const functionDeclaration of [tellViolations, ...(preload ? [preload] : [])])
      await session.send('script.addPreloadScript', { functionDeclaration, contexts: [context] });
    await session.send('browsingContext.navigate', { context, url, wait: 'complete' });
    return { ...pageOf(session, context), errors: () => errors, close: end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What a function gave, as BiDi tells it. */
interface Answer {
  type: string;
  result?: { value?: unknown; sharedId?: string };
  exceptionDetails?: { text: string };
}

function pageOf(session: BidiSession, context: string): Omit<FirefoxPage, 'errors' | 'close'> {
  const result = async (functionDeclaration: string, args: readonly string[]) => {
    const answer = (await session.send('script.callFunction', {
      functionDeclaration,
      awaitPromise: true,
      target: { context },
      arguments: args.map((value) => ({ type: 'string', value })),
    })) as Answer;
    if (answer.type !== 'success') throw new Error(answer.exceptionDetails?.text ?? 'the page threw');
    return answer.result;
  };
  const act = (source: object) => session.send('input.performActions', { context, actions: [source] });
  const evaluate = async (asked: unknown, argument: unknown = null) => {
    const source = `async (argument) => JSON.stringify({ value: await (${asked})(JSON.parse(argument)) })`;
    return JSON.parse(String((await result(source, [JSON.stringify(argument)]))?.value)).value;
  };
  return {
    call: async (source, ...args) => (await result(source, args))?.value,
    evaluate: evaluate as Page['evaluate'],
    async click(role, name) {
      const found = await result(String(findByRole), [role, name]);
      const element = { sharedId: found?.sharedId };
      const actions = [
        { type: 'pointerMove', x: 0, y: 0, origin: { type: 'element', element } },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ];
      await act({ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions });
    },
    async type(text) {
      const keys = [...text].map((character) => (character === '\n' ? enterKey : character));
      const actions = keys.flatMap((value) => ['keyDown', 'keyUp'].map((type) => ({ type, value })));
      await act({ type: 'key', id: 'keyboard', actions });
    },
    async pressWithAlt(key) {
      const held = [altKey, key];
      const down = held.map((value) => ({ type: 'keyDown', value }));
      const up = held.toReversed().map((value) => ({ type: 'keyUp', value }));
      await act({ type: 'key', id: 'keyboard', actions: [...down, ...up] });
    },
    async screenshot() {
      const { data } = (await session.send('browsingContext.captureScreenshot', { context })) as { data: string };
      return Buffer.from(data, 'base64');
    },
  };
}

/** As WebDriver names them. */
const [enterKey, altKey] = ['\uE007', '\uE00A'];

/** Runs in the page: waits for something of this role that can be seen, can be used, and whose name begins so. */
async function findByRole(role: string, name: string): Promise<Element> {
  const selectors: Record<string, string> = {
    button: 'button',
    textbox: 'input[type=text], input:not([type]), textarea',
    checkbox: 'input[type=checkbox]',
  };
  const nameOf = (element: Element) => {
    const label = element.getAttribute('aria-label') ?? (element as HTMLInputElement).labels?.[0]?.textContent;
    if (label) return label.trim();
    const copy = element.cloneNode(true) as Element;
    for (const unsaid of copy.querySelectorAll('[aria-hidden=true]')) unsaid.remove();
    return (copy.textContent ?? '').trim();
  };
  for (const endAt = performance.now() + 20_000; performance.now() < endAt; ) {
    const found = [...document.querySelectorAll(selectors[role] ?? role)].find(
      (element) => nameOf(element).startsWith(name) && element.checkVisibility() && !element.matches(':disabled'),
    );
    if (found) {
      found.scrollIntoView({ block: 'center', behavior: 'instant' });
      return found;
    }
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error(`there is no ${role} “${name}”`);
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

/** What the session says: the answer to a command, or an event. */
interface Told {
  id?: number;
  type: string;
  message?: string;
  result?: unknown;
  method?: string;
  params?: unknown;
}

/** Commands, their answers and events over one WebSocket. */
class BidiSession {
  onEvent: (method: string, params: unknown) => void = () => {};
  private lastId = 0;
  private readonly pending = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  private readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener('message', (event) => {
      const answer = JSON.parse(String(event.data)) as Told;
      if (answer.type === 'event') this.onEvent(answer.method ?? '', answer.params);
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
