/** Two readings of the browser's statistics become the numbers of one second: differences only, and null for whatever the browser does not tell. */
import type { TestReport } from '@sambung/contract/test-report';
import { dbfsOfPower } from './level.ts';
import type { ConnectionStats } from './media.ts';

type Sound = NonNullable<TestReport['sound']>;
type Picture = NonNullable<TestReport['picture']>;

/** What of a report the statistics tell; the rest is measured in sound and picture themselves. */
export type StatsReport = Pick<
  TestReport,
  'spanMs' | 'connectionState' | 'protocol' | 'relayed' | 'srtpCipher' | 'dtlsVersion' | 'roundTripMs'
> & {
  /** Null: nothing comes in of that kind. */
  sound: Pick<
    Sound,
    'packetsReceived' | 'packetsLost' | 'jitterMs' | 'samples' | 'concealedSamples' | 'levelDbfs'
  > | null;
  picture: Pick<
    Picture,
    'packetsReceived' | 'packetsLost' | 'framesDecoded' | 'framesDropped' | 'widthPx' | 'heightPx'
  > | null;
  sent: Pick<TestReport['sent'], 'widthPx' | 'heightPx'>;
};

/** One entry of an RTCStatsReport; which members there are depends on the browser. */
export type StatsEntry = { id: string; type: string } & Record<string, unknown>;

/** A reading of both peer connections at a moment of a steady clock. `entries` are of the receiving one. */
export type Reading = {
  atMs: number;
  connectionState: string;
  entries: readonly StatsEntry[];
  sent: { connectionState: string; entries: readonly StatsEntry[] };
};

/** Makes a reading of what the session gave. */
export function readingOf({ receive, send }: Record<'send' | 'receive', ConnectionStats>, atMs: number): Reading {
  const { connectionState } = receive;
  const sent = { connectionState: send.connectionState, entries: entriesOf(send.stats) };
  return { atMs, connectionState, entries: entriesOf(receive.stats), sent };
}

function entriesOf(stats: RTCStatsReport): StatsEntry[] {
  const entries: StatsEntry[] = [];
  for (const entry of stats.values()) entries.push(entry as StatsEntry);
  return entries;
}

/** DTLS versions as statistics name them (the wire's version number in hexadecimal; RFC 6347 §4.1, RFC 9147 §5.3). */
const dtlsVersions: Record<string, string> = { FEFF: 'DTLS 1.0', FEFD: 'DTLS 1.2', FEFC: 'DTLS 1.3' };

/** The second between two readings; `usualSpanMs` is said of the first one, of which there are only gauges. */
export function statsReportOf(previous: Reading | null, current: Reading, usualSpanMs: number): StatsReport {
  const transport = current.entries.find((entry) => entry.type === 'transport');
  const pair = selectedPair(current, transport);
  const localCandidate = pair && entryOf(current, text(pair.localCandidateId));
  const roundTripSeconds = pair ? number(pair.currentRoundTripTime) : null;
  const tlsVersion = text(transport?.tlsVersion);
  const candidateType = text(localCandidate?.candidateType);
  return {
    spanMs: bounded(previous ? current.atMs - previous.atMs : usualSpanMs, 1, 60_000),
    connectionState: worse(current.connectionState, current.sent.connectionState),
    protocol: text(localCandidate?.protocol),
    relayed: candidateType === null ? null : candidateType === 'relay',
    srtpCipher: text(transport?.srtpCipher),
    dtlsVersion: tlsVersion === null ? null : (dtlsVersions[tlsVersion.toUpperCase()] ?? tlsVersion),
    roundTripMs: roundTripSeconds === null ? null : bounded(roundTripSeconds * 1_000, 0, 60_000),
    sound: inbound(current, 'audio').length === 0 ? null : soundOf(previous, current),
    picture: inbound(current, 'video').length === 0 ? null : pictureOf(previous, current),
    sent: sizeOf(current.sent.entries.filter((entry) => entry.type === 'outbound-rtp' && entry.kind === 'video')),
  };
}

function soundOf(previous: Reading | null, current: Reading): NonNullable<StatsReport['sound']> {
  const concealed = change(previous, current, 'audio', 'concealedSamples');
  const silent = change(previous, current, 'audio', 'silentConcealedSamples');
  return {
    packetsReceived: change(previous, current, 'audio', 'packetsReceived'),
    packetsLost: change(previous, current, 'audio', 'packetsLost', true),
    jitterMs: jitterMs(current),
    samples: change(previous, current, 'audio', 'totalSamplesReceived'),
    // Of a browser that does not tell them apart the voiced ones are unknown.
    concealedSamples: concealed === null || silent === null ? null : Math.max(0, concealed - silent),
    levelDbfs: soundLevelDbfs(previous, current),
  };
}

