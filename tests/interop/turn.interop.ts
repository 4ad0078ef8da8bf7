/** Real browsers that may only use a TURN server: over UDP, TCP and TLS, with credentials that expire. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallablePage } from '../support/firefox.ts';
import { browsers } from './browsers.ts';
import { type Exchange, startExchange } from './exchange.ts';
import { connect, expectBothWays, expectConnections, type Side } from './pair.ts';
import { startTurnServer, type TurnServer } from './turn-server.ts';

let exchange: Exchange;
let turn: TurnServer;
let sides: Side[];
const pages: CallablePage[] = [];

beforeAll(async () => {
  const [chromium] = browsers;
  const other = browsers.find(({ name }) => name === 'Firefox') ?? chromium;
  if (!chromium || !other) throw new Error('there is no browser');
  turn = await startTurnServer();
  exchange = await startExchange(process.env.MEDIA_WORKER_BIN ?? '');
  sides = [];
  for (const [index, browser] of [chromium, other].entries()) {
    const page = await browser.open(exchange.url, turn.server);
    pages.push(page);
    sides.push({ name: `${browser.name.toLowerCase()}${index}`, page });
  }
});

afterAll(async () => {
  await Promise.all(pages.map((page) => page.close()));
  exchange?.close();
  turn?.stop();
});

const begin = (sides: readonly Side[]) =>
  exchange.begin({
    protocol: 'udp',
    addresses: Object.fromEntries(sides.map(({ name }) => [name, turn.ourAddress])),
  });

test.each(['udp', 'tcp', 'tls'] as const)('relayed over %s, pictures and sound arrive both ways', async (over) => {
  await begin(sides);
  const sending = { codec: 'vp8', isSimulcast: false, relayOnly: true, iceServers: [turn.iceServer(over)] };
  await connect(sides, sending);
  await expectBothWays(sides);
  await expectConnections(sides, ({ local }) => {
    expect(local?.candidateType).toBe('relay');
    expect(local?.relayProtocol).toBe(over);
  });
});

test('credentials that have expired let nobody through', async () => {
  await begin(sides);
  const iceServers = [turn.iceServer('udp', -60)];
  await connect(sides, { codec: 'vp8', isSimulcast: false, relayOnly: true, iceServers });
  for (const { page, name } of sides) {
    await expect
      .poll(async () => String(await page.call(`() => globalThis.interop.connections().then(JSON.stringify)`)), {
        message: `how ${name} is connected`,
      })
      .not.toContain('"state":"connected"');
    expect(exchange.transports(name).every(({ iceState }) => iceState === 'new')).toBe(true);
  }
});
