/** The process of synthetic WebRTC endpoints (sfu/load), its protocol typed: requests, answers, events. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type {
  EndpointStats,
  LoadReception,
  LoadTrack,
  LocalDtlsParameters,
  OpenAnswer,
  ReceivedPacket,
  RouterCapabilities,
  TransportParameters,
} from './load-protocol.ts';

const manifest = join(import.meta.dirname, '../../sfu/Cargo.toml');
/** What cannot be waited for within this time is not coming; the machine may be busy. */
const patienceMs = 20_000;

/** Compiles the process where need be and starts it. */
export class Load {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  readonly #endpoints = new Map<number, Endpoint>();
  readonly #exited: Promise<unknown>;
  #latestId = 0;

  /** `isRelease`: compiled for speed, for runs in which many endpoints share the machine with what is measured. */
  constructor(isRelease = false) {
    this.#child = spawn(loadBinary(isRelease), { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#exited = once(this.#child, 'exit').then(() => {
      for (const { reject } of this.#waiting.values()) reject(new Error('sambung-load has ended'));
      this.#waiting.clear();
    });
    if (this.#child.stdout) createInterface({ input: this.#child.stdout }).on('line', (line) => this.#take(line));
  }

  /** Sends one request of sfu/load/src/protocol.rs and resolves with its answer. */
  ask(command: { do: string } & Record<string, unknown>): Promise<unknown> {
    this.#latestId += 1;
    const id = this.#latestId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.stdin?.write(`${JSON.stringify({ id, ...command })}\n`);
    });
  }

  /** Makes an endpoint that sends and verifies media by itself; tell the server's transport its `dtlsParameters`, then `connect`. */
  async openSynthetic(
    transport: TransportParameters,
    rtpCapabilities: RouterCapabilities,
    protocol: 'udp' | 'tcp' = 'udp',
  ): Promise<SyntheticEndpoint> {
    const answer = (await this.ask({
      do: 'open',
      kind: 'synthetic',
      ...wireParameters(transport),
      rtpCapabilities,
      protocol,
    })) as OpenAnswer;
    const endpoint = new SyntheticEndpoint(this, answer);
    this.#endpoints.set(answer.endpoint, endpoint);
    return endpoint;
  }

  /** Makes an endpoint that sends exactly what it is given and tells of every packet; as `openSynthetic` for the rest. */
  async openRaw(transport: TransportParameters, protocol: 'udp' | 'tcp' = 'udp'): Promise<RawEndpoint> {
    const answer = (await this.ask({ do: 'open', kind: 'raw', ...wireParameters(transport), protocol })) as OpenAnswer;
    const endpoint = new RawEndpoint(this, answer);
    this.#endpoints.set(answer.endpoint, endpoint);
    return endpoint;
  }

  /** The counters of all synthetic endpoints; `reset` begins gaps, delays and bit rates anew. */
  async stats(reset = false): Promise<EndpointStats[]> {
    return ((await this.ask({ do: 'stats', reset })) as { endpoints: EndpointStats[] }).endpoints;
  }

  /** Ends the process with all its endpoints, without a word on the wire. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    await this.#exited;
  }

  #take(line: string): void {
    const said = JSON.parse(line) as Record<string, unknown>;
    if (typeof said.event === 'string') {
      this.#endpoints.get(said.endpoint as number)?.take(said);
      return;
    }
    const waiting = this.#waiting.get(said.id as number);
    this.#waiting.delete(said.id as number);
    if (typeof said.problem === 'string') waiting?.reject(new Error(said.problem));
    else waiting?.resolve(said.ok);
  }
}

/** What both kinds of endpoint have. */
abstract class Endpoint extends EventEmitter {
  readonly id: number;
  readonly dtlsParameters: LocalDtlsParameters;
  readonly localPort: number;
  protected readonly load: Load;
  #connectedAfterMs: number | null = null;
  #disconnected: string | null = null;

  constructor(load: Load, answer: OpenAnswer) {
    super();
    this.load = load;
    this.id = answer.endpoint;
    this.dtlsParameters = answer.dtlsParameters;
    this.localPort = answer.localPort;
    this.setMaxListeners(0);
  }

  /** Why it is not connected any more; null while it is. */
  get disconnectReason(): string | null {
    return this.#disconnected;
  }

