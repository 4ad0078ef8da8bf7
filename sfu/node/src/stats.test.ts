/** Tests of the statistics' translation: units, sums, and null where nothing is known. */
import type { ConsumerStat, ProducerStat } from 'mediasoup/types';
import { describe, expect, it } from 'vitest';
import { type ConsumerReading, type ProducerReading, toPeerStats } from './stats.ts';

const inbound = (parts: Partial<ProducerStat>) =>
  ({
    type: 'inbound-rtp',
    bitrate: 0,
    packetCount: 0,
    packetsLost: 0,
    jitter: 0,
    fractionLost: 0,
    ...parts,
  }) as ProducerStat;
const outbound = (parts: Partial<ConsumerStat>) =>
  ({ type: 'outbound-rtp', bitrate: 0, packetCount: 0, packetsLost: 0, fractionLost: 0, ...parts }) as ConsumerStat;
const producer = (stats: ProducerStat[], parts: Partial<ProducerReading> = {}): ProducerReading => ({
  producerId: 'p1',
  transportId: 't1',
  kind: 'video',
  source: 'camera',
  clockRate: 90_000,
  stats,
  ...parts,
});
const consumer = (stats: ConsumerStat[], canaries: ConsumerReading['canaries'] = null): ConsumerReading => ({
  consumerId: 'c1',
  transportId: 't2',
  producerId: 'p9',
  kind: 'audio',
  stats,
  canaries,
});
const transport = (transportId: string, tuple?: object) => ({
  transportId,
  direction: 'send' as const,
  iceState: 'connected',
  dtlsState: 'connected',
  tuple: tuple as never,
});

describe('a producer', () => {
  it('has its jitter in milliseconds, whatever the clock', () => {
    const video = toPeerStats('a', [], [producer([inbound({ jitter: 900, packetCount: 9 })])], []);
    const audio = toPeerStats(
      'a',
      [],
      [producer([inbound({ jitter: 480, packetCount: 9 })], { clockRate: 48_000 })],
      [],
    );
    expect([video.producers[0]?.jitterMs, audio.producers[0]?.jitterMs]).toEqual([10, 10]);
  });

  it('adds its streams up and takes the worst jitter', () => {
    const streams = [
      inbound({ bitrate: 100, packetCount: 10, packetsLost: 1, jitter: 90 }),
      inbound({ bitrate: 300, packetCount: 20, packetsLost: 2, jitter: 180 }),
    ];
    expect(toPeerStats('a', [], [producer(streams)], []).producers[0]).toMatchObject({
      bitrateBps: 400,
      packetCount: 30,
      packetsLost: 3,
      jitterMs: 2,
    });
  });

  it('knows neither jitter nor round trip before packets and reports came', () => {
    const fresh = toPeerStats('a', [], [producer([]), producer([inbound({ roundTripTime: 0 })])], []);
    expect(fresh.producers.map(({ jitterMs, roundTripMs }) => [jitterMs, roundTripMs])).toEqual([
      [null, null],
      [null, null],
    ]);
  });
});

describe('a consumer', () => {
  it('counts what goes out to it, not what its producer sends in', () => {
    const stats = [outbound({ bitrate: 50, packetCount: 5 }), inbound({ bitrate: 900 }) as unknown as ConsumerStat];
    expect(toPeerStats('a', [], [], [consumer(stats)]).consumers[0]).toMatchObject({ bitrateBps: 50, packetCount: 5 });
  });

  it('has a fraction lost only once a receiver report was seen', () => {
    const unseen = toPeerStats('a', [], [], [consumer([outbound({ fractionLost: 0, roundTripTime: 0 })])]);
    const seen = toPeerStats('a', [], [], [consumer([outbound({ fractionLost: 64, roundTripTime: 12.5 })])]);
    expect(unseen.consumers[0]).toMatchObject({ fractionLost: null, roundTripMs: null });
    expect(seen.consumers[0]).toMatchObject({ fractionLost: 0.25, roundTripMs: 12.5 });
  });
});

describe('canaries', () => {
  const countsOf = (canaries: ConsumerReading['canaries']) =>
    toPeerStats('a', [], [], [consumer([], canaries)]).consumers[0];

  it('are told as they are counted, and null where there never were any', () => {
    expect(countsOf({ withheldCount: 7, withheldNamedCount: 6, skippedCount: 2 })).toMatchObject({
      withheldCount: 7,
      withheldNamedCount: 6,
      skippedCount: 2,
    });
    const unnamed = { withheldCount: 7, withheldNamedCount: null, skippedCount: 0 };
    expect(countsOf(unnamed)).toMatchObject(unnamed);
    expect(countsOf(null)).toMatchObject({ withheldCount: null, withheldNamedCount: null, skippedCount: null });
  });
});

describe('a transport', () => {
  it('has no route before ICE has chosen one', () => {
    expect(toPeerStats('a', [transport('t1')], [], []).transports[0]).toMatchObject({
      protocol: null,
      remoteAddress: null,
      roundTripMs: null,
    });
  });

  it('shows its route and the smallest round trip of its own streams only', () => {
    const tuple = { protocol: 'udp', remoteIp: '10.0.0.9' };
    const stats = toPeerStats(
      'a',
      [transport('t1', tuple), transport('t2', tuple)],
      [producer([inbound({ roundTripTime: 30, packetCount: 2 })])],
      [consumer([outbound({ roundTripTime: 20 })])],
    );
    expect(stats.transports).toMatchObject([
      { protocol: 'udp', remoteAddress: '10.0.0.9', roundTripMs: 30 },
      { roundTripMs: 20 },
    ]);
  });
});
