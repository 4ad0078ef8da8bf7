/**
 * What a browser must have made of a stream of sound, replayed from a relay's log: which packets it played, which it mended and which it made up, and the rating
 * of speech that follows. A simple model after NetEq (adaptive playout, time stretching, concealment), which shares no code with what it checks.
 */

import type { RelayLog } from '../../support/relay/log.ts';
import type { Direction } from '../../support/relay/schedule.ts';

/** One packet of 20 ms of sound. `arrivedMs` is null where the line lost it. */
export interface SoundPacket {
  /** Without wrapping around. */
  number: number;
  sentMs: number;
  arrivedMs: number | null;
}

export interface ReceiverOptions {
  /** In-band FEC: a packet carries the one before it. */
  fec?: boolean;
  /** The buffer covers this share of the delays. Higher waits longer and conceals less. */
  quantile?: number;
  /** Concealment that goes on for longer fades to silence, which counters of concealed speech leave out. */
  mutedAfterMs?: number;
}

/** What became of a second of sound. */
export interface PlayedSecond {
  playedMs: number;
  concealedMs: number;
}

export interface Replay {
  /** By the second of playing, since the first packet was played. */
  seconds: PlayedSecond[];
  concealedPercent: number;
  /** Mean time from sending to playing. */
  delayMs: number;
  mendedPackets: number;
}

const packetMs = 20;
/** The buffer's histogram forgets over this many packets: two seconds, as NetEq's window of relative delays. */
const memory = 100;
/** Time stretching takes off or adds this much of a packet: NetEq works in pitch periods, a few milliseconds at a time. */
const stretchMs = 4;
/** Above the target by less than this nothing is stretched. */
const toleranceMs = 20;

/** The sound that a relay's log knows of, in the order of numbers. Where two relays lie one after the other, use `through`. */
export function soundPackets(log: RelayLog, direction: Direction, ssrc: number): SoundPacket[] {
  const found = new Map<number, SoundPacket>();
  let highest: number | null = null;
  for (const packet of log.packets.toSorted((a, b) => a.atMs - b.atMs)) {
    if (packet.kind !== 'rtp' || packet.ssrc !== ssrc || packet.direction !== direction) continue;
    const number: number = highest === null ? packet.sequence : unwrapped(packet.sequence, highest);
    highest = Math.max(highest ?? number, number);
    const delivered = packet.verdict === 'sent' || packet.verdict === 'copy';
    const arrivedMs = delivered ? packet.atMs + packet.queueMs + packet.flightMs + packet.lateMs : null;
    const before = found.get(number);
    const first = [before?.arrivedMs, arrivedMs].filter((at) => at != null);
    found.set(number, {
      number,
      sentMs: before?.sentMs ?? packet.atMs,
      arrivedMs: first.length > 0 ? Math.min(...first) : null,
    });
  }
  return [...found.values()].sort((a, b) => a.number - b.number);
}

const unwrapped = (sequence: number, near: number): number =>
  near + ((((sequence - near) % 65_536) + 65_536 + 32_768) % 65_536) - 32_768;

/** Through two lines: sent on the first, arrived on the second; numbers that the second never saw were lost on the first. */
export function through(first: readonly SoundPacket[], second: readonly SoundPacket[]): SoundPacket[] {
  const arrived = new Map(second.map(({ number, arrivedMs }) => [number, arrivedMs]));
  return first.map((packet) => ({ ...packet, arrivedMs: arrived.get(packet.number) ?? null }));
}

