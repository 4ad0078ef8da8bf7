/** Tests of the client of the sfu node, against the real process and against none. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { ConfigurationError, readEnv } from '../env.ts';
import { createLog } from '../log.ts';
import { connectSfu, Sfu } from './index.ts';

const log = createLog('silent');
let media: SfuProcess;
const opened: Sfu[] = [];

beforeAll(async () => {
  media = await startSfu({ env: { MEDIA_WORKERS: '1' } });
});
afterEach(() => {
  for (const sfu of opened.splice(0)) sfu.close();
});
afterAll(() => media?.stop());

function connect(parts: { controlSocket?: string; controlSecret?: string } = {}): Sfu {
  const sfu = new Sfu({ controlSocket: media.socketPath, controlSecret: media.secret, ...parts }, log);
  opened.push(sfu);
  return sfu;
}
const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'answered',
    (error) => error.code,
  );

describe('a connection', () => {
  it('tells which workers run, also after one was replaced', async () => {
    const sfu = connect();
    await expect.poll(() => sfu.status()).toMatchObject({ connected: true, workers: media.workers });
    const [worker] = media.workers;
    process.kill(worker?.pid ?? 0, 'SIGKILL');
    await expect
      .poll(() => sfu.status().workers.map(({ pid }) => pid === worker?.pid), { timeout: 10_000 })
      .toEqual([false]);
  });

  it('carries requests made before it stands', async () => {
    const state = await connect().request('room:open', { roomId: randomUUID() });
    expect(state.peers).toEqual([]);
  });

  it('needs an address and a secret', () => {
    const withoutSecret = { log, env: readEnv({ CONTROL_SOCKET: '/tmp/s' }) };
    expect(() => connectSfu(withoutSecret)).toThrow(ConfigurationError);
  });
});

describe('a refusal of the node', () => {
  it('is one of the closed list', async () => {
    const sfu = connect();
    const roomId = randomUUID();
    const peer = { roomId, peerId: randomUUID() };
    await sfu.join(roomId, peer.peerId);
    expect(await codeOf(sfu.request('room:stats', { roomId: randomUUID() }))).toBe('media-not-found');
    expect(await codeOf(sfu.request('peer:join', { ticket: 'forged' }))).toBe('ticket-not-valid');
    for (let i = 0; i < 4; i++) await sfu.request('transport:create', { ...peer, direction: 'send' });
    expect(await codeOf(sfu.request('transport:create', { ...peer, direction: 'send' }))).toBe('too-many-requests');
  });
});

describe('without a node', () => {
  it.each<[string, () => { controlSocket?: string; controlSecret?: string }]>([
    ['nobody listens', () => ({ controlSocket: `${media.socketPath}.none` })],
    ['the secret is refused', () => ({ controlSecret: 'another secret of more than thirty-two characters' })],
  ])('%s: requests wait a bounded time and are refused', async (_name, parts) => {
    const sfu = connect(parts());
    expect(await codeOf(sfu.request('node:status', {}))).toBe('media-unavailable');
    expect(sfu.status()).toEqual({ connected: false, workers: [] });
  });

  it('closing ends the wait at once', async () => {
    const sfu = connect({ controlSocket: `${media.socketPath}.none` });
    const answer = codeOf(sfu.request('node:status', {}));
    sfu.close();
    expect(await answer).toBe('media-unavailable');
  });
});
