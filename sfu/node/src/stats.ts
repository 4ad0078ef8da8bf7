/** Reads mediasoup's statistics and turns them into the contract's `PeerStats`: units converted, null where there is nothing yet. */
import type { MediaSource } from '@sambung/contract/ortc';
import type { PeerStats } from '@sambung/contract/sfu';
import type { Consumer, ConsumerStat, IceState, Producer, ProducerStat, TransportTuple } from 'mediasoup/types';
import type { PeerTransport } from './peer-transport.ts';
import type { CanaryCounts, WorkerCanaries } from './worker-canaries.ts';

export interface TransportReading {
  transportId: string;
  direction: 'send' | 'receive';
  iceState: IceState | string;
  dtlsState: string;
  tuple: TransportTuple | undefined;
}

export interface ProducerReading {
  producerId: string;
  transportId: string;
  kind: 'audio' | 'video';
  source: MediaSource;
  clockRate: number;
  stats: ProducerStat[];
}

export interface ConsumerReading {
  consumerId: string;
  transportId: string;
  producerId: string;
  kind: 'audio' | 'video';
  stats: ConsumerStat[];
  /** Null where it never had any, or the worker knows none. */
  canaries: CanaryCounts | null;
}

interface PeerMedia {
  transports: PeerTransport[];
  producers: { producer: Producer<{ source: MediaSource }>; transportId: string }[];
  consumers: { consumer: Consumer; transportId: string }[];
  canaries: Pick<WorkerCanaries, 'counts'>;
}

/** Asks the worker for all numbers of a peer; what closes meanwhile is left out. */
export async function readPeerStats(peerId: string, media: PeerMedia): Promise<PeerStats> {
  const producers = await readAll(media.producers, async ({ producer, transportId }) => ({
    producerId: producer.id,
    transportId,
    kind: producer.kind,
    source: producer.appData.source,
    clockRate: producer.rtpParameters.codecs[0]?.clockRate ?? 90_000,
    stats: await producer.getStats(),
  }));
  const canaries = await media.canaries.counts(media.consumers.map(({ consumer }) => consumer.id));
  const consumers = await readAll(media.consumers, async ({ consumer, transportId }) => ({
    consumerId: consumer.id,
    transportId,
    producerId: consumer.producerId,
    kind: consumer.kind,
    stats: await consumer.getStats(),
    canaries: canaries.get(consumer.id) ?? null,
  }));
  const transports = media.transports.map(({ id, appData, iceState, dtlsState, iceSelectedTuple }) => ({
    transportId: id,
    direction: appData.direction,
    iceState,
    dtlsState,
    tuple: iceSelectedTuple,
  }));
  return toPeerStats(peerId, transports, producers, consumers);
}

async function readAll<T, R>(entries: T[], read: (entry: T) => Promise<R>): Promise<R[]> {
  const results = await Promise.allSettled(entries.map(read));
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** One peer's numbers out of what was read of its transports, producers and consumers at one moment. */
export function toPeerStats(
  peerId: string,
  transports: TransportReading[],
  producers: ProducerReading[],
  consumers: ConsumerReading[],
): PeerStats {
  const producerStats = producers.map(toProducerStats);
  const consumerStats = consumers.map(toConsumerStats);
  return {
    peerId,
    transports: transports.map((reading) => ({
      transportId: reading.transportId,
      direction: reading.direction,
      iceState: reading.iceState,
      dtlsState: reading.dtlsState,
      protocol: reading.tuple?.protocol ?? null,
      remoteAddress: reading.tuple?.remoteIp ?? null,
      roundTripMs: smallest([
        ...producers.flatMap((p, i) => (p.transportId === reading.transportId ? [producerStats[i]?.roundTripMs] : [])),
        ...consumers.flatMap((c, i) => (c.transportId === reading.transportId ? [consumerStats[i]?.roundTripMs] : [])),
      ]),
    })),
    producers: producerStats,
    consumers: consumerStats,
  };
}

/** Several streams of one producer (simulcast) add up; jitter is that of the worst, in milliseconds (the worker counts in RTP clock ticks). */
function toProducerStats(reading: ProducerReading): PeerStats['producers'][number] {
  const inbound = reading.stats.filter((stat) => stat.type === 'inbound-rtp');
  const jitterTicks = inbound.filter((stat) => stat.packetCount > 1).map((stat) => stat.jitter);
  return {
    producerId: reading.producerId,
    kind: reading.kind,
    source: reading.source,
    bitrateBps: sum(inbound.map((stat) => stat.bitrate)),
    packetCount: sum(inbound.map((stat) => stat.packetCount)),
    repairedCount: sum(inbound.map((stat) => stat.packetsRepaired)),
    packetsLost: sum(inbound.map((stat) => stat.packetsLost)),
    byteCount: sum(inbound.map((stat) => stat.byteCount)),
    jitterMs: jitterTicks.length > 0 ? (Math.max(...jitterTicks) * 1000) / reading.clockRate : null,
    roundTripMs: smallest(inbound.map((stat) => measuredRoundTrip(stat.roundTripTime))),
  };
}

/** A consumer's answer also holds its producer's inbound streams: only what goes out counts. */
function toConsumerStats(reading: ConsumerReading): PeerStats['consumers'][number] {
  const outbound = reading.stats.filter((stat) => stat.type === 'outbound-rtp');
  const roundTripMs = smallest(outbound.map((stat) => measuredRoundTrip(stat.roundTripTime)));
  return {
    consumerId: reading.consumerId,
    producerId: reading.producerId,
    kind: reading.kind,
    bitrateBps: sum(outbound.map((stat) => stat.bitrate)),
    packetCount: sum(outbound.map((stat) => stat.packetCount)),
    packetsLost: sum(outbound.map((stat) => stat.packetsLost)),
    byteCount: sum(outbound.map((stat) => stat.byteCount)),
    // A round trip is only known from a receiver report, so without one the zero in `fractionLost` means nothing.
    fractionLost: roundTripMs === null ? null : Math.max(0, ...outbound.map((stat) => stat.fractionLost)) / 256,
    roundTripMs,
    withheldCount: reading.canaries?.withheldCount ?? null,
    withheldNamedCount: reading.canaries?.withheldNamedCount ?? null,
    skippedCount: reading.canaries?.skippedCount ?? null,
  };
}

/** The worker answers 0 until the first report has come. */
function measuredRoundTrip(roundTripMs: number | undefined): number | null {
  return roundTripMs === undefined || roundTripMs <= 0 ? null : roundTripMs;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function smallest(values: (number | null | undefined)[]): number | null {
  const known = values.filter((value): value is number => typeof value === 'number');
  return known.length > 0 ? Math.min(...known) : null;
}
