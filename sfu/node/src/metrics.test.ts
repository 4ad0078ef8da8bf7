/** Tests of `/metrics` on the real process: what it counts, who may ask, and what the workers' own counters become. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type RequestOptions, type Server } from 'node:http';
import { createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { connect, microphone, type ServerEnd, signTicket, soundParameters } from '../test/driver.ts';
import { readWorkerText, usageFrom } from './worker-metrics.ts';

const token = 'a token of more than thirty-two characters';
let sfu: SfuProcess;
let server: ServerEnd;
let port: number;

beforeAll(async () => {
  port = await freePort();
  sfu = await startSfu({ env: { METRICS_LISTEN: `127.0.0.1:${port}`, METRICS_TOKEN: token } });
  server = await connect(sfu);
});
afterAll(() => sfu?.stop());

async function freePort(): Promise<number> {
  const probe: Server = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

async function ask(options: RequestOptions): Promise<{ status: number; text: string }> {
  const response = await new Promise<IncomingMessage>((answered, failed) =>
    get({ path: '/metrics', agent: false, ...options }, answered).on('error', failed),
  );
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode ?? 0, text };
}

const scrape = async () => (await ask({ socketPath: `${sfu.socketPath}.metrics` })).text;
const numberAt = (text: string, sample: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${sample} `))
      ?.split(' ')[1],
  );

describe('the metrics', () => {
  it('count rooms, peers, transports, producers and consumers', async () => {
    const [roomId, speaker, listener] = [randomUUID(), randomUUID(), randomUUID()];
    for (const peerId of [speaker, listener])
      await server.ask('peer:join', { ticket: await signTicket(sfu.secret, roomId, peerId) });
    const up = await server.ask('transport:create', { roomId, peerId: speaker, direction: 'send' });
    const down = await server.ask('transport:create', { roomId, peerId: listener, direction: 'receive' });
    const { producerId } = await server.ask('producer:create', {
      ...{ roomId, peerId: speaker, transportId: up.transportId, rtpParameters: soundParameters() },
      ...microphone,
    });
    const { routerRtpCapabilities: rtpCapabilities } = await server.ask('room:open', { roomId });
    await server.ask('consumer:create', {
      ...{ roomId, peerId: listener, transportId: down.transportId, producerId, rtpCapabilities },
    });
    const text = await scrape();
    const counted = {
      sambung_sfu_rooms: 1,
      sambung_sfu_room_parts: 1,
      sambung_sfu_peers: 2,
      sambung_sfu_peers_connected: 0,
      'sambung_sfu_transports{direction="send"}': 1,
      'sambung_sfu_transports{direction="receive"}': 1,
      'sambung_sfu_producers{kind="audio"}': 1,
      'sambung_sfu_producers{kind="video"}': 0,
      'sambung_sfu_consumers{kind="audio"}': 1,
      sambung_sfu_workers: 2,
    };
    for (const [sample, value] of Object.entries(counted))
      expect([sample, numberAt(text, sample)]).toEqual([sample, value]);
    await server.ask('room:close', { roomId });
    expect(numberAt(await scrape(), 'sambung_sfu_peers')).toBe(0);
  });

  it("tell each worker's use of the machine and count deaths", async () => {
    const before = await scrape();
    for (const worker of ['0', '1']) {
      expect(numberAt(before, `sambung_sfu_worker_resident_bytes{worker="${worker}"}`)).toBeGreaterThan(1_000_000);
      expect(numberAt(before, `sambung_sfu_worker_cpu_seconds_total{worker="${worker}"}`)).toBeGreaterThanOrEqual(0);
    }
    expect(numberAt(before, 'sambung_sfu_worker_deaths_total')).toBe(0);
    process.kill(sfu.workers[1]?.pid ?? 0, 'SIGKILL');
    await expect.poll(async () => numberAt(await scrape(), 'sambung_sfu_worker_deaths_total')).toBe(1);
  });

  it('are all of the text format', async () => {
    const lines = (await scrape()).trimEnd().split('\n');
    const allowed = /^(# (HELP|TYPE) [a-z_:][\w:]* .+|[a-z_:][\w:]*(\{([a-z_]+="[^"]*",?)+\})? -?\d[\d.e+-]*)$/i;
    expect(lines.filter((line) => !allowed.test(line))).toEqual([]);
  });
});

describe('over HTTP', () => {
  const bearer = (value: string) => ({ headers: { authorization: `Bearer ${value}` } });

  it.each<[string, RequestOptions, number]>([
    ['with the token', bearer(token), 200],
    ['without a token', {}, 401],
    ['with another token', bearer('x'.repeat(40)), 401],
    ['at another path', { path: '/', ...bearer(token) }, 404],
    ['with another method', { method: 'POST', ...bearer(token) }, 405],
  ])('%s', async (_name, options, status) => {
    expect((await ask({ host: '127.0.0.1', port, ...options })).status).toBe(status);
  });
});

describe("a worker's own counters", () => {
  const directory = mkdtempSync(join(tmpdir(), 'sambung-counters-'));
  const servers: SocketServer[] = [];
  const serve = (pid: number, answer: string | null) =>
    new Promise<void>((listening) => {
      const one = createSocketServer((socket) => {
        socket.on('error', () => {});
        if (answer !== null) socket.end(answer);
      });
      servers.push(one);
      one.listen(join(directory, `${pid}.sock`), listening);
    });
  afterAll(() => {
    for (const one of servers) one.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('are read whole, however long', async () => {
    const text = 'sambung_worker_packets_total 1\n'.repeat(10_000);
    await serve(1, text);
    expect(await readWorkerText(directory, 1)).toBe(text);
  });

  it('are missed when there is no socket, no answer, or far too much of one', async () => {
    await serve(2, null);
    await serve(3, 'x'.repeat(2_000_000));
    expect(await Promise.all([2, 3, 4].map((pid) => readWorkerText(directory, pid)))).toEqual([null, null, null]);
  });
});

it("reads the kernel's account of a process whose name has spaces and parentheses", () => {
  const stat = `7 (a ) b) S ${'1 '.repeat(10)}250 50 ${'0 '.repeat(20)}`;
  expect(usageFrom(stat, 'Name:\ta\nVmRSS:\t    2048 kB\n')).toEqual({ cpuSeconds: 3, residentBytes: 2_097_152 });
});
