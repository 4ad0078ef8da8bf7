/** One second's numbers from two readings, as Chrome and Firefox give them. */
import { describe, expect, it } from 'vitest';
import { type Reading, type StatsEntry, statsReportOf } from './stats.ts';

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
  totalSamplesReceived: 60_000,
  concealedSamples: 1_000,
  silentConcealedSamples: 980,
  ...fields,
});
const video = (fields: Record<string, unknown> = {}): StatsEntry => ({
  id: 'V1',
  type: 'inbound-rtp',
  kind: 'video',
  packetsReceived: 200,
  packetsLost: 1,
  framesDecoded: 300,
  framesDropped: 1,
  frameWidth: 640,
  frameHeight: 360,
  ...fields,
});
const reading = (atMs: number, ...entries: StatsEntry[]): Reading => ({
  atMs,
  connectionState: 'connected',
  entries: [transport, pair, candidate, ...entries],
  sent: { connectionState: 'connected', entries: [] },
});
const second = (previous: Reading | null, current: Reading) => statsReportOf(previous, current, 1_000);

describe('a test call’s second', () => {
  it('is the change since the reading before', () => {
    const report = second(
      reading(1_000, audio(), video()),
      reading(
        2_250,
        audio({
          packetsReceived: 148,
          packetsLost: 2,
          totalAudioEnergy: 1.01,
          totalSamplesDuration: 11,
          totalSamplesReceived: 108_000,
          concealedSamples: 1_480,
          silentConcealedSamples: 980,
        }),
        video({ packetsReceived: 248, packetsLost: 3, framesDecoded: 329, framesDropped: 2 }),
      ),
    );
    expect(report).toMatchObject({
      spanMs: 1_250,
      connectionState: 'connected',
      protocol: 'udp',
      relayed: false,
      srtpCipher: 'AEAD_AES_128_GCM',
      dtlsVersion: 'DTLS 1.3',
      roundTripMs: 12.5,
      sound: { packetsReceived: 48, packetsLost: 2, jitterMs: 4, samples: 48_000, concealedSamples: 480 },
      picture: { packetsReceived: 48, packetsLost: 2, framesDecoded: 29, framesDropped: 1 },
    });
    expect(report.sound?.levelDbfs).toBeCloseTo(-20, 6);
  });

  it('has gauges but no changes at the first reading', () => {
    const { spanMs, sound, picture } = second(null, reading(1_000, audio(), video()));
    expect(spanMs).toBe(1_000);
    expect(sound).toMatchObject({ jitterMs: 4, packetsReceived: null, concealedSamples: null, levelDbfs: null });
    expect(picture).toMatchObject({ framesDecoded: null, packetsLost: null, widthPx: 640, heightPx: 360 });
  });

  it('says null, not zero, for what the browser does not tell', () => {
    const sent = { connectionState: 'connecting', entries: [] };
    const bare: Reading = { atMs: 0, connectionState: 'connecting', entries: [], sent };
    expect(second(bare, { ...bare, atMs: 1_000 })).toEqual({
      spanMs: 1_000,
      connectionState: 'connecting',
      protocol: null,
      relayed: null,
      srtpCipher: null,
      dtlsVersion: null,
      roundTripMs: null,
      sound: null,
      picture: null,
      sent: { widthPx: null, heightPx: null },
    });
    const withoutSilence = { silentConcealedSamples: undefined };
    const { sound } = second(reading(0, audio(withoutSilence)), reading(1_000, audio(withoutSilence)));
    expect(sound?.concealedSamples).toBeNull();
  });

  it('drops the counters that were reset and those of another stream', () => {
    const before = reading(1_000, audio(), video());
    const reset = reading(2_000, audio({ packetsReceived: 3 }), video({ framesDecoded: 5, packetsReceived: 2 }));
    expect(second(before, reset).picture).toMatchObject({ framesDecoded: null, packetsReceived: null });
    expect(second(before, reset).sound?.packetsReceived).toBeNull();
    const other = reading(2_000, { ...video({ framesDecoded: 900 }), id: 'V2' });
    expect(second(before, other).picture?.framesDecoded).toBeNull();
  });

  it('reads a still picture as zero frames and silence as silence', () => {
    const report = second(
      reading(1_000, audio(), video()),
      reading(2_000, audio({ packetsReceived: 150, totalSamplesDuration: 11 }), video()),
    );
    expect(report.picture?.framesDecoded).toBe(0);
    expect(report.sound?.levelDbfs).toBe(-127);
  });

  it('lets late packets take losses back', () => {
    const report = second(
      reading(1_000, audio({ packetsLost: 5 })),
      reading(2_000, audio({ packetsLost: 3, packetsReceived: 150 })),
    );
    expect(report.sound?.packetsLost).toBe(-2);
  });

  it('tells the worse of both connections’ states', () => {
    const well = reading(1_000);
    const sent = { connectionState: 'failed', entries: [] };
    expect(second(null, { ...well, sent }).connectionState).toBe('failed');
    expect(second(null, { ...well, connectionState: 'disconnected' }).connectionState).toBe('disconnected');
  });

  it('tells the largest layer that is really sent', () => {
    const layer = (id: string, frameWidth?: number, frameHeight?: number) => ({
      ...{ id, type: 'outbound-rtp', kind: 'video' },
      ...(frameWidth && { frameWidth, frameHeight }),
    });
    const sent = { connectionState: 'connected', entries: [layer('l', 320, 180), layer('m', 640, 360), layer('h')] };
    expect(second(null, { ...reading(1_000), sent }).sent).toEqual({ widthPx: 640, heightPx: 360 });
  });

  it('finds Firefox’s selected pair, which no transport entry names, and tells a relay', () => {
    const firefox: Reading = {
      ...reading(1_000),
      entries: [
        { ...pair, id: 'other', localCandidateId: 'C2', currentRoundTripTime: 0.5 },
        { ...pair, selected: true },
        { ...candidate, candidateType: 'relay' },
      ],
    };
    expect(second(null, firefox)).toMatchObject({ roundTripMs: 12.5, relayed: true, srtpCipher: null });
  });
});
