/** The worker under what operation does to it: peers that come and go or fall silent, a slow control plane, a stop, a kill. */
import { createSocket } from 'node:dgram';
import { readdirSync } from 'node:fs';
import { createWorker } from 'mediasoup';
import { afterEach, expect, it, vi } from 'vitest';
import { Body, Method } from '../../node_modules/mediasoup/node/lib/fbs/request.js';
import { CreateRouterRequestT } from '../../node_modules/mediasoup/node/lib/fbs/worker.js';
import { bindingRequest } from '../support/stun-request.ts';
import { consume, produce, Stage } from './media/stage.ts';
import { RawWorker, requestFrame, workerBinary } from './raw-worker.ts';

const limit = { timeout: 30_000, interval: 100 };
const listenInfos = [{ protocol: 'udp', ip: '127.0.0.1' }] as const;
const opus = {
  mid: 'opus',
  source: 1,
  mimeType: 'audio/opus' as const,
  encodings: [{ ssrc: 1111, bitrateBps: 32_000 }],
};

let stage: Stage | undefined;
let raw: RawWorker | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
  raw?.kill('SIGKILL');
  await raw?.ended;
  raw = undefined;
});

const nDescriptors = (pid: number) => readdirSync(`/proc/${pid}/fd`).length;

/** Case 15: a peer that falls silent loses its consent; nothing more is sent to it, and it may come back. */
it('sends nothing to a peer that fell silent', async () => {
  stage = await Stage.open(workerBinary());
  const router = await stage.router();
  const sender = await stage.synthetic(router);
  const { producer, start } = await produce(sender, router, opus);
  const transport = await router.createWebRtcTransport({ listenInfos: [...listenInfos], iceConsentTimeout: 10 });
  const endpoint = await stage.load.openSynthetic(transport, router.rtpCapabilities);
  await transport.connect({ dtlsParameters: endpoint.dtlsParameters });
  await endpoint.connect();
  await consume({ transport, endpoint }, router, producer);
  await start();
  const bytesSent = async () => (await transport.getStats())[0]?.bytesSent ?? 0;
  const before = await bytesSent();
  await vi.waitFor(async () => expect(await bytesSent()).toBeGreaterThan(before), limit);
  await endpoint.close(true);
  await vi.waitFor(() => expect(transport.iceState).toBe('disconnected'), limit);
  const last = await bytesSent();
  const receivedBefore = (await producer.getStats())[0]?.packetCount ?? 0;
  await vi.waitFor(
    async () => expect((await producer.getStats())[0]?.packetCount).toBeGreaterThan(receivedBefore + 20),
    limit,
  );
  expect(await bytesSent()).toBe(last);
}, 90_000);

/** Case 19: peers that join and leave in storms, in the middle of their handshakes too, leave nothing behind. */
it('holds nothing after storms of joins and leaves', async () => {
  stage = await Stage.open(workerBinary());
  const { worker, load } = stage;
  const before = nDescriptors(worker.pid);
  for (let round = 0; round < 4; round += 1) {
    const router = await stage.router();
    const webRtcServer = await worker.createWebRtcServer({ listenInfos: [...listenInfos] });
    const peers = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const transport = await router.createWebRtcTransport(
          n % 2 === 0 ? { webRtcServer } : { listenInfos: [...listenInfos] },
        );
        const endpoint = await load.openSynthetic(transport, router.rtpCapabilities);
        await transport.connect({ dtlsParameters: endpoint.dtlsParameters });
        // Not awaited: a third are closed while they connect.
        const connecting = endpoint.connect();
        connecting.catch(() => {});
        return { transport, endpoint, connecting };
      }),
    );
    for (const [n, { transport }] of peers.entries()) if (n % 3 === 0) transport.close();
    for (const [n, { connecting }] of peers.entries()) if (n % 3 !== 0) await connecting;
    await Promise.all(peers.map(({ endpoint }) => endpoint.close(round % 2 === 0)));
    router.close();
    webRtcServer.close();
  }
  expect(await worker.dump()).toMatchObject({
    webRtcServerIds: [],
    routerIds: [],
    channelMessageHandlers: { channelRequestHandlers: [], channelNotificationHandlers: [] },
  });
  expect(nDescriptors(worker.pid)).toBe(before);
}, 120_000);

