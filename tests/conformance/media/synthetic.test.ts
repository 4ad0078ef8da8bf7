/** Synthetic endpoints through the worker: they connect in numbers, and what one sends the other receives whole, in time and unchanged. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LoadTrack, ReceivedStats } from '../../support/load-protocol.ts';
import { startRelay } from '../../support/relay/relay.ts';
import { consume, produce, Stage, workers } from './stage.ts';

const limit = { timeout: 20_000, interval: 100 };

const tracks: Omit<LoadTrack, 'payloadType'>[] = [
  { mid: 'opus', source: 1, mimeType: 'audio/opus', encodings: [{ ssrc: 1111, bitrateBps: 32_000 }] },
  {
    mid: 'vp8',
    source: 2,
    mimeType: 'video/VP8',
    encodings: [{ ssrc: 2221, rtxSsrc: 2222, bitrateBps: 400_000, width: 640, height: 360, temporalLayers: 3 }],
  },
  {
    mid: 'h264',
    source: 3,
    mimeType: 'video/H264',
    encodings: [{ ssrc: 3331, rtxSsrc: 3332, bitrateBps: 400_000, width: 640, height: 360 }],
  },
  {
    mid: 'vp9',
    source: 4,
    mimeType: 'video/VP9',
    encodings: [{ ssrc: 4441, rtxSsrc: 4442, bitrateBps: 400_000, width: 640, height: 360 }],
  },
];

describe.each(workers)('synthetic endpoints through the $name worker', ({ binary }) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(binary);
  });
  afterAll(() => stage.close());

  it('passes every codec on whole: each packet once, each frame decodable, timestamps by the sender’s clock', async () => {
    const router = await stage.router();
    const [sender, receiver] = [await stage.synthetic(router), await stage.synthetic(router)];
    for (const track of tracks) {
      const { producer, start } = await produce(sender, router, track);
      await consume(receiver, router, producer);
      await start();
    }
    const received = await vi.waitFor(async () => {
      const stats = await receiver.endpoint.stats();
      expect(stats.received.map(({ decodableFrames }) => decodableFrames >= 60)).toEqual(tracks.map(() => true));
      return stats.received;
    }, limit);
    for (const [index, track] of tracks.entries()) {
      expect(received[index], track.mid).toMatchObject({
        missing: 0,
        duplicates: 0,
        foreign: 0,
        undecodableFrames: 0,
        incompleteFrames: 0,
        malformedFrames: 0,
        sources: { [track.source]: expect.any(Number) },
      } satisfies Partial<Record<keyof ReceivedStats, unknown>>);
      // One tick of a clock of 48 kHz is a fiftieth of a millisecond.
      expect(received[index]?.largestTimestampErrorMs, track.mid).toBeLessThan(0.1);
    }
    router.close();
  });

  it('does so over TCP too', async () => {
    const router = await stage.router();
    const sender = await stage.synthetic(router, { protocol: 'tcp' });
    const receiver = await stage.synthetic(router, { protocol: 'tcp' });
    const [, track] = tracks;
    if (!track) throw new Error('no track');
    const { producer, start } = await produce(sender, router, track);
    await consume(receiver, router, producer);
    await start();
    const [received] = await vi.waitFor(async () => {
      const stats = await receiver.endpoint.stats();
      expect(stats.received[0]?.decodableFrames).toBeGreaterThanOrEqual(30);
      return stats.received;
    }, limit);
    expect(received).toMatchObject({ missing: 0, foreign: 0, undecodableFrames: 0, incompleteFrames: 0 });
    expect(sender.transport.iceSelectedTuple?.protocol).toBe('tcp');
    router.close();
  });

  it('passes one of three encodings with RIDs on, and another when asked, every frame decodable', async () => {
    const router = await stage.router();
    const [sender, receiver] = [await stage.synthetic(router), await stage.synthetic(router)];
    const encodings = [60_000, 120_000, 240_000].map((bitrateBps, index) => ({
      ssrc: 5551 + 2 * index,
      rtxSsrc: 5552 + 2 * index,
      rid: `r${index}`,
      bitrateBps,
      width: 160 << index,
      height: 90 << index,
    }));
    const track = { mid: 'simulcast', source: 5, mimeType: 'video/VP8' as const, encodings };
    const { producer, start } = await produce(sender, router, track);
    const consumer = await consume(receiver, router, producer);
    const changes: unknown[] = [];
    consumer.on('layerschange', (layers) => changes.push(layers));
    await consumer.setPreferredLayers({ spatialLayer: 0 });
    await start();
    const atLayer = (layer: number) =>
      vi.waitFor(async () => {
        const [received] = (await receiver.endpoint.stats()).received;
        expect(received?.layer).toBe(layer);
        return received;
      }, limit);
    await atLayer(0);
    await consumer.setPreferredLayers({ spatialLayer: 2 });
    const received = await atLayer(2);
    expect(received).toMatchObject({
      duplicates: 0,
      foreign: 0,
      malformedFrames: 0,
      sources: { 5: expect.any(Number) },
    });
    expect(received?.undecodableFrames).toBe(0);
    // The first of them begins the stream; a frame that another one cuts off is given away by one number left out.
    expect(received?.missing).toBeLessThan(changes.length);
    // Two frames of one moment may meet at a change; one of them moves by at most a frame's time.
    expect(received?.largestSwitchTimestampErrorMs).toBeLessThan(34);
    router.close();
  });

  it('has what a line loses sent again: no frame stays out, and the freezes are told', async () => {
    const router = await stage.router();
    const relay = await startRelay({ seed: 3, phases: [{ atMs: 0, down: { loss: 0.1, delayMs: 20 } }] });
    try {
      const [sender, receiver] = [await stage.synthetic(router), await stage.synthetic(router, { relay })];
      const [, track] = tracks;
      if (!track) throw new Error('no track');
      const { producer, start } = await produce(sender, router, track);
      await consume(receiver, router, producer);
      await relay.begin();
      await start();
      const received = await vi.waitFor(async () => {
        const [stats] = (await receiver.endpoint.stats()).received;
        expect(stats?.decodableFrames).toBeGreaterThanOrEqual(100);
        expect(stats?.nacks).toBeGreaterThan(0);
        return stats;
      }, limit);
      expect(received?.retransmissions).toBeGreaterThan(5);
      expect(received?.late).toBeGreaterThan(5);
      expect(received?.foreign).toBe(0);
      expect(received?.decodableFrames).toBeGreaterThan(
        10 * ((received?.undecodableFrames ?? 0) + (received?.incompleteFrames ?? 0)),
      );
      expect(received?.longestGapMs).toBeGreaterThan(33);
    } finally {
      await relay.finish();
      router.close();
    }
  });

  it('connects a hundred of them, all in one process', async () => {
    const router = await stage.router();
    const peers = await Promise.all(Array.from({ length: 100 }, () => stage.synthetic(router)));
    const stats = await stage.load.stats();
    const ids = new Set(peers.map(({ endpoint }) => endpoint.id));
    expect(ids.size).toBe(100);
    expect(stats.filter(({ endpoint, connected }) => ids.has(endpoint) && connected)).toHaveLength(100);
    expect(new Set(peers.map(({ transport }) => transport.dtlsState))).toEqual(new Set(['connected']));
    await Promise.all(peers.map(({ endpoint }) => endpoint.close()));
    router.close();
  });

  it('hears that a peer left, and a peer hears that its transport closed', async () => {
    const router = await stage.router();
    const [leaving, staying] = [await stage.synthetic(router), await stage.synthetic(router)];
    const closed = new Promise((heard) => leaving.transport.on('dtlsstatechange', heard));
    await leaving.endpoint.close();
    expect(await closed).toBe('closed');
    staying.transport.close();
    expect(await staying.endpoint.disconnected()).toMatch(/closed DTLS|ICE lost/);
    router.close();
  });
});
