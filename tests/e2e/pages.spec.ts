/** Every page of the slice in both languages and two sizes: axe finds nothing, nothing overflows; pictures are kept beside the test results. */
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { signIn } from '../support/office.ts';
import { type Product, startProduct } from '../support/product.ts';
import { approvedRequest, Staff } from '../support/staff.ts';

const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];
const languages = ['id', 'en'] as const;

let product: Product;
/** Addresses that need a request, a meeting and a test call. */
let address: { request: string; waiting: string; meeting: string; testCall: string; side: string };
let setupProduct: Product;

test.beforeAll(async () => {
  [product, setupProduct] = await Promise.all([startProduct(), startProduct({ demo: false })]);
  const request = await approvedRequest(product);
  const technician = await Staff.signIn(product, 'technician');
  const requester = await Staff.signIn(product, 'requester');
  const waiting = await requester.file();
  const testCall = await technician.openTestCall(request);
  address = {
    request: `/requests/${request.id}`,
    waiting: `/requests/${waiting.id}`,
    meeting: request.meeting.inviteUrl,
    testCall: `/test-calls/${testCall.id}`,
    side: testCall.hostUrl,
  };
});

test.afterAll(async () => {
  await Promise.all([product?.dispose(), setupProduct?.dispose()]);
});

/** Looks at the page as it stands: accessible, and not wider than the window. */
async function look(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
    name,
  ).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${name} is wider than the window`).toBeLessThanOrEqual(0);
  await page.screenshot({ path: `test-results/pages/${name}.png`, fullPage: true });
}

async function inLanguage(context: BrowserContext, language: (typeof languages)[number]): Promise<Page> {
  await context.addInitScript((chosen) => localStorage.setItem('language', chosen), language);
  await context.grantPermissions(['camera', 'microphone']);
  return context.newPage();
}

for (const size of sizes) {
  for (const language of languages) {
    const suffix = `${size.width}-${language}`;
    test.describe(suffix, () => {
      test.use({ viewport: size });

      test(`office pages, ${suffix}`, async ({ context }) => {
        const page = await inLanguage(context, language);
        await page.goto(`${product.url}/login`);
        await page.locator('form').waitFor();
        await look(page, `login-${suffix}`);
        await page.goto(`${product.url}/nothing-here`);
        await page.locator('h1').waitFor();
        await look(page, `not-found-${suffix}`);
        const setup = /First run: open (\S+)/.exec(setupProduct.output())?.[1] ?? '';
        await page.goto(setup);
        await page.locator('form').waitFor();
        await look(page, `setup-${suffix}`);
      });

      for (const person of ['pemohon', 'penyetuju', 'teknisi', 'admin'] as const) {
        test(`home and request of ${person}, ${suffix}`, async ({ context, page: bare }) => {
          await bare.close();
          const signingIn = await context.newPage();
          await signIn(signingIn, product.url, person);
          await signingIn.close();
          const page = await inLanguage(context, language);
          await page.goto(product.url);
          await page.locator('h1').waitFor();
          await page
            .getByRole('link', { name: /Kuliah tamu/ })
            .first()
            .waitFor();
          await look(page, `home-${person}-${suffix}`);
          await page.goto(product.url + (person === 'penyetuju' ? address.waiting : address.request));
          await page.locator('h1').waitFor();
          await look(page, `request-${person}-${suffix}`);
          if (person === 'pemohon') {
            await page.goto(`${product.url}/requests/new`);
            await page.locator('form').waitFor();
            await look(page, `new-request-${suffix}`);
          }
          if (person === 'teknisi') {
            await page.goto(product.url + address.testCall);
            await page.locator('h1').waitFor();
            await look(page, `test-call-${suffix}`);
          }
        });
      }

      test(`participant pages, ${suffix}`, async ({ context }) => {
        const page = await inLanguage(context, language);
        await page.goto(`${product.url}/join`);
        await page.locator('form').waitFor();
        await look(page, `join-${suffix}`);
        await page.goto(address.side);
        await page.locator('video').first().waitFor();
        await look(page, `test-side-${suffix}`);
        await page.goto(address.meeting);
        await page.locator('video').first().waitFor();
        await look(page, `prejoin-${suffix}`);
        await page.locator('input[type="text"]').first().fill('Rani');
        await page.locator('button[type="submit"]').click();
        await page.locator('[role="toolbar"]').waitFor();
        await look(page, `meeting-${suffix}`);
        await page.locator('[role="toolbar"] button').last().click();
        await page.locator('h1').waitFor();
        await look(page, `left-${suffix}`);
      });
    });
  }
}
