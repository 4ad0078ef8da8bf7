/** The relay's log: a line for each packet with its fate, and lines for what was done to the line; the truth that measurements are compared with. */
import { createWriteStream, readFileSync, type WriteStream } from 'node:fs';
import type { Drop } from './link.ts';
import type { Direction, Phase } from './schedule.ts';

/** `stale`: it came to an address that the near side no longer has. `unsent`: the kernel refused it, or nobody is there any more. */
export type Verdict = 'sent' | 'copy' | Drop | 'stale' | 'unsent';
/** What the first bytes say (RFC 7983 §7, RFC 5761 §4); `stream` is a piece of a byte stream. */
export type Kind = 'stun' | 'dtls' | 'rtp' | 'rtcp' | 'other' | 'stream';

/** One packet. Instants are milliseconds since `begin` (negative before it), with microseconds behind the point. */
export interface PacketRecord {
  atMs: number;
  direction: Direction;
  /** Which flow through the relay, by the order of their first packets. */
  flow: number;
  kind: Kind;
  /** Of an RTP packet, else 0. */
  ssrc: number;
  /** Of an RTP packet, else 0. */
  sequence: number;
  /** Bytes that the socket carried. */
  size: number;
  verdict: Verdict;
  /** In the queue until the last bit was out; 0 for what was dropped. */
  queueMs: number;
  /** From the queue to the planned release: delay, jitter, being held back. */
  flightMs: number;
  /** How much later than planned it was really given to the kernel: the relay's own error. */
  lateMs: number;
}

/** Something done to the line. */
export interface EventRecord {
  atMs: number;
  event: { began: true } | { phase: Phase } | { flow: number; opened: boolean } | { rebound: number };
}

export interface RelayLog {
  packets: PacketRecord[];
  events: EventRecord[];
}

/** A higher value writes less often and loses more when the relay is killed; a lower one costs more writes between packets. */
const flushCount = 256;

/** Writes records as lines of JSON, instants counted from any one moment; a packet is an array in the order of `PacketRecord`'s fields. */
export class LogWriter {
  readonly #file: WriteStream;
  #lines: string[] = [];

  constructor(path: string) {
    this.#file = createWriteStream(path);
  }

  packet(record: PacketRecord): void {
    const { atMs, direction, flow, kind, ssrc, sequence, size, verdict, queueMs, flightMs, lateMs } = record;
    const values = [rounded(atMs), direction, flow, kind, ssrc, sequence, size, verdict];
    this.#write(JSON.stringify([...values, rounded(queueMs), rounded(flightMs), rounded(lateMs)]));
  }

  event({ atMs, event }: EventRecord): void {
    this.#write(JSON.stringify({ atMs: rounded(atMs), event }));
  }

  /** Resolves when everything is in the file. */
  close(): Promise<void> {
    this.#flush();
    return new Promise((closed) => this.#file.end(() => closed()));
  }

  #write(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length >= flushCount) this.#flush();
  }

  #flush(): void {
    // Never in this thread: a disk that is busy would make packets late.
    if (this.#lines.length > 0) this.#file.write(`${this.#lines.join('\n')}\n`);
    this.#lines = [];
  }
}

function rounded(valueMs: number): number {
  return Math.round(valueMs * 1_000) / 1_000;
}

/** Reads a whole log and counts its instants from `begin`, where there was one; a last line cut off by a kill is left out. Packets come in the order in which their fate was settled. */
export function readLog(path: string): RelayLog {
  const log: RelayLog = { packets: [], events: [] };
  for (const line of readFileSync(path, 'utf8').split('\n').slice(0, -1)) {
    const value: unknown = JSON.parse(line);
    if (Array.isArray(value)) log.packets.push(packetOf(value));
    else log.events.push(value as EventRecord);
  }
  const beganAtMs = log.events.find(({ event }) => 'began' in event)?.atMs ?? 0;
  for (const record of [...log.packets, ...log.events]) record.atMs -= beganAtMs;
  return log;
}

type Values = [number, Direction, number, Kind, number, number, number, Verdict, number, number, number];

function packetOf(values: unknown[]): PacketRecord {
  const [atMs, direction, flow, kind, ssrc, sequence, size, verdict, queueMs, flightMs, lateMs] = values as Values;
  return { atMs, direction, flow, kind, ssrc, sequence, size, verdict, queueMs, flightMs, lateMs };
}

/** What kind of datagram this is; ssrc and sequence number of RTP. */
export function classify(bytes: Uint8Array): { kind: Kind; ssrc: number; sequence: number } {
  const [first = 255, second = 0] = bytes;
  if (first >= 128 && first <= 191) {
    if (second >= 192 && second <= 223) return { kind: 'rtcp', ssrc: 0, sequence: 0 };
    if (bytes.length < 12) return { kind: 'other', ssrc: 0, sequence: 0 };
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return { kind: 'rtp', ssrc: view.getUint32(8), sequence: view.getUint16(2) };
  }
  const kind = first <= 3 ? 'stun' : first >= 20 && first <= 63 ? 'dtls' : 'other';
  return { kind, ssrc: 0, sequence: 0 };
}