  /** Connects to the server's transport, which must know `dtlsParameters` by now; resolves with the milliseconds that it took. */
  async connect(): Promise<number> {
    await this.load.ask({ do: 'connect', endpoint: this.id });
    await this.until(() => this.#connectedAfterMs !== null || this.#disconnected !== null, 'the connection');
    if (this.#connectedAfterMs === null) throw new Error(`endpoint ${this.id}: ${this.#disconnected}`);
    return this.#connectedAfterMs;
  }

  /** Resolves when it has lost the server, with the reason. */
  async disconnected(): Promise<string> {
    await this.until(() => this.#disconnected !== null, 'the end of the connection');
    return this.#disconnected ?? '';
  }

  async restartIce(iceParameters: TransportParameters['iceParameters']): Promise<void> {
    await this.load.ask({ do: 'restartIce', endpoint: this.id, iceParameters });
  }

  /** Leaves; `silent` without a word on the wire. */
  async close(silent = false): Promise<void> {
    await this.load.ask({ do: 'close', endpoint: this.id, silent });
  }

  /** Looks again whenever the endpoint says something, until `met` holds. */
  protected async until(met: () => boolean, what: string, withinMs = patienceMs): Promise<void> {
    const signal = AbortSignal.timeout(withinMs);
    while (!met()) {
      await once(this, 'said', { signal }).catch(() => {
        throw new Error(`endpoint ${this.id}: ${what} did not come within ${withinMs} ms`);
      });
    }
  }

  /** Takes an event of the process. */
  take(said: Record<string, unknown>): void {
    if (said.event === 'connected') this.#connectedAfterMs = said.afterMs as number;
    if (said.event === 'disconnected') this.#disconnected = said.reason as string;
    this.emit('said');
  }
}

/** Sends tracks as a browser does and verifies what consumers give. */
export class SyntheticEndpoint extends Endpoint {
  async send(track: LoadTrack): Promise<void> {
    await this.load.ask({ do: 'send', endpoint: this.id, track });
  }

  async receive(track: LoadReception): Promise<void> {
    await this.load.ask({ do: 'receive', endpoint: this.id, track });
  }

  async adjust(change: { mid: string; ssrc?: number; active?: boolean; bitrateBps?: number }): Promise<void> {
    await this.load.ask({ do: 'adjust', endpoint: this.id, ...change });
  }

  async requestKeyFrame(ssrc: number, fir = false): Promise<void> {
    await this.load.ask({ do: 'requestKeyFrame', endpoint: this.id, ssrc, fir });
  }

  async stats(reset = false): Promise<EndpointStats> {
    const answer = (await this.load.ask({ do: 'stats', endpoint: this.id, reset })) as { endpoints: EndpointStats[] };
    const [stats] = answer.endpoints;
    if (!stats) throw new Error(`endpoint ${this.id} has no counters`);
    return stats;
  }
}

/** Sends what it is given; keeps every packet that came, in order. */
export class RawEndpoint extends Endpoint {
  readonly packets: ReceivedPacket[] = [];
  /** Packets that came and could not be opened. */
  unopened = 0;

  /** Seals and sends packets in clear, in order. */
  async write(...packets: Uint8Array[]): Promise<void> {
    const encoded = packets.map((packet) => Buffer.from(packet).toString('base64'));
    await this.load.ask({ do: 'write', endpoint: this.id, packets: encoded });
  }

  /** Resolves with the packets that `wanted` accepts as soon as there are `count`, of those after index `from`. */
  async received<T>(
    wanted: (packet: ReceivedPacket) => T | null,
    { count = 1, from = 0, what = 'a packet', withinMs = patienceMs } = {},
  ): Promise<T[]> {
    const found: T[] = [];
    let looked = from;
    await this.until(
      () => {
        for (; looked < this.packets.length; looked += 1) {
          const one = wanted(this.packets[looked] as ReceivedPacket);
          if (one !== null) found.push(one);
        }
        return found.length >= count;
      },
      `${what} (${count} wanted)`,
      withinMs,
    );
    return found;
  }

  override take(said: Record<string, unknown>): void {
    if (said.event === 'packet') {
      const bytes = Buffer.from(said.bytes as string, 'base64');
      this.packets.push({ atMs: said.atMs as number, rtcp: said.rtcp as boolean, bytes });
    }
    if (said.event === 'unopened') this.unopened += 1;
    super.take(said);
  }
}

const binaries = new Map<boolean, string>();

/** The executable, compiled where need be. */
function loadBinary(isRelease: boolean): string {
  const known = binaries.get(isRelease);
  if (known) return known;
  const what = ['-p', 'sambung-load', ...(isRelease ? ['--release'] : [])];
  const binary = execFileSync(
    'cargo',
    ['build', '--quiet', '--locked', '--manifest-path', manifest, ...what, '--message-format=json'],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
    .split('\n')
    .filter((line) => line.includes('"executable":"'))
    .map((line) => (JSON.parse(line) as { executable: string }).executable)
    .at(-1);
  if (!binary) throw new Error('cargo named no executable for sambung-load');
  binaries.set(isRelease, binary);
  return binary;
}

function wireParameters({ iceParameters, iceCandidates, dtlsParameters }: TransportParameters) {
  return { iceParameters, iceCandidates, dtlsParameters };
}
