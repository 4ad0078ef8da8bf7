/** An administrator changes a limit of a rubric: stopped by a guard rail at its line, then published. */
import { expect, test } from '@playwright/test';
import { signIn } from '../support/office.ts';
import { type Product, startProduct } from '../support/product.ts';

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product?.dispose());

test('a limit is loosened too far, then tightened and published, and shown in words', async ({ page }) => {
  await signIn(page, product.url, 'admin');
  await page.goto(`${product.url}/admin/rubrics`);
  await page.getByRole('link', { name: 'Buka rubrik Rubrik umum, sepuluh menit' }).click();
  const text = page.getByLabel('Naskah rubrik (YAML)');
  const original = await text.inputValue();
  const limit = 'limits: { pass: { max: 30 }, marginal: { max: 50 } }';
  expect(original).toContain(limit);

  const loose = original.replace(limit, 'limits: { pass: { max: 30 }, marginal: { max: 500 } }');
  const line = loose.split('\n').findIndex((one) => one.includes('max: 500')) + 1;
  await text.fill(loose);
  const fault = page.getByRole('button', { name: new RegExp(`^Baris ${line} Pagar pengaman: paling banyak 80`) });
  await fault.click();
  await expect(text).toBeFocused();
  const selected = await text.evaluate(
    (area: HTMLTextAreaElement) => area.value.slice(0, area.selectionStart).split('\n').length,
  );
  expect(selected).toBe(line);

  await text.fill(original.replace(limit, 'limits: { pass: { max: 20 }, marginal: { max: 45 } }'));
  await expect(page.getByText('Naskah benar dan dapat diterbitkan.')).toBeVisible();
  const jitter = page.getByRole('rowgroup').filter({ hasText: 'M5 Jitter suara' });
  await expect(jitter.getByRole('row').last()).toHaveText(/Persentil 95≤\s20\sms≤\s45\sms/);
  await page.getByLabel('Catatan perubahan').fill('Jitter lebih ketat');
  await page.getByRole('button', { name: 'Terbitkan versi 2' }).click();
  await expect(page.getByText('Versi 2 sudah terbit.')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Jitter lebih ketat' })).toContainText('Versi 2');

  // Each class has its own limits, and a metric leads to its place in the text.
  await page.getByText('Utamakan suara', { exact: true }).click();
  await expect(page.getByRole('radio', { name: 'Utamakan suara' })).toBeChecked();
  const size = page.getByRole('rowgroup').filter({ hasText: 'M9 Ukuran gambar yang diterima' });
  await expect(size.getByRole('row').last()).toHaveText(/≥\s180\spx≥\s90\spx/);
  await page.getByRole('button', { name: 'Ke M9 Ukuran gambar yang diterima dalam naskah' }).click();
  const found = await text.evaluate((area: HTMLTextAreaElement) =>
    area.value.slice(area.selectionStart, area.selectionEnd),
  );
  expect(found).toContain('metric: resolution');
});
