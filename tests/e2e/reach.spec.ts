/** The meeting for every eye and every window: enlarged, small, a wall, forced colours, more contrast, no movement. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { joinIn, type Look, openBrowser, type Participant, tileOf } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { outOfReach, withoutEdge } from '../support/reachable.ts';
import { approvedRequest } from '../support/staff.ts';

const red: Look = { background: 'red', sweep: 'up' };
const blue: Look = { background: 'blue', sweep: 'down' };
const sizes = {
  /** A small laptop at 200 %. */
  enlarged: { width: 640, height: 400 },
  phone: { width: 360, height: 640 },
  tablet: { width: 768, height: 1024 },
  laptop: { width: 1280, height: 800 },
};
const wall = { width: 3840, height: 2160 };

let product: Product;
let browsers: Browser[];
let lead: Participant;
let guest: Participant;
let door: Page;

test.beforeAll(async () => {
  product = await startProduct();
  browsers = await Promise.all([openBrowser(red), openBrowser(blue)]);
  const [one, other] = browsers as [Browser, Browser];
  const { meeting } = await approvedRequest(product);
  lead = await joinIn(one, meeting.hostUrl, 'Ibu Rektor');
  guest = await joinIn(other, meeting.inviteUrl, 'Bayu Lestari, Bagian Tata Usaha Fakultas');
  door = await (await other.newContext({ locale: 'id-ID', permissions: ['camera', 'microphone'] })).newPage();
  await door.goto(meeting.inviteUrl);
  await door.getByRole('button', { name: 'Pengaturan lanjutan' }).click();
});
test.afterAll(async () => {
  for (const browser of browsers ?? []) await browser.close();
  await product?.dispose();
});

