/** Tests of the sampling rules: deltas only, null for what nobody knows, and who vouches for each number. */
import type { PeerStats } from '@sambung/contract/sfu';
import type { TestReport as PageReport } from '@sambung/contract/test-report';
import { describe, expect, it } from 'vitest';
import { pageReport, picture, sound } from '../../test/page-report.ts';
import { type Reading, type SideReading, simulatedReasons, takeSamples } from './sampling.ts';

const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 1, 0, second));

type Producer = PeerStats['producers'][number];
type Consumer = PeerStats['consumers'][number];
type Transport = PeerStats['transports'][number];

const transport = (direction: 'send' | 'receive', parts: Partial<Transport> = {}): Transport => ({
  transportId: `${direction}-transport`,
  direction,
  iceState: 'completed',
  dtlsState: 'connected',
  protocol: 'udp',
  remoteAddress: '10.0.0.1',
  roundTripMs: null,
  ...parts,
});
const camera = (owner: string, parts: Partial<Producer> = {}): Producer => ({
  producerId: `${owner}-camera`,
  kind: 'video',
  source: 'camera',
  bitrateBps: 900_000,
  packetCount: 0,
  packetsLost: 0,
  jitterMs: null,
  roundTripMs: null,
  ...parts,
});
const seen = (owner: string, parts: Partial<Consumer> = {}): Consumer => ({
  consumerId: `of-${owner}`,
  producerId: `${owner}-camera`,
  kind: 'video',
  bitrateBps: 900_000,
  packetCount: 0,
  packetsLost: 0,
  fractionLost: null,
  roundTripMs: null,
  ...parts,
});

/** Host sends to audience and back; the parts replace what the host sends and the audience receives. */
interface Parts {
  second?: number;
  sent?: Partial<Producer>;
  received?: Partial<Consumer>;
  sendTransport?: Partial<Transport>;
  receiveTransport?: Partial<Transport>;
  hostReport?: Partial<PageReport> | null;
  audienceReport?: Partial<PageReport> | null;
  reportAgeMs?: number;
}

function reading(parts: Parts = {}): Reading {
  const now = at(parts.second ?? 0);
  const reportedAt = new Date(now.getTime() - (parts.reportAgeMs ?? 0));
  const side = (peerId: string, report: Partial<PageReport> | null | undefined, stats: Omit<PeerStats, 'peerId'>) =>
    ({
      stats: { peerId, ...stats },
      report: report ? { ...pageReport, ...report } : null,
      reportedAt: report ? reportedAt : null,
    }) satisfies SideReading;
  return {
    at: now,
    host: side('host', parts.hostReport, {
      transports: [transport('send', parts.sendTransport), transport('receive')],
      producers: [camera('host', parts.sent)],
      consumers: [seen('audience')],
    }),
    audience: side('audience', parts.audienceReport, {
      transports: [transport('send'), transport('receive', parts.receiveTransport)],
      producers: [camera('audience')],
      consumers: [seen('host', parts.received)],
    }),
  };
}

const hostSample = (previous: Parts | null, current: Parts) =>
  takeSamples(previous && reading(previous), reading({ second: 1, ...current })).find(({ from }) => from === 'host');

describe('both directions', () => {
  it('are sampled, each from its own sender', () => {
    expect(takeSamples(null, reading()).map(({ from, at }) => [from, at])).toEqual([
      ['host', '2026-03-02T01:00:00.000Z'],
      ['audience', '2026-03-02T01:00:00.000Z'],
    ]);
  });

  it('have no sample while nobody receives them', () => {
    const silent = reading();
    silent.audience.stats = { peerId: 'audience', transports: [], producers: [], consumers: [] };
    expect(takeSamples(null, silent)).toEqual([]);
    const absent = reading();
    absent.host.stats = null;
    expect(takeSamples(null, absent)).toEqual([]);
  });

  it('have no sample before both ways to the node were found', () => {
    const current = reading({ sendTransport: { iceState: 'new', dtlsState: 'new' } });
    expect(takeSamples(null, current).map(({ from }) => from)).toEqual(['audience']);
  });

  it('do not count what the receiver gets of somebody else', () => {
    const current = reading({ received: { producerId: 'third-camera', packetCount: 500 } });
    expect(takeSamples(reading(), current).map(({ from }) => from)).toEqual(['audience']);
  });
});

