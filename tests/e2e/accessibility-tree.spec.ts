/** From the link to the goodbye as a screen reader is given it: everything named, nothing hidden that has the focus, and what happens is said. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { AccessibilityTree, listenToRegions, saidIn } from '../support/accessibility-tree.ts';
import { joinIn, type Look, openBrowser } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { approvedRequest } from '../support/staff.ts';

const look: Look = { background: 'red', sweep: 'up' };
let product: Product;
let browser: Browser;
let meeting: { inviteUrl: string; hostUrl: string };

test.beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser(look)]);
});
test.beforeEach(async () => {
  ({ meeting } = await approvedRequest(product));
});
test.afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
test.afterAll(async () => {
  await Promise.all([browser?.close(), product?.dispose()]);
});

/** Says of each state whether it is whole. */
async function checker(page: Page): Promise<(state: string) => Promise<void>> {
  const tree = await AccessibilityTree.of(page);
  return async (state) => {
    await expect.poll(() => tree.faults(), { message: state, timeout: 5_000 }).toEqual([]);
  };
}

async function expectNothingFoundByAxe(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' '))}`),
    state,
  ).toEqual([]);
}

test('every state of a meeting, from the form to the goodbye, is whole without being seen', async () => {
  test.setTimeout(120_000);
  const lead = await joinIn(browser, meeting.hostUrl, 'Ibu Rektor');
  const checkLead = await checker(lead.page);
  await checkLead('alone in the room');
  await lead.page.getByRole('button', { name: /^Peserta/ }).click();
  const people = lead.page.getByRole('region', { name: 'Yang hadir' });
  await people.getByText('Kelola rapat').click();
  await people.getByRole('switch', { name: /^Ruang tunggu/ }).click();
  await people.getByRole('button', { name: 'Akhiri rapat bagi semua' }).click();
  await checkLead('what one who leads may set, about to end');
  await people.getByRole('button', { name: 'Batal' }).click();

  const context = await browser.newContext({ locale: 'id-ID', permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  await page.goto(meeting.inviteUrl);
  await page.getByLabel('Nama Anda').waitFor();
  const check = await checker(page);
  await check('the form');
  await page.getByRole('button', { name: 'Pengaturan lanjutan' }).click();
  await check('the form with everything open');
  const join = page.getByRole('button', { name: 'Gabung', exact: true });
  await join.click();
  // What is missing is said where it is missing.
  await expect(page.getByLabel('Nama Anda')).toBeFocused();
  await expect(page.getByLabel('Nama Anda')).toHaveAccessibleDescription(/Isi nama Anda/);
  await check('the form with a mistake');
  await page.getByLabel('Nama Anda').fill('Bayu');
  await join.click();
  await expect(page.getByRole('heading', { name: 'Menunggu diizinkan masuk' })).toBeFocused();
  await check('at the door');
  await checkLead('somebody at the door');
  await people.getByRole('button', { name: 'Izinkan Bayu' }).click();
  await expect(page.getByRole('button', { name: 'Keluar' })).toBeVisible();
  await check('in the room');
  await checkLead('two in the room');

  await page.getByRole('button', { name: /^Peserta/ }).click();
  await page.getByRole('button', { name: 'Tindakan untuk Ibu Rektor' }).click();
  await expect(page.getByRole('button', { name: 'Tulis pesan pribadi' })).toBeFocused();
  await check('the people, one’s menu open');
  await people.getByRole('button', { name: 'Tindakan untuk Bayu' }).click();
  await people.getByRole('button', { name: 'Ganti nama', exact: true }).click();
  await expect(people.getByRole('textbox', { name: 'Nama baru' })).toBeVisible();
  await checkLead('about to rename');
  await page.getByRole('button', { name: /^Obrolan/ }).click();
  await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeFocused();
  await check('the chat, empty');
  await page.keyboard.type('Halo semua');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Pesan' })).toContainText('Halo semua');
  await check('the chat');
  await page.getByRole('button', { name: 'Pengaturan', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Pengaturan' })).toBeFocused();
  await check('the settings');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Reaksi' }).click();
  await expect(page.getByRole('button', { name: 'Tepuk tangan' })).toBeFocused();
  await check('the reactions');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+h');
  await page.keyboard.press('Alt+m');
  await page.keyboard.press('Alt+k');
  await expect(page.getByRole('button', { name: /^Tangan terangkat/ })).toBeVisible();
  await check('hand up, microphone and camera off');
  await page.getByRole('button', { name: 'Pintasan papan tombol' }).click();
  await expect(page.getByRole('dialog', { name: 'Pintasan papan tombol' })).toBeVisible();
  await check('the shortcuts');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Bagikan layar' }).click();
  await expect(page.getByText('Layar Anda dilihat semua peserta.')).toBeVisible();
  await check('sharing');
  await expect(lead.page.getByRole('button', { name: 'Sematkan Layar Bayu' })).toBeVisible();
  await checkLead('a shared screen');

  await page.goBack();
  const question = page.getByRole('dialog', { name: 'Keluar dari rapat?' });
  await expect(question).toBeVisible();
  await check('asked whether to leave');
  await expectNothingFoundByAxe(page, 'asked whether to leave');
  await question.getByRole('button', { name: 'Keluar' }).click();
  await expect(page.getByRole('heading', { name: 'Anda sudah keluar dari rapat' })).toBeFocused();
  await page.getByRole('radio', { name: 'Kurang' }).check();
  await check('the goodbye with what disturbed');
});

test('what happens in the room is said once to those who do not see it, and no more than they want', async () => {
  test.setTimeout(120_000);
  const lead = await joinIn(browser, meeting.hostUrl, 'Ibu Rektor', listenToRegions);
  const citra = await joinIn(browser, meeting.inviteUrl, 'Citra');
  const write = async (text: string) => {
    const field = citra.page.getByRole('textbox', { name: 'Tulis pesan' });
    if (!(await field.isVisible())) await citra.page.getByRole('button', { name: /^Obrolan/ }).click();
    await field.fill(text);
    await citra.page.keyboard.press('Enter');
  };
  const count = async (text: string) => (await saidIn(lead.page)).filter((one) => one === text).length;
  const expectSaid = (text: string) => expect.poll(() => count(text), { message: text }).toBe(1);
  await expectSaid('Citra bergabung.');
  await citra.page.keyboard.press('Alt+h');
  await expectSaid('Citra mengangkat tangan.');
  await citra.page.getByRole('button', { name: 'Reaksi' }).click();
  await citra.page.getByRole('button', { name: 'Tepuk tangan' }).click();
  await expectSaid('Citra: Tepuk tangan.');
  await write('Satu');
  await write('Dua');
  await expectSaid('Pesan dari Citra: Satu');
  await expectSaid('Pesan dari Citra: Dua');
  // A hand that goes down makes no older one new.
  const dewi = await joinIn(browser, meeting.inviteUrl, 'Dewi');
  await expectSaid('Dewi bergabung.');
  await dewi.page.keyboard.press('Alt+h');
  await expectSaid('Dewi mengangkat tangan.');
  await dewi.page.keyboard.press('Alt+h');
  await expect(dewi.page.getByRole('button', { name: /^Angkat tangan/ })).toBeVisible();
  await dewi.leave();
  await expectSaid('Dewi keluar.');
  expect(await count('Citra mengangkat tangan.')).toBe(1);

  const choose = async (label: string) => {
    await lead.page.getByRole('button', { name: 'Pengaturan', exact: true }).click();
    await lead.page.getByLabel('Yang dibacakan pembaca layar').selectOption({ label });
    await lead.page.keyboard.press('Escape');
  };
  await choose('Pesan dan tangan saja');
  const eka = await joinIn(browser, meeting.inviteUrl, 'Eka');
  const tileOfEka = lead.page.locator('[data-participant-id]').filter({ hasText: 'Eka' });
  await expect(tileOfEka).toBeVisible();
  await eka.page.keyboard.press('Alt+h');
  await expectSaid('Eka mengangkat tangan.');
  expect(await count('Eka bergabung.')).toBe(0);
  await choose('Sambungan saja');
  await write('Tiga');
  await expect(lead.page.getByRole('button', { name: /3 pesan baru/ })).toBeVisible();
  await eka.leave();
  await expect(tileOfEka).toBeHidden();
  expect(await count('Pesan dari Citra: Tiga')).toBe(0);
  expect(await count('Eka keluar.')).toBe(0);
});
