/** Real browsers through our worker: codecs, ICE over TCP and IPv6, ICE restart, both versions of DTLS; pictures and sound are looked at. */
import { execFileSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallablePage } from '../support/firefox.ts';
import { hasSoundServer } from '../support/sound-server.ts';
import { browsers, type TestBrowser } from './browsers.ts';
import { type Exchange, type Line, startExchange } from './exchange.ts';
import { connect, expectBothWays, expectConnections, expectTopLayer, type Side } from './pair.ts';

const workerBinary = process.env.MEDIA_WORKER_BIN ?? '';
const [chromium] = browsers;
const firefox = browsers.find(({ name }) => name === 'Firefox');
const other = firefox ?? chromium;

let exchange: Exchange;
const pages: CallablePage[] = [];
/** Both sides of a pair, opened once. */
let mixed: Side[];
let twoChromiums: Side[];

beforeAll(async () => {
  if (!chromium || !other) throw new Error('there is no browser');
  exchange = await startExchange(workerBinary);
  const open = async (browser: TestBrowser, name: string): Promise<Side> => {
    const page = await browser.open(exchange.url);
    pages.push(page);
    return { name, page };
  };
  const first = await open(chromium, 'chromium');
  mixed = [first, await open(other, other.name.toLowerCase())];
  twoChromiums = [first, await open(chromium, 'second')];
});

afterAll(async () => {
  await Promise.all(pages.map((page) => page.close()));
  exchange?.close();
});

/** Where each page reaches the worker. */
const addresses = {
  chromium: chromium?.address ?? '',
  firefox: firefox?.address ?? '',
  second: chromium?.address ?? '',
};
const over = (protocol: Line['protocol'], environment: Record<string, string> = {}): Line => ({
  protocol,
  addresses,
  environment,
});

test('there is a Firefox: what follows means both browsers', () => {
  expect(firefox?.name, 'apt install firefox-esr, and an address besides loopback').toBe('Firefox');
  expect(hasSoundServer, 'apt install pulseaudio').toBe(true);
});

describe('codecs', () => {
  test('VP8 in three layers, and Opus', async () => {
    await exchange.begin(over('udp'));
    await connect(mixed, { codec: 'vp8', isSimulcast: true });
    await expectBothWays(mixed);
    await expectTopLayer(exchange, mixed, 3);
  });

  test('VP9', async () => {
    await exchange.begin(over('udp'));
    await connect(mixed, { codec: 'vp9', isSimulcast: false });
    await expectBothWays(mixed);
  });

  test('H.264 in three layers between Chromiums', async () => {
    await exchange.begin(over('udp'));
    await connect(twoChromiums, { codec: 'h264', isSimulcast: true });
    await expectBothWays(twoChromiums);
    await expectTopLayer(exchange, twoChromiums, 3);
  });
});

describe('ICE', () => {
  test('over TCP', async () => {
    await exchange.begin(over('tcp'));
    await connect(mixed, { codec: 'vp8', isSimulcast: false });
    await expectBothWays(mixed);
    await expectConnections(mixed, ({ local, remote }) => {
      expect(local?.protocol).toBe('tcp');
      expect(remote?.protocol).toBe('tcp');
    });
    for (const { name } of mixed)
      for (const transport of exchange.transports(name)) expect(transport.iceSelectedTuple?.protocol).toBe('tcp');
  });

  test('goes on after a restart, with credentials of its own', async () => {
    await exchange.begin(over('udp'));
    await connect(mixed, { codec: 'vp8', isSimulcast: false });
    await expectBothWays(mixed);
    const before = mixed.flatMap(({ name }) => exchange.transports(name)).map((one) => one.iceParameters);
    for (const { page } of mixed) await page.call('() => globalThis.interop.restartIce()');
    const after = mixed.flatMap(({ name }) => exchange.transports(name)).map((one) => one.iceParameters);
    expect(after.every(({ usernameFragment }, index) => usernameFragment !== before[index]?.usernameFragment)).toBe(
      true,
    );
    await expectBothWays(mixed);
  });

  test('over IPv6 alone', async () => {
    const address = ownIpv6Address();
    await exchange.begin({ protocol: 'udp', addresses: { chromium: address, firefox: address, second: address } });
    await connect(mixed, { codec: 'vp8', isSimulcast: false });
    await expectBothWays(mixed);
    for (const { name } of mixed)
      for (const transport of exchange.transports(name)) expect(transport.iceSelectedTuple?.localAddress).toBe(address);
  });
});

/** Browsers pair no address of theirs with loopback in IPv6: one of a private network is given to this machine where it has none. */
function ownIpv6Address(): string {
  const own = Object.values(networkInterfaces())
    .flat()
    .find((entry) => entry?.family === 'IPv6' && !entry.internal && !entry.address.startsWith('fe80'));
  if (own) return own.address;
  const address = 'fd53:616d:6275::1';
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' });
  ip('link', 'add', 'sambung6', 'type', 'dummy');
  afterAll(() => {
    ip('link', 'del', 'sambung6');
  });
  ip('link', 'set', 'sambung6', 'up');
  // Duplicates cannot be: nobody else is on this link, and nothing need wait for them to be looked for.
  ip('-6', 'address', 'add', `${address}/64`, 'dev', 'sambung6', 'nodad');
  return address;
}

/** Each SRTP profile is forced in `dtls-handshake.test.ts`, through the endpoint that can choose one. */
describe('DTLS', () => {
  test.each([
    { version: '1.2', environment: {}, tlsVersion: 'FEFD' },
    { version: '1.3', environment: { MEDIA_DTLS13: '1' }, tlsVersion: 'FEFC' },
  ])('DTLS $version', async ({ environment, tlsVersion }) => {
    await exchange.begin(over('udp', environment));
    await connect(mixed, { codec: 'vp8', isSimulcast: false });
    await expectBothWays(mixed);
    await expectConnections(mixed, (connection) => expect(connection.tlsVersion).toBe(tlsVersion));
  });
});
