/** Figures of a relay's log: what was really done to the packets between two instants. Pure. */
import type { PacketRecord } from './log.ts';
import type { Direction } from './schedule.ts';

export interface Summary {
  /** Packets that came in, without the line's own copies. */
  offered: number;
  /** Packets that left, copies among them. */
  sent: number;
  copies: number;
  /** Dropped by chance or by the queue, as a share of the offered. */
  lossShare: number;
  queueDrops: number;
  offeredBps: number;
  sentBps: number;
  queueMs: Quantiles;
  /** Arrival to departure as it really was: queue, flight and lateness. */
  delayMs: Quantiles;
  lateMs: Quantiles;
}

export interface Quantiles {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Looks at the packets of one direction that arrived within [fromMs, toMs). */
export function summarize(
  packets: readonly PacketRecord[],
  { direction, fromMs, toMs }: { direction: Direction; fromMs: number; toMs: number },
): Summary {
  const within = packets.filter(
    (packet) => packet.direction === direction && packet.atMs >= fromMs && packet.atMs < toMs,
  );
  const originals = within.filter(({ verdict }) => verdict !== 'copy');
  const left = within.filter(({ verdict }) => verdict === 'sent' || verdict === 'copy');
  const bps = (some: PacketRecord[]) =>
    (some.reduce((sum, { size }) => sum + size, 0) * 8_000) / Math.max(1, toMs - fromMs);
  return {
    offered: originals.length,
    sent: left.length,
    copies: within.length - originals.length,
    lossShare:
      originals.length === 0 ? 0 : originals.filter(({ verdict }) => verdict !== 'sent').length / originals.length,
    queueDrops: originals.filter(({ verdict }) => verdict === 'queue').length,
    offeredBps: bps(originals),
    sentBps: bps(left),
    queueMs: quantiles(left.map(({ queueMs }) => queueMs)),
    delayMs: quantiles(left.map(({ queueMs, flightMs, lateMs }) => queueMs + flightMs + lateMs)),
    lateMs: quantiles(left.map(({ lateMs }) => lateMs)),
  };
}

/** Quantiles by the nearest rank; all 0 of nothing. */
export function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
