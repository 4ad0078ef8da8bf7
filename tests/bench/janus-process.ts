/** Debian's Janus gateway as a process of its own: nothing but its VideoRoom, driven over HTTP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pickPort } from 'pick-port';

const program = '/usr/bin/janus';
const startLimitMs = 10_000;

/** What stands in the way of measuring Janus here, as a sentence; null when nothing does. */
export function janusObstacle(): string | null {
  if (!existsSync(program)) return 'Janus is not installed here (Debian: apt install janus), so it is not measured.';
  if (!ownAddress()) return 'Janus sends nothing over loopback, and this machine has no other IPv4 address.';
  return null;
}

/** An address of this machine that is not loopback, which Janus passes over; what is sent to it stays on the machine all the same. */
export function ownAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

/** What Janus says: to a request, or by itself. */
export interface JanusMessage {
  janus: string;
  sender?: number;
  data?: { id: number };
  plugindata?: { data: { videoroom?: string; error?: string; publishers?: { id: number }[]; id?: number } };
  jsep?: { type: string; sdp: string };
  error?: { reason: string };
}

/** A running Janus with one session. */
export class Janus {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #url: string;
  #session = 0;
  #transactions = 0;

  private constructor(process: ChildProcess, folder: string, url: string) {
    this.#process = process;
    this.#folder = folder;
    this.#url = url;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Starts it and opens a session. */
  static async start(address: string): Promise<Janus> {
    const folder = mkdtempSync(join(tmpdir(), 'sambung-janus-'));
    const port = await pickPort({ type: 'tcp', ip: '127.0.0.1', minPort: 20_000, maxPort: 29_999 });
    writeConfiguration(folder, port, address);
    const child = spawn(program, [`--configs-folder=${folder}`], { stdio: 'ignore' });
    const janus = new Janus(child, folder, `http://127.0.0.1:${port}/janus`);
    try {
      janus.#session = await janus.#open();
      return janus;
    } catch (error) {
      janus.close();
      throw error;
    }
  }

  async #open(): Promise<number> {
    const deadline = performance.now() + startLimitMs;
    for (;;) {
      try {
        const { data } = await this.#post('', { janus: 'create' });
        return data?.id ?? 0;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await delay(100);
      }
    }
  }

  /** A new handle on the VideoRoom. */
  async attach(): Promise<number> {
    const { data } = await this.#post(`/${this.#session}`, { janus: 'attach', plugin: 'janus.plugin.videoroom' });
    return data?.id ?? 0;
  }

  /** A request that is answered at once. */
  ask(handle: number, body: object): Promise<JanusMessage> {
    return this.#post(`/${this.#session}/${handle}`, { janus: 'message', body });
  }

  /** A request whose answer is an event of its handle. */
  async order(handle: number, body: object, jsep?: { type: string; sdp: string }): Promise<JanusMessage> {
    await this.#post(`/${this.#session}/${handle}`, { janus: 'message', body, ...(jsep && { jsep }) });
    for (;;) {
      const answer = await fetch(`${this.#url}/${this.#session}?maxev=1`);
      const event = (await answer.json()) as JanusMessage;
      if (event.janus === 'event' && event.sender === handle) return checked(event);
    }
  }

  async #post(path: string, message: object): Promise<JanusMessage> {
    this.#transactions += 1;
    const body = JSON.stringify({ ...message, transaction: String(this.#transactions) });
    const answer = await fetch(`${this.#url}${path}`, { method: 'POST', body });
    return checked((await answer.json()) as JanusMessage);
  }

  /** Ends it. */
  close(): void {
    this.#process.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function checked(message: JanusMessage): JanusMessage {
  const reason = message.error?.reason ?? message.plugindata?.data.error;
  if (reason) throw new Error(`Janus: ${reason}`);
  return message;
}

/** Only the VideoRoom and HTTP on loopback; everything else of the package is left alone. */
function writeConfiguration(folder: string, port: number, address: string): void {
  const names = (list: string[]) => list.map((name) => `libjanus_${name}.so`).join(',');
  const plugins = ['audiobridge', 'duktape', 'echotest', 'lua', 'nosip', 'recordplay', 'sip', 'streaming'];
  const otherPlugins = names([...plugins, 'textroom', 'videocall', 'voicemail']);
  const otherTransports = names(['mqtt', 'nanomsg', 'pfunix', 'rabbitmq', 'websockets']);
  const empty = join(folder, 'none');
  mkdirSync(empty);
  writeFileSync(
    join(folder, 'janus.jcfg'),
    `general: { configs_folder = "${folder}" events_folder = "${empty}" loggers_folder = "${empty}" debug_level = 2 session_timeout = 0 }
media: { }
nat: { ice_enforce_list = "${address}" }
plugins: { disable = "${otherPlugins}" }
transports: { disable = "${otherTransports}" }
`,
  );
  writeFileSync(
    join(folder, 'janus.transport.http.jcfg'),
    `general: { http = true port = ${port} ip = "127.0.0.1" https = false json = "compact" }\nadmin: { admin_http = false }\n`,
  );
  writeFileSync(join(folder, 'janus.plugin.videoroom.jcfg'), 'general: { }\n');
}
