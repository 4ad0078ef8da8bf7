/** What goes wrong in a test call: devices that are refused or pulled out, a technician's browser that dies, two technicians at once. Real browsers, real media. */
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { pageOf } from '../support/office.ts';
import {
  chromiumArguments,
  chromiumPath,
  joinByLink,
  type Look,
  openBrowser,
  type Participant,
} from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { expectSees } from '../support/senses.ts';
import { openTestCall, type TestCallLinks } from '../support/test-call.ts';
import { beginPhase } from '../support/test-run.ts';

const rani: Look = { background: 'red', sweep: 'up' };
const bayu: Look = { background: 'blue', sweep: 'down' };

let product: Product;
let office: Browser;
let links: TestCallLinks;
let host: Participant;
let audience: Participant;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  product = await startProduct();
  office = await openBrowser(rani);
  links = await openTestCall(office, product.url, 'Uji yang terganggu');
});

test.afterAll(async () => {
  await host?.leave();
  await audience?.leave();
  await office?.close();
  await product?.dispose();
});

const samplesIn = async (console: Page) =>
  Number(/(\d+) sampel/.exec((await console.getByTestId('sample-count').textContent()) ?? '')?.[1] ?? 0);

async function openConsole(): Promise<Page> {
  const page = await pageOf(await office.newContext(), product.url, 'teknisi');
  await page.goto(links.consoleUrl);
  await expect(page.getByText('Langsung', { exact: true })).toBeVisible();
  return page;
}

test('a contact who refuses camera and microphone is told how to allow them, and can still join', async () => {
  const args = chromiumArguments.filter((one) => one !== '--use-fake-ui-for-media-stream');
  const browser = await chromium.launch({ executablePath: chromiumPath, args });
  const page = await browser.newPage();
  await page.goto(links.hostUrl);
  await expect(page.getByText(/belum diizinkan/)).toBeVisible();
  await expect(page.getByText(/Klik ikon di sebelah kiri alamat situs/)).toBeVisible();
  await page.getByLabel('Nama Anda').fill('Tanpa Izin');
  await page.getByRole('button', { name: 'Gabung', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Keluar' })).toBeVisible();
  const technician = await openConsole();
  // Somebody is there, and nothing of theirs: never a number, never a pass.
  await expect(technician.getByText(/Tanpa Izin · Terhubung|Terhubung/).first()).toBeVisible();
  await expect(technician.locator('[data-gate="seen-and-heard"][data-state="gateOpen"]')).toHaveCount(0);
  expect(await samplesIn(technician)).toBe(0);
  await technician.context().close();
  await page.getByRole('button', { name: 'Keluar' }).click();
  await browser.close();
});

/** Lets the test pull a camera out: its track ends as the browser ends it, and there is none to be opened until it is back. */
async function pullable(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    const cameras = new Set<MediaStreamTrack>();
    let isOut = false;
    devices.getUserMedia = async (wanted) => {
      if (isOut && wanted?.video) throw new DOMException('Requested device not found', 'NotFoundError');
      const stream = await open(wanted);
      for (const track of stream.getVideoTracks()) cameras.add(track);
      return stream;
    };
    addEventListener('pull', () => {
      isOut = true;
      for (const track of cameras) {
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
    });
    addEventListener('plug', () => {
      isOut = false;
    });
  });
}

test('a camera that is pulled out in the middle is told on its page, ends its picture, and comes back with a click', async () => {
  test.setTimeout(240_000);
  [host, audience] = await Promise.all([
    joinByLink(links.hostUrl, 'Rani', rani),
    joinByLink(links.audienceUrl, 'Bayu', bayu, { prepare: pullable }),
  ]);
  await expectSees(host, 'Bayu', bayu);
  const technician = await openConsole();
  await beginPhase(technician, 'Kamera dan mikrofon');
  await audience.page.evaluate(() => dispatchEvent(new Event('pull')));
  await expect(audience.page.getByText(/^Kamera (terlepas|tidak ditemukan)/)).toBeVisible();
  await expect(host.page.locator('[data-participant-id]').filter({ hasText: 'Bayu' }).locator('video')).toBeHidden();
  await audience.page.evaluate(() => dispatchEvent(new Event('plug')));
  await audience.page.getByRole('button', { name: 'Coba lagi' }).click();
  await expectSees(host, 'Bayu', bayu);
  await technician.context().close();
});

test('a technician whose browser died finds the run as it was, with its samples', async () => {
  test.setTimeout(120_000);
  const before = await openConsole();
  await beginPhase(before, 'Gambar dan suara ukur');
  await expect.poll(() => samplesIn(before), { timeout: 60_000 }).toBeGreaterThan(10);
  const count = await samplesIn(before);
  await before.context().close();
  const after = await openConsole();
  await expect(after.getByRole('button', { name: /Gambar dan suara ukur$/ })).toHaveAttribute('aria-current', 'step');
  expect(await samplesIn(after)).toBeGreaterThanOrEqual(count);
  await expect.poll(() => samplesIn(after), { timeout: 30_000 }).toBeGreaterThan(count + 4);
  await after.context().close();
});

test('two technicians see one run; whoever acts on what is no longer so is told, and only one of both decides', async () => {
  test.setTimeout(120_000);
  const [first, second] = [await openConsole(), await openConsole()];
  await beginPhase(first, 'Kamera dan mikrofon');
  const phase = (page: Page, name: RegExp) => page.getByRole('button', { name });
  await expect(phase(second, /Kamera dan mikrofon$/)).toHaveAttribute('aria-current', 'step');

  // The second does not hear of the next phase, and begins another.
  await second.route('**/api/test-calls/*', (route) =>
    route.request().method() === 'GET' ? route.abort() : route.continue(),
  );
  await beginPhase(first, 'Gambar dan suara ukur');
  await phase(second, /^\d\. Sambungan dan perangkat/).click();
  await expect(second.getByRole('alert').filter({ hasText: /berubah/ })).toBeVisible();
  await expect(phase(first, /Gambar dan suara ukur$/)).toHaveAttribute('aria-current', 'step');
  await second.unroute('**/api/test-calls/*');

  for (const page of [first, second]) {
    await page.getByRole('radio', { name: 'Tidak layak' }).check();
    await page.getByRole('textbox', { name: /^Catatan/ }).fill('Jalurnya belum baik.');
  }
  await Promise.all([first, second].map((page) => page.getByRole('button', { name: 'Simpan keputusan' }).click()));
  for (const page of [first, second]) await expect(page.getByText(/Diputuskan oleh/)).toBeVisible();
});
