/** One second's report from two readings, as Chrome and Firefox give them. */
import { describe, expect, it } from 'vitest';
import { type Reading, reportOf, type StatsEntry } from './stats.ts';

const transport = {
  id: 'T1',
  type: 'transport',
  selectedCandidatePairId: 'P1',
  srtpCipher: 'AEAD_AES_128_GCM',
  tlsVersion: 'FEFC',
};
const pair = {
  id: 'P1',
  type: 'candidate-pair',
  state: 'succeeded',
  localCandidateId: 'C1',
  currentRoundTripTime: 0.0125,
};
const candidate = { id: 'C1', type: 'local-candidate', protocol: 'udp', candidateType: 'host' };
const audio = (fields: Record<string, unknown> = {}): StatsEntry => ({
  id: 'A1',
  type: 'inbound-rtp',
  kind: 'audio',
  packetsReceived: 100,
  packetsLost: 0,
  jitter: 0.004,
  totalAudioEnergy: 1,
  totalSamplesDuration: 10,
  ...fields,
});
const video = (fields: Record<string, unknown> = {}): StatsEntry => ({
  id: 'V1',
  type: 'inbound-rtp',
  kind: 'video',
  packetsReceived: 200,
  packetsLost: 1,
  framesDecoded: 300,
  ...fields,
});
const reading = (atMs: number, ...entries: StatsEntry[]): Reading => ({
  atMs,
  connectionState: 'connected',
  entries: [transport, pair, candidate, ...entries],
});

describe('a test call’s report', () => {
  it('is the change over the second', () => {
    const report = reportOf(
      reading(1_000, audio(), video()),
      reading(
        2_000,
        audio({ packetsReceived: 148, packetsLost: 2, totalAudioEnergy: 1.01, totalSamplesDuration: 11 }),
        video({ packetsReceived: 248, packetsLost: 3, framesDecoded: 329 }),
      ),
      'connected',
    );
    expect(report).toMatchObject({
      connectionState: 'connected',
      protocol: 'udp',
      relayed: false,
      srtpCipher: 'AEAD_AES_128_GCM',
      dtlsVersion: 'DTLS 1.3',
      roundTripMs: 12.5,
      receivedFramesPerSecond: 29,
      receivedJitterMs: 4,
      receivedLossPercent: 4,
    });
    expect(report.receivedSoundLevelDbfs).toBeCloseTo(-20, 6);
  });

  it('divides by the time that really passed', () => {
    const later = reading(3_000, video({ framesDecoded: 350 }));
    expect(reportOf(reading(1_000, video()), later, 'connected').receivedFramesPerSecond).toBe(25);
  });

  it('has gauges but no changes at the first reading', () => {
    const report = reportOf(null, reading(1_000, audio(), video()), 'connected');
    expect(report.receivedJitterMs).toBe(4);
    expect(report.receivedFramesPerSecond).toBeNull();
    expect(report.receivedLossPercent).toBeNull();
    expect(report.receivedSoundLevelDbfs).toBeNull();
  });

  it('says null, not zero, for what the browser does not tell', () => {
    const bare: Reading = { atMs: 0, connectionState: 'connecting', entries: [] };
    expect(reportOf(bare, { ...bare, atMs: 1_000 }, 'connected')).toEqual({
      connectionState: 'connecting',
      protocol: null,
      relayed: null,
      srtpCipher: null,
      dtlsVersion: null,
      roundTripMs: null,
      receivedFramesPerSecond: null,
      receivedSoundLevelDbfs: null,
      receivedJitterMs: null,
      receivedLossPercent: null,
    });
  });

  it('drops the second in which counters were reset or the stream is another one', () => {
    const before = reading(1_000, audio(), video());
    const reset = reading(2_000, audio({ packetsReceived: 3 }), video({ framesDecoded: 5, packetsReceived: 2 }));
    expect(reportOf(before, reset, 'connected').receivedFramesPerSecond).toBeNull();
    expect(reportOf(before, reset, 'connected').receivedLossPercent).toBeNull();
    const other = reading(2_000, { ...video({ framesDecoded: 900 }), id: 'V2' });
    expect(reportOf(before, other, 'connected').receivedFramesPerSecond).toBeNull();
  });

  it('reads a still picture as zero frames and silence as silence', () => {
    const report = reportOf(
      reading(1_000, audio(), video()),
      reading(2_000, audio({ packetsReceived: 150, totalSamplesDuration: 11 }), video()),
      'connected',
    );
    expect(report.receivedFramesPerSecond).toBe(0);
    expect(report.receivedSoundLevelDbfs).toBe(-127);
  });

  it('lets late packets take losses back without a negative loss', () => {
    const report = reportOf(
      reading(1_000, audio({ packetsLost: 5 })),
      reading(2_000, audio({ packetsLost: 3, packetsReceived: 150 })),
      'connected',
    );
    expect(report.receivedLossPercent).toBe(0);
  });

  it('tells the worse of both connections’ states', () => {
    const well = reading(1_000);
    expect(reportOf(null, well, 'failed').connectionState).toBe('failed');
    expect(reportOf(null, { ...well, connectionState: 'disconnected' }, 'connected').connectionState).toBe(
      'disconnected',
    );
  });

  it('finds Firefox’s selected pair, which no transport entry names, and tells a relay', () => {
    const firefox: Reading = {
      atMs: 1_000,
      connectionState: 'connected',
      entries: [
        { ...pair, id: 'other', localCandidateId: 'C2', currentRoundTripTime: 0.5 },
        { ...pair, selected: true },
        { ...candidate, candidateType: 'relay' },
      ],
    };
    expect(reportOf(null, firefox, 'connected')).toMatchObject({ roundTripMs: 12.5, relayed: true, srtpCipher: null });
  });
});
