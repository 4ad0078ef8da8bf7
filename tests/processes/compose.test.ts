/** docker/compose.yml says nothing that the processes do not know. It is read here, not run: there is no Docker on every machine. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readEnv as readServerEnv } from '../../server/src/env.ts';
import { readEnv as readSfuEnv } from '../../sfu/node/src/env.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Service {
  environment?: Record<string, string>;
  volumes?: string[];
  build?: { target: string };
  networks?: string[] | Record<string, { ipv4_address: string }>;
  ports?: string[];
  entrypoint?: string[];
}
const compose: { services: Record<string, Service>; volumes: object; networks: object } = parse(
  read('docker/compose.yml'),
);
const service = (name: string) => compose.services[name] ?? {};

describe('docker/compose.yml', () => {
  it.each([
    ['server', 'server/src/env.ts'],
    ['sfu', 'sfu/node/src/env.ts'],
  ])('sets only what the %s reads', (name, env) => {
    const known = new Set([...read(env).matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, variable]) => variable));
    const set = Object.keys(service(name).environment ?? {});
    expect(set.length).toBeGreaterThan(4);
    expect(set.filter((variable) => !known.has(variable))).toEqual([]);
  });

  it('names volumes, networks and build targets that are there', () => {
    const targets = [...read('docker/Dockerfile').matchAll(/ AS (\w+)$/gm)].map(([, target]) => target);
    for (const { volumes = [], build, networks = [] } of Object.values(compose.services)) {
      for (const [source = ''] of volumes.map((volume) => volume.split(':'))) {
        if (source.startsWith('./')) expect(existsSync(join(root, 'docker', source)), source).toBe(true);
        else expect(Object.keys(compose.volumes)).toContain(source);
      }
      for (const network of Array.isArray(networks) ? networks : Object.keys(networks))
        expect(Object.keys(compose.networks)).toContain(network);
      if (build) expect(targets).toContain(build.target);
    }
  });

  it('gives the server settings that it accepts', () => {
    const names: Record<string, string> = { DOMAIN: 'konferensi.example.go.id', TURN_SECRET: 'f'.repeat(64) };
    const filled = Object.entries(service('server').environment ?? {}).map(([name, value]) => [
      name,
      value.replace(/\$\{(\w+)[^}]*\}/g, (_all, variable: string) => names[variable] ?? ''),
    ]);
    const { publicUrl, turn } = readServerEnv(Object.fromEntries(filled));
    expect(publicUrl).toBe('https://konferensi.example.go.id');
    expect(turn?.urls).toHaveLength(3);
  });

  it('gives the media node settings that it accepts, and publishes a port for each worker', () => {
    const filled = Object.entries(service('sfu').environment ?? {}).map(([name, value]) => [
      name,
      String(value).replace(/\$\{[^}]+\}/g, name === 'CONTROL_SECRET' ? 'f'.repeat(64) : '203.0.113.7'),
    ]);
    const env = readSfuEnv(Object.fromEntries(filled), { coreCount: 1, interfaces: {} });
    const range = /(\d+)-(\d+)\/udp/.exec(read('docker/compose.yml'));
    expect(Number(range?.[1])).toBe(env.firstMediaPort);
    expect(Number(range?.[2])).toBe(env.firstMediaPort + env.workerCount - 1);
  });

  it('gives coturn what its script reads, the media node as its only peer, and the ports that participants are told', () => {
    const { environment = {}, volumes = [], ports = [], entrypoint = [] } = service('coturn');
    const script = read('docker/coturn.sh');
    const given = Object.keys(environment);
    const wanted = [...script.matchAll(/\$\{?([A-Z_]{4,})(:-)?/g)].flatMap(([, name = '', isOptional]) =>
      isOptional ? [] : name,
    );
    expect(given.toSorted()).toEqual([...new Set(wanted)].toSorted());
    const mounted = volumes.map((volume) => volume.split(':')[1]);
    expect(mounted).toContain(entrypoint.at(-1));
    expect(mounted).toContain('/etc/sambung/coturn.conf');
    expect(mounted).toContain(environment.CERTIFICATES);
    expect(service('sfu').networks).toEqual({ inside: { ipv4_address: environment.MEDIA_ADDRESS } });
    const { TURN_URLS = '', TURN_SECRET } = service('server').environment ?? {};
    expect(TURN_SECRET?.replace(/:\?[^}]*/, '')).toBe(environment.TURN_SECRET);
    const told = TURN_URLS.split(',').map((url) => /:(\d+)\?transport=(udp|tcp)$/.exec(url) ?? []);
    const published = told.map(([, port, transport]) => `${port}:${port}${transport === 'udp' ? '/udp' : ''}`);
    expect(published.toSorted()).toEqual(ports.toSorted());
    const listening = [...read('docker/coturn.conf').matchAll(/^(?:tls-)?listening-port=(\d+)$/gm)].map(
      ([, port]) => port,
    );
    expect([...new Set(told.map(([, port]) => port))]).toEqual(listening);
  });
});
