/** docker/compose.yml says nothing that the processes do not know. It is read here, not run: there is no Docker on every machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readEnv as readSfuEnv } from '../../sfu/node/src/env.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Service {
  environment?: Record<string, string>;
  volumes?: string[];
  build?: { target: string };
  networks?: string[];
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
      for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
      for (const network of networks) expect(Object.keys(compose.networks)).toContain(network);
      if (build) expect(targets).toContain(build.target);
    }
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
});
