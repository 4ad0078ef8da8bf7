/** A participant: a Chromium of their own with a known picture and a known sound, who joins by a link as a person does. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, expect, type LaunchOptions, type Page } from '@playwright/test';
import { type Sweep, writeChirpWav } from './chirp.ts';
import { type Background, writeMovingBar } from './picture.ts';

/** What Debian's Chromium needs on a machine without a screen, a GPU or the internet. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];
export const chromiumPath = '/usr/bin/chromium';

export interface Participant {
  name: string;
  page: Page;
  browser: Browser;
  leave(): Promise<void>;
}

export interface Look {
  background: Background;
  sweep: Sweep;
  /** Of the camera's picture; as a rule 640. */
  widthPx?: number;
}

/** Opens a browser whose camera shows `look.background` with a moving bar and whose microphone plays `look.sweep`. */
export async function openBrowser(
  look: Look,
  moreArguments: readonly string[] = [],
  launching: Pick<LaunchOptions, 'executablePath' | 'env'> = {},
): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'sambung-look-'));
  const picture = join(folder, 'camera.y4m');
  const sound = join(folder, 'microphone.wav');
  writeMovingBar(picture, look.background, look.widthPx);
  writeChirpWav(sound, look.sweep);
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    ...launching,
    args: [
      ...chromiumArguments,
      `--use-file-for-fake-video-capture=${picture}`,
      `--use-file-for-fake-audio-capture=${sound}`,
      ...moreArguments,
    ],
  });
  browser.once('disconnected', () => existsSync(folder) && rmSync(folder, { recursive: true, force: true }));
  return browser;
}

/** A browser of their own, in which they join; it is closed when they leave. */
export async function joinByLink(
  link: string,
  name: string,
  look: Look,
  /** `prepare` is called before the page is opened; `browserArguments` are Chromium's; `speaks`: sound is treated as speech. */
  {
    prepare,
    browserArguments = [],
    speaks = false,
  }: { prepare?: (page: Page) => Promise<unknown>; browserArguments?: string[]; speaks?: boolean } = {},
): Promise<Participant> {
  const browser = await openBrowser(look, browserArguments);
  return { ...(await joinIn(browser, link, name, prepare, speaks)), leave: () => browser.close() };
}

/** Follows a link to a meeting or test call, chooses unprocessed sound (steady tones would be taken for noise) unless they speak, gives a name and joins. */
export async function joinIn(
  browser: Browser,
  link: string,
  name: string,
  prepare?: (page: Page) => Promise<unknown>,
  speaks = false,
): Promise<Participant> {
  const context = await browser.newContext({
    locale: 'id-ID',
    permissions: ['camera', 'microphone'],
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  await prepare?.(page);
  await page.goto(link);
  if (!speaks) {
    await page.getByRole('button', { name: 'Pengaturan lanjutan' }).click();
    await page.getByRole('switch', { name: /Suara asli/ }).check({ force: true });
  }
  await page.getByLabel('Nama Anda').fill(name);
  await page.getByRole('button', { name: 'Gabung', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Keluar' })).toBeVisible();
  return { name, page, browser, leave: () => context.close() };
}

/** The tile of somebody else, by the name they gave. */
export function tileOf(viewer: Participant, name: string) {
  return viewer.page.locator('[data-participant-id]').filter({ hasText: name });
}

/** A CSS selector of somebody else's tile that works inside the page, once their video plays. */
export async function tileSelector(viewer: Participant, name: string): Promise<string> {
  const tile = tileOf(viewer, name);
  await expect(tile).toBeVisible();
  return `[data-participant-id="${await tile.getAttribute('data-participant-id')}"]`;
}
