/** Tests of a room at two media nodes, with two real processes: to whoever asks it is one room. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { soundParameters } from '../../test/media.ts';
import { createLog } from '../log.ts';
import { Cascade, type End } from './cascade.ts';
import { Sfu } from './index.ts';

const env = { MEDIA_WORKERS: '1' };
let home: SfuProcess;
let away: SfuProcess;
let sfu: Sfu;
let heard: { name: string; data: unknown }[];
const roomId = randomUUID();

beforeEach(async () => {
  home = await startSfu({ env });
  away = await startSfu({ env, secret: home.secret });
  sfu = connect(away.socketPath);
  heard = [];
  for (const name of ['producer:opened', 'producer:closed', 'consumer:closed', 'room:lost'] as const)
    sfu.on(name, (data) => void heard.push({ name, data }));
  await expect.poll(() => sfu.status().connected).toBe(true);
  sfu.cascade(roomId);
});
afterEach(async () => {
  sfu.close();
  await Promise.all([home.stop(), away.stop()]);
});

const connect = (cascadeSocket?: string) =>
  new Sfu({ controlSocket: home.socketPath, controlSecret: home.secret, cascadeSocket }, createLog('silent'));

async function join(end: End) {
  const peerId = randomUUID();
  const { routerRtpCapabilities: rtpCapabilities } = await sfu.join(roomId, peerId, end);
  const open = (direction: 'send' | 'receive') => sfu.request('transport:create', { roomId, peerId, direction });
  const [up, down] = await Promise.all([open('send'), open('receive')]);
  return {
    peerId,
    port: up.iceCandidates[0]?.port,
    speak: async () =>
      (
        await sfu.request('producer:create', {
          ...{ roomId, peerId, transportId: up.transportId, rtpParameters: soundParameters() },
          ...{ kind: 'audio', source: 'microphone', paused: false },
        })
      ).producerId,
    hear: (producerId: string) =>
      sfu.request('consumer:create', { roomId, peerId, transportId: down.transportId, producerId, rtpCapabilities }),
  };
}
const told = (name: string) => heard.filter((each) => each.name === name).map(({ data }) => data);

describe('a cascaded room', () => {
  it('[UNSRI-40] has its people at both nodes, who hear each other over one crossing each way', async () => {
    const [host, audience] = [await join('home'), await join('away')];
    expect(host.port).not.toBe(audience.port);
    const [voice, answer] = [await host.speak(), await audience.speak()];
    expect(await audience.hear(voice)).toMatchObject({ producerId: voice });
    expect(await host.hear(answer)).toMatchObject({ producerId: answer });
    const second = await join('away');
    expect(await second.hear(voice)).toMatchObject({ producerId: voice });
    const state = await sfu.request('room:open', { roomId });
    expect(state.peers.map(({ peerId }) => peerId).sort()).toEqual(
      [host.peerId, audience.peerId, second.peerId].sort(),
    );
    expect(state.producers.map(({ producerId }) => producerId).sort()).toEqual([voice, answer].sort());
    const { peers, crossed } = await sfu.request('room:stats', { roomId });
    expect(peers).toHaveLength(3);
    expect(crossed.map(({ producerId }) => producerId).sort()).toEqual([voice, answer].sort());
  });

  it('tells who hears a producer when it is muted and when it ends', async () => {
    const [host, audience] = [await join('home'), await join('away')];
    const producerId = await host.speak();
    const { consumerId } = await audience.hear(producerId);
    const own = { roomId, peerId: host.peerId, producerId };
    await sfu.request('producer:pause', own);
    await expect.poll(async () => (await audience.hear(producerId)).producerPaused).toBe(true);
    await sfu.request('producer:close', own);
    await expect.poll(() => told('consumer:closed')).toContainEqual({ roomId, peerId: audience.peerId, consumerId });
    expect((await sfu.request('room:stats', { roomId })).crossed).toEqual([]);
    await expect(audience.hear(producerId)).rejects.toMatchObject({ code: 'media-not-found' });
  });

  it('is made anew as a whole when one of its nodes loses it, and heard again', async () => {
    const [host, audience] = [await join('home'), await join('away')];
    await audience.hear(await host.speak());
    const { mediaEpoch } = await sfu.request('room:open', { roomId });
    for (const { pid } of away.workers) process.kill(pid, 'SIGKILL');
    await expect.poll(() => told('room:lost'), { timeout: 10_000 }).toEqual([{ roomId }]);
    expect((await sfu.request('room:open', { roomId })).mediaEpoch).not.toBe(mediaEpoch);
    const [again, voice] = [await join('away'), await host.speak()];
    expect(await again.hear(voice)).toMatchObject({ producerId: voice });
  });

  it('goes on for a server that was started anew', async () => {
    const [host, audience] = [await join('home'), await join('away')];
    const producerId = await host.speak();
    await audience.hear(producerId);
    sfu.close();
    sfu = connect(away.socketPath);
    sfu.cascade(roomId);
    await sfu.join(roomId, host.peerId, 'home');
    const { producers } = await sfu.join(roomId, audience.peerId, 'away');
    expect(producers.map((one) => one.producerId)).toEqual([producerId]);
    expect(await (await join('away')).hear(producerId)).toMatchObject({ producerId });
    expect((await sfu.request('room:stats', { roomId })).crossed).toHaveLength(1);
  });

  it('ends at both nodes', async () => {
    await Promise.all([join('home'), join('away')]);
    await sfu.request('room:close', { roomId });
    sfu.cascade(roomId);
    expect((await sfu.request('room:open', { roomId })).peers).toEqual([]);
  });
});

it('with one node only, everybody is there, whatever end was asked for', async () => {
  const alone = connect();
  const other = randomUUID();
  alone.cascade(other);
  await alone.join(other, randomUUID(), 'home');
  expect((await alone.join(other, randomUUID(), 'away')).peers).toHaveLength(2);
  alone.close();
});

it('tells who speaks at both nodes, the loudest first', () => {
  const refuse = () => Promise.reject(new Error('nobody is asked'));
  const nodes = { request: refuse, join: refuse };
  const cascade = new Cascade(roomId, { home: nodes, away: nodes });
  const at = (levelDbov: number) => ({ peerId: randomUUID(), levelDbov });
  const [quiet, loud] = [at(-50), at(-20)];
  expect(cascade.speakersOfBoth('home', [quiet])).toEqual([quiet]);
  expect(cascade.speakersOfBoth('away', [loud])).toEqual([loud, quiet]);
  expect(cascade.speakersOfBoth('home', [])).toEqual([loud]);
});
