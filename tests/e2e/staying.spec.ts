/** Nobody is lost by what happens to a page: another tab, the back button, a phone call, a computer that sleeps. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { joinIn, type Look, openBrowser, type Participant, tileOf } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { expectHears } from '../support/senses.ts';
import { SignalLine } from '../support/signal-line.ts';
import { approvedRequest } from '../support/staff.ts';

const red: Look = { background: 'red', sweep: 'up' };
const blue: Look = { background: 'blue', sweep: 'down' };
let product: Product;
let browsers: { lead: Browser; guests: Browser };
let meeting: { inviteUrl: string; hostUrl: string };
let lead: Participant;

test.beforeAll(async () => {
  product = await startProduct();
  const [leading, guests] = await Promise.all([openBrowser(red), openBrowser(blue)]);
  browsers = { lead: leading, guests };
});
test.beforeEach(async () => {
  ({ meeting } = await approvedRequest(product));
  lead = await joinIn(browsers.lead, meeting.hostUrl, 'Ibu Rektor');
});
test.afterEach(async () => {
  for (const context of [...browsers.lead.contexts(), ...browsers.guests.contexts()]) await context.close();
});
test.afterAll(async () => {
  await Promise.all([browsers?.lead.close(), browsers?.guests.close(), product?.dispose()]);
});

const guestIn = (prepare?: (page: Page) => Promise<unknown>) =>
  joinIn(browsers.guests, meeting.inviteUrl, 'Bayu', prepare);
const inRoom = (page: Page) => expect(page.getByRole('toolbar')).toBeVisible();
const left = (page: Page) => page.getByRole('heading', { name: 'Anda sudah keluar dari rapat' });
/** A ghost would be a second one. */
const expectOnce = (name: string) => expect(tileOf(lead, name)).toHaveCount(1);
const expectGone = (name: string) => expect(tileOf(lead, name)).toHaveCount(0);

test('a second tab says that it took over, the first offers to come back, and neither fights', async () => {
  test.setTimeout(90_000);
  const first = (await guestIn()).page;
  await expect(first.getByText('Rapat ini juga terbuka di tab lain')).toBeHidden();
  const second = await first.context().newPage();
  await second.goto(first.url());
  await second.getByRole('button', { name: 'Gabung', exact: true }).click();
  const notice = second.getByRole('status').filter({ hasText: 'Rapat ini juga terbuka di tab lain' });
  await expect(notice).toBeVisible();
  const replaced = first.getByRole('heading', { name: 'Anda bergabung dari tempat lain' });
  await expect(replaced).toBeFocused();
  // The meeting goes on: it is too early to ask how it was.
  await expect(first.getByRole('radio', { name: 'Kurang' })).toHaveCount(0);
  await notice.getByRole('button', { name: 'Mengerti' }).click();
  await expect(notice).toBeHidden();
  await expectOnce('Bayu');
  await first.getByRole('button', { name: 'Pindahkan ke sini' }).click();
  await inRoom(first);
  await expect(second.getByRole('heading', { name: 'Anda bergabung dari tempat lain' })).toBeVisible();
  await expectOnce('Bayu');
  await expectHears(lead, blue);
  // Whoever was released does not come back by itself, whatever the network does.
  await second.evaluate(() => window.dispatchEvent(new Event('online')));
  await inRoom(first);
  await expect(replaced).toBeHidden();
});

test('the back button asks first; forward stays, back once more and a chosen leave go without a ghost', async () => {
  test.setTimeout(90_000);
  const { page } = await guestIn();
  await expectOnce('Bayu');
  const question = page.getByRole('dialog', { name: 'Keluar dari rapat?' });
  await page.goBack();
  await expect(question).toBeVisible();
  await expect(question.getByRole('button', { name: 'Tetap di rapat' })).toBeFocused();
  await expectOnce('Bayu');
  await page.goForward();
  await expect(question).toBeHidden();
  await page.goBack();
  await question.getByRole('button', { name: 'Tetap di rapat' }).click();
  await expect(question).toBeHidden();
  await page.goBack();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await inRoom(page);

  await page.goBack();
  await question.getByRole('button', { name: 'Keluar' }).click();
  await expect(left(page)).toBeFocused();
  await expectGone('Bayu');
  await page.getByRole('button', { name: 'Gabung lagi' }).click();
  await inRoom(page);
  await expect(question).toBeHidden();
  await expectOnce('Bayu');

  // Out of the site altogether, and back: a browser that kept the page shows the goodbye, one that did not the form.
  await page.goto('about:blank');
  await expectGone('Bayu');
  await page.goBack();
  await page.getByRole('button', { name: /^Gabung/ }).click();
  await inRoom(page);
  await expectOnce('Bayu');
  // As a browser that keeps pages for the back button tells it: the page is there again as it was left.
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await expect(left(page)).toBeVisible();
  await expectGone('Bayu');
  await page.getByRole('button', { name: 'Gabung lagi' }).click();
  await inRoom(page);
  await expectOnce('Bayu');
  await page.keyboard.press('Alt+q');
  await expect(left(page)).toBeVisible();
  await expectGone('Bayu');
});

