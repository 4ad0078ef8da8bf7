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
/** Firefox takes no TURN server over TLS whose certificate names an address. */
let twoChromiums: Side[];
const pages: CallablePage[] = [];

beforeAll(async () => {
  const [chromium] = browsers;
  const other = browsers.find(({ name }) => name === 'Firefox') ?? chromium;
  if (!chromium || !other) throw new Error('there is no browser');
  turn = await startTurnServer();
  exchange = await startExchange(process.env.MEDIA_WORKER_BIN ?? '');
  sides = [];
  for (const [index, browser] of [chromium, other, chromium].entries()) {
    const page = await browser.open(exchange.url, turn.authority);
    pages.push(page);
    sides.push({ name: `${browser.name.toLowerCase()}${index}`, page });
  }
  twoChromiums = sides.filter((_, index) => index !== 1);
  sides.pop();
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

test.each([
  { over: 'udp', pair: () => sides },
  { over: 'tcp', pair: () => sides },
  { over: 'tls', pair: () => twoChromiums },
] as const)('relayed over $over, pictures and sound arrive both ways', async ({ over, pair }) => {
  await begin(pair());
  const sending = { codec: 'vp8', isSimulcast: false, relayOnly: true, iceServers: [turn.iceServer(over)] };
  await connect(pair(), sending);
  await expectBothWays(pair());
  await expectConnections(pair(), ({ local }) => {
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
