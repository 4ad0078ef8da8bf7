/** Sharing a screen: what is shown arrives whole and sharp, stands on the stage by itself, and ends where it was begun or where a host ends it. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { joinIn, type Look, openBrowser, type Participant } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { approvedRequest } from '../support/staff.ts';

const red: Look = { background: 'red', sweep: 'up' };
const blue: Look = { background: 'blue', sweep: 'down' };
const documentTitle = 'Dokumen rapat';

let product: Product;
let browsers: { sharing: Browser; watching: Browser };
let meeting: { inviteUrl: string; hostUrl: string };

test.beforeAll(async () => {
  product = await startProduct();
  const choice = `--auto-select-tab-capture-source-by-title=${documentTitle}`;
  const [sharing, watching] = await Promise.all([openBrowser(red, [choice]), openBrowser(blue)]);
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

/** A tab to be shared: a green and a white half, with one-pixel lines between them that any scaling would smear. */
async function openDocument({ page }: Participant): Promise<Page> {
  const shared = await page.context().newPage();
  await shared.setContent(`<title>${documentTitle}</title><style>
    body { margin: 0; height: 100vh; background: linear-gradient(90deg, rgb(0 160 0) 50%, white 50%); }
    p { position: absolute; left: 55%; top: 40%; font: 28px sans-serif }</style><p id="count">0</p>
    <script>let n = 0; setInterval(() => { count.textContent = ++n }, 100)</script>`);
  await page.bringToFront();
  return shared;
}

interface Seen {
  width: number;
  height: number;
  left: number[];
  right: number[];
}

/** What of a video is painted, in its own size: the colours a tenth from either side. */
async function seenIn(video: Locator): Promise<Seen> {
  return await video.evaluate((element: HTMLVideoElement) => {
    const { videoWidth: width, videoHeight: height } = element;
    const canvas = Object.assign(document.createElement('canvas'), { width: width || 1, height: height || 1 });
    const painter = canvas.getContext('2d') as CanvasRenderingContext2D;
    painter.drawImage(element, 0, 0);
    const at = (share: number) => [...painter.getImageData(width * share, height * 0.8, 1, 1).data].slice(0, 3);
    return { width, height, left: at(0.1), right: at(0.9) };
  });
}

async function expectDocument(viewer: Page): Promise<Seen> {
  const video = viewer.locator('[data-screen] video');
  let seen: Seen | undefined;
  await expect(async () => {
    seen = await seenIn(video);
    const [r = 255, g = 0, b = 255] = seen.left;
    expect(g).toBeGreaterThan(r + 60);
    expect(g).toBeGreaterThan(b + 60);
    expect(Math.min(...seen.right)).toBeGreaterThan(200);
  }).toPass({ timeout: 20_000 });
  return seen as Seen;
}

test('a shared tab stands on everybody’s stage, whole and in its own size, beside the camera; its end brings the grid back', async () => {
  test.setTimeout(120_000);
  const sharing = await joinIn(browsers.sharing, meeting.inviteUrl, 'Rani');
  const watching = await joinIn(browsers.watching, meeting.inviteUrl, 'Bayu');
  await openDocument(sharing);
  await sharing.page.getByRole('button', { name: /^Bagikan layar/ }).click();
  await expect(sharing.page.getByText('Layar Anda dilihat semua peserta.')).toBeVisible();
  const { width, height } = await expectDocument(watching.page);
  // Sharp: as many pixels as the tab has.
  expect([width, height]).toEqual([1_280, 800]);
  await expect(watching.page.getByText('Layar Rani', { exact: true })).toBeVisible();
  await expect(
    watching.page.locator('[data-participant-id]').filter({ hasText: 'Rani' }).locator('video'),
  ).toBeVisible();
  const { violations } = await new AxeBuilder({ page: watching.page }).setLegacyMode().analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await watching.page.screenshot({ path: 'test-results/pages/meeting-screen.png' });

  // Whoever wants the grid has it, with the screen in it.
  await watching.page.getByRole('button', { name: 'Tampilan kisi' }).click();
  await expectDocument(watching.page);
  // Somebody who comes later sees it too.
  const late = await joinIn(browsers.watching, meeting.inviteUrl, 'Citra');
  await expectDocument(late.page);

  await sharing.page.getByRole('button', { name: /^Utamakan gerak/ }).click();
  await expectDocument(late.page);
  await sharing.page
    .getByRole('button', { name: /^Hentikan berbagi/ })
    .first()
    .click();
  await expect(watching.page.locator('[data-screen]')).toHaveCount(0);
  await expect(late.page.locator('[data-screen]')).toHaveCount(0);
});

test('a host ends somebody’s sharing, and keeps sharing to those who lead', async () => {
  test.setTimeout(120_000);
  const lead = await joinIn(browsers.watching, meeting.hostUrl, 'Ibu Rektor');
  const sharing = await joinIn(browsers.sharing, meeting.inviteUrl, 'Rani');
  await openDocument(sharing);
  await sharing.page.getByRole('button', { name: /^Bagikan layar/ }).click();
  await expectDocument(lead.page);
  await lead.page.getByRole('button', { name: /^Peserta/ }).click();
  const panel = lead.page.getByRole('region', { name: 'Yang hadir' });
  await panel.getByText('Kelola rapat').click();
  await panel.getByRole('switch', { name: 'Berbagi layar' }).uncheck();
  await expect(lead.page.locator('[data-screen]')).toHaveCount(0);
  await expect(sharing.page.getByText('Ibu Rektor menghentikan berbagi layar Anda.')).toBeVisible();
  await expect(sharing.page.getByText('Layar Anda dilihat semua peserta.')).toBeHidden();
  await expect(sharing.page.getByRole('button', { name: /^Bagikan layar/ })).toHaveAttribute('aria-disabled', 'true');
});
