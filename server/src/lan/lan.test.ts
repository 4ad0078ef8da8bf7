/** The local authority: what it vouches for and what it cannot, what is kept and what is renewed. */
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { NetworkInterfaceInfo } from 'node:os';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type Server } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dnsNames, lanNames, type Machine } from './addresses.ts';
import { openAuthority } from './authority.ts';
import { makeAuthority, makeServerCertificate } from './certificates.ts';

const now = new Date();
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);

function device(address: string, internal = false): NetworkInterfaceInfo {
  const isV6 = address.includes(':');
  const rest = { netmask: '', mac: '', cidr: null, internal };
  return isV6 ? { address, family: 'IPv6', scopeid: 0, ...rest } : { address, family: 'IPv4', ...rest };
}

describe('the machine in its network', () => {
  it('is where people are: real interfaces before virtual ones, private before public, IPv4 before IPv6', () => {
    const interfaces = {
      lo: [device('127.0.0.1', true), device('::1', true)],
      docker0: [device('172.17.0.1')],
      eth0: [device('fe80::1'), device('2001:db8::7'), device('192.0.2.9'), device('192.168.1.20')],
      wlan0: [device('169.254.3.3'), device('10.0.0.7')],
    };
    expect(lanNames({ hostName: 'Kominfo', interfaces })).toEqual({
      addresses: ['192.168.1.20', '10.0.0.7', '192.0.2.9', '2001:db8::7', '172.17.0.1'],
      names: ['localhost', 'kominfo', 'kominfo.local'],
    });
  });

  it('has the names that DNS can carry', () => {
    expect(dnsNames('srv1.kominfo.example')).toEqual(['localhost', 'srv1.kominfo.example']);
    for (const hostName of ['', 'localhost', 'dua kata', '-x', 'a..b', '*.example'])
      expect(dnsNames(hostName)).toEqual(['localhost']);
  });
});

describe('the authority', () => {
  let dataDir: string;
  let machine: Machine;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'sambung-lan-'));
    machine = { hostName: 'kominfo', interfaces: { eth0: [device('192.168.1.20')] } };
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));
  const open = (at = now) => openAuthority(dataDir, at, () => machine);
  const served = () => new X509Certificate(readFileSync(join(dataDir, 'keys/lan/server.crt')));

  it('is made once, for nobody else to read, and vouches for every address and name of the machine', async () => {
    const authority = await open();
    for (const name of ['ca.key', 'ca.crt', 'server.key', 'server.crt'])
      expect(statSync(join(dataDir, 'keys/lan', name)).mode & 0o777, name).toBe(0o600);
    const certificate = served();
    for (const address of ['192.168.1.20', '127.0.0.1', '::1']) expect(certificate.checkIP(address)).toBe(address);
    for (const name of ['localhost', 'kominfo', 'kominfo.local']) expect(certificate.checkHost(name)).toBe(name);
    expect(certificate.checkHost('bank.example')).toBeUndefined();
    expect(certificate.checkIP('192.168.1.21')).toBeUndefined();
    const before = certificate.fingerprint256;
    expect((await open(days(100))).fingerprint).toBe(authority.fingerprint);
    expect(served().fingerprint256).toBe(before);
  });

  it('renews a month before the end, and at once when the addresses change', async () => {
    const authority = await open();
    const first = served();
    expect(await authority.renew(days(149))).toBe(false);
    expect(await authority.renew(days(151))).toBe(true);
    expect(served().validToDate.getTime()).toBeGreaterThan(first.validToDate.getTime());
    machine = { ...machine, interfaces: { eth0: [device('10.20.30.40'), device('fd00::5')] } };
    expect(await authority.renew(days(152))).toBe(true);
    expect(served().checkIP('10.20.30.40')).toBe('10.20.30.40');
    expect(served().checkIP('192.168.1.20')).toBeUndefined();
    expect(authority.addresses()).toEqual(['10.20.30.40', '[fd00::5]']);
    expect(await authority.renew(days(153))).toBe(false);
  });

  it('mends a certificate that does not fit its key, and follows a new host name as far as it may', async () => {
    await open();
    const other = await makeServerCertificate(await makeAuthority('x', now), { addresses: [], names: ['x'] }, now);
    writeFileSync(join(dataDir, 'keys/lan/server.key'), other.key);
    const before = served().fingerprint256;
    machine = { ...machine, hostName: 'baru' };
    await open();
    expect(served().fingerprint256).not.toBe(before);
    expect(served().checkHost('baru.local')).toBe('baru.local');
    expect(served().checkHost('baru')).toBeUndefined();
  });

  it('says what to do when its key is lost, when it is damaged, and when there is no network', async () => {
    await open();
    rmSync(join(dataDir, 'keys/lan/ca.key'));
    await expect(open()).rejects.toThrow(/is damaged: restore it from a backup, or remove that folder/);
    machine = { hostName: 'kominfo', interfaces: { lo: [device('127.0.0.1', true)] } };
    await expect(open()).rejects.toThrow(/no address that others could reach/);
  });
});

describe('a browser that trusts the authority', () => {
  let server: Server | undefined;
  afterEach(() => void server?.close());

  async function visit(names: string[], asked: string): Promise<string> {
    const authority = await makeAuthority('kominfo', now);
    const { certificate, key } = await makeServerCertificate(authority, { addresses: ['127.0.0.1'], names }, now);
    server = createServer({ cert: certificate, key }).listen(0, '127.0.0.1');
    await new Promise((listening) => server?.once('listening', listening));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    return new Promise((done) => {
      const socket = connect({ host: '127.0.0.1', port, ca: authority.certificate, servername: asked });
      socket.once('secureConnect', () => done('trusted'));
      socket.once('error', (error) => done(error.message));
      socket.once('close', () => done('closed'));
    }).then((result) => String(result));
  }

  it('believes it for the machine', async () => {
    expect(await visit(['kominfo'], 'kominfo')).toBe('trusted');
    expect(await visit(['kominfo.local'], 'kominfo.local')).toBe('trusted');
  });

  it('does not believe it for a site of the internet, even when its key is misused', async () => {
    expect(await visit(['bank.example'], 'bank.example')).toBe('permitted subtree violation');
  });
});
