/** Runs one weak line: a real Chromium with two pages, a worker, and the relay on one of the two legs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { chromiumArguments, chromiumPath } from '../support/participant.ts';
import { until } from '../support/product.ts';
import { routeMediaThrough } from '../support/relay/browser.ts';
import { startRelay } from '../support/relay/relay.ts';
import { bundlePage } from './bundle.ts';
import type { WeakLine } from './cases.ts';
import {
  type EstimateSample,
  type Figures,
  figuresOf,
  type LayerChange,
  type Recorded,
  type ShownFrame,
  type SourceSample,
} from './figures.ts';
import { type MediaServer, startMediaServer } from './media-server.ts';
import { width as sourceWidth, writeTexture } from './picture.ts';

/** A page of this origin may use the camera; every request for it is answered here. */
const origin = 'http://localhost';
/** How often the estimate is asked for. */
const sampleEveryMs = 500;
/** With the top layer at this share of its most the encoder has warmed up. */
const warmShare = 0.7;

export interface RunResult {
  figures: Figures;
  recorded: Recorded;
  /** What each layer was really sent at, lowest first, at the end. */
  layerBitratesBps: number[];
  /** Of the worker, over the whole run. */
  processorShare: number;
}

export async function runWeakLine(
  line: WeakLine,
  workerBinary: string,
  /** `scalability` is each layer's own, as in WebRTC-SVC: with temporal layers there are more steps that may fit. */
  sent: { codec: string; scalability: string } = { codec: 'vp8', scalability: 'L1T1' },
): Promise<RunResult> {
  const folder = mkdtempSync(join(tmpdir(), 'sambung-weakline-'));
  const camera = join(folder, 'camera.y4m');
  writeTexture(camera);
  const script = await bundlePage();
  const server = await startMediaServer(workerBinary);
  const relay = await startRelay(line.schedule);
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
    const open = async (role: 'publisher' | 'subscriber') => {
      const context = await browser.newContext({ permissions: ['camera'] });
      if (line.leg === role) await routeMediaThrough(context, relay);
      return openPage(context, server, role, script);
    };
    const [publisher, subscriber] = [await open('publisher'), await open('subscriber')];
    await publisher.evaluate((options) => window.weakline.publish(options), { layersBps: line.layersBps, ...sent });
    await until(
      'all layers at their bitrates',
      async () => ((await server.layerBitratesBps()).at(-1) ?? 0) >= warmShare * (line.layersBps.at(-1) ?? 0),
      60_000,
    );
    // A subscriber's leg is bad from their first packet on; a publisher's only once everything runs.
    const recorder = new Recorder(server, publisher, subscriber);
    if (line.leg === 'subscriber') await recorder.begin(relay.begin());
    await subscriber.evaluate(() => window.weakline.subscribe());
    if (line.leg === 'publisher') await recorder.begin(relay.begin());
    const processorMs = await server.processorMs();
    await recorder.record(line.durationMs);
    const layerBitratesBps = await server.layerBitratesBps();
    const processorShare = ((await server.processorMs()) - processorMs) / line.durationMs;
    const recorded = { sourceWidth, ...recorder.recorded(), packets: (await relay.finish()).packets };
    return { figures: figuresOf(line, recorded), recorded, layerBitratesBps, processorShare };
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens a page with the script, whose questions `server` answers. */
export async function openPage(
  context: BrowserContext,
  server: MediaServer,
  role: 'publisher' | 'subscriber',
  script: string,
): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(role, error));
  await page.exposeFunction('ask', (name: string, input: unknown) => server.answer(role, name, input));
  await page.route(`${origin}/**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>weak line</title>' }),
  );
  await page.goto(`${origin}/${role}`);
  await page.addScriptTag({ content: script });
  return page;
}

/** Collects what happens, on one clock: milliseconds since the relay began. */
class Recorder {
  readonly #server: MediaServer;
  readonly #publisher: Page;
  readonly #subscriber: Page;
  readonly #recorded = { frames: [] as ShownFrame[], estimates: [], source: [], layerChanges: [] } as Omit<
    Recorded,
    'packets' | 'sourceWidth'
  > & {
    frames: ShownFrame[];
    estimates: EstimateSample[];
    source: SourceSample[];
    layerChanges: LayerChange[];
  };
  #beganAtMs = Number.NaN;

  constructor(server: MediaServer, publisher: Page, subscriber: Page) {
    this.#server = server;
    this.#publisher = publisher;
    this.#subscriber = subscriber;
    server.onLayersChange = (layers) => {
      const { spatialLayer = null, temporalLayer = null } = layers ?? {};
      this.#recorded.layerChanges.push({ atMs: wallMs(), spatialLayer, temporalLayer });
    };
  }

  async begin(begun: Promise<void>): Promise<void> {
    await begun;
    this.#beganAtMs = wallMs();
  }

  /** Samples until `durationMs` after the beginning. */
  async record(durationMs: number): Promise<void> {
    for (let nextAtMs = this.#beganAtMs; ; nextAtMs += sampleEveryMs) {
      const [estimateBps, frames, frameCount] = await Promise.all([
        this.#server.estimateBps(),
        this.#subscriber.evaluate(() => window.weakline.takeShown()),
        this.#publisher.evaluate(() => window.weakline.sourceFrameCount()),
      ]);
      this.#recorded.estimates.push({ atMs: wallMs(), estimateBps });
      this.#recorded.source.push({ atMs: wallMs(), frameCount });
      this.#recorded.frames.push(...frames);
      if (wallMs() - this.#beganAtMs >= durationMs) return;
      await new Promise((next) => setTimeout(next, Math.max(0, nextAtMs + sampleEveryMs - wallMs())));
    }
  }

  recorded(): Omit<Recorded, 'packets' | 'sourceWidth'> {
    const since = <T extends { atMs: number }>(values: readonly T[]): T[] =>
      values.map((value) => ({ ...value, atMs: value.atMs - this.#beganAtMs }));
    const { frames, estimates, source, layerChanges } = this.#recorded;
    return {
      frames: since(frames),
      estimates: since(estimates),
      source: since(source),
      layerChanges: since(layerChanges),
    };
  }
}

/** The clock that pages and processes of one machine share. */
function wallMs(): number {
  return performance.timeOrigin + performance.now();
}
