/** What is left in a worker after everything in it was closed: nothing. */
import { readdirSync } from 'node:fs';
import { createWorker } from 'mediasoup';
import type { Worker } from 'mediasoup/types';
import { afterEach, expect, it } from 'vitest';
import { workerBinary } from './raw-worker.ts';

let worker: Worker | undefined;
afterEach(() => worker?.close());

const mediaCodecs = [{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48000, channels: 2 }] as const;
const listenInfos = [{ protocol: 'udp', ip: '127.0.0.1' }] as const;

/** Open file descriptors of the worker process. */
const nDescriptors = (pid: number) => readdirSync(`/proc/${pid}/fd`).length;

/** One sender and three receivers in one router. */
async function fill(
  worker: Worker,
  options: { webRtcServer: Awaited<ReturnType<Worker['createWebRtcServer']>> } | object,
) {
  const router = await worker.createRouter({ mediaCodecs: [...mediaCodecs] });
  const common = 'webRtcServer' in options ? options : { listenInfos: [...listenInfos] };
  const sender = await router.createWebRtcTransport(common);
  const producer = await sender.produce({
    kind: 'audio',
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48000, channels: 2 }],
      encodings: [{ ssrc: 1111 }],
      rtcp: { cname: 'cname' },
    },
  });
  for (let n = 0; n < 3; n += 1) {
    const receiver = await router.createWebRtcTransport(common);
    await receiver.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities });
  }
  return { router, sender, producer };
}

it('a worker that was filled and emptied ten times holds no socket and no entity', async () => {
  worker = await createWorker({ workerBin: workerBinary() });
  const before = nDescriptors(worker.pid);
  for (let round = 0; round < 10; round += 1) {
    const webRtcServer = await worker.createWebRtcServer({ listenInfos: [...listenInfos] });
    const rooms = [];
    for (let room = 0; room < 4; room += 1) {
      rooms.push(await fill(worker, {}), await fill(worker, { webRtcServer }));
    }
    expect(nDescriptors(worker.pid)).toBe(before + 1 + 4 * 4);
    // Each way that leads out: the producer, the transport, the shared server, the router.
    rooms[0]?.producer.close();
    rooms[1]?.producer.close();
    rooms[2]?.sender.close();
    rooms[3]?.sender.close();
    webRtcServer.close();
    for (const { router } of rooms) router.close();
    expect(await worker.dump()).toMatchObject({
      webRtcServerIds: [],
      routerIds: [],
      channelMessageHandlers: { channelRequestHandlers: [], channelNotificationHandlers: [] },
    });
    expect(nDescriptors(worker.pid)).toBe(before);
  }
});

it('a closed producer takes its consumers along everywhere and tells each of them once', async () => {
  worker = await createWorker({ workerBin: workerBinary() });
  const { router, producer } = await fill(worker, {});
  const receiver = await router.createWebRtcTransport({ listenInfos: [...listenInfos] });
  const consumer = await receiver.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities });
  const told = new Promise<void>((done) => consumer.once('producerclose', () => done()));
  producer.close();
  await told;
  const { channelMessageHandlers } = await worker.dump();
  expect(channelMessageHandlers.channelRequestHandlers).not.toContain(consumer.id);
  expect(await receiver.dump()).toMatchObject({ consumerIds: [] });
});
