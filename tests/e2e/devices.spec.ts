/** Devices and sound in the running meeting: noise is taken out, cameras and loudspeakers change, and nobody is interrupted by it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { allowedGapMs, longestGapMs, watchFrames } from '../support/frame-gaps.ts';
import {
  chromiumArguments,
  chromiumPath,
  joinIn,
  openBrowser,
  type Participant,
  tileSelector,
} from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { seededRandom } from '../support/random.ts';
import { recordSound } from '../support/received.ts';
import { approvedRequest } from '../support/staff.ts';
import { sampleRate, writeWav } from '../support/wav.ts';

/** A fan, loud: -30 dBFS. */
const noiseDbfs = -30;
/** RNNoise takes more than 30 dB off steady noise; the browser's own would take ten. */
const suppressedByDb = 20;
/** A device opens in this time, with two browsers on the machine; the old one is seen until then. */
const changeTargetMs = 500;

const folder = mkdtempSync(join(tmpdir(), 'sambung-fan-'));
const fan = join(folder, 'fan.wav');

let product: Product;
let browsers: { noisy: Browser; listening: Browser; several: Browser };
let meeting: { inviteUrl: string; hostUrl: string };

test.beforeAll(async () => {
  const random = seededRandom(7);
  // Evenly spread over ±a, the level is a / √3.
  const amplitude = Math.sqrt(3) * 10 ** (noiseDbfs / 20);
  writeWav(
    fan,
    Float32Array.from({ length: 10 * sampleRate }, () => amplitude * (2 * random() - 1)),
  );
  product = await startProduct();
  browsers = {
    noisy: await openBrowser({ background: 'red', sweep: 'up' }, [`--use-file-for-fake-audio-capture=${fan}`]),
    listening: await openBrowser({ background: 'blue', sweep: 'down' }),
    // Of several cameras, as with a capture device on USB; a picture from a file would be the only one.
    several: await chromium.launch({
      executablePath: chromiumPath,
      args: [...chromiumArguments, '--use-fake-device-for-media-stream=device-count=3'],
    }),
  };
});
test.beforeEach(async () => {
  ({ meeting } = await approvedRequest(product));
});
test.afterEach(async () => {
  for (const browser of Object.values(browsers)) for (const context of browser.contexts()) await context.close();
});
test.afterAll(async () => {
  for (const browser of Object.values(browsers ?? {})) await browser.close();
  await product?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function levelDbfs(page: Page): Promise<number> {
  const { samples } = await recordSound(page, 1);
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return 10 * Math.log10(Math.max(power, 1e-12));
}

const settings = (page: Page) => page.getByRole('region', { name: 'Pengaturan' });

async function openSettings({ page }: Participant) {
  await page.getByRole('button', { name: 'Pengaturan', exact: true }).click();
  await expect(settings(page).getByRole('heading', { name: 'Pengaturan' })).toBeFocused();
}

/** What the listener plays, to tell whether it is still the same. */
const heardTracks = (page: Page) =>
  page
    .locator('[data-audio-output] audio')
    .evaluateAll((elements: HTMLAudioElement[]) =>
      elements.map(({ srcObject }) => (srcObject as MediaStream).getAudioTracks()[0]?.id),
    );

const ownCamera = (page: Page) =>
  page
    .locator('video[data-mirrored], [data-mirrored] video')
    .first()
    .evaluate((video: HTMLVideoElement) => (video.srcObject as MediaStream).getVideoTracks()[0]?.label);

test('takes a fan out of the microphone while the meeting runs, and gives it back', async () => {
  const listener = await joinIn(browsers.listening, meeting.inviteUrl, 'Bayu');
  const noisy = await joinIn(browsers.noisy, meeting.inviteUrl, 'Rani');
  await tileSelector(listener, 'Rani');
  await expect(async () => {
    const level = await levelDbfs(listener.page);
    expect(level).toBeGreaterThan(noiseDbfs - 6);
    expect(level).toBeLessThan(noiseDbfs + 6);
  }).toPass();
  const before = await heardTracks(listener.page);

  await openSettings(noisy);
  await settings(noisy.page).getByLabel('Peredam bising').selectOption('strong');
  await expect(settings(noisy.page).getByText('Yang kuat bekerja di komputer ini')).toBeVisible();
  await expect(async () => {
    expect(await levelDbfs(listener.page)).toBeLessThan(noiseDbfs - suppressedByDb);
  }).toPass();

  await settings(noisy.page).getByLabel('Suara asli (tanpa peredam)').click();
  await expect(async () => {
    expect(await levelDbfs(listener.page)).toBeGreaterThan(noiseDbfs - 6);
  }).toPass();
  expect(await heardTracks(listener.page)).toEqual(before);
});

test('falls back to the browser’s own suppression where the strong one cannot run, and says so', async () => {
  const noisy = await joinIn(browsers.noisy, meeting.inviteUrl, 'Rani', (page) =>
    page.addInitScript(
      () =>
        Reflect.deleteProperty(AudioContext.prototype, 'audioWorklet') &&
        Reflect.deleteProperty(BaseAudioContext.prototype, 'audioWorklet'),
    ),
  );
  const listener = await joinIn(browsers.listening, meeting.inviteUrl, 'Bayu');
  await openSettings(noisy);
  const noise = settings(noisy.page).getByLabel('Peredam bising');
  await noise.selectOption('strong');
  await expect(settings(noisy.page).getByText('Peredam kuat tidak dapat dipakai di peramban ini.')).toBeVisible();
  await expect(noise).toHaveValue('browser');
  await expect(noisy.page.getByRole('button', { name: /Mikrofon/ })).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => heardTracks(listener.page)).toHaveLength(1);
});

test('[UNEJ-18] changes to another camera, as one on a capture device is, without interrupting', async () => {
  const listener = await joinIn(browsers.listening, meeting.inviteUrl, 'Bayu');
  const several = await joinIn(browsers.several, meeting.inviteUrl, 'Rani');
  const selector = await tileSelector(listener, 'Rani');
  await openSettings(several);
  const cameras = settings(several.page).getByLabel('Pilih kamera');
  const names = await cameras.locator('option').allInnerTexts();
  expect(new Set(names).size).toBeGreaterThanOrEqual(3);
  const now = await ownCamera(several.page);
  // The second of Chromium's fake cameras gives depths, which no codec takes.
  const next = names.findLast((name) => name !== now) ?? '';
  await expect(listener.page.locator(`${selector} video`)).toBeVisible();
  await watchFrames(listener.page, selector);
  await cameras.selectOption({ label: next });
  await expect.poll(() => ownCamera(several.page)).toBe(next);
  // Some pictures of the new one.
  await expect
    .poll(() =>
      listener.page.evaluate(
        () => (window as { frameWatch?: { frameAtMs: number[] } }).frameWatch?.frameAtMs.length ?? 0,
      ),
    )
    .toBeGreaterThan(40);
  expect(await longestGapMs(listener.page)).toBeLessThan(allowedGapMs(changeTargetMs));
});

test('plays everybody through the loudspeaker that is chosen, also those who come later', async () => {
  const listener = await joinIn(browsers.listening, meeting.inviteUrl, 'Bayu');
  const noisy = await joinIn(browsers.noisy, meeting.inviteUrl, 'Rani');
  const sinks = () =>
    noisy.page
      .locator('[data-audio-output] audio')
      .evaluateAll((elements) => elements.map((element) => (element as HTMLAudioElement & { sinkId: string }).sinkId));
  await expect.poll(sinks).toEqual(['']);
  await openSettings(noisy);
  const speakers = settings(noisy.page).getByLabel('Pilih pengeras suara');
  const last = (await speakers.locator('option').all()).at(-1);
  const speakerId = (await last?.getAttribute('value')) ?? '';
  expect(speakerId).not.toBe('');
  await speakers.selectOption(speakerId);
  await expect.poll(sinks).toEqual([speakerId]);
  await listener.leave();
  await joinIn(browsers.listening, meeting.inviteUrl, 'Dewi');
  await expect.poll(sinks).toEqual([speakerId]);
});

for (const [size, viewport] of [
  ['a laptop', { width: 1280, height: 800 }],
  ['a phone', { width: 360, height: 740 }],
] as const)
  test(`has nothing that axe finds, on ${size}`, async () => {
    const noisy = await joinIn(browsers.noisy, meeting.inviteUrl, 'Rani');
    await noisy.page.setViewportSize(viewport);
    await openSettings(noisy);
    await expect(settings(noisy.page).getByLabel('Peredam bising')).toBeVisible();
    expect((await new AxeBuilder({ page: noisy.page }).analyze()).violations).toEqual([]);
    await noisy.page.keyboard.press('Escape');
    await expect(noisy.page.getByRole('button', { name: 'Pengaturan', exact: true })).toBeFocused();
  });
