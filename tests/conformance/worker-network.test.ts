/** The worker at its limits on the network: no descriptors, no ports, bad TCP peers, unreachable peers, silent peers. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createWorker } from 'mediasoup';
import type { Router, WebRtcServer, WebRtcTransport, Worker } from 'mediasoup/types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bindingRequest, framed, isSuccessTo } from '../support/stun-request.ts';
import { workerBinary } from './raw-worker.ts';

const limit = { timeout: 20_000, interval: 50 };
const ip = '127.0.0.1';
const audio = { kind: 'audio', mimeType: 'audio/opus', clockRate: 48000, channels: 2 } as const;

let folder: string;
let worker: Worker;
const sockets: Socket[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sambung-network-'));
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  worker?.close();
  delete process.env.MEDIA_METRICS_DIR;
  rmSync(folder, { recursive: true, force: true });
});

/** A worker that may have so many file descriptors open. */
async function workerWith(maxDescriptors: number): Promise<Worker> {
  const wrapper = join(folder, 'worker.sh');
  writeFileSync(wrapper, `#!/bin/sh\nulimit -n ${maxDescriptors}\nexec '${workerBinary()}' "$@"\n`);
  chmodSync(wrapper, 0o755);
  worker = await createWorker({ workerBin: wrapper });
  return worker;
}

/** A worker whose counters can be read. */
async function countedWorker(): Promise<Worker> {
  process.env.MEDIA_METRICS_DIR = folder;
  worker = await createWorker({ workerBin: workerBinary() });
  return worker;
}

async function counter(name: string): Promise<number> {
  const metrics = await text(connect(join(folder, `${worker.pid}.sock`)));
  const line = metrics.split('\n').find((one) => one.startsWith(`${name} `));
  if (!line) throw new Error(`no counter ${name}`);
  return Number(line.slice(name.length + 1));
}

const nDescriptors = () => readdirSync(`/proc/${worker.pid}/fd`).length;

