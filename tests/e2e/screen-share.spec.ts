/** Sharing a screen: what is shown arrives whole and sharp, stands on the stage by itself, and ends where it was begun or where a host ends it. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { rememberConnections } from '../support/connections.ts';
import { joinIn, type Look, openBrowser } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { approvedRequest } from '../support/staff.ts';

const red: Look = { background: 'red', sweep: 'up' };
const blue: Look = { background: 'blue', sweep: 'down' };

let product: Product;
let browsers: { sharing: Browser; watching: Browser };
let meeting: { inviteUrl: string; hostUrl: string };

test.beforeAll(async () => {
  product = await startProduct();
  const [sharing, watching] = await Promise.all([openBrowser(red), openBrowser(blue)]);
  browsers = { sharing, watching };
});
test.beforeEach(async () => {
  ({ meeting } = await approvedRequest(product));
});
test.afterEach(async () => {
  for (const context of [...browsers.sharing.contexts(), ...browsers.watching.contexts()]) await context.close();
});
test.afterAll(async () => {
  await Promise.all([browsers?.sharing.close(), browsers?.watching.close(), product?.dispose()]);
});

interface Seen {
  width: number;
  height: number;
  /** Of the picture as a whole, 0 to 255. */
  red: number;
  green: number;
  blue: number;
}

/** What of a video is painted, in its own size. */
async function seenIn(video: Locator): Promise<Seen> {
  return await video.evaluate((element: HTMLVideoElement) => {
    const { videoWidth: width, videoHeight: height } = element;
    const canvas = Object.assign(document.createElement('canvas'), { width: width || 1, height: height || 1 });
    const painter = canvas.getContext('2d') as CanvasRenderingContext2D;
    painter.drawImage(element, 0, 0);
    const { data } = painter.getImageData(0, 0, canvas.width, canvas.height);
    const mean = (channel: number) => {
      let sum = 0;
      for (let index = channel; index < data.length; index += 4) sum += data[index] ?? 0;
      return (4 * sum) / data.length;
    };
    return { width, height, red: mean(0), green: mean(1), blue: mean(2) };
  });
}

/** The screen that Chromium makes up where there is none: green, with a disc that opens and shuts. */
async function expectScreen(viewer: Page): Promise<Seen> {
  const video = viewer.locator('[data-screen] video');
  let seen: Seen | undefined;
  await expect(async () => {
    seen = await seenIn(video);
    expect(seen.green).toBeGreaterThan(Math.max(seen.red, seen.blue) + 60);
  }).toPass({ timeout: 20_000 });
  return seen as Seen;
}

/** How wide the layers of what is sent are, in pixels: those of the one screen that is shared, least first. */
const sentWidths = (page: Page) =>
  page.evaluate(async () => {
    const { connections = [] } = window as unknown as { connections?: RTCPeerConnection[] };
    const reports = await Promise.all(connections.map((connection) => connection.getStats()));
    const sources = reports.flatMap((report) => [...report.values()].filter(({ type }) => type === 'media-source'));
    const screen = sources.find(({ width }) => width === 1_920);
    const sent = reports.flatMap((report) => [...report.values()].filter(({ type }) => type === 'outbound-rtp'));
    const layers = sent.filter(({ mediaSourceId }) => screen && mediaSourceId === screen.id);
    return layers.toSorted((a, b) => String(a.rid).localeCompare(b.rid)).map(({ frameWidth }) => frameWidth);
  });

test('a shared screen stands on everybody’s stage, whole and in its own size, beside the camera; its end brings the grid back', async () => {
  test.setTimeout(120_000);
  const sharing = await joinIn(browsers.sharing, meeting.inviteUrl, 'Rani', rememberConnections);
  const watching = await joinIn(browsers.watching, meeting.inviteUrl, 'Bayu');
  await sharing.page.getByRole('button', { name: /^Bagikan layar/ }).click();
  await expect(sharing.page.getByText('Layar Anda dilihat semua peserta.')).toBeVisible();
  const { width, height } = await expectScreen(watching.page);
  // Sharp: as many pixels as the screen has.
  expect([width, height]).toEqual([1_920, 1_080]);
  await expect(watching.page.getByText('Layar Rani', { exact: true })).toBeVisible();
  await expect(
    watching.page.locator('[data-participant-id]').filter({ hasText: 'Rani' }).locator('video'),
  ).toBeVisible();
  const { violations } = await new AxeBuilder({ page: watching.page }).setLegacyMode().analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await watching.page.screenshot({ path: 'test-results/pages/meeting-screen.png' });

  // Whoever wants the grid has it, with the screen in it.
  await watching.page.getByRole('button', { name: 'Tampilan kisi' }).click();
  await expectScreen(watching.page);
  // Somebody who comes later sees it too.
  const late = await joinIn(browsers.watching, meeting.inviteUrl, 'Citra');
  await expectScreen(late.page);

  // A film is smooth or useless: its layers differ in size. Who watches keeps the picture, where it stands.
  await expect.poll(() => sentWidths(sharing.page)).toEqual([1_920, 1_920, 1_920]);
  const shown = await watching.page.locator('[data-screen]').elementHandle();
  await sharing.page.getByRole('button', { name: /^Utamakan gerak/ }).click();
  await expect.poll(() => sentWidths(sharing.page), { timeout: 20_000 }).toEqual([480, 960, 1_920]);
  await expectScreen(late.page);
  expect(await shown?.evaluate((element) => element.isConnected)).toBe(true);
  await expect(watching.page.getByRole('button', { name: 'Tampilan panggung' })).toBeVisible();
  await sharing.page
    .getByRole('button', { name: /^Hentikan berbagi/ })
    .first()
    .click();
  await expect(watching.page.locator('[data-screen]')).toHaveCount(0);
  await expect(late.page.locator('[data-screen]')).toHaveCount(0);

  // Shared again it comes over a media section that was used before.
  await sharing.page.getByRole('button', { name: /^Bagikan layar/ }).click();
  await expectScreen(late.page);
});

test('a host ends somebody’s sharing, and keeps sharing to those who lead', async () => {
  test.setTimeout(120_000);
  const lead = await joinIn(browsers.watching, meeting.hostUrl, 'Ibu Rektor');
  const sharing = await joinIn(browsers.sharing, meeting.inviteUrl, 'Rani');
  await sharing.page.getByRole('button', { name: /^Bagikan layar/ }).click();
  await expectScreen(lead.page);
  await lead.page.getByRole('button', { name: /^Peserta/ }).click();
  const panel = lead.page.getByRole('region', { name: 'Yang hadir' });
  await panel.getByText('Kelola rapat').click();
  await panel.getByRole('switch', { name: 'Berbagi layar' }).click();
  await expect(lead.page.locator('[data-screen]')).toHaveCount(0);
  await expect(sharing.page.getByText('Ibu Rektor menghentikan berbagi layar Anda.')).toBeVisible();
  await expect(sharing.page.getByText('Layar Anda dilihat semua peserta.')).toBeHidden();
  await expect(sharing.page.getByRole('button', { name: /^Bagikan layar/ })).toHaveAttribute('aria-disabled', 'true');
});
