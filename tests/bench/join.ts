/**
 * `npm run bench -- join`: how long it takes from the click to the first decoded picture, in warm Chromium over loopback, with the meeting's own media code
 * in the page (mediasoup-client below it), the real sfu process and the worker of choice. Every join is a page of its own, one right after the other.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { type BrowserContext, chromium } from '@playwright/test';
import { Server as SocketServer } from 'socket.io';
import { connect, type ServerEnd, signTicket } from '../../sfu/node/test/driver.ts';
import { chromiumArguments, chromiumPath } from '../support/participant.ts';
import { type SfuProcess, startSfu } from '../support/sfu-process.ts';
import { bundlePage } from '../weaklines/bundle.ts';
import { machine } from './cpu.ts';
import type { JoinMarks } from './join-page.ts';
import { median } from './rounds.ts';

const steps = ['joinedMs', 'openedMs', 'consumedMs', 'connectedMs', 'frameMs'] as const satisfies (keyof JoinMarks)[];

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    joins: { type: 'string', default: '20' },
    codec: { type: 'string', multiple: true, default: ['vp8', 'h264', 'vp9'] },
    worker: { type: 'string', default: '' },
    'peer-worker': { type: 'string' },
  },
});

/** The room's server as far as joining needs one: answers pages over Socket.IO, as the product does, with what the sfu node says. */
async function serve(sfu: SfuProcess, server: ServerEnd, script: string): Promise<Server> {
  const roomId = randomUUID();
  const join = async (peer: { roomId: string; peerId: string }) => {
    const state = await server.ask('peer:join', { ticket: await signTicket(sfu.secret, roomId, peer.peerId) });
    const open = (direction: 'send' | 'receive') => server.ask('transport:create', { ...peer, direction });
    const [send, receive] = await Promise.all([open('send'), open('receive')]);
    return { ...state, transports: { send, receive } };
  };
  const web = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><title>join</title><script src="/page.js"></script>');
  });
  new SocketServer(web, { serveClient: false }).on('connection', (page) => {
    const peer = { roomId, peerId: randomUUID() };
    page.onAny(async (name: string, input: object, acknowledge: (answer: unknown) => void) => {
      const asked =
        name === 'join' ? join(peer) : server.ask(name as 'transport:create', { ...input, ...peer } as never);
      acknowledge(await asked.catch((error) => ({ error: `${name}: ${error}` })));
    });
    page.on('disconnect', () => void server.ask('peer:leave', peer).catch(() => {}));
  });
  await new Promise<void>((listening) => web.listen(0, '127.0.0.1', listening));
  return web;
}

async function openPage(context: BrowserContext, web: Server) {
  const page = await context.newPage();
  await page.goto(`http://localhost:${(web.address() as AddressInfo).port}/`);
  return page;
}

/** One publisher, and one join after the other; the first, which warms everything up, does not count. */
async function joins(worker: string, codec: string, script: string): Promise<JoinMarks[]> {
  const sfu = await startSfu({ env: { MEDIA_WORKERS: '1', MEDIA_WORKER_BIN: worker } });
  const server = await connect(sfu);
  const web = await serve(sfu, server, script);
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments });
  try {
    const context = await browser.newContext({ permissions: ['camera'] });
    const publisher = await openPage(context, web);
    await publisher.evaluate((name) => window.publish(name), codec);
    const results: JoinMarks[] = [];
    for (let join = 0; join <= Number(values.joins); join += 1) {
      const page = await openPage(context, web);
      await page.evaluate(() => window.prepare());
      const marks = await page.evaluate((name) => window.joinOnce(name), codec);
      if (join > 0) results.push(marks);
      await page.close();
    }
    return results;
  } finally {
    await browser.close();
    web.close();
    server.close();
    await sfu.stop();
  }
}

function percentile(all: number[], share: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

const script = await bundlePage(`${import.meta.dirname}/join-page.ts`);
const subjects = [
  { worker: 'ours', path: values.worker },
  ...(values['peer-worker'] ? [{ worker: 'peer', path: values['peer-worker'] }] : []),
];
const cases = [];
console.log('codec  worker   p50 ms  p95 ms  max ms   medians: joined → opened → consumed → connected → picture');
for (const codec of values.codec) {
  for (const { worker, path } of subjects) {
    const results = await joins(path, codec, script);
    const frames = results.map(({ frameMs }) => frameMs);
    const result = {
      ...{ case: codec, worker, joins: results.length },
      ...{ p50Ms: median(frames), p95Ms: percentile(frames, 0.95), maxMs: Math.max(...frames) },
      medians: Object.fromEntries(steps.map((step) => [step, median(results.map((marks) => marks[step]))])),
    };
    cases.push(result);
    const columns = [result.p50Ms, result.p95Ms, result.maxMs].map((ms) => ms.toFixed(0).padStart(7)).join(' ');
    const path50 = steps.map((step) => result.medians[step]?.toFixed(0)).join(' → ');
    console.log(`${codec.padEnd(6)} ${worker.padEnd(6)} ${columns}   ${path50}`);
  }
}
if (values.json) console.log(JSON.stringify({ bench: 'join', machine: machine(), rounds: 1, cases }));