describe('loss', () => {
  it.each<[string, Parts, Parts, number | null, string | undefined]>([
    [
      'up only, before the receiver got anything',
      {},
      { sent: { packetCount: 90, packetsLost: 10 } },
      10,
      'server-observed',
    ],
    [
      'of both legs together',
      {},
      { sent: { packetCount: 90, packetsLost: 10 }, received: { packetCount: 90, packetsLost: 9 } },
      19,
      'cross-checked',
    ],
    [
      'of this second, not since the beginning',
      { sent: { packetCount: 1_000, packetsLost: 500 } },
      { sent: { packetCount: 1_100, packetsLost: 500 } },
      0,
      'server-observed',
    ],
    [
      'is dropped when a counter goes back',
      { sent: { packetCount: 100, packetsLost: 7 } },
      { sent: { packetCount: 200, packetsLost: 6 } },
      null,
      undefined,
    ],
    [
      'is not known when the producer was made anew',
      { sent: { producerId: 'earlier', packetCount: 900 } },
      { sent: { packetCount: 5 } },
      null,
      undefined,
    ],
    ['is not known when nothing came', { sent: { packetCount: 100 } }, { sent: { packetCount: 100 } }, null, undefined],
    [
      'is at most all of it',
      {},
      { sent: { packetCount: 100 }, received: { packetCount: 10, packetsLost: 30 } },
      100,
      'cross-checked',
    ],
  ])('%s', (_name, previous, current, lossPercent, trust) => {
    const sample = hostSample(previous, current);
    if (lossPercent === null) expect(sample?.lossPercent).toBeNull();
    else expect(sample?.lossPercent).toBeCloseTo(lossPercent, 9);
    expect(sample?.trust.lossPercent).toBe(trust);
  });

  it('needs two moments', () => {
    expect(hostSample(null, { sent: { packetCount: 90, packetsLost: 10 } })?.lossPercent).toBeNull();
  });
});

