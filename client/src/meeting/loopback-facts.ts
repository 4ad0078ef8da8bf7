/** What the browser's statistics say of media that came back from the node: readings every half second become the facts of one way. Pure. */
import type { Way, WayFacts } from '@sambung/contract/self-check';

/** One reading. Counters since the way was begun. */
export interface Came {
  /** Since the way was begun. */
  atMs: number;
  connected: boolean;
  packets: { sound: number; picture: number };
  lost: number;
  /** Pictures decoded. */
  pictures: number;
  bytes: number;
  roundTripMs: number | null;
  ownAddresses: string[];
}

type Stats = { values(): Iterable<unknown> };
type Entry = Record<string, unknown> & { type?: string; id?: string };

export function cameOf(atMs: number, { send, receive }: { send: Stats; receive: Stats }): Came {
  const [sent, received] = [[...send.values()] as Entry[], [...receive.values()] as Entry[]];
  const streams = received.filter(({ type }) => type === 'inbound-rtp');
  const of = (kind: string) => streams.filter((stream) => stream.kind === kind);
  const pairs = [sent, received].map(pairOf);
  const roundTrips = pairs.flatMap((pair) => {
    const seconds = number(pair?.currentRoundTripTime);
    return seconds === null ? [] : [seconds * 1_000];
  });
  const bytes = received.find(({ type, id }) => type === 'transport' && id !== undefined)?.bytesReceived;
  return {
    atMs,
    connected: pairs.every((pair) => pair !== undefined),
    packets: { sound: sum(of('audio'), 'packetsReceived'), picture: sum(of('video'), 'packetsReceived') },
    lost: Math.max(0, sum(streams, 'packetsLost')),
    pictures: sum(of('video'), 'framesDecoded'),
    bytes: number(bytes) ?? sum(streams, 'bytesReceived'),
    roundTripMs: roundTrips.length > 0 ? Math.min(...roundTrips) : null,
    ownAddresses: [...sent, ...received].flatMap(ownAddressOf),
  };
}

/** How much of the line's best second counts; shorter would take a burst for a line. */
const bestOverMs = 1_000;

export function wayFactsOf(way: Way, came: readonly Came[], endpoints: readonly string[]): WayFacts {
  const first = (is: (reading: Came) => boolean) => came.find(is)?.atMs ?? null;
  const last = came.at(-1);
  const packets = last ? last.packets.sound + last.packets.picture : 0;
  const roundTrips = came.flatMap(({ roundTripMs }) => roundTripMs ?? []);
  return {
    way,
    connectedMs: first(({ connected }) => connected),
    soundMs: first(({ packets: { sound } }) => sound > 0),
    pictureMs: first(({ pictures }) => pictures > 0),
    roundTripMs: roundTrips.length > 0 ? Math.min(...roundTrips) : null,
    lossPercent: last && packets > 0 ? (last.lost / (last.lost + packets)) * 100 : null,
    bitsPerSecond: bestSecond(came),
    endpoints: endpoints.slice(0, 12),
  };
}

/** Bits of the best stretch of at least a second; null where there is none. */
function bestSecond(came: readonly Came[]): number | null {
  const rates = came.flatMap((from) => {
    const to = came.find(({ atMs }) => atMs - from.atMs >= bestOverMs);
    return to && from.connected ? [((to.bytes - from.bytes) * 8_000) / (to.atMs - from.atMs)] : [];
  });
  return rates.length > 0 ? Math.max(0, ...rates) : null;
}

/** The pair in use: named by the transport, or, where a browser has no such entry, the nominated one that worked. */
function pairOf(entries: readonly Entry[]): Entry | undefined {
  const chosen = entries.find(({ type }) => type === 'transport')?.selectedCandidatePairId;
  const pairs = entries.filter(({ type, state }) => type === 'candidate-pair' && state === 'succeeded');
  return pairs.find(({ id }) => id === chosen) ?? pairs.find(({ nominated }) => nominated === true);
}

/** What the world sees of this page: reflexive candidates name it, host candidates are only the local network's. */
function ownAddressOf({ type, candidateType, address }: Entry): string[] {
  const isOwn = type === 'local-candidate' && (candidateType === 'srflx' || candidateType === 'prflx');
  return isOwn && typeof address === 'string' && address !== '' ? [address] : [];
}

const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const sum = (entries: readonly Entry[], field: string): number =>
  entries.reduce((total, entry) => total + (number(entry[field]) ?? 0), 0);
