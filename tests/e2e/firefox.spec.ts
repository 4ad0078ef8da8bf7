/** Firefox in the running product: joins by its link, is seen and heard by a Chromium, sees and hears it, takes part, shares its screen, leaves. */
import { writeFileSync } from 'node:fs';
import { type Browser, expect, type Locator, test } from '@playwright/test';
import { type Display, hasDisplayServer, startDisplay } from '../support/display.ts';
import { addressForFirefox, type FirefoxPage, firefoxPath, openFirefox } from '../support/firefox.ts';
import { joinIn, type Look, openBrowser, type Participant, tileOf, tileSelector } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { watchVideo } from '../support/received.ts';
import { expectHears, expectPicture, expectSilence, expectTone } from '../support/senses.ts';
import { approvedRequest } from '../support/staff.ts';

const red: Look = { background: 'red', sweep: 'up' };
/** Firefox makes up a microphone with this tone, and a camera whose colour turns. */
const toneHz = 880;
/** Of the screen that Firefox shares. */
const screen = { widthPx: 1_280, heightPx: 720 };
/** What Firefox's page shows of Rani, and of itself. */
const ofRani = '[data-participant-id]:not([data-own])';
const ownTile = '[data-own]';

test.skip(!firefoxPath, 'Firefox is not installed: apt-get install firefox-esr pulseaudio xvfb');
test.skip(!addressForFirefox, 'Firefox takes no media from loopback, and this machine has no other address');
test.describe.configure({ mode: 'serial' });

let product: Product;
let browser: Browser;
let display: Display | undefined;
let rani: Participant;
let firefox: FirefoxPage;

/** The page's connections, to be asked for statistics. */
const rememberConnections = () => {
  const opened: RTCPeerConnection[] = [];
  Object.assign(globalThis, { opened });
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      opened.push(this);
    }
  };
};

test.beforeAll(async () => {
  test.setTimeout(120_000);
  [product, browser, display] = await Promise.all([
    startProduct({ env: { MEDIA_LISTEN_ADDRESS: addressForFirefox ?? '' } }),
    openBrowser(red),
    hasDisplayServer ? startDisplay(screen) : undefined,
  ]);
  const { meeting } = await approvedRequest(product);
  [rani, firefox] = await Promise.all([
    joinIn(browser, meeting.hostUrl, 'Rani'),
    openFirefox(meeting.inviteUrl, {
      preferences: { 'intl.accept_languages': 'id-ID, id', 'media.navigator.audio.fake_frequency': toneHz },
      ...(display && { display: display.name }),
      preload: String(rememberConnections),
    }),
  ]);
});
test.afterAll(async () => {
  await Promise.all([firefox?.close(), browser?.close()]);
  display?.stop();
  await product?.dispose();
});

const text = (selector: string) =>
  firefox.evaluate((selector) => document.querySelector(selector)?.textContent ?? '', selector);

/** What the page warns of; a place where warnings will stand is none. */
const alerts = () =>
  firefox.evaluate(() =>
    [...document.querySelectorAll('[role=alert]')].flatMap(({ textContent }) => textContent || []),
  );

/** What of a page no machine that reads it aloud could say: everything to press or fill in has a name, headings begin with one. */
const unnamed = () =>
  firefox.evaluate(() => {
    const isShown = (element: Element) => element.checkVisibility();
    const controls = [...document.querySelectorAll('button, a[href], input, select, textarea, meter, [role=switch]')];
    const nameless = controls.filter((control) => {
      const { labels } = control as HTMLInputElement;
      const named = control.getAttribute('aria-label') ?? control.getAttribute('aria-labelledby');
      return isShown(control) && !named && !labels?.[0]?.textContent && !control.textContent;
    });
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    return {
      nameless: nameless.map(({ outerHTML }) => outerHTML),
      repeated: ids.filter((id, index) => ids.indexOf(id) !== index),
      language: document.documentElement.lang,
      headings: [...document.querySelectorAll('h1')].filter(isShown).length,
      hasTitle: document.title !== '',
    };
  });
const allNamed = { nameless: [], repeated: [], language: 'id', headings: 1, hasTitle: true };

