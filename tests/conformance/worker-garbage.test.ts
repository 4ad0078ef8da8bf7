/** The worker under garbage: nothing that comes over its channel or its sockets ends it or keeps it from answering. */
import { createSocket } from 'node:dgram';
import { afterEach, expect, it } from 'vitest';
import { Body, Method } from '../../node_modules/mediasoup/node/lib/fbs/request.js';
import { CreateWebRtcTransportRequestT } from '../../node_modules/mediasoup/node/lib/fbs/router.js';
import {
  CodecMappingT,
  EncodingMappingT,
  MediaKind,
  RtcpParametersT,
  RtpCodecParametersT,
  RtpEncodingParametersT,
  RtpMappingT,
  RtpParametersT,
} from '../../node_modules/mediasoup/node/lib/fbs/rtp-parameters.js';
import {
  ListenInfoT,
  OptionsT,
  PortRangeT,
  ProduceRequestT,
  Protocol,
  SocketFlagsT,
} from '../../node_modules/mediasoup/node/lib/fbs/transport.js';
import { DumpResponse } from '../../node_modules/mediasoup/node/lib/fbs/web-rtc-server.js';
import {
  Listen,
  ListenServerT,
  WebRtcTransportOptionsT,
} from '../../node_modules/mediasoup/node/lib/fbs/web-rtc-transport.js';
import { CreateRouterRequestT, CreateWebRtcServerRequestT } from '../../node_modules/mediasoup/node/lib/fbs/worker.js';
import { RawWorker, requestFrame } from './raw-worker.ts';

const maxMessageLength = 8 * 1024 * 1024 - 4;
let worker: RawWorker | undefined;
afterEach(async () => {
  worker?.kill('SIGKILL');
  await worker?.ended;
});

/** A seeded source of numbers from 0 to 1 (mulberry32), so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const randomBytes = (random: () => number, length: number) => Buffer.from(Array.from({ length }, () => random() * 256));
const below = (random: () => number, limit: number) => Math.floor(random() * limit);

const listenInfo = () =>
  new ListenInfoT(Protocol.UDP, '127.0.0.1', null, false, 0, new PortRangeT(), new SocketFlagsT());
const serverRequest = () => new CreateWebRtcServerRequestT('server', [listenInfo()]);
const transportRequest = () =>
  new CreateWebRtcTransportRequestT(
    'transport',
    new WebRtcTransportOptionsT(new OptionsT(), Listen.ListenServer, new ListenServerT('server')),
  );
const produceRequest = () =>
  new ProduceRequestT(
    'producer',
    MediaKind.AUDIO,
    new RtpParametersT(
      'mid',
      [new RtpCodecParametersT('audio/opus', 100, 48000, 2)],
      [],
      [new RtpEncodingParametersT(1111)],
      new RtcpParametersT('cname'),
    ),
    new RtpMappingT([new CodecMappingT(100, 100)], [new EncodingMappingT(null, 1111, 2222)]),
  );

/** A worker with a server, a router and a transport, so that garbage meets something. */
async function furnishedWorker(): Promise<RawWorker> {
  worker = new RawWorker(['--logLevel=warn', '--logTag=ice']);
  await worker.running;
  const requests = [
    [Method.WORKER_CREATE_WEBRTCSERVER, '', Body.Worker_CreateWebRtcServerRequest, serverRequest()],
    [Method.WORKER_CREATE_ROUTER, '', Body.Worker_CreateRouterRequest, new CreateRouterRequestT('router')],
    [
      Method.ROUTER_CREATE_WEBRTCTRANSPORT_WITH_SERVER,
      'router',
      Body.Router_CreateWebRtcTransportRequest,
      transportRequest(),
    ],
    [Method.TRANSPORT_PRODUCE, 'transport', Body.Transport_ProduceRequest, produceRequest()],
  ] as const;
  let id = 1;
  for (const [method, handlerId, bodyType, body] of requests) {
    expect(await worker.ask(id++, method, handlerId, bodyType, body)).toMatchObject({ accepted: true, reason: null });
  }
  return worker;
}

/** Valid requests of every size, whose bits are to be flipped. */
const templates = (id: number) => [
  requestFrame(id, Method.WORKER_DUMP, ''),
  requestFrame(id, Method.ROUTER_DUMP, 'router'),
  requestFrame(id, Method.TRANSPORT_GET_STATS, 'transport'),
  requestFrame(id, Method.PRODUCER_DUMP, 'producer'),
  requestFrame(id, Method.WORKER_CREATE_WEBRTCSERVER, '', Body.Worker_CreateWebRtcServerRequest, serverRequest()),
  requestFrame(
    id,
    Method.ROUTER_CREATE_WEBRTCTRANSPORT_WITH_SERVER,
    'router',
    Body.Router_CreateWebRtcTransportRequest,
    transportRequest(),
  ),
  requestFrame(id, Method.TRANSPORT_PRODUCE, 'transport', Body.Transport_ProduceRequest, produceRequest()),
];

