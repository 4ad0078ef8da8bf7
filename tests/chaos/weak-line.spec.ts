/**
 * A weak line in both directions (300 kbit/s, 5 % loss, 200 ms round trip): people on it are understood and understand, read what is shared, and nothing stands
 * still before them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { createWorker, OEM } from 'tesseract.js';
import { speechRating } from '../../server/src/measurement/index.ts';
import { type HeardSound, heardSound, rememberConnections } from '../support/connections.ts';
import { allowedGapMs, longestGapMs, watchFrames } from '../support/frame-gaps.ts';
import { joinByLink, type Look, type Participant, tileSelector } from '../support/participant.ts';
import { type Product, startProduct, until } from '../support/product.ts';
import { recordSound } from '../support/received.ts';
import { routeMediaThrough } from '../support/relay/browser.ts';
import { type Relay, startRelay } from '../support/relay/relay.ts';
import { expectSees } from '../support/senses.ts';
import { writeSpeech } from '../support/speech.ts';
import { approvedRequest } from '../support/staff.ts';

const rani: Look = { background: 'red', sweep: 'up' };
const bayu: Look = { background: 'blue', sweep: 'down' };
const weak = { rateBps: 300_000, queueMs: 300, loss: 0.05, delayMs: 100 };
/** Half of a round trip over the weak line; the other leg is on this machine. */
const lineDelayMs = 100;
/** Capture, encoder and loudspeaker, as a clean test call on one machine finds them beside the jitter buffer. */
const restDelayMs = 60;
/** What the encoder of sound is set to. */
const soundBitrateBps = 32_000;
/** M7: below this people ask for repetition. */
const understood = 70;
/** Of the letters on the shared screen. */
const legibleShare = 0.95;
const longestFreezeMs = 2_000;
/** A picture with other words all over takes a second or two of the line; the reader here takes another. */
const nextSlideMs = 10_000;
/** Of sound that is listened to, and of pictures that are watched meanwhile: a minute, as a test call's phase takes. */
const watchedSamples = 60 * 48_000;

/** What the reader of letters knows, from the package and not from the net. */
const langPath = fileURLToPath(new URL('../../node_modules/@tesseract.js-data/eng/4.0.0_best_int', import.meta.url));

/** As slides of a report have it. */
const slides = [
  ['Laporan Triwulan 2026', 'Anggaran terserap 87 persen', 'Rapat berikut: 14 Januari', 'Penanggung jawab: Sari'],
  ['Rencana Tahun Depan', 'Delapan ruang rapat baru', 'Pelatihan di 12 kabupaten', 'Biaya: 450 juta rupiah'],
] as const;

/** A voice, and not what a suppressor leaves of nothing. */
const heardDbfs = -50;

const folder = mkdtempSync(join(tmpdir(), 'sambung-voices-'));
let product: Product;
let relay: Relay;
let host: Participant;
let guest: Participant;

