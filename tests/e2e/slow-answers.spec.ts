/** A server whose answers take a while, as over a satellite: what one presses and types meanwhile counts. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { joinIn, openBrowser } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { approvedRequest } from '../support/staff.ts';

const answerAfterMs = 1_500;

let product: Product;
let browser: Browser;

test.beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser({ background: 'red', sweep: 'up' })]);
});
test.afterAll(async () => {
  await Promise.all([browser?.close(), product?.dispose()]);
});

/** Everything that the server says comes later, in its order. */
const answerLate = (page: Page) =>
  page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      setTimeout(() => socket.send(message), answerAfterMs);
    });
  });

/** Presses the key in the very moment in which its button is there, sooner than the page's effects run: what a quick finger meets on a slow machine. */
const pressAtOnce = (page: Page) =>
  page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector('[aria-keyshortcuts="Alt+H"]')) return;
      watch.disconnect();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyH', altKey: true, bubbles: true }));
    });
    watch.observe(document, { childList: true, subtree: true });
  });

test('a hand that is raised before the page is known, and words written before the last are answered, arrive', async () => {
  const { meeting } = await approvedRequest(product);
  const lead = await joinIn(browser, meeting.hostUrl, 'Ibu Rektor');
  const context = await browser.newContext({ locale: 'id-ID', permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  await answerLate(page);
  await pressAtOnce(page);
  await page.goto(meeting.inviteUrl);
  await page.getByLabel('Nama Anda').fill('Citra');
  await page.getByRole('button', { name: 'Gabung', exact: true }).click();
  const hand = page.getByRole('button', { name: /^Angkat tangan/ });
  // The room is there, its answer is not: the button says so, the key counts.
  await expect(hand).toBeDisabled();
  await expect(page.getByRole('button', { name: /^Tangan terangkat/ })).toBeVisible();
  const tile = lead.page.locator('[data-participant-id]').filter({ hasText: 'Citra' });
  await expect(tile.getByRole('img', { name: 'tangan terangkat, urutan 1' })).toBeVisible();

  await page.keyboard.press('Alt+c');
  await page.getByRole('textbox', { name: 'Tulis pesan' }).focus();
  for (const words of ['Satu', 'Dua']) {
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
  }
  await page.keyboard.type('Ti');
  await expect(page.getByRole('list', { name: 'Pesan' }).getByRole('listitem')).toHaveText([/Satu/, /Dua/]);
  await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toHaveValue('Ti');
});
