/** From the link to leaving without a mouse: everything is reached, every panel gives the focus back, every state is told. */
import { expect, type Page, test } from '@playwright/test';
import { joinIn, type Look, openBrowser } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { approvedRequest } from '../support/staff.ts';

const look: Look = { background: 'red', sweep: 'up' };
let product: Product;

test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product?.dispose());

/** Presses Tab until what has the focus is called so; as many times as a patient person would. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      const label = element && 'labels' in element ? (element as HTMLInputElement).labels?.[0]?.textContent : null;
      return element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '';
    });
    if (name.test(focused.trim())) return;
  }
  throw new Error(`nothing called ${name} is reached with Tab`);
}

test('a meeting is joined, taken part in and left with the keyboard alone', async () => {
  test.setTimeout(120_000);
  const { meeting } = await approvedRequest(product);
  const browser = await openBrowser(look);
  const context = await browser.newContext({ locale: 'id-ID', permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  await page.goto(meeting.inviteUrl);
  await page.getByLabel('Nama Anda').waitFor();
  await tabTo(page, /^Nama Anda/);
  await page.keyboard.type('Sari');
  await tabTo(page, /^Gabung$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Keluar' })).toBeVisible();
  await expect(page.locator('main')).toBeFocused();
  const other = await joinIn(browser, meeting.inviteUrl, 'Bayu');
  // Told to those who do not see it.
  await expect(page.locator('[aria-live=polite]').filter({ hasText: 'Bayu bergabung.' })).toHaveCount(1);

  const pressed = (name: RegExp) => page.getByRole('button', { name }).getAttribute('aria-pressed');
  await page.keyboard.press('Alt+m');
  await expect.poll(() => pressed(/^Mikrofon/)).toBe('false');
  // Talks while the key is held.
  await page.keyboard.down('Alt');
  await page.keyboard.down('v');
  await expect.poll(() => pressed(/^Mikrofon/)).toBe('true');
  await page.keyboard.up('v');
  await page.keyboard.up('Alt');
  await expect.poll(() => pressed(/^Mikrofon/)).toBe('false');
  await page.keyboard.press('Alt+k');
  await expect.poll(() => pressed(/^Kamera/)).toBe('false');
  await page.keyboard.press('Alt+h');
  await expect(page.getByRole('button', { name: /^Tangan terangkat/ })).toBeVisible();

  await page.keyboard.press('Alt+c');
  await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeFocused();
  await page.keyboard.type('Halo semua');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Pesan' })).toContainText('Halo semua');
  await expect(other.page.locator('[aria-live=polite]').filter({ hasText: 'Pesan dari Sari: Halo semua' })).toHaveCount(
    1,
  );
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Obrolan/ })).toBeFocused();

  await page.keyboard.press('Alt+p');
  await expect(page.getByRole('heading', { name: 'Yang hadir' })).toBeFocused();
  await tabTo(page, /^Tindakan untuk Bayu$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Tulis pesan pribadi' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Tindakan untuk Bayu' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Peserta/ })).toBeFocused();
  // Along the toolbar with the arrows.
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('button', { name: 'Keluar' })).toBeFocused();

  await page.keyboard.press('Alt+/');
  await expect(page.getByRole('dialog', { name: 'Pintasan papan tombol' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Alt+q');
  await expect(page.getByRole('heading', { name: 'Anda sudah keluar dari rapat' })).toBeFocused();
  await browser.close();
});
