/** Public addresses: what is taken, and why the others are not. */
import { describe, expect, it } from 'vitest';
import { normalAddress, whyNotPublic } from './public-address.ts';

describe('a declared address', () => {
  it('[UNSRI-39, UNSRI-49] is taken when the internet can reach it', () => {
    for (const address of ['180.250.1.7', '2404:8000::7', '::ffff:180.250.1.7'])
      expect(whyNotPublic(address), address).toBeNull();
  });

  it.each([
    ['10.1.2.3', 'private network'],
    ['172.16.0.1', 'private network'],
    ['172.31.255.255', 'private network'],
    ['192.168.1.1', 'private network'],
    ['100.64.0.1', 'provider’s NAT'],
    ['100.127.255.255', 'provider’s NAT'],
    ['127.0.0.1', 'device itself'],
    ['169.254.1.1', 'one link only'],
    ['fd12::1', 'private network'],
    ['fe80::1', 'one link only'],
    ['::1', 'device itself'],
    ['203.0.113.7', 'reserved'],
    ['240.0.0.1', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['0.0.0.0', 'cannot be reached'],
    ['::ffff:10.0.0.1', 'private network'],
    ['256.1.1.1', 'not an IP address'],
    ['kantor', 'not an IP address'],
  ])('[UNSRI-49] %s is refused: %s', (address, reason) => {
    expect(whyNotPublic(address)?.en).toContain(reason);
  });

  it('has its neighbours beside the reserved ranges taken', () => {
    for (const address of ['172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '11.0.0.1']) {
      expect(whyNotPublic(address), address).toBeNull();
    }
  });

  it('is written one way', () => {
    expect(normalAddress(' ::ffff:180.250.1.7 ')).toBe('180.250.1.7');
    expect(normalAddress('2404:8000:0:0::7')).toBe('2404:8000::7');
  });
});
