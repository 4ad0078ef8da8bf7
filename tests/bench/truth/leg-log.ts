/** Figures of a relay's log that a measurement is held against: losses, delays, jitter and rates of what really left the relay. Pure. */
import type { PacketRecord, RelayLog } from '../../support/relay/log.ts';
import type { Direction } from '../../support/relay/schedule.ts';

/** Instants of the log. */
export interface Window {
  fromMs: number;
  toMs: number;
}

/** Sound is one packet of 20 ms after the other, all of them small. */
const packetMs = 20;
const soundBytesAtMost = 300;
const soundPerSecond = { least: 35, most: 55 };

export const hasLeft = ({ verdict }: PacketRecord): boolean => verdict === 'sent' || verdict === 'copy';
export const leftAtMs = ({ atMs, queueMs, flightMs, lateMs }: PacketRecord): number =>
  atMs + queueMs + flightMs + lateMs;

/** Media of one direction that came to the relay within some windows. */
export const media = ({ packets }: RelayLog, direction: Direction, windows: readonly Window[]): PacketRecord[] =>
  packets.filter(
    ({ kind, direction: own, atMs }) =>
      kind === 'rtp' && own === direction && windows.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs),
  );

/** The streams of sound among them: small packets, about fifty a second, for as long as they last. */
export function soundStreams(packets: readonly PacketRecord[]): number[] {
  const bySsrc = Map.groupBy(packets, ({ ssrc }) => ssrc);
  return [...bySsrc].flatMap(([ssrc, own]) => {
    const sizes = own.map(({ size }) => size).toSorted((a, b) => a - b);
    const usual = sizes[sizes.length >> 1] ?? 0;
    const instants = own.map(({ atMs }) => atMs);
    const spanMs = Math.max(...minMax(instants)) - Math.min(...minMax(instants));
    const perSecond = (1_000 * own.length) / Math.max(1_000, spanMs);
    const isSound = usual <= soundBytesAtMost && perSecond >= soundPerSecond.least && perSecond <= soundPerSecond.most;
    return isSound && own.length >= 100 ? [ssrc] : [];
  });
}

/**
 * The longest time in which a browser made no sound, by the packets that came to the relay: one that runs makes one every 20 ms. Those that it made and never sent
 * (its pacer gives them up on a line that is full) have numbers too.
 */
export function longestSilenceMs(packets: readonly PacketRecord[]): number {
  const streams = soundStreams(packets);
  return Math.max(
    0,
    ...streams.map((wanted) => {
      const own = packets.filter(({ ssrc }) => ssrc === wanted);
      return own.reduce((most, packet, index) => {
        const before = own[index - 1] ?? packet;
        const unsent = Math.max(0, stepsBetween(before, packet) - 1);
        return Math.max(most, packet.atMs - before.atMs - packetMs * unsent);
      }, 0);
    }),
  );
}

/** From one sequence number to another, around the end of their range; negative where the second is older. */
const stepsBetween = (before: { sequence: number }, after: { sequence: number }): number =>
  ((after.sequence - before.sequence + 98_304) % 65_536) - 32_768;

function minMax(values: readonly number[]): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}

/** Share of the packets that did not leave, 0 … 1; a copy is no packet of its own. */
export function lossShare(packets: readonly PacketRecord[]): number {
  const originals = packets.filter(({ verdict }) => verdict !== 'copy');
  return originals.length === 0 ? 0 : originals.filter((packet) => !hasLeft(packet)).length / originals.length;
}

export function medianDelayMs(packets: readonly PacketRecord[]): number {
  return median(packets.filter(hasLeft).map((packet) => leftAtMs(packet) - packet.atMs));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** The p-quantile, interpolated as R does by default (type 7). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return below + (above - below) * (at - Math.floor(at));
}

/** Bits a second that left the relay. */
export function leftBps(packets: readonly PacketRecord[], { fromMs, toMs }: Window): number {
  const left = packets.filter((packet) => hasLeft(packet) && leftAtMs(packet) >= fromMs && leftAtMs(packet) < toMs);
  return (8_000 * left.reduce((sum, { size }) => sum + size, 0)) / (toMs - fromMs);
}

/**
 * Interarrival jitter (RFC 3550, A.8) of each stream of sound behind the relay, read once a second: what a receiver there tells of it. Sound has a packet every
 * 20 ms, so the numbers are its timestamps.
 */
export function jitters(packets: readonly PacketRecord[]): number[] {
  return soundStreams(packets).flatMap((wanted) => {
    const arrivals = packets
      .filter((packet) => packet.ssrc === wanted && hasLeft(packet))
      .map((packet) => ({ atMs: leftAtMs(packet), sequence: packet.sequence }))
      .sort((a, b) => a.atMs - b.atMs);
    const readings: number[] = [];
    let jitter = 0;
    let before: { atMs: number; sequence: number } | null = null;
    let nextReadingMs = (arrivals[0]?.atMs ?? 0) + 1_000;
    for (const arrival of arrivals) {
      if (before) {
        jitter += (Math.abs(arrival.atMs - before.atMs - packetMs * stepsBetween(before, arrival)) - jitter) / 16;
      }
      before = arrival;
      if (arrival.atMs >= nextReadingMs) {
        readings.push(jitter);
        nextReadingMs += 1_000;
      }
    }
    return readings;
  });
}
