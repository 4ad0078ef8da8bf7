/**
 * Sampling a test call: what the sfu node counted and what both pages reported at two moments becomes one sample of each direction. Pure. A counter that went
 * back is dropped, a number nobody has is null and never zero, and every number carries who vouches for it (test-call design, C3.0).
 */
import type { Side, TestSample } from '@sambung/contract/http';
import type { PeerStats } from '@sambung/contract/sfu';
import type { TestReport as PageReport } from '@sambung/contract/test-report';

/** One side at one moment. */
export interface SideReading {
  stats: PeerStats | null;
  report: PageReport | null;
  reportedAt: Date | null;
}

export interface Reading {
  at: Date;
  host: SideReading;
  audience: SideReading;
}

type Trust = TestSample['trust'][string];
/** A number and who vouches for it. */
type Vouched<T> = { value: T; trust: Trust } | null;

/** A report older than this says nothing of now; pages send one a second. Higher shows old numbers as new, lower loses late ones. */
const reportLifeMs = 3_000;

/** The samples of host → audience and audience → host; a direction without media yet has none. */
export function takeSamples(previous: Reading | null, current: Reading): TestSample[] {
  return (['host', 'audience'] as const).flatMap((from) => {
    const sample = takeSample(previous, current, from);
    return sample ? [sample] : [];
  });
}

function takeSample(previous: Reading | null, current: Reading, from: Side): TestSample | null {
  const to: Side = from === 'host' ? 'audience' : 'host';
  const sender = current[from];
  const receiver = current[to];
  if (consumersOf(sender.stats, receiver.stats).length === 0) return null;
  // Before both ways to the node were found nothing can flow. One that breaks later is sampled: that is what a test call is for.
  if ([legState(sender.stats, 'send'), legState(receiver.stats, 'receive')].includes('new')) return null;
  const senderReport = freshReport(sender, current.at);
  const receiverReport = freshReport(receiver, current.at);
  const vouched = {
    connectionState: connectionState(sender.stats, receiver.stats, senderReport, receiverReport),
    route: route(sender.stats, receiver.stats, senderReport, receiverReport),
    cipher: cipher(senderReport, receiverReport),
    roundTripMs: roundTrip(sender.stats, receiver.stats, senderReport, receiverReport),
    lossPercent: loss(previous, current, from, to),
    jitterMs: jitter(sender.stats, receiverReport),
    audioBitrateBps: bitrate(sender.stats, 'audio'),
    videoBitrateBps: bitrate(sender.stats, 'video'),
    framesPerSecond: claimed(framesPerSecond(receiverReport)),
    soundLevelDbfs: claimed(receiverReport?.sound?.levelDbfs),
  };
  const trust = Object.fromEntries(
    Object.entries(vouched).flatMap(([name, number]) => (number ? [[name, number.trust]] : [])),
  );
  return {
    at: current.at.toISOString(),
    from,
    connectionState: vouched.connectionState?.value ?? null,
    route: vouched.route?.value ?? null,
    cipher: vouched.cipher?.value ?? null,
    roundTripMs: vouched.roundTripMs?.value ?? null,
    lossPercent: vouched.lossPercent?.value ?? null,
    jitterMs: vouched.jitterMs?.value ?? null,
    audioBitrateBps: vouched.audioBitrateBps?.value ?? null,
    videoBitrateBps: vouched.videoBitrateBps?.value ?? null,
    framesPerSecond: vouched.framesPerSecond?.value ?? null,
    soundLevelDbfs: vouched.soundLevelDbfs?.value ?? null,
    trust,
  };
}

function freshReport({ report, reportedAt }: SideReading, at: Date): PageReport | null {
  return reportedAt && at.getTime() - reportedAt.getTime() <= reportLifeMs ? report : null;
}

/** From worst to best: a direction is as well connected as its worse leg. */
const stateOrder = ['failed', 'closed', 'disconnected', 'new', 'connecting', 'connected'];

