/** Every page of the slice in both languages and two sizes: axe finds nothing, nothing overflows; pictures are kept beside the test results. */
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { signIn } from '../support/office.ts';
import { type Product, startProduct } from '../support/product.ts';
import { approvedRequest, Staff } from '../support/staff.ts';

const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];
const languages = ['id', 'en'] as const;
type Language = (typeof languages)[number];

let product: Product;
let fresh: Product;
/** Addresses that need a request, a meeting and a test call. */
let address: { request: string; waiting: string; meeting: string; testCall: string; side: string };

test.beforeAll(async () => {
  [product, fresh] = await Promise.all([startProduct(), startProduct({ demo: false })]);
  const request = await approvedRequest(product);
  const technician = await Staff.signIn(product, 'technician');
  const requester = await Staff.signIn(product, 'requester');
  const waiting = await requester.file();
  const testCall = await technician.openTestCall(request);
  address = {
    request: `${product.url}/requests/${request.id}`,
    waiting: `${product.url}/requests/${waiting.id}`,
    meeting: request.meeting.inviteUrl,
    testCall: `${product.url}/test-calls/${testCall.id}`,
    side: testCall.hostUrl,
  };
});

test.afterAll(async () => {
  await Promise.all([product?.dispose(), fresh?.dispose()]);
});

/** Looks at the page as it stands: never wider than the window, in either size; accessible, in the size that this language is given. */
async function look(page: Page, name: string, language: Language): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  for (const size of sizes) {
    await page.setViewportSize(size);
    const full = `${name}-${size.width}-${language}`;
    // Words do not change what axe looks at, and it takes seconds: each layout is examined once, each in another language.
    if (size === sizes[languages.indexOf(language)]) {
      // Legacy: in one window. Without frames of another origin the other way finds the same and opens a page for each result.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
      );
      expect(found, full).toEqual([]);
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${full} is wider than the window`).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `test-results/pages/${full}.png`, fullPage: true });
  }
}

/** Chooses a language for everything this page opens at `origin`. */
async function speak(page: Page, origin: string, language: Language): Promise<void> {
  await page.goto(`${origin}/favicon.svg`);
  await page.evaluate((chosen) => localStorage.setItem('language', chosen), language);
}

/** Opens an address and waits for `landmark`; another fragment alone would not load the page anew, so it passes through a blank one. */
async function open(page: Page, url: string, landmark: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(url);
  await page.locator(landmark).first().waitFor();
}

test('pages that need no account', async ({ page }) => {
  test.setTimeout(180_000);
  const setup = /First run: open (\S+)/.exec(fresh.output())?.[1] ?? '';
  for (const language of languages) {
    await speak(page, product.url, language);
    await speak(page, fresh.url, language);
    await open(page, `${product.url}/login`, 'form');
    await look(page, 'login', language);
    await open(page, `${product.url}/nothing-here`, 'h1');
    await look(page, 'not-found', language);
    await open(page, setup, 'form');
    await look(page, 'setup', language);
    await open(page, `${product.url}/join`, 'form');
    await look(page, 'join', language);
  }
});

for (const person of ['pemohon', 'penyetuju', 'teknisi', 'admin'] as const) {
  test(`office pages of ${person}`, async ({ page }) => {
    test.setTimeout(180_000);
    await signIn(page, product.url, person);
    for (const language of languages) {
      await speak(page, product.url, language);
      await open(page, `${product.url}/`, 'a:has-text("Kuliah tamu")');
      await look(page, `home-${person}`, language);
      await open(page, person === 'penyetuju' ? address.waiting : address.request, 'h1');
      await look(page, `request-${person}`, language);
      if (person === 'teknisi') {
        const help = page.getByRole('button', { name: { id: 'Bantuan', en: 'Help' }[language], exact: true });
        await help.click();
        await page.getByRole('dialog').getByRole('heading', { level: 2 }).nth(1).waitFor();
        await look(page, 'help', language);
        await page.keyboard.press('Escape');
        await expect(help).toBeFocused();
      }
      if (person === 'pemohon') {
        await open(page, `${product.url}/requests/new`, 'form');
        await look(page, 'new-request', language);
        await page.locator('button[type="submit"]').click();
        await page.locator('[aria-labelledby="error-summary"]').waitFor();
        await look(page, 'new-request-errors', language);
      }
      if (person === 'penyetuju') {
        await open(page, `${product.url}/tasks`, 'a:has-text("Kuliah tamu")');
        await look(page, 'tasks', language);
      }
      if (person === 'admin') {
        await open(page, `${product.url}/requests`, 'a:has-text("Kuliah tamu")');
        await look(page, 'requests', language);
        await open(page, `${product.url}/requests/new`, 'form');
        await look(page, 'intake', language);
      }
      if (person === 'admin') {
        await open(page, `${product.url}/admin/calendar`, '#import');
        await look(page, 'calendar', language);
      }
      if (person === 'teknisi') {
        await open(page, address.testCall, 'h1');
        await look(page, 'test-call', language);
        await open(page, `${product.url}/schedule?view=month`, '#shown');
        await look(page, 'schedule', language);
      }
    }
  });
}

test('rubrics as an admin sees them', async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, product.url, 'admin');
  for (const language of languages) {
    await speak(page, product.url, language);
    await open(page, `${product.url}/admin/rubrics`, 'li h2');
    await look(page, 'rubrics', language);
    await open(page, `${product.url}/admin/rubrics/default`, '[data-right]');
    await look(page, 'rubric', language);
  }
});

test('pages of participants', async ({ page, context }) => {
  test.setTimeout(180_000);
  await context.grantPermissions(['camera', 'microphone']);
  for (const language of languages) {
    await speak(page, product.url, language);
    await open(page, address.side, 'video');
    await look(page, 'test-side', language);
    await open(page, address.meeting, 'video');
    await look(page, 'prejoin', language);
    await page.locator('input[type="text"]').first().fill('Rani');
    await page.locator('button[type="submit"]').click();
    await page.getByRole('toolbar').waitFor();
    await look(page, 'meeting', language);
    await page.getByRole('toolbar').getByRole('button').last().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look(page, 'left', language);
  }
});

/** Presses Tab until this has the focus: whatever comes before it can be passed by keyboard too. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let step = 0; step < 60; step++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target} is not reached by the Tab key`);
}

