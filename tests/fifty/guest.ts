/** A participant without a browser: speaks the room's own protocol as a page does, and sends and receives real media by sfu/load. */

import type { TransportOptions } from '@sambung/contract/ortc';
import type { Ack } from '@sambung/contract/problem';
import type {
  Joined,
  ProducerInfo,
  RoomNotifications,
  RoomRequestInput,
  RoomRequestName,
  RoomRequestResult,
} from '@sambung/contract/socket';
import { io, type Socket } from 'socket.io-client';
import { sendParameters } from '../conformance/media/stage.ts';
import type { Load, SyntheticEndpoint } from '../support/load.ts';

const vp8 = 'video/VP8';
const opus = 'audio/opus';

export class Guest {
  readonly name: string;
  readonly #socket: Socket;
  #joined: Joined | null = null;
  #sending: SyntheticEndpoint | null = null;
  #receiving: { endpoint: SyntheticEndpoint; transportId: string } | null = null;
  readonly opened: ProducerInfo[] = [];

  private constructor(name: string, socket: Socket) {
    this.name = name;
    this.#socket = socket;
    socket.on('producer:opened', (info: ProducerInfo) => this.opened.push(info));
  }

  /** Opens the door by a link; nobody is in the room yet. */
  static async open(link: string, name: string): Promise<Guest> {
    const { origin, pathname, hash } = new URL(link);
    const code = pathname.split('/').at(-1) ?? '';
    const cookies = new Map<string, string>();
    const send = async (method: string, path: string, body?: object, csrfToken = '') => {
      const answer = await fetch(origin + path, {
        method,
        headers: {
          'content-type': 'application/json',
          'x-csrf-token': csrfToken,
          cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      for (const cookie of answer.headers.getSetCookie()) {
        const [pair = ''] = cookie.split(';');
        const at = pair.indexOf('=');
        cookies.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
      return JSON.parse(text) as unknown;
    };
    const { csrfToken } = (await send('GET', '/api/session')) as { csrfToken: string };
    await send('POST', '/api/access', { code, invite: hash.slice(1) }, csrfToken);
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const socket = io(`${origin}/room`, {
      ...{ auth: { code }, extraHeaders: { cookie }, transports: ['websocket'], forceNew: true },
      reconnection: false,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return new Guest(name, socket);
  }

  get participantId(): string {
    return this.joined.self.participantId;
  }

  get joined(): Joined {
    if (!this.#joined) throw new Error(`${this.name} is not in the room`);
    return this.#joined;
  }

  async ask<N extends RoomRequestName>(name: N, input: RoomRequestInput<N>): Promise<RoomRequestResult<N>> {
    const answer: Ack<RoomRequestResult<N>> = await this.#socket.timeout(20_000).emitWithAck(name, input);
    if (!answer.ok) throw new Error(`${this.name}, ${name}: ${answer.problem.code}`);
    return answer.data;
  }

  /** Resolves with the next notification of this name that fits. */
  told<N extends keyof RoomNotifications>(
    name: N,
    fits: (data: RoomNotifications[N]) => boolean,
  ): Promise<RoomNotifications[N]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.name} was not told ${name}`)), 20_000);
      const listen = (data: RoomNotifications[N]) => {
        if (!fits(data)) return;
        clearTimeout(timer);
        this.#socket.off(name, listen as never);
        resolve(data);
      };
      this.#socket.on(name, listen as never);
    });
  }

  /** Goes in; rejects with the problem's code where the door is shut. */
  async join(): Promise<void> {
    this.#joined = await this.ask('join', { displayName: this.name, transportIds: [] });
  }

  /** Sends a small picture and sound, as number `index` of all. */
  async send(load: Load, index: number): Promise<void> {
    const { routerRtpCapabilities, transports } = this.joined;
    if (!transports) throw new Error('no transports came with the join');
    const router = { rtpCapabilities: routerRtpCapabilities } as Parameters<typeof sendParameters>[0];
    this.#sending = await this.#connect(load, transports.send);
    this.#receiving = {
      endpoint: await this.#connect(load, transports.receive),
      transportId: transports.receive.transportId,
    };
    const ssrc = 100_000 + index * 100;
    const picture = { ssrc, rtxSsrc: ssrc + 1, bitrateBps: 60_000, frameRate: 10, width: 160, height: 90 };
    const sound = { ssrc: ssrc + 50, bitrateBps: 24_000 };
    for (const { mimeType, mid, encoding } of [
      { mimeType: opus, mid: 'audio', encoding: sound },
      { mimeType: vp8, mid: 'video', encoding: picture },
    ] as const) {
      const { kind, rtpParameters } = sendParameters(
        ...([router, mimeType, mid] as const),
        [{ ssrc: encoding.ssrc, ...('rtxSsrc' in encoding && { rtx: { ssrc: encoding.rtxSsrc } }) }],
        (uri) => !uri.endsWith('/abs-capture-time'),
      );
      await this.ask('producer:create', {
        ...{ transportId: transports.send.transportId, kind, source: kind === 'audio' ? 'microphone' : 'camera' },
        ...{ paused: false, rtpParameters: rtpParameters as RoomRequestInput<'producer:create'>['rtpParameters'] },
      });
      const payloadType = rtpParameters.codecs[0]?.payloadType ?? 0;
      await this.#sending.send({
        mid,
        source: index * 2 + (kind === 'audio' ? 2 : 1),
        mimeType,
        payloadType,
        encodings: [encoding],
      });
    }
  }

  /** Receives what somebody sends. */
  async receive({ producerId }: ProducerInfo): Promise<void> {
    if (!this.#receiving) throw new Error(`${this.name} has no media`);
    const { endpoint, transportId } = this.#receiving;
    const options = await this.ask('consumer:create', {
      ...{ transportId, producerId },
      rtpCapabilities: this.joined.routerRtpCapabilities as RoomRequestInput<'consumer:create'>['rtpCapabilities'],
    });
    const [encoding] = options.rtpParameters.encodings ?? [];
    const [codec] = options.rtpParameters.codecs;
    if (!encoding?.ssrc || !codec) throw new Error('a consumer without SSRC or codec');
    await endpoint.receive({
      ...{ mid: options.rtpParameters.mid ?? '', kind: options.kind, ssrc: encoding.ssrc, clockRate: codec.clockRate },
      ...(encoding.rtx && { rtxSsrc: encoding.rtx.ssrc }),
    });
    await this.ask('consumer:resume', { consumerId: options.consumerId });
  }

  close(): void {
    this.#socket.close();
  }

  async #connect(load: Load, options: TransportOptions): Promise<SyntheticEndpoint> {
    const capabilities = this.joined.routerRtpCapabilities;
    const endpoint = await load.openSynthetic(options as never, capabilities as never);
    const { transportId } = options;
    await this.ask('transport:connect', { transportId, dtlsParameters: endpoint.dtlsParameters });
    await endpoint.connect();
    return endpoint;
  }
}