function flipped(random: () => number, frame: Buffer): Buffer {
  for (let n = 1 + below(random, 8); n > 0; n -= 1) {
    const position = 4 + below(random, frame.length - 4);
    frame.writeUInt8(frame.readUInt8(position) ^ (1 << below(random, 8)), position);
  }
  return frame;
}

function randomFrame(random: () => number, id: number): Buffer {
  const kind = random();
  if (kind < 0.4) {
    const chosen = templates(id);
    return flipped(random, chosen[below(random, chosen.length)] ?? Buffer.alloc(4));
  }
  const length = kind < 0.99 ? below(random, 2000) : maxMessageLength + 1 + below(random, 1000);
  const frame = Buffer.alloc(4 + length);
  frame.writeUInt32LE(length);
  randomBytes(random, Math.min(length, 2000)).copy(frame, 4);
  return frame;
}

it('outlives a thousand random frames on its channel and still answers', async () => {
  const worker = await furnishedWorker();
  const random = seeded(20_261_122);
  for (let n = 0; n < 1000; n += 1) await worker.send(randomFrame(random, 1_000_000 + n));
  const dump = await worker.ask(2, Method.WORKER_DUMP);
  expect(dump).toMatchObject({ accepted: true });
  const unknown = await worker.ask(3, Method.ROUTER_DUMP, 'nobody');
  expect(unknown).toMatchObject({
    accepted: false,
    error: 'NotFoundError',
    reason: 'Channel request handler with ID nobody not found [method:router.dump]',
  });
  expect(await worker.close()).toMatchObject({ code: 0, signal: null });
});

it('answers a request whose method it does not know', async () => {
  const worker = await furnishedWorker();
  const frame = requestFrame(77, Method.ROUTER_DUMP, '');
  const other = requestFrame(77, Method.ROUTER_CLOSE_TRANSPORT, '');
  const position = frame.findIndex((byte, index) => byte !== other[index]);
  frame.writeUInt8(255, position);
  expect(await worker.askRaw(77, [frame])).toMatchObject({
    accepted: false,
    error: 'Error',
    reason: "unknown method '255'",
  });
});

it('names a method that came without what it needs', async () => {
  const worker = await furnishedWorker();
  expect(await worker.ask(5, Method.ROUTER_CREATE_PLAINTRANSPORT, 'router')).toMatchObject({
    accepted: false,
    error: 'TypeError',
    reason: 'malformed request: wrong body [method:router.createPlainTransport]',
  });
});

it('outlives random datagrams on its port and keeps its entities', async () => {
  const worker = await furnishedWorker();
  const { response } = await worker.ask(10, Method.WEBRTCSERVER_DUMP, 'server');
  const dump: DumpResponse = response.body(new DumpResponse());
  const port = dump.udpSockets(0)?.port() ?? 0;
  const ufrag = dump.localIceUsernameFragments(0)?.localIceUsernameFragment() ?? '';
  expect(ufrag).not.toBe('');
  const random = seeded(7);
  const socket = createSocket('udp4');
  const send = (datagram: Buffer) =>
    new Promise<void>((done, fail) => {
      socket.send(datagram, port, '127.0.0.1', (error) => (error ? fail(error) : done()));
    });
  // A Binding request for our fragment without integrity, and first bytes of STUN, DTLS, RTP and RTCP (RFC 7983).
  const username = Buffer.from(`${ufrag}:x${' '.repeat(3)}`).subarray(0, ufrag.length + 2);
  const padded = Buffer.concat([username, Buffer.alloc((4 - (username.length % 4)) % 4)]);
  const binding = Buffer.concat([Buffer.alloc(20), Buffer.from([0, 6, 0, username.length]), padded]);
  binding.writeUInt16BE(1, 0);
  binding.writeUInt16BE(binding.length - 20, 2);
  binding.writeUInt32BE(0x2112a442, 4);
  for (let n = 0; n < 1000; n += 1) {
    const datagram = n % 5 === 0 ? flipped(random, Buffer.from(binding)) : randomBytes(random, below(random, 1600));
    const firstByte = [0, 1, 20, 22, 63, 128, 129, 200][n % 8] ?? 0;
    if (n % 5 !== 0 && datagram.length > 0) datagram.writeUInt8(firstByte);
    await send(datagram);
  }
  // One longer than the worker's room for a datagram.
  await send(Buffer.alloc(9000, 0x80));
  socket.close();
  expect(await worker.ask(11, Method.TRANSPORT_DUMP, 'transport')).toMatchObject({ accepted: true });
  expect(await worker.ask(12, Method.PRODUCER_GET_STATS, 'producer')).toMatchObject({ accepted: true });
  expect(await worker.close()).toMatchObject({ code: 0, signal: null });
});