test('at the door the back button leads to the form, and nobody waits any more', async () => {
  test.setTimeout(60_000);
  await lead.page.getByRole('button', { name: /^Peserta/ }).click();
  await lead.page.getByText('Kelola rapat').click();
  await lead.page.getByRole('switch', { name: /^Ruang tunggu/ }).click();
  const context = await browsers.guests.newContext({ locale: 'id-ID', permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  await page.goto(meeting.inviteUrl);
  await page.getByLabel('Nama Anda').fill('Bayu');
  await page.getByRole('button', { name: 'Gabung', exact: true }).click();
  const waiting = lead.page.getByRole('region', { name: 'Menunggu di pintu' });
  await expect(waiting).toContainText('Bayu');
  await page.goBack();
  await expect(page.getByLabel('Nama Anda')).toHaveValue('Bayu');
  await expect(waiting).toBeHidden();
  await page.getByRole('button', { name: 'Gabung', exact: true }).click();
  await waiting.getByRole('button', { name: 'Izinkan Bayu' }).click();
  await inRoom(page);
});

/** Keeps the devices' tracks, so that the test can do to them what a system does. */
const keepTracks = (page: Page) =>
  page.addInitScript(() => {
    const given: MediaStreamTrack[] = [];
    Object.assign(window, { givenTracks: given });
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wishes) => {
      const stream = await ask(wishes);
      given.push(...stream.getTracks());
      return stream;
    };
  });

/** As a phone call does, and its end. */
const interrupt = (page: Page, isMuted: boolean) =>
  page.evaluate((muted) => {
    const { givenTracks } = window as unknown as { givenTracks: MediaStreamTrack[] };
    for (const track of givenTracks.filter(({ kind, readyState }) => kind === 'audio' && readyState === 'live')) {
      Object.defineProperty(track, 'muted', { value: muted, configurable: true });
      track.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
    }
  }, isMuted);

test('a phone call mutes for the others, is told, and afterwards one is heard by itself', async () => {
  test.setTimeout(90_000);
  const { page } = await guestIn(keepTracks);
  await expect(tileOf(lead, 'Bayu').getByText('mikrofon aktif')).toBeAttached();
  await interrupt(page, true);
  await expect(page.getByRole('status').filter({ hasText: 'Mikrofon Anda sedang dipakai yang lain' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Mikrofon/ })).toHaveAttribute('aria-pressed', 'false');
  await expect(tileOf(lead, 'Bayu').getByText('mikrofon mati')).toBeAttached();
  await interrupt(page, false);
  await expect(page.getByRole('button', { name: /^Mikrofon/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(tileOf(lead, 'Bayu').getByText('mikrofon aktif')).toBeAttached();
  await expect(page.getByRole('status').filter({ hasText: 'Mikrofon atau kamera Anda kembali.' })).toBeAttached();
  await expectHears(lead, blue);
  // The other half of a call: what was heard stops, and browsers leave it stopped.
  await page.locator('[data-audio-output] audio').evaluate((element: HTMLAudioElement) => element.pause());
  await expect
    .poll(() => page.locator('[data-audio-output] audio').evaluate((element: HTMLAudioElement) => element.paused))
    .toBe(false);
});

test('a computer that slept is back in the room by itself, at once, and knows what it missed', async () => {
  test.setTimeout(90_000);
  const line = new SignalLine();
  const { page } = await guestIn(async (opened) => {
    await opened.clock.install();
    await opened.clock.resume();
    await line.attach(opened);
  });
  const id = await tileOf(lead, 'Bayu').getAttribute('data-participant-id');
  // Cut before its media is there, it would have nothing to restart.
  await expectHears(lead, blue);
  line.cut();
  await lead.page.keyboard.press('Alt+m');
  await expect(lead.page.getByRole('button', { name: /^Mikrofon/ })).toHaveAttribute('aria-pressed', 'false');
  line.restore();
  const restarted = line.sent('transport:restart-ice');
  await page.clock.fastForward(3_600_000);
  // It does not wait until its old connections are noticed to be dead.
  await expect.poll(() => line.sent('transport:restart-ice')).toBeGreaterThanOrEqual(restarted + 2);
  const tile = page.locator('[data-participant-id]').filter({ hasText: 'Ibu Rektor' });
  await expect(tile.getByText('mikrofon mati')).toBeAttached();
  await lead.page.keyboard.press('Alt+m');
  await expect(tile.getByText('mikrofon aktif')).toBeAttached();
  await expect(page.getByText('Menyambung kembali…')).toBeHidden();
  await expectHears(lead, blue);
  expect(await tileOf(lead, 'Bayu').getAttribute('data-participant-id')).toBe(id);
  await expectOnce('Bayu');
});