function connectionState(
  sender: PeerStats | null,
  receiver: PeerStats | null,
  ...reports: (PageReport | null)[]
): Vouched<string> {
  const legs = [legState(sender, 'send'), legState(receiver, 'receive')];
  const known = legs.filter((state) => state !== null);
  if (known.length < legs.length) return null;
  const value = known.reduce((worst, state) => (stateOrder.indexOf(state) < stateOrder.indexOf(worst) ? state : worst));
  return { value, trust: reports.every((report) => report !== null) ? 'cross-checked' : 'server-observed' };
}

/** The newest transport counts: a page that joined again has left an older one behind. */
function legTransport(stats: PeerStats | null, direction: 'send' | 'receive') {
  return stats?.transports.filter((transport) => transport.direction === direction).at(-1);
}

function legState(stats: PeerStats | null, direction: 'send' | 'receive'): string | null {
  const transport = legTransport(stats, direction);
  if (!transport) return null;
  const { iceState, dtlsState } = transport;
  if (dtlsState === 'failed' || dtlsState === 'closed') return dtlsState;
  if (iceState === 'connected' || iceState === 'completed') return dtlsState;
  return iceState;
}

/** The node sees the protocol of its own socket; that a relay stands between only the page knows. */
function route(
  sender: PeerStats | null,
  receiver: PeerStats | null,
  ...reports: (PageReport | null)[]
): Vouched<'udp' | 'tcp' | 'turn'> {
  if (reports.some((report) => report?.relayed === true)) return { value: 'turn', trust: 'self-reported' };
  const protocols = [legTransport(sender, 'send'), legTransport(receiver, 'receive')].map((leg) => leg?.protocol);
  if (protocols.some((protocol) => !protocol)) return null;
  const value = protocols.includes('tcp') ? 'tcp' : 'udp';
  return { value, trust: reports.every((report) => report !== null) ? 'cross-checked' : 'server-observed' };
}

function cipher(...reports: (PageReport | null)[]): Vouched<string> {
  const names = reports.flatMap((report) => report?.srtpCipher ?? []);
  return names.length > 0 ? { value: [...new Set(names)].join(' + '), trust: 'self-reported' } : null;
}

/** Both legs together. The node's own measurement of a leg counts before the page's. */
function roundTrip(
  sender: PeerStats | null,
  receiver: PeerStats | null,
  senderReport: PageReport | null,
  receiverReport: PageReport | null,
): Vouched<number> {
  const legs = [legRoundTrip(sender, senderReport), legRoundTrip(receiver, receiverReport)];
  const known = legs.filter((leg) => leg !== null);
  if (known.length < legs.length) return null;
  return { value: known.reduce((total, leg) => total + leg.value, 0), trust: weakest(known.map(({ trust }) => trust)) };
}

/** The way to the node is the same for both transports of a page, so either's round trip is the leg's. */
function legRoundTrip(stats: PeerStats | null, report: PageReport | null): Vouched<number> {
  const observed = stats?.transports.flatMap(({ roundTripMs }) => roundTripMs ?? []) ?? [];
  const claim = report?.roundTripMs ?? null;
  if (observed.length > 0) {
    return { value: Math.min(...observed), trust: claim === null ? 'server-observed' : 'cross-checked' };
  }
  return claim === null ? null : { value: claim, trust: 'self-reported' };
}

function weakest(trusts: Trust[]): Trust {
  if (trusts.includes('self-reported')) return 'self-reported';
  return trusts.includes('cross-checked') ? 'cross-checked' : 'server-observed';
}

/** What the receiver gets of this sender; somebody else in the room does not count. */
function consumersOf(sender: PeerStats | null, receiver: PeerStats | null): PeerStats['consumers'] {
  const producerIds = sender?.producers.map(({ producerId }) => producerId) ?? [];
  return receiver?.consumers.filter(({ producerId }) => producerIds.includes(producerId)) ?? [];
}

interface Counters {
  packetCount: number;
  packetsLost: number;
}