function pictureOf(previous: Reading | null, current: Reading): NonNullable<StatsReport['picture']> {
  return {
    packetsReceived: change(previous, current, 'video', 'packetsReceived'),
    packetsLost: change(previous, current, 'video', 'packetsLost', true),
    framesDecoded: change(previous, current, 'video', 'framesDecoded'),
    framesDropped: change(previous, current, 'video', 'framesDropped'),
    ...sizeOf(inbound(current, 'video')),
  };
}

/** Of several layers or streams the largest; a layer that is not sent tells no size. */
function sizeOf(entries: readonly StatsEntry[]): { widthPx: number | null; heightPx: number | null } {
  let size: { widthPx: number | null; heightPx: number | null } = { widthPx: null, heightPx: null };
  for (const entry of entries) {
    const widthPx = number(entry.frameWidth);
    const heightPx = number(entry.frameHeight);
    if (widthPx !== null && heightPx !== null && heightPx > (size.heightPx ?? 0)) size = { widthPx, heightPx };
  }
  return size;
}

/** Chrome names the pair in its transport entry, Firefox marks it in the pair itself. */
function selectedPair(reading: Reading, transport: StatsEntry | undefined): StatsEntry | null {
  const named = entryOf(reading, text(transport?.selectedCandidatePairId));
  if (named) return named;
  const pairs = reading.entries.filter((entry) => entry.type === 'candidate-pair' && entry.state === 'succeeded');
  return pairs.find((pair) => pair.selected === true) ?? pairs.find((pair) => pair.nominated === true) ?? null;
}

/** The same of what came in of some tracks alone: a conference has more people than the one who is measured. An entry that names no track stays. */
export function ofTracks(reading: Reading, trackIds: readonly string[]): Reading {
  const entries = reading.entries.filter(({ type, trackIdentifier }) => {
    const trackId = text(trackIdentifier);
    return type !== 'inbound-rtp' || trackId === null || trackIds.includes(trackId);
  });
  return { ...reading, entries };
}

/** RMS of what the own microphone gave in the second, before encoding (webrtc-stats §8.9). */
export function sentLevelDbfs(previous: Reading | null, current: Reading): number | null {
  const sourceOf = (reading: Reading | null) =>
    reading?.sent.entries.find((entry) => entry.type === 'media-source' && entry.kind === 'audio');
  const [now, then] = [sourceOf(current), sourceOf(previous)];
  if (!now || now.id !== then?.id) return null;
  const grown = (counter: string) => (number(now[counter]) ?? Number.NaN) - (number(then[counter]) ?? Number.NaN);
  const seconds = grown('totalSamplesDuration');
  const power = grown('totalAudioEnergy') / seconds;
  return seconds > 0 && power >= 0 ? dbfsOfPower(power) : null;
}

/** RMS over everything that was played out in the second, from the energies the browser sums up (webrtc-stats §8.4). */
function soundLevelDbfs(previous: Reading | null, current: Reading): number | null {
  const energy = change(previous, current, 'audio', 'totalAudioEnergy');
  const seconds = change(previous, current, 'audio', 'totalSamplesDuration');
  if (energy === null || seconds === null || seconds <= 0) return null;
  return dbfsOfPower(energy / seconds);
}

function jitterMs(reading: Reading): number | null {
  const seconds = inbound(reading, 'audio').map((entry) => number(entry.jitter));
  const known = seconds.filter((value) => value !== null);
  return known.length === 0 ? null : bounded(Math.max(...known) * 1_000, 0, 60_000);
}

/**
 * How much a counter of the same streams grew; null when a stream is new, the counter is unknown, or it went back (a reset says nothing about the
 * second). `mayShrink`: late packets take losses back (RFC 3550 §6.4.1).
 */
export function change(
  previous: Reading | null,
  current: Reading,
  kind: 'audio' | 'video',
  counter: string,
  mayShrink = false,
): number | null {
  if (!previous) return null;
  let sum: number | null = null;
  for (const entry of inbound(current, kind)) {
    const now = number(entry[counter]);
    const then = number(entryOf(previous, entry.id)?.[counter]);
    if (now === null || then === null) continue;
    if (now < then && !mayShrink) return null;
    sum = (sum ?? 0) + now - then;
  }
  return sum;
}

const inbound = (reading: Reading, kind: 'audio' | 'video') =>
  reading.entries.filter((entry) => entry.type === 'inbound-rtp' && entry.kind === kind);

const entryOf = (reading: Reading, id: string | null) =>
  id === null ? null : (reading.entries.find((entry) => entry.id === id) ?? null);

/** From well to lost; the worse of the two connections is what the person experiences. */
const severity = ['connected', 'new', 'connecting', 'disconnected', 'failed', 'closed'];
const worse = (a: string, b: string) => (severity.indexOf(a) >= severity.indexOf(b) ? a : b);

const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
const bounded = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
