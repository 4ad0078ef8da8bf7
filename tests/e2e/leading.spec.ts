/** Leading a meeting, and taking part in one: the door, roles, hands, chat, microphones turned off, in three browsers' pages. */
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { joinIn, type Look, openBrowser, type Participant, tileOf } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { expectHears, expectSees, expectSilence } from '../support/senses.ts';
import { approvedRequest } from '../support/staff.ts';

const red: Look = { background: 'red', sweep: 'up' };
const blue: Look = { background: 'blue', sweep: 'down' };

const invitation = Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

let product: Product;
let browsers: { lead: Browser; guests: Browser };
let meeting: { inviteUrl: string; hostUrl: string; code: string; password: string };

test.beforeAll(async () => {
  product = await startProduct();
  const [lead, guests] = await Promise.all([openBrowser(red), openBrowser(blue)]);
  browsers = { lead, guests };
});
test.beforeEach(async () => {
  ({ meeting } = await approvedRequest(product));
});
test.afterEach(async () => {
  for (const context of [...browsers.lead.contexts(), ...browsers.guests.contexts()]) await context.close();
});
test.afterAll(async () => {
  await Promise.all([browsers?.lead.close(), browsers?.guests.close(), product?.dispose()]);
});

const leadIn = () => joinIn(browsers.lead, meeting.hostUrl, 'Ibu Rektor');
const guestIn = (name: string) => joinIn(browsers.guests, meeting.inviteUrl, name);

