/** Drives the endpoint program `sambung-bench`: orders go in line by line, answers come back. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { preferProcess } from './cpu.ts';

/** What one measured run came to. */
export interface RunResult {
  /** Copies that should have arrived. */
  sent: number;
  /** Copies that did. */
  received: number;
  /** Their bytes, sealed. */
  bytes: number;
  /** Longest delay of a burst in milliseconds, because the endpoints did not keep up. */
  lateMs: number;
}

/** Extension ids that the sender writes and the consumers get; 0 for none. */
export interface SentExtensions {
  mid: number;
  absSendTime: number;
  transportWideCc: number;
  feedback: number;
}

/** What the sender is to send. */
export interface RunOrders {
  shape: string;
  copiesPerSecond: number;
  warmMs: number;
  runMs: number;
  payloadType: number;
  ssrc: number;
  extensions: SentExtensions;
}

/** One endpoint process with all endpoints of a round. */
export class Endpoints {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(program: string) {
    this.#child = spawn(program, ['endpoints'], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (this.#child.pid) preferProcess(this.#child.pid);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Starts the program; resolves with it and the SHA-256 fingerprint of its certificate. */
  static async start(program: string): Promise<{ endpoints: Endpoints; fingerprint: string }> {
    const endpoints = new Endpoints(program);
    const [fingerprint = ''] = await endpoints.#expect('fingerprint');
    return { endpoints, fingerprint };
  }

  /** Takes a port for the endpoint that is connected next, to an agent that checks by itself and must be told beforehand. */
  async bind(ip: string): Promise<{ port: number; usernameFragment: string; password: string }> {
    this.#order(['bind', ip]);
    const [port = '', usernameFragment = '', password = ''] = await this.#expect('bound');
    return { port: Number(port), usernameFragment, password };
  }

  /** Connects one more endpoint to a transport that already knows the fingerprint; the first is the sender. */
  async connect(ip: string, port: number, usernameFragment: string, password: string): Promise<void> {
    this.#order(['connect', ip, port, usernameFragment, password]);
    await this.#expect('connected');
  }

  /** Sends and receives; `begun` is called between warming up and measuring, `ended` right after. */
  async run(orders: RunOrders, begun: () => void, ended: () => void): Promise<RunResult> {
    const { mid, absSendTime, transportWideCc, feedback } = orders.extensions;
    this.#order([
      'run',
      orders.shape,
      orders.copiesPerSecond,
      orders.warmMs,
      orders.runMs,
      orders.payloadType,
      orders.ssrc,
      mid,
      absSendTime,
      transportWideCc,
      feedback,
    ]);
    await this.#expect('begin');
    begun();
    const numbers = await this.#expect('end');
    ended();
    const [sent = 0, received = 0, bytes = 0, lateMs = 0] = numbers.map(Number);
    return { sent, received, bytes, lateMs };
  }

  /** Ends the program. */
  close(): void {
    this.#child.stdin.end();
    this.#child.kill();
  }

  #order(words: (string | number)[]): void {
    this.#child.stdin.write(`${words.join(' ')}\n`);
  }

  async #expect(word: string): Promise<string[]> {
    const { value, done } = await this.#lines.next();
    const [first, ...rest] = done ? [] : value.split(' ');
    if (first !== word) throw new Error(`The endpoints were to say "${word}" and said "${first ?? 'nothing'}".`);
    return rest;
  }
}
