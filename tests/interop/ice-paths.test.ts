/** A real Chromium sends and receives a picture over each kind of path to the worker: TCP, IPv6, own and shared ports. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import type { types } from 'mediasoup';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workerBinary } from '../conformance/raw-worker.ts';
import { chromiumArguments, chromiumPath } from '../support/participant.ts';
import { until } from '../support/product.ts';
import { bundlePage } from '../weaklines/bundle.ts';
import { type MediaServer, startMediaServer } from '../weaklines/media-server.ts';
import { writeTexture } from '../weaklines/picture.ts';

const origin = 'http://localhost';
const paths: { name: string; protocol: 'tcp' | 'udp'; ip: string; shared: boolean }[] = [
  { name: 'TCP only', protocol: 'tcp', ip: '127.0.0.1', shared: false },
  { name: 'TCP only on a shared port', protocol: 'tcp', ip: '127.0.0.1', shared: true },
  { name: 'TCP over IPv6 only', protocol: 'tcp', ip: '::1', shared: false },
  { name: 'IPv6 only', protocol: 'udp', ip: '::1', shared: false },
  { name: 'IPv6 only on a shared port', protocol: 'udp', ip: '::1', shared: true },
];

let browser: Browser;
let script: string;
const folder = mkdtempSync(join(tmpdir(), 'sambung-ice-paths-'));

beforeAll(async () => {
  const camera = join(folder, 'camera.y4m');
  writeTexture(camera);
  script = await bundlePage();
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [...chromiumArguments, `--use-file-for-fake-video-capture=${camera}`],
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(paths)('over $name', ({ protocol, ip, shared }) => {
  test('the picture goes out and comes back, and both know by which path', async () => {
    const listen: types.TransportListenInfo[] = [{ protocol, ip }];
    const server = await startMediaServer(workerBinary(), listen, shared);
    try {
      const context = await browser.newContext({ permissions: ['camera'] });
      const publisher = await openPage(context, server, 'publisher');
      const subscriber = await openPage(context, server, 'subscriber');
      await publisher.evaluate(() =>
        window.weakline.publish({ layersBps: [500_000], codec: 'vp8', scalability: 'L1T1' }),
      );
      await subscriber.evaluate(() => window.weakline.subscribe());
      await until('thirty pictures', async () => {
        const shown = await subscriber.evaluate(() => window.weakline.takeShown());
        return (shown.at(-1)?.count ?? 0) >= 30;
      });
      for (const page of [publisher, subscriber]) {
        const remote = (await page.evaluate(() => window.weakline.stats('remote-candidate'))) as Candidate[];
        expect(remote).not.toHaveLength(0);
        for (const candidate of remote) expect(candidate).toMatchObject({ protocol, address: ip });
      }
      await context.close();
    } finally {
      server.close();
    }
  }, 120_000);
});

interface Candidate {
  protocol: string;
  address: string;
}

async function openPage(
  context: Awaited<ReturnType<Browser['newContext']>>,
  server: MediaServer,
  role: 'publisher' | 'subscriber',
): Promise<Page> {
  const page = await context.newPage();
  await page.exposeFunction('ask', (name: string, input: unknown) => server.answer(role, name, input));
  await page.route(`${origin}/**`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  await page.goto(`${origin}/${role}`);
  await page.addScriptTag({ content: script });
  return page;
}