const picture = (page: Page, name: string) => page.screenshot({ path: `test-results/pages/reach-${name}.png` });
const button = (page: Page, name: RegExp | string) => page.getByRole('button', { name, exact: true });
/** In forced colours the colours are the system's: axe compares them with the ground that they took the place of. */
async function expectAccessible(page: Page, state: string, rulesLeftOut: string[] = []): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().disableRules(rulesLeftOut).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' '))}`),
    state,
  ).toEqual([]);
}
/** All that is wrong at once. */
const gently = expect.configure({ soft: true });

/** In every size; what glides into its place is waited for. */
async function expectInReach(page: Page, state: string): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    await gently.poll(() => outOfReach(page), { message: `${state}, ${size}`, timeout: 3_000 }).toEqual([]);
    await picture(page, `${state}-${size}`);
  }
}

test('nothing is cut off or out of reach, from a small laptop at 200 % to a phone', async () => {
  await expectInReach(door, 'form');
  const { page } = lead;
  await expect(tileOf(lead, 'Bayu Lestari')).toBeVisible();
  await expectInReach(page, 'room');
  await button(page, /^Peserta/).click();
  await button(page, /^Tindakan untuk Bayu/).click();
  await page.getByText('Kelola rapat').click();
  await expectInReach(page, 'people');
  await button(page, /^Obrolan/).click();
  await page.getByRole('textbox', { name: 'Tulis pesan' }).fill('Halo semua');
  await page.keyboard.press('Enter');
  await expectInReach(page, 'chat');
  await button(page, 'Pengaturan').click();
  await expect(page.getByRole('heading', { name: 'Pengaturan' })).toBeVisible();
  await expectInReach(page, 'settings');
  await page.keyboard.press('Escape');
  await button(page, 'Reaksi').click();
  await expectInReach(page, 'reactions');
  await page.keyboard.press('Escape');
  await tileOf(lead, 'Bayu Lestari').hover();
  await button(page, /^Sematkan Bayu/).click();
  await expectInReach(page, 'stage');
  await button(page, 'Tampilan kisi').click();
  await page.goBack();
  await expectInReach(page, 'leaving');
  await page.keyboard.press('Escape');
});

/** What a tool looks like without its colours. */
const shapeOf = (page: Page, name: RegExp) =>
  page
    .getByRole('toolbar')
    .getByRole('button', { name })
    .evaluate((element) => {
      const icon = element.querySelector('span') as Element;
      return `${icon.textContent} ${icon.querySelector('svg')?.innerHTML} ${getComputedStyle(icon).borderTopWidth}`;
    });

for (const [name, media] of [
  ['forced colours', { forcedColors: 'active', contrast: 'no-preference' }],
  ['more contrast', { forcedColors: 'none', contrast: 'more' }],
] as const)
  test(`with ${name} every control has an edge, and no state is told by colour alone`, async () => {
    const file = name.replace(' ', '-');
    const { page } = lead;
    for (const one of [page, door]) {
      await one.setViewportSize(sizes.laptop);
      await one.emulateMedia(media);
    }
    await picture(door, `form-${file}`);
    gently(await withoutEdge(door, 'form')).toEqual([]);
    for (const tool of [/^Mikrofon/, /^Kamera/, /tangan|^Tangan/i, /^Peserta/]) {
      const before = await shapeOf(page, tool);
      await page.getByRole('toolbar').getByRole('button', { name: tool }).click();
      await expect.poll(() => shapeOf(page, tool)).not.toBe(before);
      if (!tool.test('Peserta')) await page.getByRole('toolbar').getByRole('button', { name: tool }).click();
    }
    // Who speaks has a wider edge than who does not.
    // Who really speaks comes and goes: the mark itself is put on and taken off.
    const edges = await page
      .locator('[data-participant-id]')
      .first()
      .evaluate((tile) => {
        const widthPx = (speaks: boolean) => {
          tile.toggleAttribute('data-speaking', speaks);
          return Number.parseFloat(getComputedStyle(tile, '::after').borderTopWidth);
        };
        return { speaking: widthPx(true), silent: widthPx(false) };
      });
    expect(edges.speaking).toBeGreaterThanOrEqual(2 * edges.silent);
    expect(edges.speaking).toBeGreaterThan(0);
    await button(page, /^Tindakan untuk Bayu/).click();
    gently(await withoutEdge(page, 'body')).toEqual([]);
    await picture(page, `people-${file}`);
    await button(page, /^Obrolan/).click();
    gently(await withoutEdge(page, 'body')).toEqual([]);
    await picture(page, `chat-${file}`);
    await button(page, 'Pengaturan').click();
    await expect(page.getByRole('heading', { name: 'Pengaturan' })).toBeVisible();
    gently(await withoutEdge(page, 'body')).toEqual([]);
    await picture(page, `settings-${file}`);
    const rulesLeftOut = media.forcedColors === 'active' ? ['color-contrast'] : [];
    await expectAccessible(page, name, rulesLeftOut);
    await expectAccessible(door, name, rulesLeftOut);
    await page.keyboard.press('Escape');
    for (const one of [page, door]) await one.emulateMedia({ forcedColors: null, contrast: null });
  });

test('on a wall, words, tools and tiles grow with it', async () => {
  for (const page of [lead.page, door]) await page.setViewportSize(wall);
  await expect.poll(() => outOfReach(lead.page)).toEqual([]);
  await expect.poll(() => outOfReach(door)).toEqual([]);
  await picture(lead.page, 'room-wall');
  await picture(door, 'form-wall');
  const plate = tileOf(lead, 'Bayu Lestari')
    .locator('span')
    .filter({ hasText: /^Bayu Lestari/ })
    .last();
  const fontPx = await plate.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  expect(fontPx).toBeGreaterThanOrEqual(24);
  const tool = await button(lead.page, 'Keluar').boundingBox();
  expect(tool?.height ?? 0).toBeGreaterThanOrEqual(80);
  // Two side by side across the whole wall.
  expect((await tileOf(lead, 'Bayu Lestari').boundingBox())?.width ?? 0).toBeGreaterThan(1_700);
});

test('with less motion nothing moves, and a reaction still goes away', async () => {
  const running = (page: Page) => page.evaluate(() => document.getAnimations().length);
  for (const page of [lead.page, door]) {
    await page.setViewportSize(sizes.laptop);
    await page.emulateMedia({ reducedMotion: 'reduce' });
  }
  await door.getByRole('button', { name: 'Pengaturan lanjutan' }).click();
  expect(await running(door)).toBe(0);
  await button(guest.page, 'Reaksi').click();
  await button(guest.page, 'Tepuk tangan').click();
  const reaction = tileOf(lead, 'Bayu Lestari').getByText('👏');
  await expect(reaction).toBeVisible();
  expect(await running(lead.page)).toBe(0);
  await expect(reaction).toHaveCount(0);
  await button(lead.page, /^Obrolan/).click();
  await button(lead.page, /^Peserta/).click();
  expect(await running(lead.page)).toBe(0);
});
