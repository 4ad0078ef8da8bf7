/** Debian's coturn in a network namespace of its own, with credentials that expire, reached over a link that only this machine has. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeServerCertificate, type TrustedServer } from '../support/certificate-authority.ts';
import { until } from '../support/product.ts';

const namespace = 'sambung-turn';
/** Addresses for benchmarks (RFC 2544): no network has them. */
const ourAddress = '198.18.77.1';
const turnAddress = '198.18.77.2';
/** In its certificate, because Firefox takes none that is made out to an address. */
const turnName = 'turn.sambung.test';
const plainPort = 3478;
const tlsPort = 5349;
/** How long credentials are good for. */
const lifetimeSeconds = 600;

export interface TurnServer {
  /** Where the worker listens so that the relay reaches it. */
  ourAddress: string;
  /** What browsers have to know for TLS. */
  server: TrustedServer;
  /** What a page is given; the credentials expire. */
  iceServer(over: 'udp' | 'tcp' | 'tls', expiresInSeconds?: number): RTCIceServer;
  stop(): void;
}

/** Needs root: a namespace and a link are made, and both are gone after `stop`. */
export async function startTurnServer(): Promise<TurnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sambung-turn-'));
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' });
  const removeNamespace = () => {
    try {
      ip('netns', 'del', namespace);
    } catch {
      // There was none.
    }
  };
  removeNamespace();
  ip('netns', 'add', namespace);
  let child: ChildProcess | undefined;
  const stop = () => {
    child?.kill();
    removeNamespace();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    ip('link', 'add', 'sambung-turn0', 'type', 'veth', 'peer', 'name', 'sambung-turn1', 'netns', namespace);
    ip('address', 'add', `${ourAddress}/30`, 'dev', 'sambung-turn0');
    ip('link', 'set', 'sambung-turn0', 'up');
    ip('-n', namespace, 'address', 'add', `${turnAddress}/30`, 'dev', 'sambung-turn1');
    ip('-n', namespace, 'link', 'set', 'sambung-turn1', 'up');
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
    // Firefox comes from the address of the machine's default route.
    ip('-n', namespace, 'route', 'add', 'default', 'via', ourAddress);
    const { authority, certificate, key } = makeServerCertificate(folder, turnName);
    const secret = randomBytes(24).toString('hex');
    child = spawn('ip', [
      ...['netns', 'exec', namespace, 'turnserver', '--use-auth-secret', `--static-auth-secret=${secret}`],
      ...['--realm=sambung.test', `--listening-ip=${turnAddress}`, `--relay-ip=${turnAddress}`],
      ...[`--listening-port=${plainPort}`, `--tls-listening-port=${tlsPort}`, `--cert=${certificate}`, `--pkey=${key}`],
      ...['--fingerprint', '--no-cli', '--no-stdout-log', `--log-file=${join(folder, 'turn.log')}`, '--simple-log'],
      ...[`--pidfile=${join(folder, 'turn.pid')}`, `--userdb=${join(folder, 'turn.db')}`],
    ]);
    const running = child;
    await until('the TURN server listens', async () => running.exitCode === null && (await answers(tlsPort)), 20_000);
    return {
      ourAddress,
      server: { name: turnName, address: turnAddress, authority },
      iceServer: (over, expiresInSeconds = lifetimeSeconds) => {
        // draft-uberti-behave-turn-rest: the name is the second at which it expires, the password its MAC.
        const username = `${Math.floor(Date.now() / 1_000) + expiresInSeconds}:test`;
        const credential = createHmac('sha1', secret).update(username).digest('base64');
        const urls =
          over === 'tls'
            ? `turns:${turnName}:${tlsPort}?transport=tcp`
            : `turn:${turnAddress}:${plainPort}?transport=${over}`;
        return { urls, username, credential };
      },
      stop,
    };
  } catch (error) {
    stop();
    throw error;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: turnAddress, port, timeout: 1_000 });
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
