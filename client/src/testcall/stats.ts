/** Two readings of the browser's statistics become one second's report: deltas only, and null for whatever the browser does not tell. */
import type { RoomRequestInput } from '@sambung/contract/socket';
import { type ConnectionStats, dbfsOfPower } from '../meeting/index.ts';

export type Report = Omit<RoomRequestInput<'test:report'>, 'deviceLabels'>;

/** One entry of an RTCStatsReport; which members there are depends on the browser. */
export type StatsEntry = { id: string; type: string } & Record<string, unknown>;

/** A reading of one peer connection at a moment of a steady clock. */
export type Reading = { atMs: number; connectionState: string; entries: readonly StatsEntry[] };

/** Makes a reading of what the session gave. */
export function readingOf({ connectionState, stats }: ConnectionStats, atMs: number): Reading {
  const entries: StatsEntry[] = [];
  for (const entry of stats.values()) entries.push(entry as StatsEntry);
  return { atMs, connectionState, entries };
}

/** DTLS versions as statistics name them (the wire's version number in hexadecimal; RFC 6347 §4.1, RFC 9147 §5.3). */
const dtlsVersions: Record<string, string> = { FEFF: 'DTLS 1.0', FEFD: 'DTLS 1.2', FEFC: 'DTLS 1.3' };

/** What is reported of the second between two readings of the receiving connection. The first reading alone gives only gauges. */
export function reportOf(previous: Reading | null, current: Reading, sendState: string): Report {
  const transport = current.entries.find((entry) => entry.type === 'transport');
  const pair = selectedPair(current, transport);
  const localCandidate = pair && entryOf(current, text(pair.localCandidateId));
  const roundTripSeconds = pair ? number(pair.currentRoundTripTime) : null;
  const tlsVersion = text(transport?.tlsVersion);
  const candidateType = text(localCandidate?.candidateType);
  return {
    connectionState: worse(current.connectionState, sendState),
    protocol: text(localCandidate?.protocol),
    relayed: candidateType === null ? null : candidateType === 'relay',
    srtpCipher: text(transport?.srtpCipher),
    dtlsVersion: tlsVersion === null ? null : (dtlsVersions[tlsVersion.toUpperCase()] ?? tlsVersion),
    roundTripMs: roundTripSeconds === null ? null : bounded(roundTripSeconds * 1_000, 0, 60_000),
    receivedFramesPerSecond: framesPerSecond(previous, current),
    receivedSoundLevelDbfs: soundLevelDbfs(previous, current),
    receivedJitterMs: jitterMs(current),
    receivedLossPercent: lossPercent(previous, current),
  };
}

/** Chrome names the pair in its transport entry, Firefox marks it in the pair itself. */
function selectedPair(reading: Reading, transport: StatsEntry | undefined): StatsEntry | null {
  const named = entryOf(reading, text(transport?.selectedCandidatePairId));
  if (named) return named;
  const pairs = reading.entries.filter((entry) => entry.type === 'candidate-pair' && entry.state === 'succeeded');
  return pairs.find((pair) => pair.selected === true) ?? pairs.find((pair) => pair.nominated === true) ?? null;
}

function framesPerSecond(previous: Reading | null, current: Reading): number | null {
  const seconds = previous ? (current.atMs - previous.atMs) / 1_000 : 0;
  const frames = change(previous, current, 'video', 'framesDecoded');
  if (frames === null || seconds <= 0) return null;
  return bounded(frames / seconds, 0, 240);
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

/** Packets of sound and picture that did not come, of all that should have. */
function lossPercent(previous: Reading | null, current: Reading): number | null {
  let lost = 0;
  let received = 0;
  let isKnown = false;
  for (const kind of ['audio', 'video'] as const) {
    const lostNow = change(previous, current, kind, 'packetsLost', true);
    const receivedNow = change(previous, current, kind, 'packetsReceived');
    if (lostNow === null || receivedNow === null) continue;
    isKnown = true;
    lost += Math.max(0, lostNow);
    received += receivedNow;
  }
  const expected = lost + received;
  return !isKnown || expected === 0 ? null : bounded((lost / expected) * 100, 0, 100);
}

/**
 * How much a counter of the same streams grew; null when a stream is new, the counter is unknown, or it went back (a reset says nothing about the
 * second). `mayShrink`: late packets take losses back (RFC 3550 §6.4.1).
 */
function change(
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
