/** A test call through two media nodes, in real browsers: everything crosses between the two, both sides are cut and come back, and the gate and M18 say so. */
import { type Browser, expect, test } from '@playwright/test';
import { type Proposal, proposalAnswerSchema } from '@sambung/contract/test-run';
import { pageOf } from '../support/office.ts';
import { joinIn, openBrowser, type Participant } from '../support/participant.ts';
import { type Product, startProduct, until } from '../support/product.ts';
import { approvedRequest, Staff } from '../support/staff.ts';
import { beginPhase } from '../support/test-run.ts';

const crossedSeconds = 12;

let product: Product;
let browser: Browser;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  product = await startProduct({ env: { MEDIA_NODES: '2' } });
  browser = await openBrowser({ background: 'red', sweep: 'up' });
});

test.afterAll(async () => {
  await browser?.close();
  await product?.dispose();
});

test('[UNSRI-40, UNSRI-97] sound and pictures cross between two nodes, and both sides come back after their lines were cut', async () => {
  test.setTimeout(300_000);
  expect(product.workerPids().length).toBeGreaterThan(1);
  const technician = await Staff.signIn(product, 'technician');
  const request = await approvedRequest(product);
  const page = await pageOf(await browser.newContext(), product.url, 'teknisi');
  await page.goto(`${product.url}/requests/${request.id}`);
  await page.getByRole('checkbox', { name: /^Lewat dua simpul media/ }).check();
  await page.getByRole('button', { name: 'Buka uji koneksi' }).click();
  await expect(page.getByText('Uji ini lewat dua simpul media')).toBeVisible();
  const testCallId = page.url().split('/').at(-1) ?? '';
  const { hostUrl, audienceUrl } = await technician.testCall(testCallId);
  const sides: Participant[] = [
    await joinIn(browser, hostUrl, 'Teknis Tuan Rumah'),
    await joinIn(browser, audienceUrl, 'Teknis Audiens'),
  ];
  await beginPhase(page, 'Kamera dan mikrofon');
  const proposal = async (): Promise<Proposal | null> => {
    const answer = await technician.send('GET', `/api/test-calls/${testCallId}/proposal`);
    return proposalAnswerSchema.parse(await answer.json()).proposal;
  };
  const cascade = async () => (await proposal())?.gates.find(({ gate }) => gate === 'cascade') ?? null;
  const crossed = async () => {
    const seen = (await cascade())?.seen.en ?? '';
    return [...seen.matchAll(/(\d+)\/\d+/g)].map(([, seconds]) => Number(seconds));
  };
  const bothCrossed = async () => {
    const [ofHost = 0, ofAudience = 0] = await crossed();
    return Math.min(ofHost, ofAudience) >= crossedSeconds;
  };
  await until('enough has crossed', bothCrossed, 90_000);
  expect(await cascade()).toMatchObject({ applies: true, passed: true, trust: 'server-observed' });
  await beginPhase(page, 'Pemulihan');
  const reconnects = async () =>
    ((await proposal())?.rows ?? [])
      .filter(({ metric }) => metric === 'recovery')
      .flatMap(({ columns }) => columns.find(({ statistic }) => statistic === 'reconnect')?.value ?? []);
  await until('both sides were cut and are back', async () => (await reconnects()).length === 2, 120_000);
  const took = await reconnects();
  console.log(`back after ${took.join(' and ')} s`);
  for (const value of took) expect(value).toBeGreaterThan(0);
  await beginPhase(page, 'Kamera dan mikrofon');
  const { sampleCount } = await technician.testCall(testCallId);
  await until(
    'both hear and see each other again',
    async () => {
      const { samples, sampleCount: now } = await technician.testCall(testCallId);
      const newest = samples.slice(-6);
      return (
        now > sampleCount + 8 &&
        newest.every(({ framesPerSecond, audioBitrateBps }) => (framesPerSecond ?? 0) > 5 && (audioBitrateBps ?? 0) > 0)
      );
    },
    60_000,
  );
  for (const side of sides) await side.leave();
});
