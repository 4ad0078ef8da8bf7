/** Tests of a room at two nodes, with two real processes and their workers: a producer crosses under its own id, as long as it lasts. */
import { randomUUID } from 'node:crypto';
import { sfuErrorCodes } from '@sambung/contract/sfu';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { connect, microphone, type ServerEnd, signTicket, soundParameters } from '../test/driver.ts';

const env = { MEDIA_WORKERS: '1' };
let nodes: SfuProcess[] = [];
let near: ServerEnd;
let far: ServerEnd;
let roomId: string;

beforeAll(async () => {
  nodes = await Promise.all([startSfu({ env }), startSfu({ env })]);
  [near, far] = (await Promise.all(nodes.map((node) => connect(node)))) as [ServerEnd, ServerEnd];
});
beforeEach(async () => {
  roomId = randomUUID();
  for (const node of [near, far]) await node.ask('room:open', { roomId });
});
afterAll(() => Promise.all(nodes.map((node) => node.stop())));

/** A peer at one of the nodes. */
async function join(node: ServerEnd, peerId = randomUUID()) {
  const { secret } = nodes[node === near ? 0 : 1] as SfuProcess;
  const { routerRtpCapabilities: rtpCapabilities } = await node.ask('peer:join', {
    ticket: await signTicket(secret, roomId, peerId),
  });
  return { peerId, rtpCapabilities };
}

async function speaker() {
  const { peerId } = await join(near);
  const { transportId } = await near.ask('transport:create', { roomId, peerId, direction: 'send' });
  const { producerId } = await near.ask('producer:create', {
    ...{ roomId, peerId, transportId, rtpParameters: soundParameters() },
    ...microphone,
  });
  return { peerId, producerId };
}

async function openPipe() {
  const [here, there] = await Promise.all([near.ask('pipe:open', { roomId }), far.ask('pipe:open', { roomId })]);
  await near.ask('pipe:connect', { roomId, pipeId: here.pipeId, far: there });
  await far.ask('pipe:connect', { roomId, pipeId: there.pipeId, far: here });
  return { here, there };
}

async function cross(producerId: string) {
  const { here, there } = await openPipe();
  const sent = await near.ask('pipe:send', { roomId, pipeId: here.pipeId, producerId });
  await far.ask('pipe:receive', { roomId, pipeId: there.pipeId, ...sent });
  return sent;
}

async function listener() {
  const { peerId, rtpCapabilities } = await join(far);
  const { transportId } = await far.ask('transport:create', { roomId, peerId, direction: 'receive' });
  const consume = (producerId: string) =>
    far.ask('consumer:create', { roomId, peerId, transportId, rtpCapabilities, producerId });
  return { peerId, consume };
}

describe('a producer of another node', () => {
  it('is received under its own id, and is nobody’s at the node it came to', async () => {
    const { producerId, peerId } = await speaker();
    const { producer } = await cross(producerId);
    expect(producer).toEqual({ producerId, peerId, ...microphone });
    const { consume } = await listener();
    expect(await consume(producerId)).toMatchObject({ producerId, kind: 'audio', producerPaused: false });
    expect((await far.ask('room:open', { roomId })).producers).toEqual([]);
    const { crossed } = await far.ask('room:stats', { roomId });
    expect(crossed).toEqual([{ producerId, packetCount: 0, packetsLost: 0 }]);
    expect((await near.ask('room:stats', { roomId })).crossed).toEqual([]);
  });

  it('is muted there when it is told of it, and ends for its receivers when it is dropped', async () => {
    const { producerId } = await speaker();
    await cross(producerId);
    const { consume, peerId } = await listener();
    const { consumerId } = await consume(producerId);
    await far.ask('pipe:change', { roomId, producerId, paused: true });
    expect((await consume(producerId)).producerPaused).toBe(true);
    await far.ask('pipe:drop', { roomId, producerId });
    await expect.poll(() => far.heard('consumer:closed')).toContainEqual({ roomId, peerId, consumerId });
    expect((await far.ask('room:stats', { roomId })).crossed).toEqual([]);
  });

  it('crosses once, however often it is sent', async () => {
    const { producerId } = await speaker();
    await cross(producerId);
    await cross(producerId);
    expect((await far.ask('room:stats', { roomId })).crossed).toHaveLength(1);
  });
});

describe('a pipe', () => {
  it('is encrypted with keys of its own at each end', async () => {
    const { here, there } = await openPipe();
    expect(here.srtpParameters.cryptoSuite).toMatch(/^AE/);
    expect(here.srtpParameters.keyBase64).not.toBe(there.srtpParameters.keyBase64);
    expect(here.port).not.toBe(there.port);
  });

  it('is refused where there is none, for a producer that is gone, and beyond a few', async () => {
    const { here } = await openPipe();
    const producerId = randomUUID();
    expect(await near.refusal('pipe:send', { roomId, pipeId: here.pipeId, producerId })).toBe(sfuErrorCodes.notFound);
    expect(await far.refusal('pipe:connect', { roomId, pipeId: randomUUID(), far: here })).toBe(sfuErrorCodes.notFound);
    for (let i = 1; i < 8; i++) await near.ask('pipe:open', { roomId });
    expect(await near.refusal('pipe:open', { roomId })).toBe(sfuErrorCodes.limitReached);
    await near.ask('pipe:close', { roomId, pipeId: here.pipeId });
    expect(await near.refusal('pipe:open', { roomId })).toBe('accepted');
  });
});
