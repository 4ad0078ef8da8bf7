/** The door of a meeting when it is tried too often and when too many come, and a name that is changed inside: in real pages, with a clock that the test turns. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { joinIn, openBrowser, type Participant, tileOf } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { approvedRequest } from '../support/staff.ts';

const quarterHourMs = 15 * 60_000;
/** What one address may ask in a minute on its way into rooms. */
const joiningPerMinute = 6_000;

let product: Product;
let browser: Browser;
let clockDirectory: string;
let meeting: { inviteUrl: string; hostUrl: string; code: string; password: string };

test.beforeAll(async () => {
  clockDirectory = mkdtempSync(join(tmpdir(), 'sambung-clock-'));
  const env = { TEST_INSTALLATION: '1', TEST_CLOCK_FILE: join(clockDirectory, 'clock') };
  [product, browser] = await Promise.all([startProduct({ env }), openBrowser({ background: 'red', sweep: 'up' })]);
});
test.beforeEach(async () => {
  ({ meeting } = await approvedRequest(product));
});
test.afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
test.afterAll(async () => {
  await Promise.all([browser?.close(), product?.dispose()]);
  rmSync(clockDirectory, { recursive: true, force: true });
});

const newPage = async (): Promise<Page> => {
  const context = await browser.newContext({ locale: 'id-ID', permissions: ['camera', 'microphone'] });
  return await context.newPage();
};

async function expectAccessible(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' '))}`),
    state,
  ).toEqual([]);
}

/** Types a password into the form of `/join` and waits for the answer. */
async function tryPassword(page: Page, password: string): Promise<number> {
  await page.getByRole('textbox', { name: 'ID rapat' }).fill(meeting.code);
  await page.getByRole('textbox', { name: 'Kata sandi rapat' }).fill(password);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/api/access')),
    page.getByRole('button', { name: 'Lanjut' }).click(),
  ]);
  return answer.status();
}

test('a password typed wrong ten times is refused for a quarter of an hour, which is said in both languages, and nobody else is kept out', async () => {
  const page = await newPage();
  await page.goto(`${product.url}/join`);
  for (let tries = 1; tries <= 10; tries++) expect(await tryPassword(page, `tebakan ${tries}`)).toBe(401);
  await expect(page.getByRole('alert').filter({ hasText: 'ID atau kata sandi rapat salah' })).toBeVisible();
  expect(await tryPassword(page, meeting.password)).toBe(429);
  const alert = page.getByRole('alert').filter({ hasText: /Terlalu banyak percobaan|Too many attempts/ });
  await expect(alert).toContainText('Terlalu banyak percobaan');
  await expect(alert).toContainText(/Anda dapat mencoba lagi dalam 1[345] menit\./);
  await expect(alert).toContainText('Tautan itu tetap dapat dibuka.');
  await expectAccessible(page, 'locked out');
  await page.screenshot({ path: 'test-results/pages/join-locked-out.png' });
  await page.getByText('EN', { exact: true }).first().click();
  await expect(alert).toContainText('Too many attempts');
  await expect(alert).toContainText(/You can try again in 1[345] minutes\./);
  await page.getByText('ID', { exact: true }).first().click();

  const neighbour = await newPage();
  await neighbour.goto(`${product.url}/join`);
  expect(await tryPassword(neighbour, meeting.password)).toBe(200);
  await expect(neighbour.getByLabel('Nama Anda')).toBeVisible();

  writeFileSync(join(clockDirectory, 'clock'), String(quarterHourMs));
  expect(await tryPassword(page, meeting.password)).toBe(200);
  await expect(page.getByLabel('Nama Anda')).toBeVisible();
});

// A real minute passes in it.
test('a page that comes when its address has asked too often says so, and goes in by itself', {
  tag: '@long',
}, async () => {
  test.setTimeout(180_000);
  // As many as a crowd asks, from the same address.
  const ask = () => fetch(`${product.url}/api/access/000000000`).then((answer) => answer.arrayBuffer());
  for (let asked = 0; asked < joiningPerMinute; asked += 100) await Promise.all(Array.from({ length: 100 }, ask));
  const [byLink, byPassword] = [await newPage(), await newPage()];
  await byLink.goto(meeting.inviteUrl);
  const waiting = 'Banyak yang masuk bersamaan. Halaman ini mencoba lagi dengan sendirinya';
  await expect(byLink.getByRole('status').filter({ hasText: waiting })).toBeVisible();
  await byPassword.goto(`${product.url}/join`);
  await byPassword.getByLabel('ID rapat').fill(meeting.code);
  await byPassword.getByLabel('Kata sandi rapat').fill(meeting.password);
  await byPassword.getByRole('button', { name: 'Lanjut' }).click();
  await expect(byPassword.getByRole('status').filter({ hasText: waiting })).toBeVisible();
  await expectAccessible(byPassword, 'in a crowd');
  // Nobody presses anything.
  for (const page of [byLink, byPassword]) await expect(page.getByLabel('Nama Anda')).toBeVisible({ timeout: 90_000 });
});

test('a participant changes their own name for everybody, as long as the host leaves names to participants', async () => {
  const peopleOf = ({ page }: Participant) => page.getByRole('region', { name: 'Yang hadir' });
  const lead = await joinIn(browser, meeting.hostUrl, 'Ibu Rektor');
  const guest = await joinIn(browser, meeting.inviteUrl, 'iPad');
  for (const { page } of [lead, guest]) await page.getByRole('button', { name: /^Peserta/ }).click();
  await peopleOf(guest).getByRole('button', { name: 'Ganti nama Anda' }).click();
  await peopleOf(guest).getByLabel('Nama baru').fill('Sari <b>Dewi</b>');
  await expectAccessible(guest.page, 'changing the own name');
  await guest.page.keyboard.press('Enter');
  await expect(tileOf(lead, 'Sari <b>Dewi</b>')).toBeVisible();
  await expect(peopleOf(lead)).toContainText('Sari <b>Dewi</b>');
  await expect(peopleOf(guest)).toContainText('Sari <b>Dewi</b> (Anda)');
  await expect(peopleOf(guest).getByLabel('Nama baru')).toBeHidden();
  await peopleOf(lead).getByText('Kelola rapat').click();
  await peopleOf(lead).getByRole('switch', { name: 'Mengganti nama sendiri' }).click();
  await expect(peopleOf(guest).getByRole('button', { name: 'Ganti nama Anda' })).toBeHidden();
  // Whoever leads still may.
  await expect(peopleOf(lead).getByRole('button', { name: 'Ganti nama Anda' })).toBeVisible();
});
