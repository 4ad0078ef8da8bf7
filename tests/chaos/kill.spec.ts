/** Killing processes during a meeting: the server's death is not even seen, the worker's costs seconds, nobody has to click. */
import { expect, test } from '@playwright/test';
import { allowedGapMs, frameCount, longestGapMs, watchFrames } from '../support/frame-gaps.ts';
import { joinByLink, type Look, type Participant, tileSelector } from '../support/participant.ts';
import { executable, type Product, startProduct, until } from '../support/product.ts';
import { watchVideo } from '../support/received.ts';
import { expectHears, expectSees } from '../support/senses.ts';
import { approvedRequest } from '../support/staff.ts';
import { expectStanding, takeStanding } from '../support/standing.ts';

const rani: Look = { background: 'red', sweep: 'up' };
const bayu: Look = { background: 'blue', sweep: 'down' };

let product: Product;
let host: Participant;
let guest: Participant;
let inviteUrl: string;

test.beforeAll(async () => {
  product = await startProduct();
  const { meeting } = await approvedRequest(product);
  inviteUrl = meeting.inviteUrl;
  [host, guest] = await Promise.all([
    joinByLink(meeting.hostUrl, 'Rani', rani),
    joinByLink(meeting.inviteUrl, 'Bayu', bayu),
  ]);
  await expectSees(host, 'Bayu', bayu);
  await expectSees(guest, 'Rani', rani);
  await takeStanding(host, guest);
});

test.afterAll(async () => {
  await host?.leave();
  await guest?.leave();
  await product?.dispose();
});

test('a killed server interrupts no media, and the pages come back to the new one', async () => {
  const selector = await tileSelector(guest, 'Rani');
  const killed = product.pidOf('server');
  await watchFrames(guest.page, selector);
  const watching = watchVideo(guest.page, selector, 3_000);
  process.kill(killed, 'SIGKILL');
  const seen = await watching;
  // Sampled every 100 ms across the kill: were it interrupted for a second, a third of the changes would be missing.
  expect(seen.changes).toBeGreaterThan(seen.samples * 0.7);
  await until('another server', async () => (await product.isReady()) && product.pidOf('server') !== killed, 30_000);
  for (const one of [host, guest]) await expect(one.page.getByText('Menyambung kembali…')).toBeHidden();
  const awayMs = await longestGapMs(guest.page);
  test.info().annotations.push({ type: 'milliseconds without media', description: String(awayMs) });
  console.log(`server killed: ${awayMs} ms without pictures`);
  // The pages are really back: what one does is told to the other by the new server.
  await host.page.getByRole('button', { name: 'Kamera' }).click();
  await expect(guest.page.locator(selector).getByText('kamera mati')).toBeAttached();
  await host.page.getByRole('button', { name: 'Kamera' }).click();
  await expectSees(guest, 'Rani', rani);
  await expectStanding(host, guest);
});

test('who knocked before the server died still stands at the door, and is let in by the new one', async () => {
  const people = host.page.getByRole('region', { name: 'Yang hadir' });
  await host.page.getByRole('button', { name: /^Peserta/ }).click();
  await people.getByText('Kelola rapat').click();
  await people.getByRole('switch', { name: /^Ruang tunggu/ }).click();
  const context = await guest.page
    .context()
    .browser()
    ?.newContext({ locale: 'id-ID', permissions: ['camera', 'microphone'] });
  const page = await context?.newPage();
  if (!page) throw new Error('the guest has a browser');
  await page.goto(inviteUrl);
  await page.getByLabel('Nama Anda').fill('Citra');
  await page.getByRole('button', { name: 'Gabung', exact: true }).click();
  const waits = page.getByRole('heading', { name: 'Menunggu diizinkan masuk' });
  await expect(waits).toBeVisible();
  const waiting = people.getByRole('region', { name: 'Menunggu di pintu' });
  await expect(waiting).toContainText('Citra');

  const killed = product.pidOf('server');
  process.kill(killed, 'SIGKILL');
  await until('another server', async () => (await product.isReady()) && product.pidOf('server') !== killed, 30_000);
  await expect(host.page.getByText('Menyambung kembali…')).toBeHidden();
  await expect(waiting).toContainText('Citra');
  await expect(waits).toBeVisible();
  await waiting.getByRole('button', { name: 'Izinkan Citra' }).click();
  await expect(page.getByRole('button', { name: 'Keluar' })).toBeVisible();
  await page.getByRole('button', { name: 'Keluar' }).click();
  await context?.close();
  await people.getByRole('switch', { name: /^Ruang tunggu/ }).click();
  await host.page.getByRole('button', { name: /^Peserta/ }).click();
});

test('a killed worker costs three seconds, without a click', { tag: '@target' }, async () => {
  const selector = await tileSelector(guest, 'Rani');
  const serving = (await product.health()).sfu.workers;
  for (const { pid } of serving) expect(executable(pid)).toContain('sambung-media-worker');
  await watchFrames(guest.page, selector);
  for (const { pid } of serving) process.kill(pid, 'SIGKILL');
  const before = await frameCount(guest.page);
  // Two seconds' worth: the picture is back for good.
  await until('moving pictures again', async () => (await frameCount(guest.page)) > before + 40, 20_000);
  const awayMs = await longestGapMs(guest.page);
  test.info().annotations.push({ type: 'milliseconds without media', description: String(awayMs) });
  console.log(`worker killed: ${awayMs} ms without pictures`);
  expect(awayMs).toBeLessThanOrEqual(allowedGapMs(3_000));
  const pids = serving.map(({ pid }) => pid);
  expect(product.workerPids().filter((pid) => pids.includes(pid))).toEqual([]);
  await expectSees(host, 'Bayu', bayu);
  await expectHears(guest, rani);
  await expectHears(host, bayu);
  await expectStanding(host, guest);
});