/** Somebody at the door: the join button was pressed, the room is not there. */
async function knock(name: string, link = meeting.inviteUrl): Promise<Page> {
  const context = await browsers.guests.newContext({ locale: 'id-ID', permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel('Nama Anda').fill(name);
  await page.getByRole('button', { name: 'Gabung', exact: true }).click();
  return page;
}

const panelOf = ({ page }: Participant) => page.getByRole('region', { name: 'Yang hadir' });
async function openPeople(viewer: Participant): Promise<void> {
  if (!(await panelOf(viewer).isVisible())) await viewer.page.getByRole('button', { name: /^Peserta/ }).click();
  await expect(panelOf(viewer)).toBeVisible();
}
async function act(viewer: Participant, whom: string, action: string): Promise<void> {
  await openPeople(viewer);
  await panelOf(viewer)
    .getByRole('button', { name: `Tindakan untuk ${whom}` })
    .click();
  await panelOf(viewer).getByRole('button', { name: action, exact: true }).click();
}
async function expectAccessible(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' '))}`),
    state,
  ).toEqual([]);
}
test('[X-28] everybody waits at the door of a meeting with a lobby, by link and by password, until a host lets them in', async () => {
  test.setTimeout(120_000);
  const lead = await leadIn();
  await openPeople(lead);
  await panelOf(lead).getByText('Kelola rapat').click();
  await panelOf(lead)
    .getByRole('switch', { name: /^Ruang tunggu/ })
    .click();
  const byLink = await knock('Tamu Pertama');
  await expect(byLink.getByRole('heading', { name: 'Menunggu diizinkan masuk' })).toBeVisible();
  await expectAccessible(byLink, 'at the door');
  const waiting = panelOf(lead).getByRole('region', { name: 'Menunggu di pintu' });
  await expect(waiting).toContainText('Tamu Pertama');
  await waiting.getByRole('textbox', { name: 'Pesan untuk yang menunggu' }).fill('Lima menit lagi <b>ya</b>');
  await waiting.getByRole('button', { name: 'Sampaikan' }).click();
  await expect(byLink.getByText('Lima menit lagi <b>ya</b>')).toBeVisible();
  await expectAccessible(lead.page, 'somebody waits');
  await lead.page.screenshot({ path: 'test-results/pages/meeting-waiting.png' });

  // The other door leads to the same place.
  const context = await browsers.guests.newContext({ locale: 'id-ID', permissions: ['camera', 'microphone'] });
  const byPassword = await context.newPage();
  await byPassword.goto(`${product.url}/join`);
  await byPassword.getByLabel('ID rapat').fill(meeting.code);
  await byPassword.getByLabel('Kata sandi rapat').fill(meeting.password);
  await byPassword.getByRole('button', { name: 'Lanjut' }).click();
  await byPassword.getByLabel('Nama Anda').fill('Tamu Kedua');
  await byPassword.getByRole('button', { name: 'Gabung', exact: true }).click();
  await expect(byPassword.getByRole('heading', { name: 'Menunggu diizinkan masuk' })).toBeVisible();
  await waiting.getByRole('button', { name: 'Tolak Tamu Kedua' }).click();
  await expect(byPassword.getByRole('heading', { name: 'Anda belum diizinkan masuk' })).toBeVisible();
  await waiting.getByRole('button', { name: 'Izinkan Tamu Pertama' }).click();
  await expect(byLink.getByRole('button', { name: 'Keluar' })).toBeVisible();
  await expect(tileOf(lead, 'Tamu Pertama')).toBeVisible();
  await expectSees(lead, 'Tamu Pertama', blue);
});

test('a host turns microphone and camera off, keeps microphones to those who lead, and everybody sees and hears it', async () => {
  test.setTimeout(180_000);
  const [lead, guest] = [await leadIn(), await guestIn('Bayu')];
  await expectSees(lead, 'Bayu', blue);
  await expectHears(lead, blue);
  await act(lead, 'Bayu', 'Matikan mikrofon');
  await expect(guest.page.getByRole('alert').filter({ hasText: 'Ibu Rektor mematikan mikrofon Anda.' })).toBeVisible();
  await expect(guest.page.getByRole('button', { name: /^Mikrofon/ })).toHaveAttribute('aria-pressed', 'false');
  await expectSilence(lead);
  await guest.page.getByRole('button', { name: 'Mengerti' }).click();
  await act(lead, 'Bayu', 'Matikan kamera');
  await expect(tileOf(lead, 'Bayu').locator('video')).toBeHidden();
  await guest.page.getByRole('button', { name: 'Mengerti' }).click();

  // Asked, the guest decides.
  await act(lead, 'Bayu', 'Minta menyalakan mikrofon');
  const asked = guest.page.getByRole('alert').filter({ hasText: 'meminta Anda menyalakan mikrofon' });
  await asked.getByRole('button', { name: 'Nyalakan' }).click();
  await expectHears(lead, blue);

  await panelOf(lead).getByText('Kelola rapat').click();
  await panelOf(lead).getByRole('switch', { name: 'Menyalakan mikrofon' }).click();
  await expectSilence(lead);
  await expect(guest.page.getByRole('button', { name: /^Mikrofon/ })).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(guest.page, 'microphone kept to those who lead');
  await act(lead, 'Bayu', 'Jadikan wakil pemimpin');
  await guest.page.getByRole('button', { name: 'Mengerti' }).click();
  await guest.page.getByRole('button', { name: /^Mikrofon/ }).click();
  await expectHears(lead, blue);
});

test('hands stand in the order they went up, survive a reload, and are lowered by a host', async () => {
  test.setTimeout(120_000);
  const [lead, bayu, citra] = [await leadIn(), await guestIn('Bayu'), await guestIn('Citra')];
  await citra.page.getByRole('button', { name: /^Angkat tangan/ }).click();
  await expect(tileOf(lead, 'Citra').getByRole('img', { name: 'tangan terangkat, urutan 1' })).toBeVisible();
  await bayu.page.keyboard.press('Alt+h');
  await expect(tileOf(lead, 'Bayu').getByRole('img', { name: 'tangan terangkat, urutan 2' })).toBeVisible();
  await citra.page.reload();
  await citra.page.getByRole('button', { name: 'Gabung', exact: true }).click();
  await expect(citra.page.getByRole('button', { name: /^Tangan terangkat/ })).toBeVisible();
  await openPeople(lead);
  const listed = panelOf(lead).getByRole('listitem');
  await expect(listed.nth(1)).toContainText('Citra');
  await act(lead, 'Citra', 'Turunkan tangan');
  await expect(tileOf(lead, 'Bayu').getByRole('img', { name: 'tangan terangkat, urutan 1' })).toBeVisible();
  await expect(citra.page.getByRole('button', { name: /^Angkat tangan/ })).toBeVisible();
  await expectAccessible(lead.page, 'hands');
  await lead.page.screenshot({ path: 'test-results/pages/meeting-hands.png' });
});

test('what is written reaches those it is for, as text; reactions show on the tile', async () => {
  test.setTimeout(120_000);
  const [lead, bayu, citra] = [await leadIn(), await guestIn('Bayu <img src=x>'), await guestIn('Citra')];
  const chatOf = ({ page }: Participant) => page.getByRole('region', { name: 'Obrolan' });
  const write = async (from: Participant, to: string, text: string) => {
    if (!(await chatOf(from).isVisible())) await from.page.getByRole('button', { name: /^Obrolan/ }).click();
    await chatOf(from).getByLabel('Kepada').selectOption({ label: to });
    await chatOf(from).getByRole('textbox', { name: 'Tulis pesan' }).fill(text);
    await from.page.keyboard.press('Enter');
    await expect(chatOf(from).getByRole('list', { name: 'Pesan' })).toContainText(text);
  };
  await write(bayu, 'Semua peserta', 'Lihat https://contoh.go.id/berkas. <script>alert(1)</script>');
  await expect(lead.page.getByRole('button', { name: /1 pesan baru/ })).toBeVisible();
  await lead.page.getByRole('button', { name: /^Obrolan/ }).click();
  await expect(chatOf(lead).getByRole('link', { name: 'https://contoh.go.id/berkas' })).toHaveAttribute(
    'rel',
    /noopener/,
  );
  await expect(chatOf(lead)).toContainText('<script>alert(1)</script>');
  await expect(chatOf(lead)).toContainText('Bayu <img src=x>');
  await write(citra, 'Pemimpin rapat saja', 'Suara saya putus-putus');
  await expect(chatOf(lead)).toContainText('Suara saya putus-putus');
  await write(lead, 'Citra', 'Coba pindah ke kabel');
  await expect(chatOf(citra)).toContainText('hanya untuk Citra');
  await expect(chatOf(bayu)).not.toContainText('putus-putus');
  await expect(chatOf(bayu)).not.toContainText('kabel');
  await chatOf(bayu)
    .locator('input[type=file]')
    .setInputFiles({ name: 'undangan.pdf', mimeType: 'application/pdf', buffer: invitation });
  const [download] = await Promise.all([
    lead.page.waitForEvent('download'),
    chatOf(lead)
      .getByRole('link', { name: /^undangan\.pdf/ })
      .click(),
  ]);
  expect(readFileSync(await download.path())).toEqual(invitation);
  await chatOf(bayu)
    .locator('input[type=file]')
    .setInputFiles({
      name: 'undangan.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('<script>alert(1)</script>'),
    });
  await expect(chatOf(bayu).getByText(/Jenis berkas ini tidak diterima/)).toBeVisible();
  await expectAccessible(lead.page, 'chat');
  await lead.page.screenshot({ path: 'test-results/pages/meeting-chat.png' });

  await citra.page.getByRole('button', { name: 'Reaksi' }).click();
  await citra.page.getByRole('button', { name: 'Tepuk tangan' }).click();
  await expect(tileOf(lead, 'Citra')).toContainText('👏');
});

test('who is removed is out and told so, who is banned does not come back, and the end is everybody’s', async () => {
  test.setTimeout(120_000);
  const [lead, bayu, citra] = [await leadIn(), await guestIn('Bayu'), await guestIn('Citra')];
  await act(lead, 'Bayu', 'Keluarkan dan tolak masuk lagi');
  await expect(bayu.page.getByRole('heading', { name: 'Anda dikeluarkan dari rapat' })).toBeVisible();
  await expect(tileOf(lead, 'Bayu')).toBeHidden();
  await bayu.page.goto('about:blank');
  await bayu.page.goto(meeting.inviteUrl);
  await expect(bayu.page.getByText('tidak dapat masuk lagi')).toBeVisible();
  await openPeople(lead);
  await panelOf(lead).getByText('Kelola rapat').click();
  await panelOf(lead).getByRole('button', { name: 'Akhiri rapat bagi semua' }).click();
  await expectAccessible(lead.page, 'about to end');
  await panelOf(lead).getByRole('button', { name: 'Ya, akhiri' }).click();
  for (const { page } of [lead, citra])
    await expect(page.getByRole('heading', { name: 'Rapat sudah selesai' })).toBeVisible();
});
