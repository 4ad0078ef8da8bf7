/** A subscriber in Chromium is led up and down a publisher's simulcast layers: the picture's size follows, and it never stands still. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { expect, test } from 'vitest';
import { chromiumArguments, chromiumPath } from '../support/participant.ts';
import { until } from '../support/product.ts';
import { bundlePage } from '../weaklines/bundle.ts';
import { startMediaServer } from '../weaklines/media-server.ts';
import { width, writeTexture } from '../weaklines/picture.ts';
import { openPage } from '../weaklines/run.ts';

const workerBinary =
  process.env.MEDIA_WORKER_BIN ?? join(import.meta.dirname, '../../sfu/target/release/sambung-media-worker');
const layersBps = [99_000, 295_000, 1_150_000];
/** Up and down, one step and two. */
const tour = [0, 2, 1, 0, 1, 2];
/** Far longer than a switch takes on a machine under load. */
const limitMs = 20_000;
/** Pictures that have to follow each switch in the new size. */
const leastPictures = 5;

test.each(['vp8', 'h264'])(
  'the picture of %s follows the preferred layer without standing still',
  async (codec) => {
    const folder = mkdtempSync(join(tmpdir(), 'sambung-layers-'));
    const camera = join(folder, 'camera.y4m');
    writeTexture(camera);
    const [script, server] = await Promise.all([bundlePage(), startMediaServer(workerBinary)]);
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        ...chromiumArguments,
        '--disable-background-timer-throttling',
        '--disable-renderer-backgrounding',
        '--disable-backgrounding-occluded-windows',
        `--use-file-for-fake-video-capture=${camera}`,
      ],
    });
    try {
      const open = async (role: 'publisher' | 'subscriber') =>
        openPage(await browser.newContext({ permissions: ['camera'] }), server, role, script);
      const [publisher, subscriber] = [await open('publisher'), await open('subscriber')];
      const told: (number | null)[] = [];
      server.onLayersChange = (layers) => told.push(layers?.spatialLayer ?? null);
      await publisher.evaluate((options) => window.weakline.publish(options), { layersBps, codec });
      await until('all layers', async () => (await server.layerBitratesBps()).filter(Boolean).length === 3, limitMs);
      await subscriber.evaluate(() => window.weakline.subscribe());
      for (const layer of tour) {
        const wanted = width / 2 ** (layersBps.length - 1 - layer);
        await server.prefer({ spatialLayer: layer });
        let pictures = 0;
        await until(
          `${leastPictures} pictures of ${wanted} pixels`,
          async () => {
            const shown = await subscriber.evaluate(() => window.weakline.takeShown());
            pictures += shown.filter((picture) => picture.width === wanted).length;
            return pictures >= leastPictures;
          },
          limitMs,
        );
        expect(told.at(-1)).toBe(layer);
      }
      console.log(codec, await receivedVideo(subscriber), 'layers told', told.join(' '));
      const { framesDecoded, pliCount } = await receivedVideo(subscriber);
      // The publisher sends the key frames that the switches need; the receiver itself misses nothing and asks for none.
      expect(pliCount).toBe(0);
      expect(framesDecoded).toBeGreaterThan(tour.length * leastPictures);
    } finally {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  180_000,
);

interface ReceivedVideo {
  framesDecoded: number;
  framesDropped: number;
  freezeCount: number;
  totalFreezesDuration: number;
  pliCount: number;
  nackCount: number;
}

async function receivedVideo(page: Page): Promise<ReceivedVideo> {
  const [entry] = (await page.evaluate(() => window.weakline.stats('inbound-rtp'))) as ReceivedVideo[];
  if (!entry) throw new Error('nothing is received');
  const { framesDecoded, framesDropped, freezeCount, totalFreezesDuration, pliCount, nackCount } = entry;
  return { framesDecoded, framesDropped, freezeCount, totalFreezesDuration, pliCount, nackCount };
}
