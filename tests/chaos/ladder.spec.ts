/** The reconnect ladder in real browsers, rung by rung: socket, ICE restart, full rejoin, and the question at the end. Nobody clicks but there. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { allowedGapMs, frameCount, longestGapMs, watchFrames } from '../support/frame-gaps.ts';
import { joinByLink, type Look, openBrowser, type Participant, tileOf, tileSelector } from '../support/participant.ts';
import { type Product, startProduct, until } from '../support/product.ts';
import { expectHears, expectSees } from '../support/senses.ts';
import { SignalLine } from '../support/signal-line.ts';
import { approvedRequest } from '../support/staff.ts';
import { expectStanding, takeStanding } from '../support/standing.ts';

const rani: Look = { background: 'red', sweep: 'up' };
const bayu: Look = { background: 'blue', sweep: 'down' };
const banner = 'Menyambung kembali…';

let product: Product;
let inviteUrl: string;
let host: Participant;
let guest: Participant;
let line: SignalLine;

test.beforeAll(async () => {
  // Every participant on another worker: all they see and hear crosses a pipe.
  product = await startProduct({ env: { MEDIA_WORKERS: '2', MEDIA_WORKER_STREAMS: '1' } });
  const { meeting } = await approvedRequest(product);
  inviteUrl = meeting.inviteUrl;
  line = new SignalLine();
  [host, guest] = await Promise.all([
    joinByLink(meeting.hostUrl, 'Rani', rani),
    joinByLink(inviteUrl, 'Bayu', bayu, { prepare: (page) => line.attach(page) }),
  ]);
  await expectSees(host, 'Bayu', bayu);
  await expectSees(guest, 'Rani', rani);
  await takeStanding(host, guest);
});

test.afterAll(async () => {
  await host?.leave();
  await guest?.leave();
  await product?.dispose();
});

/** Milliseconds without a new picture of the other one, while `action` happens and until pictures flow again. */
async function millisecondsWithoutMedia(
  viewer: Participant,
  name: string,
  action: () => Promise<void>,
): Promise<number> {
  await watchFrames(viewer.page, await tileSelector(viewer, name));
  await action();
  const before = await frameCount(viewer.page);
  await until('moving pictures', async () => (await frameCount(viewer.page)) > before + 40, 40_000);
  return longestGapMs(viewer.page);
}

function note(what: string, gapMs: number): void {
  test.info().annotations.push({ type: 'milliseconds without media', description: `${what}: ${gapMs}` });
  console.log(`${what}: ${gapMs} ms without pictures`);
}

const idOf = (viewer: Participant, name: string) => tileOf(viewer, name).getAttribute('data-participant-id');

test('a killed socket is resumed and costs no media, however long it is away', async () => {
  const made = line.sent('transport:create');
  const gapMs = await millisecondsWithoutMedia(guest, 'Rani', async () => {
    line.cut();
    await expect(guest.page.getByText(banner)).toBeVisible();
    await expect(guest.page.getByText('Percakapan tetap berjalan.')).toBeVisible();
    const before = await frameCount(guest.page);
    await until('pictures without a socket', async () => (await frameCount(guest.page)) > before + 20);
    // What happens meanwhile is learnt on the return.
    await host.page.getByRole('button', { name: 'Mikrofon' }).click();
    line.restore();
    await expect(guest.page.getByText(banner)).toBeHidden();
  });
  note('socket killed', gapMs);
  expect(line.sent('transport:create')).toBe(made);
  await expect(tileOf(guest, 'Rani').getByText('mikrofon mati')).toBeAttached();
  await host.page.getByRole('button', { name: 'Mikrofon' }).click();
  await expectHears(guest, rani);
  await expectStanding(host, guest);
});

test('another network restarts the ICE of both transports, and the picture goes on', async () => {
  const before = line.sent('transport:restart-ice');
  const made = line.sent('transport:create');
  const gapMs = await millisecondsWithoutMedia(guest, 'Rani', async () => {
    await guest.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await until('both restarts', () => line.sent('transport:restart-ice') >= before + 2);
  });
  note('ICE restarted', gapMs);
  expect(line.sent('transport:create')).toBe(made);
  await expectSees(host, 'Bayu', bayu);
  await expectStanding(host, guest);
});

test('a killed sfu node is rejoined by itself, with the same identity and the microphone as muted as before', {
  tag: '@target',
}, async () => {
  await guest.page.getByRole('button', { name: 'Mikrofon' }).click();
  await expect(tileOf(host, 'Bayu').getByText('mikrofon mati')).toBeAttached();
  const ids = [await idOf(host, 'Bayu'), await idOf(guest, 'Rani')];
  const gapMs = await millisecondsWithoutMedia(guest, 'Rani', async () => {
    process.kill(product.pidOf('sfu'), 'SIGKILL');
  });
  note('sfu node killed', gapMs);
  expect(gapMs).toBeLessThanOrEqual(allowedGapMs(10_000));
  await expectSees(host, 'Bayu', bayu);
  expect([await idOf(host, 'Bayu'), await idOf(guest, 'Rani')]).toEqual(ids);
  await expect(tileOf(host, 'Bayu').getByText('mikrofon mati')).toBeAttached();
  await expect(guest.page.getByRole('alertdialog')).toHaveCount(0);
  await guest.page.getByRole('button', { name: 'Mikrofon' }).click();
  await expectHears(host, bayu);
  await expectStanding(host, guest);
});

test('when every rung failed the person is asked, and is in the meeting once it is back', {
  tag: '@long',
}, async () => {
  const browser = await openBrowser(bayu);
  const context = await browser.newContext({ locale: 'id-ID', permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  await page.clock.install();
  await page.clock.resume();
  const cut = new SignalLine();
  await cut.attach(page);
  await page.goto(inviteUrl);
  await page.getByLabel('Nama Anda').fill('Citra');
  cut.cut();
  await page.getByRole('button', { name: 'Gabung', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Keluar' })).toBeVisible();
  const dialog = page.getByRole('alertdialog', { name: 'Sambungan terputus' });
  await expect(dialog).toBeHidden();
  await page.clock.fastForward(46_000);
  await expect(dialog).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeVisible();
  cut.restore();
  await dialog.getByRole('button', { name: 'Coba lagi' }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await expect(page.locator('[data-participant-id]').filter({ hasText: 'Rani' })).toBeVisible();
  await browser.close();
});
