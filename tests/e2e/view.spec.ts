/** What one sees: who stands large, what is given up on a weak line and comes back, what was said when it was over. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { joinIn, type Look, openBrowser, tileOf } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { expectHears, expectSees } from '../support/senses.ts';
import { approvedRequest, Staff } from '../support/staff.ts';

const red: Look = { background: 'red', sweep: 'up' };
const blue: Look = { background: 'blue', sweep: 'down' };

let product: Product;
let browsers: { lead: Browser; guests: Browser };

test.beforeAll(async () => {
  product = await startProduct();
  const [lead, guests] = await Promise.all([openBrowser(red), openBrowser(blue)]);
  browsers = { lead, guests };
});
test.afterEach(async () => {
  for (const context of [...browsers.lead.contexts(), ...browsers.guests.contexts()]) await context.close();
});
test.afterAll(async () => {
  await Promise.all([browsers?.lead.close(), browsers?.guests.close(), product?.dispose()]);
});

async function expectAccessible(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' '))}`),
    state,
  ).toEqual([]);
}

/** Bytes of pictures that a page has received so far. */
const pictureBytes = (page: Page) =>
  page.evaluate(async () => {
    const { openedConnections: opened = [] } = window as unknown as { openedConnections?: RTCPeerConnection[] };
    let bytes = 0;
    for (const connection of opened)
      for (const stats of (await connection.getStats()).values())
        if (stats.type === 'inbound-rtp' && stats.kind === 'video') bytes += stats.bytesReceived ?? 0;
    return bytes;
  });

/** Before the page is opened. */
const rememberConnections = (page: Page) =>
  page.addInitScript(() => {
    const opened: RTCPeerConnection[] = [];
    Object.assign(window, { openedConnections: opened });
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        opened.push(this);
      }
    };
  });

test('one is pinned large for oneself, spotlit by a host for all, and the grid comes back', async () => {
  test.setTimeout(120_000);
  const { meeting } = await approvedRequest(product);
  const lead = await joinIn(browsers.lead, meeting.hostUrl, 'Ibu Rektor');
  const bayu = await joinIn(browsers.guests, meeting.inviteUrl, 'Bayu');
  const citra = await joinIn(browsers.guests, meeting.inviteUrl, 'Citra');
  await expectSees(citra, 'Ibu Rektor', red);
  const widthOf = async (viewer: typeof lead, name: string) => (await tileOf(viewer, name).boundingBox())?.width ?? 0;
  await tileOf(citra, 'Bayu').hover();
  await citra.page.getByRole('button', { name: 'Sematkan Bayu' }).click();
  await expect.poll(() => widthOf(citra, 'Bayu')).toBeGreaterThan(800);
  await expect.poll(() => widthOf(citra, 'Ibu Rektor')).toBeLessThan(260);
  // Nobody else sees it.
  expect(await widthOf(bayu, 'Citra')).toBeLessThan(800);
  await expectAccessible(citra.page, 'the stage');
  await citra.page.screenshot({ path: 'test-results/pages/meeting-stage.png' });
  await citra.page.getByRole('button', { name: 'Tampilan kisi' }).click();
  await expect.poll(() => widthOf(citra, 'Bayu')).toBeLessThan(700);

  await lead.page.getByRole('button', { name: /^Peserta/ }).click();
  const panel = lead.page.getByRole('region', { name: 'Yang hadir' });
  await panel.getByRole('button', { name: 'Tindakan untuk Citra' }).click();
  await panel.getByRole('button', { name: 'Sorot bagi semua' }).click();
  await expect.poll(() => widthOf(bayu, 'Citra')).toBeGreaterThan(800);
  await panel.getByRole('button', { name: 'Tindakan untuk Citra' }).click();
  await panel.getByRole('button', { name: 'Akhiri sorotan' }).click();
  await expect.poll(() => widthOf(bayu, 'Citra')).toBeLessThan(800);
});

