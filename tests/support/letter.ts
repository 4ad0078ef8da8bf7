/** Requests on paper and on the web as their people send them: the scan of a letter, its registration by staff, a free time in place of a taken one, a returned request put right. */
import { expect, type Page } from '@playwright/test';
import type { Form } from '@sambung/contract/form';
import { chooseTime, type Typed, type TypedFile, typeForm } from './form-typing.ts';

/** A letter of one page as a scanner hands it over: a PDF that any reader opens, with a line of text for each of `lines`. */
export function letterScan(name: string, lines: readonly string[]): TypedFile {
  const shown = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join('\n');
  const words = `BT /F1 12 Tf 16 TL 72 760 Td\n${shown}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${words.length} >>\nstream\n${words}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = pdf.length;
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  pdf += `${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`;
  return { name, mimeType: 'application/pdf', buffer: Buffer.from(pdf, 'latin1') };
}

/** Registers a letter that came in today at `receivedAt` (`08:15`), by staff for whoever wrote it, up to the last look before it is sent. */
export async function registerLetter(
  page: Page,
  form: Form | undefined,
  values: Readonly<Record<string, Typed>>,
  receivedAt: string,
): Promise<void> {
  await page.getByRole('link', { name: 'Daftarkan' }).first().click();
  const intake = page.getByRole('region', { name: 'Bagaimana permohonan ini masuk?' });
  await intake.getByRole('radio', { name: 'Surat' }).check();
  await chooseTime(intake.getByRole('combobox', { name: 'Jam diterima' }), receivedAt);
  await intake.getByRole('button', { name: 'Lanjut mengisi' }).click();
  await typeForm(page, form, values);
  await review(page);
}

/** Fills in the form of the institution's only service on the web, as its applicant, up to the last look before it is sent. */
export async function fillOnWeb(
  page: Page,
  form: Form | undefined,
  values: Readonly<Record<string, Typed>>,
): Promise<void> {
  await page.getByRole('link', { name: 'Ajukan permohonan' }).first().click();
  await typeForm(page, form, values);
  await review(page);
}

async function review(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Periksa dan kirim' }).click();
  await expect(page.getByRole('heading', { name: 'Periksa sekali lagi' })).toBeVisible();
}

/** Sends what was looked at; it is taken. */
export async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Kirim permohonan' }).click();
  await expectSent(page);
}

/** Sends what was looked at while somebody else has the time: of at least three free choices the one named `choice` is taken with one click. */
export async function sendToFreeTime(page: Page, choice: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Kirim permohonan' }).click();
  const choices = page.getByRole('region', { name: 'Pilihan yang masih kosong' });
  await expect(choices.getByRole('button').nth(2)).toBeVisible();
  await choices.getByRole('button', { name: choice }).click();
  await expectSent(page);
}

/** Reads why the request whose page is open came back, changes those fields, and sends it again. */
export async function putRight(
  page: Page,
  form: Form | undefined,
  reason: string,
  values: Readonly<Record<string, Typed>>,
): Promise<void> {
  await page.reload();
  await expect(page.getByRole('alert').filter({ hasText: reason })).toBeVisible();
  await page.getByRole('link', { name: 'Ubah dan kirim lagi' }).click();
  await typeForm(page, form, values);
  await review(page);
  await page.getByRole('button', { name: 'Kirim lagi' }).click();
  await expectSent(page);
}

async function expectSent(page: Page): Promise<void> {
  await expect(page.getByText(/Permohonan \d{4}-\d{6} terkirim/)).toBeVisible();
}

/** Opens a request from the list, as somebody who reads along: what was decided is there with this reason of a return, and nothing waits for them. */
export async function readAlong(page: Page, title: string, reason: string): Promise<void> {
  await page.getByRole('link', { name: 'Permohonan', exact: true }).first().click();
  await page
    .getByRole('link', { name: new RegExp(title) })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Riwayat keputusan' })).toContainText(reason);
  await expect(page.getByRole('region', { name: /^Giliran Anda/ })).toHaveCount(0);
}
