/**
 * Two sites and a server on one machine, each with an address as providers give them out: a network namespace a site, tied to the machine by a link of its own.
 * Needs root. Nothing leaves the machine, and everything is gone after `close`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Side } from '@sambung/contract/http';
import { chromiumPath } from '../../support/participant.ts';

export interface Site {
  side: Side;
  address: string;
  /** In front of a command that is to run at the site. */
  within: readonly string[];
  /** Chromium, at the site. */
  browserPath: string;
}

export interface Network {
  /** Where the media workers listen. */
  serverAddress: string;
  sites: Record<Side, Site>;
  /** Lets the sites reach a port that the product opened on loopback alone, as a demo does. */
  publish(port: number): Promise<void>;
  close(): void;
}

/** Addresses that may be declared (they are reserved for nothing); each link takes the four of its /30. */
const serverAddress = '103.28.12.1';
const links: Record<Side, { site: string; machine: string }> = {
  host: { site: '36.66.10.2', machine: '36.66.10.1' },
  audience: { site: '114.4.20.2', machine: '114.4.20.1' },
};

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' });
const quietly = (...args: string[]) => {
  try {
    ip(...args);
  } catch {
    // There was none.
  }
};

export function openNetwork(): Network {
  const folder = mkdtempSync(join(tmpdir(), 'sambung-truth-'));
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers) server.close();
    for (const side of ['host', 'audience'] as const) quietly('netns', 'del', namespaceOf(side));
    quietly('address', 'del', `${serverAddress}/32`, 'dev', 'lo');
    rmSync(folder, { recursive: true, force: true });
  };
  const remains = () => {
    for (const side of ['host', 'audience'] as const) quietly('netns', 'del', namespaceOf(side));
    quietly('address', 'del', `${serverAddress}/32`, 'dev', 'lo');
  };
  remains();
  try {
    ip('address', 'add', `${serverAddress}/32`, 'dev', 'lo');
    return {
      serverAddress,
      sites: { host: openSite('host', folder), audience: openSite('audience', folder) },
      publish: async (port) => void servers.push(await forward(port)),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

const namespaceOf = (side: Side) => `sambung-${side}`;

function openSite(side: Side, folder: string): Site {
  const namespace = namespaceOf(side);
  const { site, machine } = links[side];
  // Interface names have at most fifteen characters.
  const [near, far] = [`sb-${side}0`, `sb-${side}1`];
  ip('netns', 'add', namespace);
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', namespace);
  ip('address', 'add', `${machine}/30`, 'dev', near);
  ip('link', 'set', near, 'up');
  ip('-n', namespace, 'address', 'add', `${site}/30`, 'dev', far);
  ip('-n', namespace, 'link', 'set', far, 'up');
  ip('-n', namespace, 'link', 'set', 'lo', 'up');
  ip('-n', namespace, 'route', 'add', 'default', 'via', machine);
  const within = ['ip', 'netns', 'exec', namespace];
  const browserPath = join(folder, `browser-${side}`);
  writeFileSync(browserPath, `#!/bin/sh\nexec ${within.join(' ')} ${chromiumPath} "$@"\n`, { mode: 0o755 });
  return { side, address: site, within, browserPath };
}

async function forward(port: number): Promise<Server> {
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
      socket.pipe(other);
    }
  });
  await new Promise<void>((listening, refused) => {
    server.once('error', refused).listen(port, serverAddress, listening);
  });
  return server;
}