test.beforeAll(async () => {
  product = await startProduct();
  const { inviteUrl, hostUrl } = (await approvedRequest(product)).meeting;
  relay = await startRelay({ phases: [{ atMs: 0, up: weak, down: weak }] });
  await relay.begin();
  const voice = (seed: number, pitchHz: number) => {
    const path = join(folder, `voice-${seed}.wav`);
    writeSpeech(path, seed, pitchHz);
    return { speaks: true, browserArguments: [`--use-file-for-fake-audio-capture=${path}`] };
  };
  host = await joinByLink(hostUrl, 'Rani', rani, {
    ...voice(1, 190),
    prepare: async (page) => {
      await rememberConnections(page);
      await shareSlides(page);
    },
  });
  guest = await joinByLink(inviteUrl, 'Bayu', bayu, {
    ...voice(2, 120),
    prepare: async (page) => {
      await rememberConnections(page);
      await routeMediaThrough(page, relay);
    },
  });
  await expectSees(host, 'Bayu', bayu);
  await expectSees(guest, 'Rani', rani);
});
test.afterAll(async () => {
  await host?.leave();
  await guest?.leave();
  await relay?.finish();
  await product?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** The browser would ask which window; here it is a slide with a clock on it, painted as a window would be. */
async function shareSlides(page: Page): Promise<void> {
  await page.addInitScript((slides) => {
    let lines: readonly string[] = slides[0];
    Object.assign(window, {
      turnSlide: () => {
        lines = slides[1];
      },
    });
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
      const painter = canvas.getContext('2d') as CanvasRenderingContext2D;
      const paint = () => {
        painter.fillStyle = '#fff';
        painter.fillRect(0, 0, canvas.width, canvas.height);
        painter.fillStyle = '#111';
        painter.font = '34px sans-serif';
        for (const [index, line] of lines.entries()) painter.fillText(line, 90, 150 + 110 * index);
        // Something moves, as on every desk: else no picture would have to come.
        painter.fillStyle = '#136e70';
        painter.fillRect(1_100 + 60 * (Math.floor(performance.now() / 500) % 2), 640, 40, 40);
      };
      paint();
      setInterval(paint, 100);
      return canvas.captureStream(10);
    };
  }, slides);
}

/** How well the voice at this page is understood, by the E-model over what its browser made up and how late it is (G.107, as metric M7). */
function ratingBetween(before: HeardSound, after: HeardSound): number {
  const lossPercent = (100 * (after.concealedSamples - before.concealedSamples)) / (after.samples - before.samples);
  const buffered =
    (after.jitterBufferDelaySeconds - before.jitterBufferDelaySeconds) /
    (after.jitterBufferEmitted - before.jitterBufferEmitted);
  const delayMs = lineDelayMs + restDelayMs + 1_000 * buffered;
  const rating = speechRating({ delayMs, lossPercent, bitrateBps: soundBitrateBps });
  const numbers = `R ${rating.toFixed(1)}: ${lossPercent.toFixed(2)} % made up, ${delayMs.toFixed(0)} ms`;
  test.info().annotations.push({ type: 'speech', description: numbers });
  console.log(numbers);
  return rating;
}

const screenOf = (page: Page) => page.locator('[data-screen] video');

/** The picture of the shared screen as it was received, in its own size; null before the first. */
async function receivedScreen(page: Page): Promise<Buffer | null> {
  const address = await screenOf(page).evaluate((video: HTMLVideoElement) => {
    if (video.videoWidth === 0) return null;
    const canvas = Object.assign(document.createElement('canvas'), {
      width: video.videoWidth,
      height: video.videoHeight,
    });
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    return canvas.toDataURL('image/png');
  });
  return address === null ? null : Buffer.from(address.split(',')[1] ?? '', 'base64');
}

/** Share of a slide's letters that a reader who knows no Indonesian finds in the picture, in their order. */
function shareRead(text: string, slide: readonly string[]): number {
  const wanted = slide.join('').replaceAll(/\s/g, '');
  const found = text.replaceAll(/\s/g, '');
  let row = Array.from({ length: found.length + 1 }, () => 0);
  for (const letter of wanted) {
    const next = [0];
    for (let at = 1; at <= found.length; at++)
      next.push(letter === found[at - 1] ? (row[at - 1] ?? 0) + 1 : Math.max(row[at] ?? 0, next[at - 1] ?? 0));
    row = next;
  }
  return (row.at(-1) ?? 0) / wanted.length;
}

test('speech is understood both ways, a shared slide is read, and nothing stands still for two seconds', {
  tag: '@long',
}, async () => {
  test.setTimeout(300_000);
  await host.page.getByRole('button', { name: /^Bagikan layar/ }).click();
  await expect(screenOf(guest.page)).toBeVisible();
  const reader = await createWorker('eng', OEM.LSTM_ONLY, { langPath, cacheMethod: 'none' });
  let read = 0;
  const isLegible = async (slide: readonly string[]) => {
    const picture = await receivedScreen(guest.page);
    if (!picture) return false;
    read = shareRead((await reader.recognize(picture)).data.text, slide);
    return read >= legibleShare;
  };
  await until('a legible slide', () => isLegible(slides[0]), 60_000);
  const before = [await heardSound(host.page), await heardSound(guest.page)] as const;
  await watchFrames(guest.page, '[data-screen]');
  await watchFrames(host.page, await tileSelector(host, 'Bayu'));
  const isHeard = async () => (await heardSound(guest.page)).samples - before[1].samples >= watchedSamples;
  await until('a minute of sound', isHeard, 120_000);
  const gaps = { screen: await longestGapMs(guest.page), face: await longestGapMs(host.page) };
  const ratings = [
    ratingBetween(before[0], await heardSound(host.page)),
    ratingBetween(before[1], await heardSound(guest.page)),
  ];
  const turnedAtMs = performance.now();
  await host.page.evaluate(() => (window as unknown as { turnSlide(): void }).turnSlide());
  await until('the next slide', () => isLegible(slides[1]), nextSlideMs);
  const turnedMs = Math.round(performance.now() - turnedAtMs);
  await reader.terminate();
  console.log(
    `weak line: ${(100 * read).toFixed(0)} % of the next slide read after ${turnedMs} ms, longest gaps ${JSON.stringify(gaps)} ms`,
  );
  test.info().annotations.push({ type: 'weak line', description: JSON.stringify({ read, turnedMs, ...gaps }) });
  for (const rating of ratings) expect(rating).toBeGreaterThanOrEqual(understood);
  expect(gaps.screen).toBeLessThanOrEqual(allowedGapMs(longestFreezeMs));
  expect(gaps.face).toBeLessThanOrEqual(allowedGapMs(longestFreezeMs));
  for (const { page } of [host, guest]) {
    const { samples } = await recordSound(page, 3);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    expect(10 * Math.log10(power)).toBeGreaterThan(heardDbfs);
  }
});
