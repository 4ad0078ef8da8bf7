/** Carries byte streams (TCP, and so HTTP and WebSocket) over an impaired line: delayed, slowed, stalled or cut, never lost or reordered. */
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { Line } from './line.ts';
import type { Direction } from './schedule.ts';
import type { Endpoint } from './udp-forwarder.ts';

/** About one TCP segment: smaller shares the line more evenly with datagrams, larger costs less time a byte. */
const pieceBytes = 1_400;
/** Of one stream in the line; beyond it the sender is not read from, and TCP holds it back. Lower limits a long fat line, higher costs memory. */
const maxInLineBytes = 4_000_000;

interface Half {
  direction: Direction;
  from: Socket;
  to: Socket;
  inLineBytes: number;
  /** What was read and waits for room in the line. */
  waiting: Buffer[];
  ended: boolean;
}

export class TcpForwarder {
  readonly #line: Line;
  readonly #target: Endpoint;
  readonly #server: Server;
  readonly #streams = new Map<number, Half[]>();

  private constructor(line: Line, target: Endpoint) {
    this.#line = line;
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => this.#accept(near));
  }

  /** Listens for the near side of `target`; where it says nothing else, on a free port of 127.0.0.1. */
  static async listen(line: Line, target: Endpoint, at: Partial<Endpoint> = {}): Promise<TcpForwarder> {
    const forwarder = new TcpForwarder(line, target);
    const { address = '127.0.0.1', port = 0 } = at;
    forwarder.#server.listen({ host: address, port });
    await once(forwarder.#server, 'listening');
    return forwarder;
  }

  /** Where the near side connects to. */
  get endpoint(): Endpoint {
    const bound = this.#server.address();
    if (bound === null || typeof bound === 'string') throw new Error('the relay does not listen any more');
    return { address: bound.address, port: bound.port };
  }

  /** Ends every stream with a reset, to both sides. */
  cut(): void {
    for (const halves of this.#streams.values()) for (const { from } of halves) from.resetAndDestroy();
  }

  /** Goes on with what waited for room. */
  resume(direction: Direction): void {
    for (const [flow, halves] of this.#streams)
      for (const half of halves) if (half.direction === direction) this.#fill(flow, half);
  }

  close(): void {
    this.#server.close();
    for (const halves of this.#streams.values()) for (const { from } of halves) from.destroy();
  }

  #accept(near: Socket): void {
    const flow = this.#line.openFlow();
    const far = createConnection({
      host: this.#target.address,
      port: this.#target.port,
      allowHalfOpen: true,
      noDelay: true,
    });
    const halves: Half[] = [
      { direction: 'up', from: near, to: far, inLineBytes: 0, waiting: [], ended: false },
      { direction: 'down', from: far, to: near, inLineBytes: 0, waiting: [], ended: false },
    ];
    this.#streams.set(flow, halves);
    for (const half of halves) {
      half.from.on('data', (bytes) => this.#read(flow, half, bytes));
      half.from.on('end', () => {
        half.ended = true;
        this.#fill(flow, half);
      });
      half.to.on('drain', () => this.#fill(flow, half));
      half.from.on('error', () => half.to.resetAndDestroy());
    }
    const closed = () => {
      if (!near.destroyed || !far.destroyed || !this.#streams.delete(flow)) return;
      this.#line.closeFlow(flow);
    };
    near.on('close', closed);
    far.on('close', closed);
  }

  #read(flow: number, half: Half, bytes: Buffer): void {
    for (let start = 0; start < bytes.length; start += pieceBytes)
      half.waiting.push(bytes.subarray(start, start + pieceBytes));
    this.#fill(flow, half);
  }

  /** Puts as much into the line as it takes, and reads on only when nothing is left over. */
  #fill(flow: number, half: Half): void {
    while (half.waiting.length > 0 && this.#hasRoom(half)) {
      const piece = half.waiting.shift() as Buffer;
      half.inLineBytes += piece.length;
      this.#line.piece(half.direction, flow, piece.length, () => {
        half.inLineBytes -= piece.length;
        if (half.to.destroyed) return false;
        half.to.write(piece);
        return true;
      });
    }
    if (half.waiting.length > 0) half.from.pause();
    else if (half.ended) {
      half.ended = false;
      this.#line.piece(half.direction, flow, 0, () => {
        half.to.end();
        return true;
      });
    } else half.from.resume();
  }

  #hasRoom(half: Half): boolean {
    return half.inLineBytes < maxInLineBytes && !half.to.writableNeedDrain && !this.#line.isFull(half.direction);
  }
}