test('on a weak line faces are given up and the voice stays, until they are wanted again', async () => {
  test.setTimeout(120_000);
  const { meeting } = await approvedRequest(product);
  const lead = await joinIn(browsers.lead, meeting.inviteUrl, 'Ibu Rektor');
  const bayu = await joinIn(browsers.guests, meeting.inviteUrl, 'Bayu', rememberConnections);
  await expectSees(bayu, 'Ibu Rektor', red);
  const pictures = bayu.page.getByLabel('Gambar', { exact: true });
  await pictures.selectOption({ label: 'Suara saja' });
  await expect(tileOf(bayu, 'Ibu Rektor').locator('video')).toBeHidden();
  await expect(tileOf(lead, 'Bayu').locator('video')).toBeHidden();
  // Nothing of it is on the line any more, and she is still heard.
  await expect(async () => {
    const before = await pictureBytes(bayu.page);
    await expectHears(bayu, red);
    expect(await pictureBytes(bayu.page)).toBe(before);
  }).toPass({ timeout: 40_000 });
  await pictures.selectOption({ label: 'Hemat: satu wajah' });
  await expectSees(bayu, 'Ibu Rektor', red);
  await expectSees(lead, 'Bayu', blue);
  await expect
    .poll(() =>
      tileOf(bayu, 'Ibu Rektor')
        .locator('video')
        .evaluate((video: HTMLVideoElement) => video.videoWidth),
    )
    .toBeLessThanOrEqual(320);
  await pictures.selectOption({ label: 'Penuh' });
  await expect
    .poll(() =>
      tileOf(bayu, 'Ibu Rektor')
        .locator('video')
        .evaluate((video: HTMLVideoElement) => video.videoWidth),
    )
    .toBeGreaterThan(320);
});

test('a computer that does not keep up is relieved of faces, says so once, and gets them back', {
  tag: '@long',
}, async () => {
  test.setTimeout(240_000);
  const { meeting } = await approvedRequest(product);
  await joinIn(browsers.lead, meeting.inviteUrl, 'Ibu Rektor');
  await joinIn(browsers.guests, meeting.inviteUrl, 'Citra');
  const { page } = await joinIn(browsers.guests, meeting.inviteUrl, 'Bayu');
  const faces = page.locator('[data-participant-id]:not([data-own]) video');
  const told = page.getByRole('status').filter({ hasText: 'Komputer ini kewalahan' });
  await expect(faces).toHaveCount(2);
  // Something else takes nearly all of the page's time.
  await page.evaluate(() => {
    const taking = setInterval(() => {
      const end = performance.now() + 700;
      while (performance.now() < end);
    }, 750);
    Object.assign(window, { stopTaking: () => clearInterval(taking) });
  });
  await expect(told).toBeVisible({ timeout: 60_000 });
  // The one face that is kept longest is there to the end.
  await expect(faces).toHaveCount(1, { timeout: 90_000 });
  await page.evaluate(() => (window as unknown as { stopTaking(): void }).stopTaking());
  await told.getByRole('button', { name: 'Tutup' }).click();
  await expect(faces).toHaveCount(2, { timeout: 90_000 });
  await expect(told).toBeHidden();
});

test('who leaves may say how it was, and the organiser reads it without a name', async () => {
  const { meeting, id } = await approvedRequest(product);
  const bayu = await joinIn(browsers.guests, meeting.inviteUrl, 'Bayu');
  await bayu.page.getByRole('button', { name: 'Keluar' }).click();
  await bayu.page.getByRole('radio', { name: 'Kurang' }).check();
  await bayu.page.getByRole('checkbox', { name: 'Suara putus-putus' }).check();
  await bayu.page.getByRole('textbox', { name: /^Catatan/ }).fill('Dari ruang rapat lantai 2');
  await expectAccessible(bayu.page, 'rating');
  await bayu.page.getByRole('button', { name: 'Kirim penilaian' }).click();
  await expect(bayu.page.getByText('Terima kasih.')).toBeVisible();
  const organiser = await Staff.signIn(product, 'requester');
  const ratings = await (await organiser.send('GET', `/api/requests/${id}/ratings`)).json();
  expect(ratings).toMatchObject({ count: 1, mean: 2, reasons: [{ reason: 'sound-broken', count: 1 }] });
  expect(JSON.stringify(ratings)).not.toContain('Bayu');
});
