/**
 * What a second's counters say of the lines of a direction: what the sender's line lost, what crossed between media nodes, what the receiver's line carried and
 * what its receiver tells of it. Pure apart from what is remembered of the receiver's words.
 */
import type { Side } from '@sambung/contract/http';
import type { CrossedStats, PeerStats } from '@sambung/contract/sfu';
import type { TestReport } from '@sambung/contract/test-report';
import type { SecondSample } from '../measurement/index.ts';
import { type CanaryCount, ToldCanaries, ToldLoss } from './told.ts';

/** One side in one second: what the node counts of it since its transports were made, and what its page tells of this second. */
export interface SideCounters {
  readonly stats: PeerStats | null;
  readonly report: TestReport | null;
}

export interface LineMoment {
  /** What a media node received of the other one's producers so far; null where the sides are at one node. */
  readonly crossed: readonly CrossedStats[] | null;
  readonly host: SideCounters;
  readonly audience: SideCounters;
}

export const otherOf = { host: 'audience', audience: 'host' } as const satisfies Record<Side, Side>;

/** What a receiver said of one kind of media so far. */
export interface Told {
  readonly loss: ToldLoss;
  readonly canaries: ToldCanaries;
}
export const nothingTold = (): Told => ({ loss: new ToldLoss(), canaries: new ToldCanaries() });

/** What the receiver gets of this sender; somebody else in the room does not count. */
export function consumersOf(sender: PeerStats | null, receiver: PeerStats | null): PeerStats['consumers'] {
  const producerIds = producersOf(sender).map(({ producerId }) => producerId);
  return receiver?.consumers.filter(({ producerId }) => producerIds.includes(producerId)) ?? [];
}

/** Microphone and camera, or what stands for them; a shared screen is not measured. */
export function producersOf(sender: PeerStats | null): PeerStats['producers'] {
  return sender?.producers.filter(({ source }) => source === 'microphone' || source === 'camera') ?? [];
}

type Kind = 'audio' | 'video';
interface Counters {
  readonly kind: Kind;
  readonly packetCount: number;
  readonly repairedCount?: number;
  readonly packetsLost: number;
  readonly byteCount: number;
}

/**
 * The increase of all counters that exist at both moments, before repair; null when there is none or one went back. A packet that was lost and sent again is
 * lost and not a packet more: counted as both, a fifth lost would read as a sixth.
 */
function increase<T extends Counters>(
  before: readonly T[],
  after: readonly T[],
  kind: Kind,
  idOf: (entry: T) => string,
): { packets: number; lost: number; bytes: number } | null {
  const total = { packets: 0, lost: 0, bytes: 0 };
  let isKnown = false;
  for (const entry of after.filter((one) => one.kind === kind)) {
    const start = before.find((one) => idOf(one) === idOf(entry));
    if (!start) continue;
    const packets = entry.packetCount - start.packetCount;
    const bytes = entry.byteCount - start.byteCount;
    if (packets < 0 || bytes < 0) return null;
    isKnown = true;
    const first = Math.max(0, packets - ((entry.repairedCount ?? 0) - (start.repairedCount ?? 0)));
    total.packets += first;
    // Packets that come late take a loss back (RFC 3550 §6.4.1).
    total.lost += entry.packetsLost - start.packetsLost;
    total.bytes += packets === 0 ? 0 : Math.round((bytes * first) / packets);
  }
  return isKnown ? total : null;
}

export function uplink(
  before: LineMoment | null,
  now: LineMoment,
  from: Side,
  kind: Kind,
): SecondSample['uplink']['sound'] {
  const producers = producersOf(now[from].stats);
  const grown = increase(producersOf(before?.[from].stats ?? null), producers, kind, ({ producerId }) => producerId);
  if (grown === null) return null;
  const jitters = producers.filter((one) => one.kind === kind).flatMap(({ jitterMs }) => jitterMs ?? []);
  const between = crossing(
    before,
    now,
    producers.filter((one) => one.kind === kind),
  );
  const lost = Math.max(0, grown.lost) + between.lost;
  return {
    expected: grown.packets + Math.max(0, grown.lost),
    lost,
    bytes: grown.bytes,
    jitterMs: jitters.length > 0 ? Math.max(...jitters) : null,
  };
}

/** What came over from the other node of these producers, and what was lost on the way, since the moment before. */
export function crossing(before: LineMoment | null, now: LineMoment, producers: readonly { producerId: string }[]) {
  const total = { packets: 0, lost: 0 };
  for (const entry of now.crossed ?? []) {
    const start = before?.crossed?.find(({ producerId }) => producerId === entry.producerId);
    if (!start || !producers.some(({ producerId }) => producerId === entry.producerId)) continue;
    total.packets += Math.max(0, entry.packetCount - start.packetCount);
    total.lost += Math.max(0, entry.packetsLost - start.packetsLost);
  }
  return total;
}

/** What was withheld of all consumers that exist at both moments, since the earlier one. Named is null where no receiver says which packets it missed. */
function withheldOf(before: PeerStats['consumers'], after: PeerStats['consumers'], kind: Kind): CanaryCount {
  const total: CanaryCount = { withheld: 0, named: null };
  for (const entry of after) {
    const start = before.find(({ consumerId }) => consumerId === entry.consumerId);
    if (!start || entry.kind !== kind) continue;
    // Before they were switched on there were none.
    total.withheld += Math.max(0, (entry.withheldCount ?? 0) - (start.withheldCount ?? 0));
    if (typeof entry.withheldNamedCount === 'number')
      total.named = (total.named ?? 0) + Math.max(0, entry.withheldNamedCount - (start.withheldNamedCount ?? 0));
  }
  return total;
}

/** How many more numbers of all consumers were skipped than at the moment before, fewer where some came late; null where that is not counted. */
function skippedOf(before: PeerStats['consumers'], after: PeerStats['consumers'], kind: Kind): number | null {
  let total: number | null = null;
  for (const entry of after) {
    if (entry.kind !== kind || entry.skippedCount === null) continue;
    const start = before.find(({ consumerId }) => consumerId === entry.consumerId);
    total = (total ?? 0) + entry.skippedCount - (start?.skippedCount ?? 0);
  }
  return total;
}

export function downlink(
  before: LineMoment | null,
  now: LineMoment,
  from: Side,
  kind: Kind,
  told: Told,
): SecondSample['downlink']['sound'] {
  const to = otherOf[from];
  const earlier = before ? consumersOf(before[from].stats, before[to].stats) : [];
  const consumers = consumersOf(now[from].stats, now[to].stats);
  const grown = increase(earlier, consumers, kind, ({ consumerId }) => consumerId);
  if (grown === null) return null;
  const { report } = now[to];
  const received = kind === 'audio' ? report?.sound : report?.picture;
  const claimedLost = told.loss.take(received?.packetsLost ?? null, grown.lost);
  const canaries = told.canaries.take(withheldOf(earlier, consumers, kind), claimedLost);
  return {
    sent: grown.packets,
    bytes: grown.bytes,
    withheld: canaries.withheld,
    withheldNamed: canaries.named,
    skipped: skippedOf(earlier, consumers, kind),
    claimedLost,
    jitterMs: kind === 'audio' ? (report?.sound?.jitterMs ?? null) : null,
  };
}