export function replay(packets: readonly SoundPacket[], options: ReceiverOptions = {}): Replay {
  const { fec = true, quantile = 0.97, mutedAfterMs = 1_000 } = options;
  const arrivals = packets.filter(({ arrivedMs }) => arrivedMs !== null) as {
    number: number;
    sentMs: number;
    arrivedMs: number;
  }[];
  const result: Replay = { seconds: [], concealedPercent: 0, delayMs: 0, mendedPackets: 0 };
  const start = arrivals[0];
  if (!start) return result;
  const byNumber = new Map(arrivals.map((packet) => [packet.number, packet]));
  const inTime = arrivals.toSorted((a, b) => a.arrivedMs - b.arrivedMs);
  const last = arrivals.at(-1)?.number ?? start.number;
  /** Arrival against an even rhythm; only differences of it mean anything. */
  const lateness = (packet: { number: number; arrivedMs: number }) => packet.arrivedMs - packetMs * packet.number;

  let seen = 0;
  let highest = Number.NEGATIVE_INFINITY;
  let recent: number[] = [];
  let targetMs = 2 * packetMs;
  let next = start.number;
  let nowMs = start.arrivedMs;
  const beganMs = nowMs;
  let waitedMs = 0;
  let played = 0;
  let delays = 0;

  const listen = () => {
    for (let packet = inTime[seen]; packet && packet.arrivedMs <= nowMs; packet = inTime[++seen]) {
      highest = Math.max(highest, packet.number);
      recent = [...recent.slice(1 - memory), lateness(packet)];
      const sorted = recent.toSorted((a, b) => a - b);
      const usual = sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? 0;
      // One packet is always ahead, or FEC would come too late on an even line.
      targetMs = packetMs * (1 + Math.max(1, Math.ceil((usual - (sorted[0] ?? 0)) / packetMs)));
    }
  };
  const here = (number: number) => {
    const packet = byNumber.get(number);
    return packet && packet.arrivedMs <= nowMs ? packet : undefined;
  };
  const account = (durationMs: number, concealedMs: number) => {
    const second = Math.floor((nowMs - beganMs) / 1_000);
    while (result.seconds.length <= second) result.seconds.push({ playedMs: 0, concealedMs: 0 });
    const row = result.seconds[second] as PlayedSecond;
    row.playedMs += durationMs;
    row.concealedMs += concealedMs;
    nowMs += durationMs;
  };

  while (next <= last) {
    listen();
    const packet = here(next);
    if (packet) {
      const bufferedMs = nowMs - packetMs * next - Math.min(...recent);
      const stretch = bufferedMs > targetMs + toleranceMs ? -stretchMs : bufferedMs < 0.75 * targetMs ? stretchMs : 0;
      delays += nowMs - packet.sentMs;
      played++;
      account(packetMs + stretch, 0);
      waitedMs = 0;
      next++;
    } else if (fec && waitedMs === 0 && here(next + 1)) {
      result.mendedPackets++;
      account(packetMs, 0);
      next++;
    } else {
      // Something later is there: what has been concealed so far stands for what is missing in between.
      const later = highest > next ? firstFrom(next + 1, highest, here) : null;
      if (later !== null && waitedMs >= packetMs * (later - next)) {
        next = later;
        continue;
      }
      account(packetMs, waitedMs < mutedAfterMs ? packetMs : 0);
      waitedMs += packetMs;
    }
  }
  const total = result.seconds.reduce((sum, { playedMs }) => sum + playedMs, 0);
  const concealed = result.seconds.reduce((sum, { concealedMs }) => sum + concealedMs, 0);
  return { ...result, concealedPercent: (100 * concealed) / total, delayMs: played === 0 ? 0 : delays / played };
}

function firstFrom(from: number, to: number, here: (number: number) => unknown): number | null {
  for (let number = from; number <= to; number++) if (here(number)) return number;
  return null;
}

/** R of each whole window of ten seconds (G.107 with its defaults, Opus as transparent with Bpl 10), at one delay from mouth to ear. */
export function ratings({ seconds }: Pick<Replay, 'seconds'>, delayMs: number): number[] {
  const octaves = Math.log10(Math.max(100, delayMs) / 100) / Math.log10(2);
  const sixthRoot = (value: number) => Math.cbrt(Math.sqrt(value));
  const late = 25 * (sixthRoot(1 + octaves ** 6) - 3 * sixthRoot(1 + octaves ** 6 / 729) + 2);
  return Array.from({ length: Math.floor(seconds.length / 10) }, (_, index) => {
    const window = seconds.slice(10 * index, 10 * index + 10);
    const played = window.reduce((sum, second) => sum + second.playedMs, 0);
    const percent = (100 * window.reduce((sum, second) => sum + second.concealedMs, 0)) / played;
    return 93.2 - late - 95 / (1 + 10 / percent);
  });
}