/** What Firefox itself counts of what comes in. */
const received = () =>
  firefox.evaluate(async () => {
    const { opened } = globalThis as unknown as { opened: RTCPeerConnection[] };
    const entries: Record<string, unknown>[] = [];
    for (const connection of opened.filter(({ connectionState }) => connectionState === 'connected'))
      for (const entry of (await connection.getStats()).values()) entries.push(entry);
    const of = (kind: string) => entries.find((entry) => entry.type === 'inbound-rtp' && entry.kind === kind) ?? {};
    const { framesDecoded = 0, frameWidth = 0 } = of('video') as Record<string, number>;
    const {
      totalAudioEnergy = 0,
      totalSamplesReceived = 0,
      concealedSamples = 0,
    } = of('audio') as Record<string, number>;
    return { framesDecoded, frameWidth, totalAudioEnergy, totalSamplesReceived, concealedSamples };
  });

/** Expects Rani to see what Firefox's camera shows: it moves, in the colour that Firefox sees itself in. */
async function expectFirefoxSeen(): Promise<void> {
  const selector = await tileSelector(rani, 'Bayu');
  await expect(async () => {
    const [seen, own] = await Promise.all([
      watchVideo(rani.page, selector, 1_000),
      watchVideo(firefox, ownTile, 1_000),
    ]);
    expect(seen.samples).toBeGreaterThanOrEqual(4);
    expect(seen.changes / seen.samples).toBeGreaterThanOrEqual(0.5);
    for (const channel of ['red', 'green', 'blue'] as const)
      expect(Math.abs(seen[channel] - own[channel])).toBeLessThan(40);
  }).toPass({ timeout: 20_000 });
}

test('Firefox shows itself at the door, joins, and both see and hear each other', async () => {
  await expect.poll(() => firefox.evaluate(() => document.querySelectorAll('select option').length)).toBeGreaterThan(1);
  await expect.poll(async () => (await watchVideo(firefox, '[data-mirrored]', 500)).changes).toBeGreaterThan(0);
  await expect.poll(() => firefox.evaluate(() => document.querySelector('meter')?.value)).toBeGreaterThan(0);
  expect(await alerts()).toEqual([]);
  expect(await unnamed()).toEqual(allNamed);
  writeFileSync(test.info().outputPath('door.png'), await firefox.screenshot());
  await firefox.click('textbox', 'Nama Anda');
  await firefox.type('Bayu');
  await firefox.click('button', 'Gabung');

  await expectFirefoxSeen();
  await expectTone(rani, toneHz);
  await expectPicture(firefox, ofRani, red);
  await expectHears({ page: firefox }, red);
  const before = await received();
  expect(before.frameWidth).toBeGreaterThanOrEqual(320);
  await expect.poll(async () => (await received()).framesDecoded).toBeGreaterThan(before.framesDecoded + 20);
  const after = await received();
  expect(after.totalAudioEnergy).toBeGreaterThan(before.totalAudioEnergy);
  // What its decoder made up is the least of it.
  const count = (of: 'concealedSamples' | 'totalSamplesReceived') => after[of] - before[of];
  expect(count('concealedSamples') / count('totalSamplesReceived')).toBeLessThan(0.5);
});

test('what Firefox turns off and on again is gone and back for the other', async () => {
  await firefox.click('button', 'Mikrofon');
  await expect(tileOf(rani, 'Bayu').getByText('mikrofon mati')).toBeAttached();
  await expectSilence(rani);
  await firefox.click('button', 'Kamera');
  await expect(tileOf(rani, 'Bayu').locator('video')).toHaveCount(0);
  await firefox.click('button', 'Kamera');
  await firefox.click('button', 'Mikrofon');
  await expectFirefoxSeen();
  await expectTone(rani, toneHz);

  // And the other way.
  await rani.page.getByRole('button', { name: /^Mikrofon/ }).click();
  await expect.poll(() => text(ofRani)).toContain('mikrofon mati');
  await expectSilence({ page: firefox });
  await rani.page.getByRole('button', { name: /^Mikrofon/ }).click();
  await expectHears({ page: firefox }, red);
});

