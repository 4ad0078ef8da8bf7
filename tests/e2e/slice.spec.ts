/** The whole slice in real browsers: request, approval, meeting, test call, decision, restart. */
import { expect, test } from '@playwright/test';
import { fileRequest, pageOf } from '../support/office.ts';
import { joinByLink, type Look } from '../support/participant.ts';
import { executable, type Product, startProduct } from '../support/product.ts';
import { expectHears, expectSees } from '../support/senses.ts';
import { certifyWithConditions, leadRun } from '../support/test-run.ts';

const rani: Look = { background: 'red', sweep: 'up' };
const bayu: Look = { background: 'blue', sweep: 'down' };

let product: Product;

test.beforeAll(async () => {
  product = await startProduct();
});

test.afterAll(async () => {
  await product.dispose();
});

test('a request becomes a meeting in which two people see and hear each other, and a test call that is certified', async ({
  browser,
}) => {
  test.setTimeout(400_000);
  const url = product.url;

  // The media goes through our own worker.
  for (const worker of (await product.health()).sfu.workers) {
    expect(executable(worker.pid)).toMatch(/sambung-media-worker$/);
    expect(executable(worker.pid)).toBe(worker.binary);
  }

  // A requester files.
  const requester = await pageOf(await browser.newContext(), url, 'pemohon');
  await fileRequest(requester, 'Kuliah tamu jarak jauh');
  const requestUrl = requester.url();

  // An approver finds it waiting and approves.
  const approver = await pageOf(await browser.newContext(), url, 'penyetuju');
  await approver.getByRole('link', { name: /Kuliah tamu jarak jauh/ }).click();
  await approver.getByRole('button', { name: 'Setujui', exact: true }).click();
  await expect(approver.getByText('Keputusan tersimpan.')).toBeVisible();
  await expect(approver.getByRole('region', { name: 'Riwayat keputusan' })).toContainText('Bima Contoh');

  // The meeting has an ID of nine digits, a password and a link.
  await requester.reload();
  await expect(requester.getByText(/^\d{3} \d{3} \d{3}$/)).toBeVisible();
  const invite = await requester.getByRole('link', { name: 'Gabung rapat' }).last().getAttribute('href');
  expect(invite).toMatch(/\/m\/\d{9}#.+/);
  const inviteUrl = new URL(invite ?? '', url).href;

  // Two people join by link and see and hear each other.
  const [host, guest] = await Promise.all([joinByLink(inviteUrl, 'Rani', rani), joinByLink(inviteUrl, 'Bayu', bayu)]);
  await expectSees(host, 'Bayu', bayu);
  await expectSees(guest, 'Rani', rani);
  const heardByHost = await expectHears(host, bayu);
  const heardByGuest = await expectHears(guest, rani);
  console.log('heard by host', heardByHost, 'heard by guest', heardByGuest);

  // Muting is heard and seen.
  await host.page.getByRole('button', { name: 'Mikrofon' }).click();
  await expect(
    guest.page.locator('[data-participant-id]').filter({ hasText: 'Rani' }).getByText('mikrofon mati'),
  ).toBeAttached();
  await host.leave();
  await expect(guest.page.locator('[data-participant-id]').filter({ hasText: 'Rani' })).toHaveCount(0, {
    timeout: 30_000,
  });
  await guest.leave();

  // A technician opens a test call; both sides follow their links.
  const technician = await pageOf(await browser.newContext(), url, 'teknisi');
  await technician.goto(requestUrl);
  await technician.getByRole('button', { name: 'Buka uji koneksi' }).click();
  await expect(technician).toHaveURL(/\/test-calls\//);
  const hostUrl = await technician.getByLabel('Tautan tuan rumah').inputValue();
  const audienceUrl = await technician.getByLabel('Tautan audiens').inputValue();
  const sides = await Promise.all([
    joinByLink(hostUrl, 'Teknis Tuan Rumah', rani),
    joinByLink(audienceUrl, 'Teknis Audiens', bayu),
  ]);

  // The numbers of both directions arrive, once a second.
  for (const direction of ['Tuan rumah → Audiens', 'Audiens → Tuan rumah']) {
    const panel = technician.getByRole('region', { name: direction });
    await expect(panel.getByText('UDP langsung')).toBeVisible({ timeout: 30_000 });
    await expect(panel).toContainText(/\d+ kbit\/s/);
  }
  await expect
    .poll(async () => Number(/(\d+) sampel tersimpan/.exec((await technician.textContent('main')) ?? '')?.[1] ?? 0), {
      timeout: 30_000,
    })
    .toBeGreaterThan(6);

  // Phase by phase; markers and sweeps are read on both sides. The decision is stored with who and when, as a simulation: one machine, fake devices.
  await leadRun(
    technician,
    sides.map(({ page }) => page),
  );
  await certifyWithConditions(technician, 'Gambar dan suara kedua arah baik.');
  await expect(technician.getByText(/Diputuskan oleh Sekar Contoh/)).toBeVisible();
  for (const side of sides) await side.leave();

  // The record survives a restart.
  const consolePath = new URL(technician.url()).pathname;
  product = await product.restart();
  const again = await pageOf(await browser.newContext(), product.url, 'teknisi');
  await again.goto(product.url + consolePath);
  await expect(again.getByText(/Diputuskan oleh Sekar Contoh/)).toBeVisible();
  await expect(again.getByText('Gambar dan suara kedua arah baik.')).toBeVisible();
  await expect(again.getByText('SIMULASI').first()).toBeVisible();
});
