/** A test call as its people come to it: a request that was approved, opened by a technician; the links of both sides. */
import { type Browser, expect } from '@playwright/test';
import { fileRequest, pageOf } from './office.ts';

export interface TestCallLinks {
  /** The technician's console. */
  consoleUrl: string;
  hostUrl: string;
  audienceUrl: string;
}

/** Files, approves and opens in a product with the demo's people. */
export async function openTestCall(browser: Browser, url: string, title: string): Promise<TestCallLinks> {
  const requester = await pageOf(await browser.newContext(), url, 'pemohon');
  await fileRequest(requester, title);
  const approver = await pageOf(await browser.newContext(), url, 'penyetuju');
  await approver.getByRole('link', { name: new RegExp(title) }).click();
  await approver.getByRole('button', { name: 'Setujui', exact: true }).click();
  await expect(approver.getByText('Keputusan tersimpan.')).toBeVisible();
  const technician = await pageOf(await browser.newContext(), url, 'teknisi');
  await technician.goto(requester.url());
  await technician.getByRole('button', { name: 'Buka uji koneksi' }).click();
  await expect(technician).toHaveURL(/\/test-calls\//);
  const links = {
    consoleUrl: technician.url(),
    hostUrl: await technician.getByLabel('Tautan tuan rumah').inputValue(),
    audienceUrl: await technician.getByLabel('Tautan audiens').inputValue(),
  };
  for (const page of [requester, approver, technician]) await page.context().close();
  return links;
}
