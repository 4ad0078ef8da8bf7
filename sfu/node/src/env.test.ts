/** Tests of the settings: defaults follow the machine, and a wrong one is named in a sentence. */
import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, readEnv } from './env.ts';

const required = { CONTROL_SOCKET: '/tmp/s', CONTROL_SECRET: 'x'.repeat(32) };
const address = (ip: string, internal = false) => ({ address: ip, internal }) as NetworkInterfaceInfo;
const machine = {
  coreCount: 2,
  interfaces: { lo: [address('127.0.0.1', true)], eth0: [address('10.0.0.7'), address('fe80::1'), address('fd00::7')] },
};
const read = (variables: Record<string, string>) => readEnv({ ...required, ...variables }, machine);

describe('where media is received', () => {
  it.each([
    ['loopback by default', {}, ['127.0.0.1']],
    ['loopback when the server listens there', { HOST: 'localhost', PUBLIC_URL: 'http://a' }, ['127.0.0.1']],
    ['every reachable address with a public URL', { PUBLIC_URL: 'https://a' }, ['10.0.0.7', 'fd00::7']],
    ['every reachable address for the local network', { LAN: '1' }, ['10.0.0.7', 'fd00::7']],
    ['loopback when the local network is off', { LAN: '0' }, ['127.0.0.1']],
    ['every reachable address with TLS', { TLS_CERT: 'c.pem' }, ['10.0.0.7', 'fd00::7']],
    ['the named addresses', { MEDIA_LISTEN_ADDRESS: '10.0.0.7, 127.0.0.1' }, ['10.0.0.7', '127.0.0.1']],
  ])('%s', (_name, variables, expected) => {
    expect(read(variables as Record<string, string>).listenAddresses).toEqual(expected);
  });

  it('falls back to loopback on a machine without a network', () => {
    const alone = { coreCount: 1, interfaces: { lo: [address('127.0.0.1', true)] } };
    expect(readEnv({ ...required, HOST: '0.0.0.0' }, alone).listenAddresses).toEqual(['127.0.0.1']);
  });
});

it('takes one worker per core and the documented first port, and treats empty settings as absent', () => {
  expect(read({ MEDIA_PORTS: '', MEDIA_WORKERS: '' })).toMatchObject({
    workerCount: 2,
    firstMediaPort: 44_000,
    workerBinary: null,
  });
});

it.each([
  ['', '', null],
  ['127.0.0.1:9464', '', { host: '127.0.0.1', port: 9464, token: null }],
  ['[::1]:0', '', { host: '::1', port: 0, token: null }],
  ['10.0.0.7:9464', 'x'.repeat(32), { host: '10.0.0.7', port: 9464, token: 'x'.repeat(32) }],
])('serves metrics on %j with the token %j', (METRICS_LISTEN, METRICS_TOKEN, expected) => {
  expect(read({ METRICS_LISTEN, METRICS_TOKEN }).metricsListen).toEqual(expected);
});

it.each([
  [{ METRICS_LISTEN: '9464' }, /an address and a port/],
  [{ METRICS_LISTEN: '127.0.0.1:70000' }, /an address and a port/],
  [{ METRICS_LISTEN: '0.0.0.0:9464' }, /needs METRICS_TOKEN/],
  [{ METRICS_LISTEN: '0.0.0.0:9464', METRICS_TOKEN: 'short' }, /METRICS_TOKEN must be/],
  [{ MEDIA_WORKER_STREAMS: '0' }, /MEDIA_WORKER_STREAMS must be/],
  [{ MEDIA_LISTEN_ADDRESS: '0.0.0.0' }, /MEDIA_LISTEN_ADDRESS/],
  [{ MEDIA_PORTS: 'many' }, /MEDIA_PORTS must be a port/],
  [{ MEDIA_PORTS: '65535' }, /leave room for 2 ports/],
  [{ MEDIA_WORKERS: '0' }, /MEDIA_WORKERS must be/],
  [{ CONTROL_SECRET: 'short' }, /CONTROL_SECRET must be/],
  [{ CONTROL_SOCKET: `/${'d'.repeat(120)}` }, /longer than the 95 bytes/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be/],
])('refuses %j with a sentence', (variables, sentence) => {
  expect(() => read(variables as unknown as Record<string, string>)).toThrow(ConfigurationError);
  expect(() => read(variables as unknown as Record<string, string>)).toThrow(sentence);
});
