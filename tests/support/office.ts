/** The office screens as a person uses them in a browser. */
import { type BrowserContext, expect, type Page } from '@playwright/test';

export type DemoPerson = 'pemohon' | 'penyetuju' | 'teknisi' | 'admin';

/** Signs a demo person in on the sign-in page. */
export async function signIn(page: Page, url: string, person: DemoPerson): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByRole('textbox', { name: 'Email' }).fill(`${person}@contoh.example`);
  await page.getByLabel(/^Kata sandi/).fill('sambung-contoh');
  await page.getByRole('button', { name: 'Masuk', exact: true }).click();
  await expect(page).toHaveURL(`${url}/`);
}

/** A page of somebody who has just signed in, with cookies of their own. */
export async function pageOf(context: BrowserContext, url: string, person: DemoPerson): Promise<Page> {
  const page = await context.newPage();
  await signIn(page, url, person);
  return page;
}

/** Files a request of the demo's procedure in its form; the date is the fifteenth of next month. Resolves on the request's page. */
export async function fileRequest(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: 'Ajukan permohonan' }).first().click();
  await page.getByLabel('Nama acara').fill(title);
  await page.getByRole('button', { name: /^Tanggal/ }).click();
  await page.getByRole('button', { name: 'Bulan berikutnya' }).click();
  await page.getByRole('button', { name: /^15 / }).click();
  await page.getByRole('radio', { name: 'Ruang Sidang Utama' }).check();
  await page.getByLabel('Jumlah peserta').fill('25');
  for (const [group, name] of [
    ['Narahubung pihak tuan rumah', 'Rani Pratama'],
    ['Narahubung pihak peserta', 'Bayu Lestari'],
  ] as const) {
    const contact = page.getByRole('group', { name: group });
    await contact.getByLabel('Nama').fill(name);
    await contact.getByLabel('Telepon').fill('0812 3456 7890');
    await contact.getByLabel('Email').fill(`${name.split(' ')[0]?.toLowerCase()}@contoh.example`);
  }
  await page.getByRole('button', { name: 'Periksa dan kirim' }).click();
  await page.getByRole('button', { name: 'Kirim permohonan' }).click();
  await expect(page.getByText(/Permohonan \d{4}-\d{6} terkirim/)).toBeVisible();
}
