/** An admin keeps the working calendar in the browser: hours with a break, a refused entry, special days, Ramadan, holidays from a file. */
import { expect, type Page, test } from '@playwright/test';
import { signIn } from '../support/office.ts';
import { type Product, startProduct } from '../support/product.ts';

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(async () => {
  await product?.dispose();
});

const section = (page: Page, name: string) => page.getByRole('region', { name });
async function choose(page: Page, label: string, time: string) {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: time, exact: true }).click();
}

const holidays = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Uji//ID',
  ...[
    ['20261225', 'Hari Raya Natal', 'Hari libur nasional'],
    ['20261224', 'Cuti Bersama Natal', 'Hari libur nasional'],
    ['20261222', 'Hari Ibu', 'Perayaan'],
  ].flatMap(([date, name, kind]) => [
    'BEGIN:VEVENT',
    `UID:${date}@uji`,
    `DTSTART;VALUE=DATE:${date}`,
    `SUMMARY:${name}`,
    `DESCRIPTION:${kind}`,
    'END:VEVENT',
  ]),
  'END:VCALENDAR',
].join('\r\n');

test('[X-10] [KALTARA-22] an admin sets working hours, breaks, special days, Ramadan and holidays', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await page.clock.setFixedTime(new Date('2026-11-23T02:00:00Z'));
  await signIn(page, product.url, 'admin');
  await page.goto(`${product.url}/admin/calendar`);
  const week = section(page, 'Jam kerja seminggu');
  await expect(week.getByText('40 jam dalam seminggu')).toBeVisible();

  // What the server refuses is told beside the day, and the reader is brought there.
  await choose(page, 'Senin: selesai, bagian 1', '07.00');
  await week.getByRole('button', { name: 'Simpan jam kerja' }).click();
  await expect(week.getByRole('alert')).toContainText('Jam harus berurutan');
  await expect(page.getByRole('combobox', { name: 'Senin: mulai, bagian 1' })).toBeFocused();
  await choose(page, 'Senin: selesai, bagian 1', '16.00');
  await choose(page, 'Jumat: selesai, bagian 1', '16.30');
  await week.getByRole('button', { name: 'Tambah istirahat pada Jumat' }).click();
  await expect(page.getByRole('combobox', { name: 'Jumat: mulai, bagian 2' })).toHaveValue('13.00');
  await week.getByRole('button', { name: 'Simpan jam kerja' }).click();
  await expect(week.getByRole('status')).toContainText('Tersimpan.');

  const days = section(page, 'Hari libur dan hari khusus');
  await days.getByRole('button', { name: 'Tambah hari' }).click();
  await days.getByRole('button', { name: 'Simpan hari' }).click();
  await expect(days.getByText('Wajib diisi')).toHaveCount(2);
  await days.getByRole('button', { name: 'Tanggal' }).click();
  await days.getByRole('button', { name: /^30 (November|nov)/i }).click();
  await days.getByRole('combobox', { name: 'Jenis' }).click();
  await days.getByRole('option', { name: 'Jam khusus' }).click();
  await days.getByRole('textbox', { name: 'Nama' }).fill('Apel pagi');
  await days.getByRole('button', { name: 'Simpan hari' }).click();
  await expect(days.getByText('Senin, 30 Nov 2026 · 08.00–16.00 WITA')).toBeVisible();

  const file = section(page, 'Impor hari libur dari berkas kalender');
  const input = file.locator('input[type=file]');
  await input.setInputFiles({ name: 'rusak.ics', mimeType: 'text/calendar', buffer: Buffer.from('<html>') });
  await expect(file.getByRole('alert')).toContainText('BEGIN:VCALENDAR');
  await input.setInputFiles({ name: 'libur.ics', mimeType: 'text/calendar', buffer: Buffer.from(holidays) });
  await expect(file.getByRole('checkbox', { name: /Hari Ibu/ })).not.toBeChecked();
  await file.getByRole('button', { name: 'Simpan 2 hari' }).click();
  await expect(days.getByText('Hari Raya Natal')).toBeVisible();
  await days.getByRole('button', { name: /^Hapus Cuti Bersama Natal/ }).click();
  await days.getByRole('button', { name: 'Ya, hapus' }).click();
  await expect(days.getByText('Cuti Bersama Natal')).toBeHidden();

  const periods = section(page, 'Masa khusus');
  await periods.getByRole('button', { name: 'Tambah masa khusus' }).click();
  await periods.getByRole('textbox', { name: 'Nama masa' }).fill('Ramadan');
  await periods.getByRole('button', { name: 'Dari' }).click();
  const first = periods.getByRole('button', { name: /^24 (November|nov)/i });
  await first.click();
  // Two calendars stand on the page while one goes and the other comes.
  await expect(first).toBeHidden();
  await periods.getByRole('button', { name: 'Sampai dengan' }).click();
  await periods.getByRole('button', { name: /^27 (November|nov)/i }).click();
  await periods.getByRole('button', { name: 'Simpan masa khusus' }).click();
  await expect(periods.getByText(/Selasa, 24 Nov 2026 – Jumat, 27 Nov 2026/)).toBeVisible();
});