test('chat goes both ways, a raised hand is seen, and settings change without interrupting', async () => {
  await firefox.click('button', 'Obrolan');
  await firefox.click('textbox', 'Tulis pesan');
  await firefox.type('Salam dari Firefox\n');
  const chat = rani.page.getByRole('region', { name: 'Obrolan' });
  await rani.page.getByRole('button', { name: /^Obrolan/ }).click();
  await expect(chat).toContainText('Salam dari Firefox');
  await chat.getByRole('textbox', { name: 'Tulis pesan' }).fill('Salam kembali');
  await rani.page.keyboard.press('Enter');
  await expect.poll(() => text('[aria-label=Pesan]')).toContain('Salam kembali');
  await firefox.pressWithAlt('h');
  await expect(tileOf(rani, 'Bayu').getByRole('img', { name: 'tangan terangkat, urutan 1' })).toBeVisible();

  await firefox.click('button', 'Pengaturan');
  await firefox.click('checkbox', 'Suara asli');
  await expect
    .poll(() => firefox.evaluate(() => document.querySelector<HTMLSelectElement>('fieldset select')?.value))
    .toBe('none');
  await expectTone(rani, toneHz);
  expect(await unnamed()).toEqual(allNamed);
  writeFileSync(test.info().outputPath('settings.png'), await firefox.screenshot());
});

/** The mean colour of the shared screen where the square is painted, and how large its picture is. */
const seenSquare = (video: Locator) =>
  video.evaluate((element: HTMLVideoElement) => {
    const { videoWidth: width, videoHeight: height } = element;
    const canvas = Object.assign(document.createElement('canvas'), { width: 20, height: 20 });
    const painter = canvas.getContext('2d') as CanvasRenderingContext2D;
    // Of 1280 x 720 from (20, 140), 240 x 220: inside the square, wherever Firefox's own bars above the page end.
    painter.drawImage(element, width / 64, (height * 7) / 36, (width * 3) / 16, (height * 11) / 36, 0, 0, 20, 20);
    const { data } = painter.getImageData(0, 0, 20, 20);
    const [red = 0, green = 0, blue = 0] = [0, 1, 2].map(
      (channel) => data.reduce((sum, value, index) => sum + (index % 4 === channel ? value : 0), 0) / 400,
    );
    return { width, height, red, green, blue };
  });

/** A square in the upper left corner of Firefox's page, and so on its screen. */
const paint = (colour: string) =>
  firefox.evaluate((colour) => {
    const square = document.querySelector<HTMLElement>('[data-square]') ?? document.createElement('div');
    square.dataset.square = '';
    const style = { position: 'fixed', left: '0', top: '0', width: '300px', height: '300px', pointerEvents: 'none' };
    Object.assign(square.style, style, { background: colour, zIndex: '9999' });
    document.body.append(square);
  }, colour);

async function expectSquare(video: Locator, colour: 'orange' | 'blue'): Promise<void> {
  const [least, most] = [180, 80];
  await expect(async () => {
    const { red, blue } = await seenSquare(video);
    expect(colour === 'blue' ? blue : red).toBeGreaterThan(least);
    expect(colour === 'blue' ? red : blue).toBeLessThan(most);
  }).toPass({ timeout: 20_000 });
}

test('a screen shared from Firefox is seen whole and as it changes, until it is ended', async () => {
  test.skip(!hasDisplayServer, 'Firefox without a screen has none to share: apt-get install xvfb');
  await paint('orange');
  // By its shortcut, for which it must be a gesture of the person's.
  await firefox.pressWithAlt('s');
  const video = rani.page.locator('[data-screen] video');
  await expectSquare(video, 'orange');
  expect(await seenSquare(video)).toMatchObject({ width: screen.widthPx, height: screen.heightPx });
  await paint('blue');
  await expectSquare(video, 'blue');

  // Sent anew, because layers are fixed when sending begins.
  await firefox.click('button', 'Utamakan gerak');
  await paint('orange');
  await expectSquare(video, 'orange');
  await firefox.click('button', 'Hentikan berbagi');
  await expect(rani.page.locator('[data-screen]')).toHaveCount(0);
  await expectFirefoxSeen();
});

test('Firefox leaves nobody behind, and complained of nothing', async () => {
  await firefox.click('button', 'Keluar');
  await expect(rani.page.locator('[data-participant-id]')).toHaveCount(1);
  await expect.poll(() => text('h1')).toBe('Anda sudah keluar dari rapat');
  expect(firefox.errors()).toEqual([]);
});
