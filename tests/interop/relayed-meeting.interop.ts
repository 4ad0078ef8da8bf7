/** The product where no media gets through: people meet over the TURN server that `docker/` runs, with the credentials that their door gave them. */
import { createHmac, randomUUID } from 'node:crypto';
import { type Browser, expect as expectPage, type Page } from '@playwright/test';
import type { Access } from '@sambung/contract/http';
import type { IceServers } from '@sambung/contract/ice-servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinIn, type Look, openBrowser, type Participant } from '../support/participant.ts';
import { type Product, startProduct } from '../support/product.ts';
import { expectHears, expectSees } from '../support/senses.ts';
import { approvedRequest } from '../support/staff.ts';
import { homeThatTrusts } from './browsers.ts';
import {
  mediaAddress,
  publicAddress,
  type RelayOnlyNetwork,
  startRelayOnlyNetwork,
  turnAddress,
} from './relay-only.ts';

const look: Look = { background: 'red', sweep: 'up' };
const plainUrl = `turn:${turnAddress}:3478?transport=udp`;

let network: RelayOnlyNetwork;
let product: Product;
let home: ReturnType<typeof homeThatTrusts>;
let browser: Browser;
let people: [Participant, Participant];

/** Pages remember their connections, and their clock can be put forward. */
const prepare = (page: Page) =>
  page.addInitScript(() => {
    const opened: RTCPeerConnection[] = [];
    const state = { opened, ahead: 0 };
    Object.assign(globalThis, { interop: state });
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        opened.push(this);
      }
    };
    const now = Date.now.bind(Date);
    Date.now = () => now() + state.ahead;
  });

type InteropPage = { interop: { opened: RTCPeerConnection[]; ahead: number } };

beforeAll(async () => {
  network = await startRelayOnlyNetwork();
  product = await startProduct({ env: network.settings });
  const url = new URL(product.url);
  await network.openDoor(Number(url.port));
  home = homeThatTrusts(network.server.authority);
  browser = await openBrowser(look, [`--host-resolver-rules=MAP ${network.server.name} ${network.server.address}`], {
    executablePath: network.executablePath,
    env: { ...process.env, HOME: home.folder } as Record<string, string>,
  });
  const { inviteUrl } = (await approvedRequest(product)).meeting;
  people = [await joinIn(browser, inviteUrl, 'Rani', prepare), await joinIn(browser, inviteUrl, 'Bayu', prepare)];
});

afterAll(async () => {
  await browser?.close();
  home?.remove();
  await product?.dispose();
  network?.stop();
});

/** The selected pair of each connection of the page that stands. */
const paths = (page: Page) =>
  page.evaluate(async () => {
    const { opened } = (globalThis as unknown as InteropPage).interop;
    const standing = opened.filter(({ connectionState }) => connectionState === 'connected');
    return await Promise.all(
      standing.map(async (connection) => {
        const stats = await connection.getStats();
        const all = [...(stats as unknown as Map<string, Record<string, string>>).values()];
        const { selectedCandidatePairId } = all.find(({ type }) => type === 'transport') ?? {};
        const pair = all.find(({ id }) => id === selectedCandidatePairId);
        const { candidateType, relayProtocol } = all.find(({ id }) => id === pair?.localCandidateId) ?? {};
        const to = all.find(({ id }) => id === pair?.remoteCandidateId)?.address;
        return { candidateType, relayProtocol, to };
      }),
    );
  });

const relayed = { candidateType: 'relay', relayProtocol: 'tls', to: publicAddress };

test('two people see and hear each other over TLS to coturn alone', async () => {
  const [rani, bayu] = people;
  await expectSees(rani, 'Bayu', look);
  await expectSees(bayu, 'Rani', look);
  await expectHears(rani, look);
  expect(await paths(rani.page)).toEqual([relayed, relayed]);
  expect(await paths(bayu.page)).toEqual([relayed, relayed]);
});

/** What the participant's own door gives them now. */
async function givenTo(page: Page): Promise<IceServers['servers'][number]> {
  const code = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const { iceServers } = await page.evaluate<Access, string>(
    async (path) => await (await fetch(path)).json(),
    `/api/access/${code}`,
  );
  const [server] = iceServers.servers;
  if (!server) throw new Error('the door gave no TURN server');
  return server;
}

