/** One meeting: the participants of sfu/load and two browsers in one room of one worker, for so long, and what came of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { Stage } from '../conformance/media/stage.ts';
import { chromiumArguments, chromiumPath } from '../support/participant.ts';
import { writeMovingBar } from '../support/picture.ts';
import { until } from '../support/product.ts';
import { bundlePage } from '../weaklines/bundle.ts';
import { MeetingPage } from './browser.ts';
import type { PageFigures } from './page.ts';
import { openParticipants, type Participant, speak } from './participants.ts';
import { Traffic } from './traffic.ts';
import { measureUse, type WorkerUse } from './worker-use.ts';

/** How often others speak. */
const turnMs = 4_000;
/** A grid of this many tiles has come up by then, on a busy machine too. */
const patienceMs = 60_000;

export interface MeetingFigures {
  seconds: number;
  participants: number;
  worker: WorkerUse & { packetsReceivedPerSecond: number; packetsSentPerSecond: number; keyFrameRequests: number };
  pages: PageSummary[];
  synthetic: {
    consumers: number;
    /** Of those of pictures: without any. */
    withoutFrames: number;
    /** Over all: packets that were not what their sender wrote, and frames that could not be decoded. */
    foreign: number;
    undecodableFrames: number;
    missing: number;
    longestGapMs: number;
    disconnected: number;
  };
}

export interface PageSummary extends Omit<PageFigures, 'tiles'> {
  tiles: number;
  /** Tiles without a single picture. */
  empty: number;
  longestGapMs: number;
  /** Longer than a second, over all tiles. */
  freezes: number;
  framesPerSecond: number;
  /** How many tiles showed each width at the end. */
  widths: Record<string, number>;
  /** The tile of the other browser. */
  other: { longestGapMs: number; width: number; frames: number };
}

export async function holdMeeting(workerBinary: string, count: number, seconds: number): Promise<MeetingFigures> {
  const script = await bundlePage(join(import.meta.dirname, 'page.ts'));
  const folder = mkdtempSync(join(tmpdir(), 'sambung-thirty-'));
  const camera = join(folder, 'camera.y4m');
  writeMovingBar(camera, 'blue');
  const stage = await Stage.open(workerBinary, true);
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
    const router = await stage.router();
    const traffic = new Traffic(router);
    const participants = await openParticipants(stage, router, count);
    const pages: MeetingPage[] = [];
    for (let index = 0; index < 2; index += 1) {
      const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
      pages.push(await MeetingPage.join(context, router, script));
    }
    for (const page of pages) {
      const others = pages.filter((other) => other !== page).flatMap(({ producers }) => producers);
      await page.receive([
        ...participants.flatMap(({ video, audio, isLarge }) => [
          { producer: video, spatialLayer: isLarge ? 1 : 0 },
          { producer: audio, spatialLayer: null },
        ]),
        ...others.map((producer) => ({ producer, spatialLayer: producer.kind === 'video' ? 1 : null })),
      ]);
    }
    for (const { page } of pages)
      await until(
        'a picture in every tile',
        async () => {
          const { tiles } = await page.evaluate(() => window.meeting.figures());
          return Object.values(tiles).every(({ frames }) => frames > 0);
        },
        patienceMs,
      );
    return await observe(stage, traffic, participants, pages, seconds);
  } finally {
    await browser.close();
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lets the meeting go on and measures it. */
async function observe(
  stage: Stage,
  traffic: Traffic,
  participants: readonly Participant[],
  pages: readonly MeetingPage[],
  seconds: number,
): Promise<MeetingFigures> {
  const before = await traffic.count();
  await stage.load.stats(true);
  for (const { page } of pages) await page.evaluate(() => window.meeting.restart());
  const worker = measureUse(stage.worker);
  const beganAtMs = performance.now();
  const leftMs = () => beganAtMs + seconds * 1_000 - performance.now();
  for (let turn = 0; leftMs() > 0; turn += 1) {
    await speak(participants, turn);
    await new Promise((next) => setTimeout(next, Math.max(0, Math.min(turnMs, leftMs()))));
  }
  const elapsed = (performance.now() - beganAtMs) / 1_000;
  const use = worker();
  const seen = await Promise.all(pages.map(({ page }) => page.evaluate(() => window.meeting.figures())));
  const stats = await stage.load.stats();
  const after = await traffic.count();
  const received = stats.flatMap((endpoint) => endpoint.received);
  const pictureSsrcs = new Set(participants.flatMap((participant) => participant.pictureSsrcs));
  const pictures = received.filter(({ ssrc }) => pictureSsrcs.has(ssrc));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    seconds: elapsed,
    participants: participants.length,
    worker: {
      ...use,
      packetsReceivedPerSecond: (after.received - before.received) / elapsed,
      packetsSentPerSecond: (after.sent - before.sent) / elapsed,
      keyFrameRequests: after.keyFrameRequests - before.keyFrameRequests,
    },
    pages: seen.map((figures, index) => summarize(figures, pages[1 - index], elapsed)),
    synthetic: {
      consumers: received.length,
      withoutFrames: pictures.filter(({ decodableFrames }) => decodableFrames === 0).length,
      foreign: sum(received.map(({ foreign }) => foreign)),
      undecodableFrames: sum(received.map(({ undecodableFrames }) => undecodableFrames)),
      missing: sum(received.map(({ missing }) => missing)),
      longestGapMs: Math.max(0, ...pictures.map(({ longestGapMs }) => longestGapMs)),
      disconnected: stats.filter(({ connected }) => !connected).length,
    },
  };
}

function summarize({ tiles, ...rest }: PageFigures, other: MeetingPage | undefined, seconds: number): PageSummary {
  const all = Object.values(tiles);
  const widths: Record<string, number> = {};
  for (const { width } of all) widths[width] = (widths[width] ?? 0) + 1;
  const otherId = other?.producers.find(({ kind }) => kind === 'video')?.id ?? '';
  const { longestGapMs = Number.POSITIVE_INFINITY, width = 0, frames = 0 } = tiles[otherId] ?? {};
  return {
    ...rest,
    tiles: all.length,
    empty: all.filter((tile) => tile.frames === 0).length,
    longestGapMs: Math.max(0, ...all.map((tile) => tile.longestGapMs)),
    freezes: all.reduce((sum, { freezes }) => sum + freezes, 0),
    framesPerSecond: all.reduce((sum, { frames }) => sum + frames, 0) / seconds,
    widths,
    other: { longestGapMs, width, frames },
  };
}
