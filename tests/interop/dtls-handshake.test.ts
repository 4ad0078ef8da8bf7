/** Real browsers shake hands with our ICE, DTLS and SRTP, in both versions and both roles, and we open what they send. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallablePage } from '../support/firefox.ts';
import { browsers } from './browsers.ts';

const manifest = join(import.meta.dirname, '../../sfu/Cargo.toml');
const loopback = '127.0.0.1';
const cases = [
  { role: 'server', version: 'DTLS 1.2' },
  { role: 'server', version: 'DTLS 1.3' },
  { role: 'client', version: 'DTLS 1.2' },
  { role: 'client', version: 'DTLS 1.3' },
] as const;

/** Each profile alone; only OpenSSL lets us choose, and it speaks DTLS 1.2. */
const profiles = (['server', 'client'] as const).flatMap((role) =>
  ['AEAD_AES_256_GCM', 'AEAD_AES_128_GCM', 'AES_CM_128_HMAC_SHA1_80'].map((profile) => ({ role, profile })),
);

let web: Server;
let program: string;

beforeAll(async () => {
  const messages = execFileSync(
    'cargo',
    [
      ...['build', '--quiet', '--locked', '--manifest-path', manifest, '-p', 'sambung-core', '--features', 'openssl'],
      ...['--example', 'handshake', '--message-format=json'],
    ],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const built = messages
    .split('\n')
    .filter((line) => line.includes('"executable":"'))
    .map((line) => (JSON.parse(line) as { executable: string }).executable)
    .at(-1);
  if (!built) throw new Error('cargo named no executable for the example "handshake"');
  program = built;
  // getUserMedia wants a secure context, which localhost is.
  web = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>handshake</title>');
  });
  await new Promise<void>((resolve) => web.listen(0, loopback, resolve));
}, 600_000);

afterAll(() => {
  web?.close();
});

describe.each(browsers)('$name', ({ address, open }) => {
  let page: CallablePage;
  beforeAll(async () => {
    page = await open(`http://localhost:${(web.address() as AddressInfo).port}/`);
  }, 120_000);
  afterAll(() => page?.close());

  test.each(cases)('connects over $version with us as DTLS $role and its media opens', async ({ role, version }) => {
    const offer = String(await page.call(makeOffer));
    const ours = await startHandshake(offer, role, version, address);
    await page.call(takeAnswer, answerTo(offer, role, ours, address));
    const outcome = await ours.ended;
    expect(outcome.code, outcome.lines.join('\n')).toBe(0);
    const [, ourVersion, ourProfile] =
      /^dtls connected version=(\w+) profile=(\w+)$/m.exec(outcome.lines.join('\n')) ?? [];
    const theirs = JSON.parse(String(await page.call(readTransport))) as TransportStats;
    expect(ourVersion).toBe(version === 'DTLS 1.3' ? 'Dtls13' : 'Dtls12');
    expect(theirs).toMatchObject({ dtlsState: 'connected', tlsVersion: version === 'DTLS 1.3' ? 'FEFC' : 'FEFD' });
    expect(registryName(theirs)).toBe(ourProfile);
    if (role === 'server' && version === 'DTLS 1.2') expect(ourProfile).toBe('AEAD_AES_256_GCM');
  });

  test.each(profiles)(
    'agrees on $profile alone with us as DTLS $role and its media opens',
    async ({ role, profile }) => {
      const offer = String(await page.call(makeOffer));
      const ours = await startHandshake(offer, role, 'DTLS 1.2', address, [
        '--library',
        'openssl',
        '--profile',
        profile,
      ]);
      await page.call(takeAnswer, answerTo(offer, role, ours, address));
      const outcome = await ours.ended;
      expect(outcome.code, outcome.lines.join('\n')).toBe(0);
      expect(outcome.lines.join('\n')).toContain(`dtls connected version=Dtls12 profile=${profile}`);
      const theirs = JSON.parse(String(await page.call(readTransport))) as TransportStats;
      expect(registryName(theirs)).toBe(profile);
    },
  );
});