/** Memory that the worker holds, in kB. */
const residentKb = () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${worker.pid}/status`, 'utf8'))?.[1]);

async function overTcp(router: Router, webRtcServer?: WebRtcServer): Promise<WebRtcTransport> {
  return router.createWebRtcTransport(webRtcServer ? { webRtcServer } : { listenInfos: [{ protocol: 'tcp', ip }] });
}

/** A connection to a transport's first candidate. */
async function connectTo(transport: WebRtcTransport): Promise<Socket> {
  const [candidate] = transport.iceCandidates;
  if (!candidate) throw new Error('no candidate');
  const socket = connect(candidate.port, candidate.address);
  socket.on('error', () => {});
  sockets.push(socket);
  await new Promise<void>((connected) => socket.once('connect', connected));
  return socket;
}

/** Resolves with the next frame of a connection. */
function nextFrame(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const take = (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      socket.off('data', take);
      resolve(received.subarray(2, 2 + received.readUInt16BE(0)));
    };
    socket.on('data', take);
    socket.once('close', () => reject(new Error('closed')));
  });
}

const closed = (socket: Socket) =>
  new Promise<void>((done) => {
    // Without a reader the end of a stream is never seen.
    socket.resume().once('close', () => done());
  });

/** Case 16: a range without a free port is an error reply, and closing one transport frees its port. */
it('says that a range has no port left, and gives a port that came back', async () => {
  worker = await createWorker({ workerBin: workerBinary() });
  const router = await worker.createRouter();
  const probe = await router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip }] });
  const port = probe.iceCandidates[0]?.port ?? 0;
  probe.close();
  const portRange = { min: port, max: port };
  const open = () => router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip, portRange }] });
  const first = await open();
  await expect(open()).rejects.toThrow(/port bind failed|no more available ports/);
  first.close();
  expect((await open()).iceCandidates[0]?.port).toBe(port);
});

/** Case 16: without descriptors requests are refused with a sentence, and what runs goes on. */
it('refuses sockets without descriptors and opens them again afterwards', async () => {
  await workerWith(40);
  const router = await worker.createRouter();
  const open = () => router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip }] });
  const opened: WebRtcTransport[] = [];
  const refused = await (async () => {
    for (;;) opened.push(await open());
  })().catch((error: Error) => error);
  expect(refused.message).toMatch(/Too many open files/);
  expect(opened.length).toBeGreaterThan(10);
  await expect(open()).rejects.toThrow(/Too many open files/);
  expect((await router.dump()).transportIds).toHaveLength(opened.length);
  opened[0]?.close();
  await open();
});

/** Cases 16 and 17: connections beyond the descriptors wait or go, and the next peer gets through once there is room. */
it('accepts again when descriptors came back', async () => {
  await workerWith(40);
  const transport = await overTcp(await worker.createRouter());
  const crowd = await Promise.all(Array.from({ length: 100 }, () => connectTo(transport)));
  expect(nDescriptors()).toBeLessThanOrEqual(40);
  expect(await worker.dump()).toMatchObject({ pid: worker.pid });
  for (const socket of crowd) socket.destroy();
  const peer = await connectTo(transport);
  const request = bindingRequest(transport.iceParameters);
  const answer = nextFrame(peer);
  peer.write(framed(request));
  expect(isSuccessTo(request, await answer)).toBe(true);
});

/** Case 17: frames in pieces are understood; what are no frames ends its connection and nothing else. */
it.each([
  ['on its own port', false],
  ['on a shared port', true],
])('closes connections that speak no ICE and serves the others, %s', async (_name, shared) => {
  await countedWorker();
  const router = await worker.createRouter();
  const server = shared ? await worker.createWebRtcServer({ listenInfos: [{ protocol: 'tcp', ip }] }) : undefined;
  const transport = await overTcp(router, server);
  const good = await connectTo(transport);
  for (const garbage of [
    Buffer.from('GET / HTTP/1.1\r\nHost: media.example\r\n\r\n'),
    Buffer.concat([Buffer.from([0xff, 0xff]), Buffer.alloc(100)]),
    framed(Buffer.concat([Buffer.from([22, 0xfe, 0xfd]), Buffer.alloc(60)])),
    framed(Buffer.concat([Buffer.from([0x80, 111]), Buffer.alloc(60)])),
  ]) {
    const bad = await connectTo(transport);
    bad.write(garbage);
    await closed(bad);
  }
  const request = bindingRequest(transport.iceParameters);
  const answer = nextFrame(good);
  for (const byte of framed(request)) good.write(Buffer.from([byte]));
  expect(isSuccessTo(request, await answer)).toBe(true);
  await vi.waitFor(() => expect(transport.iceState).toBe('completed'), limit);
  expect(transport.iceSelectedTuple).toMatchObject({ protocol: 'tcp', remoteIp: ip, remotePort: good.localPort });
  // An oversized frame ends a proven connection as well; ICE learns of it.
  good.write(Buffer.from([0xff, 0xff, 0]));
  await closed(good);
  await vi.waitFor(() => expect(transport.iceState).toBe('disconnected'), limit);
  expect(await counter('sambung_worker_tcp_connections_total{outcome="misframed"}')).toBe(5);
  expect(await counter('sambung_worker_tcp_connections')).toBe(0);
});

/** Case 17: a flood of connections that say nothing is capped, and a real peer still gets through. */
it('caps connections that say nothing', async () => {
  await countedWorker();
  const transport = await overTcp(await worker.createRouter());
  for (let round = 0; round < 6; round += 1) await Promise.all(Array.from({ length: 100 }, () => connectTo(transport)));
  const peer = await connectTo(transport);
  const request = bindingRequest(transport.iceParameters);
  const answer = nextFrame(peer);
  peer.write(framed(request));
  expect(isSuccessTo(request, await answer)).toBe(true);
  expect(await counter('sambung_worker_tcp_connections')).toBeLessThanOrEqual(257);
  expect(await counter('sambung_worker_tcp_connections_total{outcome="refused"}')).toBeGreaterThan(300);
});

/** Case 17: nobody who says nothing stays, and nobody who proved himself goes. */
it('closes connections that never prove themselves', async () => {
  await countedWorker();
  const transport = await overTcp(await worker.createRouter());
  const [silent, proven] = [await connectTo(transport), await connectTo(transport)];
  proven.write(framed(bindingRequest(transport.iceParameters)));
  await closed(silent);
  expect(await counter('sambung_worker_tcp_connections_total{outcome="unproven"}')).toBe(1);
  expect(await counter('sambung_worker_tcp_connections')).toBe(1);
}, 60_000);

/** Case 17: a peer that asks and never reads costs bounded memory, and is served again once it reads. */
it('drops for a slow reader instead of holding memory', async () => {
  await countedWorker();
  const transport = await overTcp(await worker.createRouter());
  const peer = await connectTo(transport);
  peer.pause();
  const requests = Buffer.concat(Array.from({ length: 500 }, () => framed(bindingRequest(transport.iceParameters))));
  const before = residentKb();
  let dropped = 0;
  for (let n = 0; n < 2_000 && dropped === 0; n += 1) {
    await new Promise<void>((written) => peer.write(requests, () => written()));
    if (n % 20 === 0) dropped = await counter('sambung_worker_send_errors_total{reason="buffer_full"}');
  }
  expect(dropped).toBeGreaterThan(0);
  // The kernel's own buffers are not in here; ours is 224 kB, the rest is what any run allocates.
  expect(residentKb() - before).toBeLessThan(16_000);
  peer.resume();
  const request = bindingRequest(transport.iceParameters);
  const answered = new Promise<void>((done) => {
    let received = Buffer.alloc(0);
    peer.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received.subarray(-200), bytes]);
      if (received.includes(request.subarray(8, 20))) done();
    });
  });
  // Until there is room again answers are dropped, so it asks until it is heard.
  const asking = setInterval(() => peer.write(framed(request)), 100);
  await answered;
  clearInterval(asking);
}, 60_000);

/** Case 17: a closed transport closes its connections, and a closed connection ends ICE at once. */
it('ends connections with their transport, and ICE with the last connection', async () => {
  worker = await createWorker({ workerBin: workerBinary() });
  const router = await worker.createRouter();
  const webRtcServer = await worker.createWebRtcServer({ listenInfos: [{ protocol: 'tcp', ip }] });
  for (const server of [undefined, webRtcServer]) {
    const transport = await overTcp(router, server);
    const before = nDescriptors();
    const peers = [await connectTo(transport), await connectTo(transport)];
    for (const peer of peers) {
      const answer = nextFrame(peer);
      peer.write(framed(bindingRequest(transport.iceParameters)));
      await answer;
    }
    await vi.waitFor(() => expect(transport.iceSelectedTuple?.remotePort).toBe(peers[1]?.localPort), limit);
    peers[1]?.destroy();
    await vi.waitFor(() => expect(transport.iceSelectedTuple?.remotePort).toBe(peers[0]?.localPort), limit);
    peers[0]?.destroy();
    await vi.waitFor(() => expect(transport.iceState).toBe('disconnected'), limit);
    await vi.waitFor(() => expect(nDescriptors()).toBe(before), limit);
    const last = await connectTo(transport);
    const answer = nextFrame(last);
    last.write(framed(bindingRequest(transport.iceParameters)));
    await answer;
    transport.close();
    await closed(last);
  }
});

/** Case 18: peers that cannot be reached cost a counter, and the others get what is theirs. */
it('counts what no route leads to and goes on', async () => {
  await countedWorker();
  const router = await worker.createRouter({ mediaCodecs: [audio] });
  const direct = await router.createDirectTransport();
  const producer = await direct.produce({
    kind: 'audio',
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', payloadType: 100, clockRate: 48000, channels: 2 }],
      encodings: [{ ssrc: 1234 }],
    },
  });
  const consume = { producerId: producer.id, rtpCapabilities: router.rtpCapabilities };
  // Another family than the socket's, a reserved network, a broadcast that is not allowed.
  for (const peer of ['::1', '240.0.0.1', '255.255.255.255']) {
    const plain = await router.createPlainTransport({ listenInfo: { protocol: 'udp', ip } });
    await plain.connect({ ip: peer, port: 9 });
    await plain.consume(consume);
  }
  const receiver = await router.createDirectTransport();
  const consumer = await receiver.consume(consume);
  let received = 0;
  consumer.on('rtp', () => {
    received += 1;
  });
  const packet = Buffer.concat([Buffer.from([0x80, 100, 0, 0, 0, 0, 0, 0, 0, 0, 4, 210]), Buffer.alloc(40, 7)]);
  for (let seq = 0; seq < 20; seq += 1) {
    packet.writeUInt16BE(seq, 2);
    producer.send(packet);
  }
  await vi.waitFor(() => expect(received).toBe(20), limit);
  const refused = await counter('sambung_worker_send_errors_total{reason="refused"}');
  expect(refused).toBeGreaterThanOrEqual(3 * 20);
});
