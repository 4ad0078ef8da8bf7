/** Tests of the sfu process as its supervisor sees it: ready, stopped, or unable to start. */
import { createSocket } from 'node:dgram';
import { existsSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { connect } from '../test/driver.ts';

let sfu: SfuProcess;
beforeAll(async () => {
  sfu = await startSfu();
});
afterAll(() => sfu?.stop());

describe('the process', () => {
  it('is ready with workers that run from the binary they name', async () => {
    expect(sfu.workers).toHaveLength(2);
    for (const { pid, binary } of sfu.workers) expect(readlinkSync(`/proc/${pid}/exe`)).toBe(binary);
    const server = await connect(sfu);
    expect((await server.ask('node:status', {})).workers.map(({ pid }) => pid)).toEqual(
      sfu.workers.map(({ pid }) => pid),
    );
    server.close();
  });
});

describe('the end', () => {
  it.each<[string, (process: SfuProcess) => void]>([
    ['SIGTERM', (process) => process.kill('SIGTERM')],
    ['SIGINT', (process) => process.kill('SIGINT')],
    ['the death of the supervisor', (process) => process.abandon()],
  ])('by %s is in order: exit 0, no worker and no socket left', async (_name, end) => {
    const process = await startSfu({ env: { MEDIA_WORKERS: '1' } });
    end(process);
    expect(await process.exited).toBe(0);
    await expect.poll(() => existsSync(`/proc/${process.workers[0]?.pid}/exe`), { timeout: 10_000 }).toBe(false);
    expect(existsSync(process.socketPath)).toBe(false);
  });
});

describe('a setting that cannot be used', () => {
  const taken = createSocket('udp4');
  beforeAll(() => new Promise<void>((bound) => taken.bind(0, '127.0.0.1', bound)));
  afterAll(() => taken.close());

  it.each<[string, () => Record<string, string>, RegExp]>([
    ['no secret', () => ({ CONTROL_SECRET: '' }), /CONTROL_SECRET must be/],
    ['no such worker', () => ({ MEDIA_WORKER_BIN: '/nowhere/worker' }), /\/nowhere\/worker cannot be started/],
    [
      'a port that is taken',
      () => ({ MEDIA_WORKERS: '1', MEDIA_PORTS: String(taken.address().port) }),
      /The media port \d+ \(UDP and TCP\) on 127.0.0.1 cannot be used/,
    ],
    ['another node’s socket', () => ({ CONTROL_SOCKET: sfu.socketPath }), /already listens/],
    ['no such folder', () => ({ CONTROL_SOCKET: '/nowhere/control.sock' }), /control socket .* cannot be used/],
  ])('%s ends the start with exit 78 and a sentence', async (_name, env, sentence) => {
    const failure = await startSfu({ env: env() }).catch((error) => error);
    expect([failure.exitCode, failure.message]).toEqual([78, expect.stringMatching(sentence)]);
  });
});