/** The browsers' names begin with SRTP_ and say AES128_CM where the registry says AES_CM_128. */
function registryName({ srtpCipher }: TransportStats): string {
  return srtpCipher.replace('SRTP_', '').replace('AES128_CM', 'AES_CM_128');
}

interface TransportStats {
  dtlsState: string;
  tlsVersion: string;
  srtpCipher: string;
}

const makeOffer = `async () => {
  globalThis.peer?.close();
  const peer = (globalThis.peer = new RTCPeerConnection());
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  peer.addTransceiver(stream.getAudioTracks()[0], { direction: 'sendonly' });
  const offer = await peer.createOffer();
  await peer.setLocalDescription(offer);
  return offer.sdp;
}`;

const takeAnswer = `(sdp) => globalThis.peer.setRemoteDescription({ type: 'answer', sdp })`;

const readTransport = `async () => {
  const stats = [...(await globalThis.peer.getStats()).values()];
  return JSON.stringify(stats.find((entry) => entry.type === 'transport'));
}`;

/** An answer that receives Opus from an ICE-lite peer at `address`. */
function answerTo(offer: string, role: 'server' | 'client', ours: Handshake, address: string): string {
  const mid = field(offer, /^a=mid:(\S+)/m);
  const opus = field(offer, /^a=rtpmap:(\d+) opus\/48000\/2/m);
  const lines = [
    'v=0',
    `o=- 1 1 IN IP4 ${address}`,
    's=-',
    't=0 0',
    'a=ice-lite',
    `a=group:BUNDLE ${mid}`,
    `m=audio 9 UDP/TLS/RTP/SAVPF ${opus}`,
    `c=IN IP4 ${address}`,
    `a=mid:${mid}`,
    'a=recvonly',
    'a=rtcp-mux',
    `a=rtpmap:${opus} opus/48000/2`,
    `a=ice-ufrag:${ours.ufrag}`,
    `a=ice-pwd:${ours.password}`,
    `a=fingerprint:sha-256 ${ours.fingerprint}`,
    `a=setup:${role === 'client' ? 'active' : 'passive'}`,
    `a=candidate:1 1 udp 2113937151 ${address} ${ours.port} typ host`,
    'a=end-of-candidates',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function field(text: string, pattern: RegExp): string {
  const value = pattern.exec(text)?.[1];
  if (value === undefined) throw new Error(`the offer has no ${pattern}`);
  return value;
}

interface Handshake {
  port: string;
  ufrag: string;
  password: string;
  fingerprint: string;
  ended: Promise<{ code: number | null; lines: string[] }>;
}

/** Starts our side, which ends by itself: with 0 once it has opened a hundred RTP packets. */
async function startHandshake(
  offer: string,
  role: string,
  version: string,
  address: string,
  more: string[] = [],
): Promise<Handshake> {
  const announced = field(offer, /^a=fingerprint:(\S+ \S+)/m);
  const child: ChildProcess = spawn(
    program,
    [
      '--fingerprint',
      announced,
      '--role',
      role,
      '--dtls13',
      version === 'DTLS 1.3' ? 'yes' : 'no',
      '--address',
      address,
      ...more,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const lines: string[] = [];
  const ended = new Promise<{ code: number | null; lines: string[] }>((resolve) => {
    child.once('close', (code) => resolve({ code, lines }));
  });
  if (!child.stdout || !child.stderr) throw new Error('the child has no pipes');
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const output = createInterface({ input: child.stdout });
  const first = new Promise<string>((resolve) => output.once('line', resolve));
  output.on('line', (line) => lines.push(line));
  const line = await Promise.race([first, ended.then(() => '')]);
  const found = /^listening port=(\d+) ufrag=(\S+) password=(\S+) fingerprint=(\S+)$/.exec(line);
  const [, port, ufrag, password, fingerprint] = found ?? [];
  if (!port || !ufrag || !password || !fingerprint) throw new Error(`our side did not start: ${lines.join('\n')}`);
  return { port, ufrag, password, fingerprint, ended };
}