/** What gets lost on the way up the node counts itself; the way down it knows from the receiver's reports about packets it sent. */
function loss(previous: Reading | null, current: Reading, from: Side, to: Side): Vouched<number> {
  const up = deltas(previous?.[from].stats?.producers, current[from].stats?.producers, (entry) => entry.producerId);
  if (up === null) return null;
  const upLoss = up.packetsLost / (up.packetCount + up.packetsLost);
  const consumers = consumersOf(current[from].stats, current[to].stats);
  const down = deltas(previous?.[to].stats?.consumers, consumers, (entry) => entry.consumerId);
  if (down === null) return { value: upLoss * 100, trust: 'server-observed' };
  // The node sent `packetCount` downwards, the lost ones among them.
  const downLoss = Math.min(1, down.packetsLost / down.packetCount);
  return { value: (1 - (1 - upLoss) * (1 - downLoss)) * 100, trust: 'cross-checked' };
}

/** The increase of all counters that exist at both moments; null when there is none, nothing came, or one went back. */
function deltas<T extends Counters>(
  before: readonly T[] | undefined,
  after: readonly T[] | undefined,
  idOf: (entry: T) => string,
): Counters | null {
  const earlier = new Map(before?.map((entry) => [idOf(entry), entry]));
  const total = { packetCount: 0, packetsLost: 0 };
  for (const entry of after ?? []) {
    const start = earlier.get(idOf(entry));
    if (!start) continue;
    const packetCount = entry.packetCount - start.packetCount;
    const packetsLost = entry.packetsLost - start.packetsLost;
    if (packetCount < 0 || packetsLost < 0) return null;
    total.packetCount += packetCount;
    total.packetsLost += packetsLost;
  }
  return total.packetCount > 0 ? total : null;
}

/** The worse of what the node saw arrive from the sender and what the receiver saw arrive from the node. */
function jitter(sender: PeerStats | null, receiverReport: PageReport | null): Vouched<number> {
  const observed = sender?.producers.flatMap(({ jitterMs }) => jitterMs ?? []) ?? [];
  const claim = receiverReport?.sound?.jitterMs ?? null;
  if (observed.length === 0) return claim === null ? null : { value: claim, trust: 'self-reported' };
  const up = Math.max(...observed);
  return claim === null
    ? { value: up, trust: 'server-observed' }
    : { value: Math.max(up, claim), trust: 'cross-checked' };
}

/** The face and the voice: a shared screen is no part of the test. */
const source = { audio: 'microphone', video: 'camera' } as const;

function bitrate(sender: PeerStats | null, kind: 'audio' | 'video'): Vouched<number> {
  const producers = sender?.producers.filter((producer) => producer.source === source[kind]) ?? [];
  if (producers.length === 0) return null;
  return { value: producers.reduce((total, { bitrateBps }) => total + bitrateBps, 0), trust: 'server-observed' };
}

/** A second in which the page was hidden or could not keep up says nothing of the picture. */
function framesPerSecond(report: PageReport | null): number | null {
  const frames = report?.voided === null ? (report.picture?.framesDecoded ?? null) : null;
  return report === null || frames === null ? null : (frames / report.spanMs) * 1_000;
}

function claimed(value: number | null | undefined): Vouched<number> {
  return value === null || value === undefined ? null : { value, trust: 'self-reported' };
}

export type SimulatedReason = 'same-machine' | 'fake-device';

/** Why this call proves nothing about two real sites: both on one machine, or devices that are none. */
export function simulatedReasons({ host, audience }: Reading): SimulatedReason[] {
  const addresses = [remoteAddresses(host.stats), remoteAddresses(audience.stats)];
  const [hostAddresses = [], audienceAddresses = []] = addresses;
  const isSameMachine =
    hostAddresses.some((address) => audienceAddresses.includes(address)) || addresses.flat().some(isLoopback);
  const labels = [host, audience].flatMap(({ report }) => report?.deviceLabels ?? []);
  const isFake = labels.some((label) => /fake/i.test(label));
  return [...(isSameMachine ? ['same-machine' as const] : []), ...(isFake ? ['fake-device' as const] : [])];
}

function remoteAddresses(stats: PeerStats | null): string[] {
  return stats?.transports.flatMap(({ remoteAddress }) => remoteAddress ?? []) ?? [];
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./i.test(address);
}
