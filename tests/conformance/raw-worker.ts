/** A worker process driven without mediasoup's library: raw bytes on its channel, one frame at a time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import { Builder, ByteBuffer } from 'flatbuffers';
import { Message, Body as MessageBody } from '../../node_modules/mediasoup/node/lib/fbs/message.js';
import { Event, Notification } from '../../node_modules/mediasoup/node/lib/fbs/notification.js';
import { type Method, Body as RequestBody, RequestT } from '../../node_modules/mediasoup/node/lib/fbs/request.js';
import { Response } from '../../node_modules/mediasoup/node/lib/fbs/response.js';

const root = resolve(import.meta.dirname, '../..');

/** The worker under test: the one that the environment names, else the release build. */
export function workerBinary(): string {
  const binary = process.env.MEDIA_WORKER_BIN ?? join(root, 'sfu/target/release/sambung-media-worker');
  if (!existsSync(binary))
    throw new Error(`There is no worker at ${binary}: run npm start or cargo build --release first.`);
  return binary;
}

/** A request's body as the generated classes make it. */
export type Body = NonNullable<RequestT['body']>;

/** The bytes of a request, with their length before them. */
export function requestFrame(
  id: number,
  method: Method,
  handlerId: string,
  bodyType = RequestBody.NONE,
  body: Body | null = null,
) {
  const builder = new Builder(1024);
  const request = new RequestT(id, method, handlerId, bodyType, body).pack(builder);
  builder.finishSizePrefixed(Message.createMessage(builder, MessageBody.Request, request));
  return Buffer.from(builder.asUint8Array());
}

/** The bytes of a notification without a body, with their length before them. */
export function notificationFrame(event: Event, handlerId = '') {
  const builder = new Builder(64);
  const handler = builder.createString(handlerId);
  const notification = Notification.createNotification(builder, handler, event, 0, 0);
  builder.finishSizePrefixed(Message.createMessage(builder, MessageBody.Notification, notification));
  return Buffer.from(builder.asUint8Array());
}

/** What the worker answered under one id. */
export interface Answer {
  readonly accepted: boolean;
  readonly error: string | null;
  readonly reason: string | null;
  readonly response: Response;
}

/** How a worker ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export class RawWorker {
  readonly pid: number;
  /** Resolves when the process has ended and its streams are closed. */
  readonly ended: Promise<Ending>;
  /** To the worker. */
  readonly input: Duplex;
  /** From the worker. */
  readonly output: Duplex;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #received = Buffer.alloc(0);
  #announceRunning: () => void = () => {};
  /** Resolves when the worker has said that it runs. */
  readonly running = new Promise<void>((announce) => {
    this.#announceRunning = announce;
  });

  constructor(words: string[] = [], env: Record<string, string> = { MEDIASOUP_VERSION: '3.27.1' }) {
    this.#child = spawn(workerBinary(), words, { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
    this.pid = this.#child.pid ?? 0;
    this.input = this.#child.stdio[3] as Duplex;
    this.output = this.#child.stdio[4] as Duplex;
    let stderr = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    this.ended = new Promise((done) => {
      this.#child.once('close', (code, signal) => done({ code, signal, stderr }));
    });
    // A worker that ends closes both; that is not this side's error.
    this.input.on('error', () => {});
    this.output.on('error', () => {});
    this.output.on('data', (bytes: Buffer) => this.#receive(bytes));
  }

  /** Writes bytes to the channel and resolves when they are out. */
  send(bytes: Uint8Array): Promise<void> {
    return new Promise((done) => {
      this.input.write(bytes, () => done());
    });
  }

  /** Asks something and resolves with the answer; rejects when the worker ends first. */
  ask(
    id: number,
    method: Method,
    handlerId = '',
    bodyType = RequestBody.NONE,
    body: Body | null = null,
  ): Promise<Answer> {
    return this.askRaw(id, [requestFrame(id, method, handlerId, bodyType, body)]);
  }

  /** Writes the pieces of a frame one after the other and resolves with the answer that comes under `id`. */
  async askRaw(id: number, pieces: Uint8Array[]): Promise<Answer> {
    const answered = new Promise<Answer>((done) => this.#waiting.set(id, done));
    for (const piece of pieces) await this.send(piece);
    const died = this.ended.then((ending) => {
      throw new Error(`the worker ended: ${JSON.stringify(ending)}`);
    });
    return Promise.race([answered, died]);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it the way the library does. */
  async close(): Promise<Ending> {
    await this.send(notificationFrame(Event.WORKER_CLOSE));
    this.input.destroy();
    this.output.destroy();
    return this.ended;
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    while (this.#received.length >= 4) {
      const length = this.#received.readUInt32LE(0);
      if (this.#received.length < 4 + length) return;
      const frame = this.#received.subarray(4, 4 + length);
      this.#received = this.#received.subarray(4 + length);
      this.#handle(Message.getRootAsMessage(new ByteBuffer(new Uint8Array(frame))));
    }
  }

  #handle(message: Message): void {
    if (message.dataType() === MessageBody.Notification) {
      const notification: Notification = message.data(new Notification());
      if (notification.event() === Event.WORKER_RUNNING && notification.handlerId() === String(this.pid)) {
        this.#announceRunning();
      }
    } else if (message.dataType() === MessageBody.Response) {
      const response: Response = message.data(new Response());
      const answer = {
        accepted: response.accepted(),
        error: response.error(),
        reason: response.reason(),
        response,
      };
      this.#waiting.get(response.id())?.(answer);
      this.#waiting.delete(response.id());
    }
  }
}
