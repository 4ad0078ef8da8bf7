/** Layers of a camera that nobody looks at are not encoded and not sent, and are there again as soon as somebody does. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { rememberConnections } from '../support/connections.ts';
import { joinIn, type Look, openBrowser, type Participant, tileOf } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { expectSees } from '../support/senses.ts';
import { approvedRequest } from '../support/staff.ts';

/** Large enough for three layers. */
const red: Look = { background: 'red', sweep: 'up', widthPx: 960 };
const blue: Look = { background: 'blue', sweep: 'down' };
/** Pictures of the lowest layer within which a layer that flows must have sent something: a second of them. */
const watchedFrames = 20;
/** What is told late on purpose, so that layouts may go back and forth, and what a loaded machine adds. */
const patienceMs = 60_000;

let product: Product;
let browsers: { lead: Browser; guests: Browser };

test.beforeAll(async () => {
  product = await startProduct();
  const [lead, guests] = await Promise.all([openBrowser(red), openBrowser(blue)]);
  browsers = { lead, guests };
});
test.afterAll(async () => {
  await Promise.all([browsers?.lead.close(), browsers?.guests.close(), product?.dispose()]);
});

/** Of each layer of the camera that a page sends, lowest first. */
function sentLayers(page: Page): Promise<{ bytes: number; frames: number }[]> {
  return page.evaluate(async () => {
    const { connections = [] } = window as unknown as { connections?: RTCPeerConnection[] };
    const sent = new Map<string, { bytes: number; frames: number }>();
    for (const connection of connections)
      for (const stats of (await connection.getStats()).values())
        if (stats.type === 'outbound-rtp' && stats.kind === 'video' && stats.rid !== undefined)
          sent.set(stats.rid, { bytes: stats.bytesSent, frames: stats.framesEncoded });
    return [...sent.keys()].sort().map((rid) => sent.get(rid) as { bytes: number; frames: number });
  });
}

/** The layers that send anything while the lowest encodes a second of pictures. */
async function flowingLayers(page: Page): Promise<number[]> {
  const before = await sentLayers(page);
  const lowestFrames = async () => (await sentLayers(page))[0]?.frames ?? 0;
  await expect.poll(lowestFrames).toBeGreaterThan((before[0]?.frames ?? 0) + watchedFrames);
  const after = await sentLayers(page);
  return after.flatMap(({ bytes }, layer) => (bytes > (before[layer]?.bytes ?? 0) ? [layer] : []));
}

const expectFlowing = (page: Page, layers: number[]) =>
  expect(async () => expect(await flowingLayers(page)).toEqual(layers)).toPass({ timeout: patienceMs });

/** How wide somebody's picture is as it is decoded. */
const decodedWidth = (viewer: Participant, name: string) =>
  tileOf(viewer, name)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.videoWidth);

test('a camera sends the layers that somebody looks at, and the lowest where nobody does', {
  tag: '@long',
}, async () => {
  test.setTimeout(300_000);
  const { meeting } = await approvedRequest(product);
  const lead = await joinIn(browsers.lead, meeting.hostUrl, 'Ibu Rektor', rememberConnections);
  const bayu = await joinIn(browsers.guests, meeting.inviteUrl, 'Bayu');
  const citra = await joinIn(browsers.guests, meeting.inviteUrl, 'Citra');
  await expectSees(bayu, 'Ibu Rektor', red);
  await expectSees(citra, 'Ibu Rektor', red);

  // In the grid nobody shows her large.
  await expectFlowing(lead.page, [0, 1]);
  await expect.poll(() => decodedWidth(bayu, 'Ibu Rektor')).toBe(480);

  // One who pins her gets her sharp.
  await tileOf(bayu, 'Ibu Rektor').hover();
  await bayu.page.getByRole('button', { name: 'Sematkan Ibu Rektor' }).click();
  const pinnedAt = performance.now();
  await expect.poll(() => decodedWidth(bayu, 'Ibu Rektor'), { intervals: [50] }).toBe(960);
  console.log(`sharp ${Math.round(performance.now() - pinnedAt)} ms after the click`);
  await expectFlowing(lead.page, [0, 1, 2]);

  // Nobody looks: sound alone.
  for (const { page } of [bayu, citra])
    await page.getByLabel('Gambar', { exact: true }).selectOption({ label: 'Suara saja' });
  await expectFlowing(lead.page, [0]);
  await expect(tileOf(bayu, 'Ibu Rektor').locator('[data-line]')).toHaveCount(0);

  // Whoever looks again sees her, sharp where she is large.
  await bayu.page.getByLabel('Gambar', { exact: true }).selectOption({ label: 'Penuh' });
  await expectSees(bayu, 'Ibu Rektor', red);
  await expect.poll(() => decodedWidth(bayu, 'Ibu Rektor')).toBe(960);
});