describe('the other numbers', () => {
  it.each<[string, Parts, string, unknown, string | undefined]>([
    ['jitter the node saw', { sent: { jitterMs: 4 } }, 'jitterMs', 4, 'server-observed'],
    [
      'the worse jitter of both ends',
      { sent: { jitterMs: 4 }, audienceReport: { sound: { ...sound, jitterMs: 9 } } },
      'jitterMs',
      9,
      'cross-checked',
    ],
    [
      'jitter only the page saw',
      { audienceReport: { sound: { ...sound, jitterMs: 9 } } },
      'jitterMs',
      9,
      'self-reported',
    ],
    ['no jitter', {}, 'jitterMs', null, undefined],
    [
      'frames the receiver saw',
      { audienceReport: { picture: { ...picture, framesDecoded: 24 } } },
      'framesPerSecond',
      24,
      'self-reported',
    ],
    [
      'no frames is a number',
      { audienceReport: { picture: { ...picture, framesDecoded: 0 } } },
      'framesPerSecond',
      0,
      'self-reported',
    ],
    [
      'frames of a second that was longer than one',
      { audienceReport: { spanMs: 1_250, picture: { ...picture, framesDecoded: 30 } } },
      'framesPerSecond',
      24,
      'self-reported',
    ],
    [
      'frames of a second in which the page was hidden',
      { audienceReport: { voided: 'hidden', picture: { ...picture, framesDecoded: 1 } } },
      'framesPerSecond',
      null,
      undefined,
    ],
    ['frames nobody told', { audienceReport: {} }, 'framesPerSecond', null, undefined],
    [
      'frames told too long ago',
      { audienceReport: { picture: { ...picture, framesDecoded: 24 } }, reportAgeMs: 3_001 },
      'framesPerSecond',
      null,
      undefined,
    ],
    [
      'the sound at the far end',
      { audienceReport: { sound: { ...sound, levelDbfs: -31 } } },
      'soundLevelDbfs',
      -31,
      'self-reported',
    ],
    ['the bitrate the node saw', { sent: { bitrateBps: 1_200_000 } }, 'videoBitrateBps', 1_200_000, 'server-observed'],
    ['a muted camera', { sent: { bitrateBps: 0 } }, 'videoBitrateBps', 0, 'server-observed'],
    ['no microphone', {}, 'audioBitrateBps', null, undefined],
    ['a shared screen is no camera', { sent: { source: 'screen' } }, 'videoBitrateBps', null, undefined],
    [
      'the round trip of both legs',
      { sendTransport: { roundTripMs: 30 }, receiveTransport: { roundTripMs: 20 } },
      'roundTripMs',
      50,
      'server-observed',
    ],
    [
      'a leg the page alone has measured',
      { sendTransport: { roundTripMs: 30 }, audienceReport: { roundTripMs: 25 } },
      'roundTripMs',
      55,
      'self-reported',
    ],
    [
      'the node’s measurement before the page’s',
      {
        sendTransport: { roundTripMs: 30 },
        receiveTransport: { roundTripMs: 20 },
        hostReport: { roundTripMs: 1 },
        audienceReport: { roundTripMs: 1 },
      },
      'roundTripMs',
      50,
      'cross-checked',
    ],
    ['half a round trip is none', { sendTransport: { roundTripMs: 30 } }, 'roundTripMs', null, undefined],
    ['the route', {}, 'route', 'udp', 'server-observed'],
    ['the route both pages confirm', { hostReport: {}, audienceReport: {} }, 'route', 'udp', 'cross-checked'],
    ['the worse route', { receiveTransport: { protocol: 'tcp' } }, 'route', 'tcp', 'server-observed'],
    ['a relay, which only a page can see', { hostReport: { relayed: true } }, 'route', 'turn', 'self-reported'],
    ['no route before ICE has chosen', { sendTransport: { protocol: null } }, 'route', null, undefined],
    [
      'one cipher',
      { hostReport: { srtpCipher: 'AES-GCM' }, audienceReport: { srtpCipher: 'AES-GCM' } },
      'cipher',
      'AES-GCM',
      'self-reported',
    ],
    [
      'two ciphers',
      { hostReport: { srtpCipher: 'AES-GCM' }, audienceReport: { srtpCipher: 'AES-CM' } },
      'cipher',
      'AES-GCM + AES-CM',
      'self-reported',
    ],
    ['a connected path', {}, 'connectionState', 'connected', 'server-observed'],
    [
      'the worse leg’s state',
      { receiveTransport: { iceState: 'disconnected' } },
      'connectionState',
      'disconnected',
      'server-observed',
    ],
    ['a failed handshake', { sendTransport: { dtlsState: 'failed' } }, 'connectionState', 'failed', 'server-observed'],
    [
      'a handshake under way',
      { sendTransport: { dtlsState: 'connecting' } },
      'connectionState',
      'connecting',
      'server-observed',
    ],
  ])('%s', (_name, parts, field, value, trust) => {
    const sample = hostSample(null, parts);
    expect(sample?.[field as keyof typeof sample]).toEqual(value);
    expect(sample?.trust[field]).toBe(trust);
  });
});

describe('a simulation', () => {
  const withAddresses = (host: string, audience: string, labels: string[] = []) => {
    const current = reading({ hostReport: { deviceLabels: labels } });
    const set = (side: SideReading, remoteAddress: string) => {
      side.stats = { ...(side.stats as PeerStats), transports: [transport('send', { remoteAddress })] };
    };
    set(current.host, host);
    set(current.audience, audience);
    return simulatedReasons(current);
  };

  it.each([
    ['two machines', '10.0.0.1', '10.0.0.2', ['Logitech C920'], []],
    ['the same address', '10.0.0.1', '10.0.0.1', [], ['same-machine']],
    ['loopback on one side', '10.0.0.1', '127.0.0.1', [], ['same-machine']],
    ['loopback of IPv6', '::1', '10.0.0.2', [], ['same-machine']],
    ['mapped loopback', '::ffff:127.0.0.1', '10.0.0.2', [], ['same-machine']],
    ['a fake device', '10.0.0.1', '10.0.0.2', ['fake_device_0'], ['fake-device']],
    ['both', '127.0.0.1', '127.0.0.1', ['Fake Audio Input'], ['same-machine', 'fake-device']],
  ])('%s', (_name, host, audience, labels, expected) => {
    expect(withAddresses(host, audience, labels)).toEqual(expected);
  });
});
