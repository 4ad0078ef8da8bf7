/** `npm start -- --lan`: HTTPS from other machines with a certificate that they can come to trust. Other machines are network namespaces here. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { randomUUID, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, signTicket } from '../../sfu/node/test/driver.ts';
import { type Product, startProduct } from '../support/product.ts';
import { startSfu } from '../support/sfu-process.ts';

const namespace = `sambung-lan-${process.pid}`;
const ourAddress = '10.213.77.1';
const theirAddress = '10.213.77.2';
/** Another machine needs the right to make one: root and iproute2. */
const mayMakeNamespaces = process.getuid?.() === 0 && spawnSync('ip', ['netns', 'list']).status === 0;
const visitor = join(import.meta.dirname, 'lan-visitor.ts');

let product: Product;
let authority: string;
let port: string;

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' });

beforeAll(async () => {
  if (mayMakeNamespaces) {
    ip('netns', 'add', namespace);
    ip('link', 'add', 'sambung-lan0', 'type', 'veth', 'peer', 'name', 'sambung-lan1', 'netns', namespace);
    ip('address', 'add', `${ourAddress}/30`, 'dev', 'sambung-lan0');
    ip('link', 'set', 'sambung-lan0', 'up');
    ip('-n', namespace, 'address', 'add', `${theirAddress}/30`, 'dev', 'sambung-lan1');
    ip('-n', namespace, 'link', 'set', 'sambung-lan1', 'up');
  }
  product = await startProduct({ demo: false, args: ['--lan'] });
  authority = join(product.dataDirectory, 'keys/lan/ca.crt');
  port = new URL(product.url).port;
});

afterAll(async () => {
  await product?.dispose();
  if (mayMakeNamespaces) ip('netns', 'del', namespace);
});

interface Seen {
  page: string;
  webSocket: string;
  media: string;
}

async function visit(args: string[], { trusting = true, inNamespace = false } = {}): Promise<Seen> {
  const command = [process.execPath, visitor, ...args];
  const [program = '', ...rest] = inNamespace ? ['ip', 'netns', 'exec', namespace, ...command] : command;
  const env = { ...process.env, ...(trusting && { NODE_EXTRA_CA_CERTS: authority }) };
  const { stdout } = await promisify(execFile)(program, rest, { env });
  return JSON.parse(stdout);
}

const welcome = { page: '200 Sambung', webSocket: 'open' };

describe('npm start -- --lan', () => {
  it('serves page and WebSocket over HTTPS to who trusts its authority, and to nobody else', async () => {
    expect(product.url).toMatch(/^https:\/\//);
    expect(await visit([product.url])).toMatchObject(welcome);
    expect(await visit([`https://localhost:${port}`])).toMatchObject(welcome);
    expect(await visit([product.url], { trusting: false })).toMatchObject({
      page: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      webSocket: 'refused',
    });
  });

  it('says in both languages how to trust it, with the fingerprint of what it hands out', async () => {
    const printed = product.output();
    expect(printed).toContain('JARINGAN LOKAL');
    expect(printed).toContain('LOCAL NETWORK');
    const fetched = execFileSync('curl', ['--silent', '--insecure', `${product.url}/ca.crt`], { encoding: 'utf8' });
    const { fingerprint256, ca } = new X509Certificate(fetched);
    expect(ca).toBe(true);
    expect(fingerprint256).toBe(/SHA-256 ([0-9A-F:]{95})/.exec(printed)?.[1]);
    expect(fetched).toBe(readFileSync(authority, 'utf8'));
  });

  it('does not pin browsers to a certificate that they would have to trust by hand', async () => {
    const headers = execFileSync('curl', ['--silent', '--head', '--cacert', authority, product.url], {
      encoding: 'utf8',
    });
    expect(headers).toMatch(/^HTTP\/1\.1 200/);
    expect(headers).not.toMatch(/strict-transport-security/i);
  });

  it.skipIf(!mayMakeNamespaces)(
    'is reached from another machine: page, WebSocket and media (needs root and iproute2 to make one)',
    async () => {
      const sfu = await startSfu({ env: { LAN: '1' } });
      const server = await connect(sfu);
      try {
        const peer = { roomId: randomUUID(), peerId: randomUUID() };
        await server.ask('peer:join', { ticket: await signTicket(sfu.secret, peer.roomId, peer.peerId) });
        const { iceCandidates, iceParameters } = await server.ask('transport:create', {
          ...peer,
          direction: 'receive',
        });
        const candidate = iceCandidates.find(({ address, protocol }) => address === ourAddress && protocol === 'udp');
        expect(candidate).toBeDefined();
        const { usernameFragment, password } = iceParameters;
        const args = [`https://${ourAddress}:${port}`, ourAddress, String(candidate?.port), usernameFragment, password];
        expect(await visit(args, { inNamespace: true })).toEqual({ ...welcome, media: 'answers' });
        expect(await visit(args, { inNamespace: true, trusting: false })).toMatchObject({
          page: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        });
      } finally {
        server.close();
        await sfu.stop();
      }
    },
  );

  it('keeps its authority over a restart, so that nobody has to trust it again', async () => {
    const before = readFileSync(authority, 'utf8');
    product = await product.restart();
    expect(readFileSync(authority, 'utf8')).toBe(before);
    expect(await visit([product.url])).toMatchObject(welcome);
  });
});
