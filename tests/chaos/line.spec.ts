/** A participant's whole line — media and signalling — goes dark or changes its address: how long they and the others go without pictures, and that they stay who they were. */
import { expect, test } from '@playwright/test';
import { allowedGapMs, frameCount, longestGapMs, watchFrames } from '../support/frame-gaps.ts';
import { joinByLink, type Look, type Participant, tileOf, tileSelector } from '../support/participant.ts';
import { type Product, startProduct, until } from '../support/product.ts';
import { routeMediaThrough } from '../support/relay/browser.ts';
import { type Relay, startRelay } from '../support/relay/relay.ts';
import { expectHears, expectSees } from '../support/senses.ts';
import { approvedRequest } from '../support/staff.ts';
import { expectStanding, takeStanding } from '../support/standing.ts';

const rani: Look = { background: 'red', sweep: 'up' };
const bayu: Look = { background: 'blue', sweep: 'down' };
const dark = { up: { blackout: true }, down: { blackout: true } };
const light = { up: {}, down: {} };

let product: Product;
let relay: Relay;
let host: Participant;
let guest: Participant;

test.beforeAll(async () => {
  product = await startProduct();
  const { inviteUrl, hostUrl } = (await approvedRequest(product)).meeting;
  relay = await startRelay();
  await relay.begin();
  const { hostname, port } = new URL(product.url);
  const signals = await relay.openTcp({ address: '127.0.0.1', port: Number(port) });
  host = await joinByLink(hostUrl, 'Rani', rani);
  guest = await joinByLink(inviteUrl, 'Bayu', bayu, {
    prepare: (page) => routeMediaThrough(page, relay),
    // The page keeps its origin; only its connections go another way.
    browserArguments: [`--host-resolver-rules=MAP ${hostname}:${port} ${signals.address}:${signals.port}`],
  });
  await expectSees(host, 'Bayu', bayu);
  await expectSees(guest, 'Rani', rani);
  await takeStanding(host, guest);
});

test.afterAll(async () => {
  await host?.leave();
  await guest?.leave();
  await relay?.finish();
  await product?.dispose();
});

const ids = () =>
  Promise.all([
    tileOf(host, 'Bayu').getAttribute('data-participant-id'),
    tileOf(guest, 'Rani').getAttribute('data-participant-id'),
  ]);

/** Milliseconds without a new picture, for the guest and for the host, while `action` happens and until both see moving pictures again. */
async function millisecondsWithoutPictures(what: string, action: () => Promise<void>) {
  const viewers = [
    { viewer: guest, name: 'Rani' },
    { viewer: host, name: 'Bayu' },
  ];
  for (const { viewer, name } of viewers) await watchFrames(viewer.page, await tileSelector(viewer, name));
  await action();
  const gaps = await Promise.all(
    viewers.map(async ({ viewer }) => {
      const before = await frameCount(viewer.page);
      await until('moving pictures', async () => (await frameCount(viewer.page)) > before + 40, 60_000);
      return longestGapMs(viewer.page);
    }),
  );
  const [guestMs = 0, hostMs = 0] = gaps;
  const description = `${what}: they ${guestMs}, the others ${hostMs}`;
  test.info().annotations.push({ type: 'milliseconds without pictures', description });
  console.log(`${description} ms without pictures`);
  return { guestMs, hostMs };
}

for (const { seconds, mostMs, tag } of [
  { seconds: 3, mostMs: 6_000, tag: ['@target'] },
  { seconds: 20, mostMs: 30_000, tag: ['@long'] },
]) {
  test(`a line that is dark for ${seconds} seconds is in the meeting again by itself, as the same participant`, {
    tag,
  }, async () => {
    const before = await ids();
    const { guestMs, hostMs } = await millisecondsWithoutPictures(`dark for ${seconds} s`, () =>
      relay.play([
        { atMs: 0, ...dark },
        { atMs: seconds * 1_000, ...light },
      ]),
    );
    // Else the line was not dark.
    expect(Math.min(guestMs, hostMs)).toBeGreaterThan(seconds * 1_000 - 500);
    expect(Math.max(guestMs, hostMs)).toBeLessThanOrEqual(allowedGapMs(mostMs));
    await expect(guest.page.getByText('Menyambung kembali…')).toBeHidden({ timeout: 30_000 });
    expect(await ids()).toEqual(before);
    await expectSees(host, 'Bayu', bayu);
    await expectHears(guest, rani);
    await expectHears(host, bayu);
    await expectStanding(host, guest);
  });
}

test('a changed address is followed, as the same participant', { tag: '@target' }, async () => {
  const before = await ids();
  const { guestMs, hostMs } = await millisecondsWithoutPictures('address changed', () => relay.apply({ rebind: true }));
  expect(Math.max(guestMs, hostMs)).toBeLessThanOrEqual(allowedGapMs(5_000));
  expect(await ids()).toEqual(before);
  await expectSees(host, 'Bayu', bayu);
  await expectSees(guest, 'Rani', rani);
  await expectStanding(host, guest);
});