test('a page whose credentials have grown old restarts its paths with new ones, and the talk goes on', async () => {
  const [rani, bayu] = people;
  const usernames = () =>
    rani.page.evaluate(() => {
      const { opened } = (globalThis as unknown as InteropPage).interop;
      const standing = opened.filter(({ connectionState }) => connectionState === 'connected');
      return standing.map((connection) => connection.getConfiguration().iceServers?.[0]?.username);
    });
  const before = await usernames();
  expect(before).toHaveLength(2);
  const asked = rani.page.waitForResponse(/\/api\/access\/\d+$/);
  await rani.page.evaluate(() => {
    (globalThis as unknown as InteropPage).interop.ahead = 3 * 3_600_000;
    // What the browser says when the machine has another network.
    window.dispatchEvent(new Event('online'));
  });
  const [server] = ((await (await asked).json()) as Access).iceServers.servers;
  expect(server?.username).not.toBe(before[0]);
  await expect.poll(usernames, { timeout: 20_000 }).toEqual([server?.username, server?.username]);
  await expectPage(rani.page.getByRole('button', { name: 'Keluar' })).toBeVisible();
  await expectSees(rani, 'Bayu', look);
  await expectSees(bayu, 'Rani', look);
  expect(await paths(rani.page)).toEqual([relayed, relayed]);
});

const signed = (username: string, secret: string) => createHmac('sha1', secret).update(username).digest('base64');

/** What coturn answers to a browser that asks for a relay: the kinds of the candidates, and the codes of its refusals. */
const asksForRelay = (page: Page, server: RTCIceServer) =>
  page.evaluate(async (iceServer) => {
    const connection = new RTCPeerConnection({ iceServers: [iceServer], iceTransportPolicy: 'relay' });
    const refusals: number[] = [];
    const candidates: (string | null)[] = [];
    connection.addEventListener('icecandidateerror', ({ errorCode }) => refusals.push(errorCode));
    connection.addEventListener('icecandidate', ({ candidate }) => candidate && candidates.push(candidate.type));
    const gathered = new Promise<void>((done) => {
      connection.addEventListener('icegatheringstatechange', () => {
        if (connection.iceGatheringState === 'complete') done();
      });
    });
    connection.createDataChannel('x');
    await connection.setLocalDescription();
    await gathered;
    connection.close();
    return { candidates: [...new Set(candidates)], refusals: [...new Set(refusals)] };
  }, server);

test('coturn takes what the door gave, and neither forged nor expired credentials', async () => {
  const [{ page }] = people;
  const given = await givenTo(page);
  expect(given.urls).toEqual(network.settings.TURN_URLS?.split(','));
  const [expiry = '', id = ''] = given.username.split(':');
  const ended = `${Math.floor(Date.now() / 1_000) - 60}:${id}`;
  const tried = {
    given: given,
    longer: { username: `${Number(expiry) + 86_400}:${id}`, credential: given.credential },
    ofAnother: { username: `${expiry}:${randomUUID()}`, credential: given.credential },
    otherSecret: { username: given.username, credential: signed(given.username, 'f'.repeat(64)) },
    ended: { username: ended, credential: signed(ended, network.secret) },
  };
  const answers = Object.entries(tried).map(async ([name, { username, credential }]) => [
    name,
    await asksForRelay(page, { urls: plainUrl, username, credential }),
  ]);
  const refused = { candidates: [], refusals: [401] };
  expect(Object.fromEntries(await Promise.all(answers))).toEqual({
    given: { candidates: ['relay'], refusals: [] },
    longer: refused,
    ofAnother: refused,
    otherSecret: refused,
    ended: refused,
  });
});

test('a relay leads to the media node and nowhere else', async () => {
  // Where nothing is refused it waits for an echo that never comes.
  const ask = (peer: string) => {
    // The program lets its relays stand: each time it is somebody else, or the quota is reached.
    const username = `${Math.floor(Date.now() / 1_000) + 60}:${randomUUID()}`;
    const credential = signed(username, network.secret);
    return network.run(
      'timeout',
      ...['3', 'turnutils_uclient', '-u', username, '-w', credential, '-e', peer, '-r', '9', '-n', '1'],
      turnAddress,
    );
  };
  for (const peer of [
    turnAddress,
    '198.18.78.2',
    '127.0.0.1',
    '10.0.0.1',
    '172.30.80.1',
    '192.168.1.1',
    '8.8.8.8',
    '::1',
  ])
    expect(ask(peer), peer).toContain('error 403 (Forbidden IP)');
  for (const peer of [publicAddress, mediaAddress]) expect(ask(peer), peer).not.toContain('403');
});