test('the self-check tries devices and every way to the media node by keyboard alone, and the technician reads it', async ({
  page,
  context,
}) => {
  test.setTimeout(120_000);
  await context.grantPermissions(['camera', 'microphone']);
  const names = {
    id: [
      'Periksa perangkat dan sambungan',
      'Mulai pemeriksaan',
      'Putar nada uji',
      'Kirim ke teknisi',
      'Unduh sebagai JSON',
    ],
    en: [
      'Check devices and connection',
      'Begin the check',
      'Play the test tone',
      'Send to the technician',
      'Download as JSON',
    ],
  } as const;
  for (const language of languages) {
    const [open_, start, tone, send, save] = names[language];
    await speak(page, product.url, language);
    await open(page, address.side, 'video');
    const press = async (name: string) => {
      await tabTo(page, page.getByRole('button', { name, exact: true }));
      await page.keyboard.press('Enter');
    };
    await press(open_);
    await press(start);
    await press(tone);
    const heard = page.getByRole('radio', { name: { id: 'Ya', en: 'Yes' }[language], exact: true });
    await tabTo(page, heard);
    await page.keyboard.press('Space');
    const ways = page.locator('#check-connection').locator('xpath=../..').getByRole('row');
    await expect(ways).toHaveCount(3, { timeout: 40_000 });
    await expect(page.getByText(/(Suara kembali|Sound was back)/)).toBeVisible({ timeout: 30_000 });
    const saved = page.waitForEvent('download');
    await press(save);
    const report = JSON.parse(await readFile(await (await saved).path(), 'utf8'));
    expect(report).toMatchObject({
      side: 'host',
      facts: { camera: { problem: null, moves: true }, speaker: { toneHeard: true } },
    });
    // Real packets went both ways, over UDP and over TCP.
    for (const way of report.facts.connection.ways) {
      expect(way.soundMs, way.way).not.toBeNull();
      expect(way.pictureMs, way.way).not.toBeNull();
      expect(way.bitsPerSecond, way.way).toBeGreaterThan(50_000);
      expect(way.endpoints.join(), way.way).toMatch(/:\d+/);
    }
    await press(send);
    await expect(page.getByText(/^(Terkirim|Sent)/)).toBeVisible();
    await look(page, 'self-check', language);
  }
  const office = await context.newPage();
  await speak(office, product.url, 'id');
  await signIn(office, product.url, 'teknisi');
  await office.goto(address.testCall);
  const card = office.getByRole('region', { name: /^(Pemeriksaan mandiri|Self-check)$/ });
  await expect(card).toContainText(/(dikirim|sent) .*/);
  await expect(card).toContainText(/(Belum dikirim|Not sent yet)/);
});

test('[X-31] the doors of meetings and test calls say what becomes of personal data, and nothing moves when it comes', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['camera', 'microphone']);
  const admin = await Staff.signIn(product, 'admin');
  const { id, name } = (await (await admin.send('GET', '/api/institution')).json()) as { id: string; name: string };
  const words = { id: `Data pribadi Anda di ${name}`, en: `Your personal data at ${name}` };
  for (const language of languages) {
    await speak(page, product.url, language);
    for (const door of [address.meeting, address.side]) {
      let release = () => {};
      const held = new Promise<void>((done) => {
        release = done;
      });
      let asked = '';
      await page.route('**/api/privacy-notice*', async (route) => {
        asked = route.request().url();
        await held;
        await route.continue();
      });
      await open(page, door, 'video');
      await expect.poll(() => asked).toContain(`institution=${id}`);
      const placeOf = async () => [
        await page.locator('button[type="submit"]').boundingBox(),
        // Below the sheet that the notice is in.
        await page.locator('main > p').boundingBox(),
      ];
      await page.evaluate(() => document.fonts.ready);
      await expect(async () => expect(await placeOf()).toEqual(await placeOf())).toPass();
      const before = await placeOf();
      release();
      const notice = page.locator('summary', { hasText: words[language] });
      await expect(notice).toBeVisible();
      expect(await placeOf()).toEqual(before);
      await notice.press('Enter');
      await expect(page.locator('details').filter({ has: notice })).toContainText('27');
      await page.unroute('**/api/privacy-notice*');
    }
  }
});
