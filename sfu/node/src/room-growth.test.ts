/** Tests of a room that outgrows its worker, with real workers: who comes next is placed on another, and the death of one costs only those on it. */
import { randomUUID } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { connect, microphone, type ServerEnd, signTicket, soundParameters } from '../test/driver.ts';

let sfu: SfuProcess;
let server: ServerEnd;
const roomId = randomUUID();

beforeEach(async () => {
  // Full as soon as anybody is there.
  sfu = await startSfu({ env: { MEDIA_WORKER_STREAMS: '1' } });
  server = await connect(sfu);
});
afterEach(() => sfu?.stop());

const roomCounts = async () => (await server.ask('node:status', {})).workers.map(({ roomCount }) => roomCount);

async function join(peerId: string) {
  return server.ask('peer:join', { ticket: await signTicket(sfu.secret, roomId, peerId) });
}

/** A peer that sends sound; answers where its media goes and what it sends. */
async function speaker(peerId = randomUUID()) {
  await join(peerId);
  const up = await server.ask('transport:create', { roomId, peerId, direction: 'send' });
  const { producerId } = await server.ask('producer:create', {
    ...{ roomId, peerId, transportId: up.transportId, rtpParameters: soundParameters() },
    ...microphone,
  });
  return { peerId, producerId, port: up.iceCandidates[0]?.port };
}

it('grows to the other worker once its own is full, and is one room for all', async () => {
  const first = await speaker();
  expect(await roomCounts()).toEqual([1, 0]);
  const second = await speaker();
  const third = await speaker();
  expect(await roomCounts()).toEqual([1, 1]);
  expect(new Set([first.port, second.port, third.port]).size).toBe(2);
  const state = await server.ask('room:open', { roomId });
  expect(state.producers.map(({ producerId }) => producerId).sort()).toEqual(
    [first, second, third].map(({ producerId }) => producerId).sort(),
  );
});

it('places everybody who comes at once on one new part', async () => {
  await speaker();
  const peers = await Promise.all(Array.from({ length: 6 }, () => speaker()));
  expect(await roomCounts()).toEqual([1, 1]);
  expect(peers).toHaveLength(6);
});

it('goes on when one of its workers dies: only the peers there are lost, and join again', async () => {
  const first = await speaker();
  const second = await speaker();
  const before = await server.ask('room:open', { roomId });
  const victim = (await server.ask('node:status', {})).workers[1];
  process.kill(victim?.pid ?? 0, 'SIGKILL');
  await expect.poll(() => server.heard('peer:lost')).toEqual([{ roomId, peerId: second.peerId }]);
  expect(server.heard('producer:closed')).toEqual([{ roomId, producerId: second.producerId, peerId: second.peerId }]);
  expect(server.heard('room:lost')).toEqual([]);
  const after = await server.ask('room:open', { roomId });
  expect(after.mediaEpoch).toBe(before.mediaEpoch);
  expect(after.producers.map(({ producerId }) => producerId)).toEqual([first.producerId]);
  await speaker(second.peerId);
  expect((await join(first.peerId)).producers).toHaveLength(2);
});

it('is lost when the worker that is left dies too', async () => {
  await speaker();
  await speaker();
  for (const { pid } of (await server.ask('node:status', {})).workers) process.kill(pid, 'SIGKILL');
  await expect.poll(() => server.heard('room:lost')).toEqual([{ roomId }]);
});

describe('what is sent on one worker and received on another', () => {
  /** Two peers on different workers; the second receives what the first sends. */
  async function acrossWorkers() {
    const first = await speaker();
    const listener = randomUUID();
    const { routerRtpCapabilities: rtpCapabilities } = await join(listener);
    const down = await server.ask('transport:create', { roomId, peerId: listener, direction: 'receive' });
    expect(down.iceCandidates[0]?.port).not.toBe(first.port);
    const receiving = { roomId, peerId: listener, transportId: down.transportId, rtpCapabilities };
    const consume = (producerId: string) => server.ask('consumer:create', { ...receiving, producerId });
    return { first, listener, consume };
  }
  const pipedCount = async () => {
    const response = await new Promise<IncomingMessage>((answered) =>
      get({ path: '/metrics', socketPath: `${sfu.socketPath}.metrics` }, answered),
    );
    let text = '';
    for await (const chunk of response) text += chunk;
    return Number(/^sambung_sfu_piped_producers (\d+)$/m.exec(text)?.[1]);
  };

  it('crosses once, under its own id, however many receive it', async () => {
    const { first, consume } = await acrossWorkers();
    const consumers = await Promise.all([consume(first.producerId), consume(first.producerId)]);
    expect(consumers).toMatchObject([{ producerId: first.producerId }, { producerId: first.producerId }]);
    expect(await pipedCount()).toBe(1);
  });

  it('tells its receiver when it is muted and when it ends', async () => {
    const { first, listener, consume } = await acrossWorkers();
    const { consumerId } = await consume(first.producerId);
    const sending = { roomId, peerId: first.peerId, producerId: first.producerId };
    await server.ask('producer:pause', sending);
    expect((await consume(first.producerId)).producerPaused).toBe(true);
    await server.ask('producer:close', sending);
    await expect.poll(() => server.heard('consumer:closed')).toContainEqual({ roomId, peerId: listener, consumerId });
    expect(await pipedCount()).toBe(0);
  });

  it('crosses no longer once nobody receives it, and again when somebody does', async () => {
    const { first, listener, consume } = await acrossWorkers();
    await consume(first.producerId);
    await server.ask('peer:leave', { roomId, peerId: listener });
    await expect.poll(pipedCount).toBe(0);
    await join(listener);
    const down = await server.ask('transport:create', { roomId, peerId: listener, direction: 'receive' });
    const { routerRtpCapabilities: rtpCapabilities } = await server.ask('room:open', { roomId });
    await server.ask('consumer:create', {
      ...{ roomId, peerId: listener, transportId: down.transportId, producerId: first.producerId, rtpCapabilities },
    });
    expect(await pipedCount()).toBe(1);
  });

  it('is gone for who is left when its worker dies', async () => {
    const { first, listener, consume } = await acrossWorkers();
    const { consumerId } = await consume(first.producerId);
    const [victim] = (await server.ask('node:status', {})).workers;
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    await expect.poll(() => server.heard('peer:lost')).toEqual([{ roomId, peerId: first.peerId }]);
    await expect.poll(() => server.heard('consumer:closed')).toEqual([{ roomId, peerId: listener, consumerId }]);
    await expect.poll(pipedCount).toBe(0);
    const again = await speaker(first.peerId);
    expect(await consume(again.producerId)).toMatchObject({ producerId: again.producerId });
  });
});