/** Case 20: a control plane that asks and does not read keeps nobody's packets from being answered. */
it('serves its peers while the control plane does not read', async () => {
  const worker = await createWorker({ workerBin: workerBinary() });
  const router = await worker.createRouter();
  const transport = await router.createWebRtcTransport({ listenInfos: [...listenInfos] });
  const socket = createSocket('udp4');
  try {
    // The library reads from the worker's pipe in this process: as long as this turn lasts nobody reads.
    const asked = Array.from({ length: 3_000 }, () => transport.getStats());
    const answered = new Promise<void>((done) => socket.once('message', () => done()));
    const port = transport.iceCandidates[0]?.port ?? 0;
    const asking = setInterval(() => socket.send(bindingRequest(transport.iceParameters), port, '127.0.0.1'), 50);
    await answered;
    clearInterval(asking);
    for (const stats of await Promise.all(asked)) expect(stats).toHaveLength(1);
  } finally {
    socket.close();
    worker.close();
  }
});

/** Case 20: requests whose answers nobody takes wait in the pipe, not in the worker, and all are answered in the end. */
it('reads no further requests while its answers are not taken', async () => {
  raw = new RawWorker();
  await raw.running;
  expect(
    await raw.ask(1, Method.WORKER_CREATE_ROUTER, '', Body.Worker_CreateRouterRequest, new CreateRouterRequestT('r')),
  ).toMatchObject({ accepted: true });
  raw.output.pause();
  const answers = Array.from({ length: 30_000 }, (_, n) =>
    raw?.askRaw(n + 2, [requestFrame(n + 2, Method.ROUTER_DUMP, 'r')]),
  );
  // What the pipe takes is bounded, so a part of it is not written yet.
  await vi.waitFor(() => expect(raw?.input.writableLength).toBeGreaterThan(0), limit);
  raw.output.resume();
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ accepted: true });
}, 90_000);

/** Case 22: a worker that was stopped for seconds goes on as if nothing had been, without passing on what is old by now. */
it('comes back from a stop without a burst of old packets', async () => {
  stage = await Stage.open(workerBinary());
  const router = await stage.router();
  const [sender, receiver] = [await stage.synthetic(router), await stage.synthetic(router)];
  const { producer, start } = await produce(sender, router, opus);
  await consume(receiver, router, producer);
  await start();
  const packets = async () => (await receiver.endpoint.stats()).received[0]?.packets ?? 0;
  await vi.waitFor(async () => expect(await packets()).toBeGreaterThan(50), limit);
  const { pid } = stage.worker;
  process.kill(pid, 'SIGSTOP');
  const sentBefore = (await sender.endpoint.stats()).sent[0]?.packets ?? 0;
  // Fifty packets a second: these are the seconds.
  await vi.waitFor(
    async () => expect((await sender.endpoint.stats()).sent[0]?.packets).toBeGreaterThan(sentBefore + 250),
    limit,
  );
  await receiver.endpoint.stats(true);
  const before = await packets();
  process.kill(pid, 'SIGCONT');
  await vi.waitFor(async () => expect(await packets()).toBeGreaterThan(before + 50), limit);
  const [received] = (await receiver.endpoint.stats()).received;
  expect(received?.largestDelayMs).toBeLessThan(1_000);
  expect([sender.endpoint.disconnectReason, receiver.endpoint.disconnectReason]).toEqual([null, null]);
}, 90_000);

/** Case 22: whoever started the worker hears of its death. */
it.each(['SIGKILL', 'SIGABRT'] as const)('is reported dead after %s', async (signal) => {
  const worker = await createWorker({ workerBin: workerBinary() });
  const router = await worker.createRouter();
  const died = new Promise((heard) => worker.on('died', heard));
  process.kill(worker.pid, signal);
  expect(await died).toBeInstanceOf(Error);
  expect(router.closed).toBe(true);
});
