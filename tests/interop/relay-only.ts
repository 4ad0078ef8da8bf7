/**
 * A network that lets a browser reach the pages and the TURN server and nothing else: `docker/coturn.sh` runs between two namespaces, the media node shows an
 * address that nobody has. Needs root; all of it is gone after `stop`.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeServerCertificate, type TrustedServer } from '../support/certificate-authority.ts';
import { chromiumPath } from '../support/participant.ts';
import { until } from '../support/product.ts';

const [turnSpace, browserSpace] = [`sambung-relay-${process.pid}`, `sambung-shut-${process.pid}`];
/** Addresses for benchmarks (RFC 2544) on two links of their own: media node – TURN server – browser. */
export const mediaAddress = '198.18.78.1';
const turnInside = '198.18.78.2';
export const turnAddress = '198.18.78.5';
const browserAddress = '198.18.78.6';
/** What the media node's candidates show: documentation's (RFC 5737), so that no packet gets there by itself. */
export const publicAddress = '203.0.113.7';
const turnName = 'turn.sambung.test';
const tlsPort = 5349;

export interface RelayOnlyNetwork {
  /** What the product is started with. */
  readonly settings: Record<string, string>;
  readonly secret: string;
  readonly server: TrustedServer;
  /** A Chromium that stands behind the wall. */
  readonly executablePath: string;
  /** Lets the browser reach the pages at this port, under the same address. */
  openDoor(port: number): Promise<void>;
  /** Runs a program behind the wall; what it printed, whatever its exit code. */
  run(program: string, ...args: string[]): string;
  stop(): void;
}

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' });

function link(here: { space?: string; address: string }, there: { space: string; address: string }, name: string) {
  ip('link', 'add', `${name}0`, 'type', 'veth', 'peer', 'name', `${name}1`, 'netns', there.space);
  if (here.space) ip('link', 'set', `${name}0`, 'netns', here.space);
  const ends = [here, there].entries();
  for (const [end, { space, address }] of ends) {
    const inside = space ? ['-n', space] : [];
    ip(...inside, 'address', 'add', `${address}/30`, 'dev', `${name}${end}`);
    ip(...inside, 'link', 'set', `${name}${end}`, 'up');
  }
}

export async function startRelayOnlyNetwork(): Promise<RelayOnlyNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'sambung-relay-'));
  const children: ChildProcess[] = [];
  const closers: (() => void)[] = [];
  const stop = () => {
    for (const child of children) child.kill();
    for (const close of closers) close();
    for (const space of [turnSpace, browserSpace]) {
      try {
        ip('netns', 'del', space);
      } catch {
        // It was never made.
      }
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const space of [turnSpace, browserSpace]) {
      ip('netns', 'add', space);
      ip('-n', space, 'link', 'set', 'lo', 'up');
    }
    link({ address: mediaAddress }, { space: turnSpace, address: turnInside }, `sr${process.pid}`);
    const near = { space: turnSpace, address: turnAddress };
    link(near, { space: browserSpace, address: browserAddress }, `ss${process.pid}`);
    ip('route', 'add', `${turnAddress}/32`, 'via', turnInside);

    const { authority, certificate, key } = makeServerCertificate(folder, turnName);
    const kept = join(folder, 'front/certificates/authority', turnName);
    mkdirSync(kept, { recursive: true });
    renameSync(certificate, join(kept, `${turnName}.crt`));
    renameSync(key, join(kept, `${turnName}.key`));
    const secret = randomBytes(32).toString('hex');
    const env = {
      ...{ PATH: process.env.PATH, DOMAIN: turnName, PUBLIC_IP: publicAddress, MEDIA_ADDRESS: mediaAddress },
      ...{ TURN_SECRET: secret, CERTIFICATES: join(folder, 'front'), TMPDIR: folder },
    };
    const script = join(import.meta.dirname, '../../docker/coturn.sh');
    children.push(spawn('ip', ['netns', 'exec', turnSpace, script], { env, stdio: 'ignore' }));
    const inside = (...command: string[]) => ['netns', 'exec', browserSpace, ...command];
    const run = (program: string, ...args: string[]) =>
      execFileSync('sh', ['-c', '"$@" 2>&1 || true', 'sh', 'ip', ...inside(program, ...args)], { encoding: 'utf8' });
    const isListening = () => answers(run, tlsPort);
    await until('coturn listens', isListening, 20_000);

    const executablePath = join(folder, 'chromium');
    writeFileSync(executablePath, `#!/bin/sh\nexec ip netns exec ${browserSpace} ${chromiumPath} "$@"\n`);
    chmodSync(executablePath, 0o755);
    return {
      settings: {
        TURN_URLS: `turns:${turnName}:${tlsPort}?transport=tcp`,
        TURN_SECRET: secret,
        MEDIA_LISTEN_ADDRESS: mediaAddress,
        ANNOUNCED_ADDRESS: publicAddress,
      },
      secret,
      server: { name: turnName, address: turnAddress, authority },
      executablePath,
      async openDoor(port) {
        const socketPath = join(folder, 'door.sock');
        const outside = createServer((near) => {
          const far = connect(port, '127.0.0.1');
          near.pipe(far).pipe(near);
          for (const socket of [near, far]) {
            socket.on('error', () => {
              near.destroy();
              far.destroy();
            });
          }
        }).listen(socketPath);
        closers.push(() => outside.close());
        const door = inside(process.execPath, join(import.meta.dirname, 'namespace-door.ts'), String(port), socketPath);
        const child = spawn('ip', door, { stdio: ['ignore', 'pipe', 'inherit'] });
        children.push(child);
        await new Promise((opened) => child.stdout?.once('data', opened));
      },
      run,
      stop,
    };
  } catch (error) {
    stop();
    throw error;
  }
}

function answers(run: RelayOnlyNetwork['run'], port: number): boolean {
  const source = `require('node:net').connect(${port}, '${turnAddress}', () => { console.log('open'); process.exit(); })`;
  return run(process.execPath, '-e', source).startsWith('open');
}
