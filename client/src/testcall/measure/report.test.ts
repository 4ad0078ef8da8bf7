/** One second's report: what is told, what is void, and that it is what the contract takes. */
import { type TestPlan, testReportSchema } from '@sambung/contract/test-report';
import { describe, expect, it } from 'vitest';
import { type SecondParts, secondReportOf } from './report.ts';
import { isStarved, type Load } from './starvation.ts';

const plan: TestPlan = {
  phase: 'synthetic',
  lineClass: 'sd',
  planNumber: 4,
  seed: 'ab'.repeat(32),
  streamId: 1,
  loop: 'off',
};
const marker = { seq: 5, drawnAtMs: 9, streamId: 2, echoSeq: 0, echoHoldMs: 0, nonce: 1, shownAtMs: 1_000 };
const levels = { levelDbfs: -22, peakDbfs: -16, frames: 100, clippedFrames: 1, noiseFloorDbfs: -110 };
const sweep = { channel: 'far', turn: 'up', atSample: 1, atSeconds: 4, gain: 1, peakRatio: 40, found: true } as const;

const parts = (change: Partial<SecondParts> = {}): SecondParts => ({
  plan,
  atMs: 5_000,
  stats: {
    spanMs: 1_000,
    connectionState: 'connected',
    protocol: 'udp',
    relayed: false,
    srtpCipher: 'AEAD_AES_128_GCM',
    dtlsVersion: 'DTLS 1.3',
    roundTripMs: 3,
    sound: { packetsReceived: 50, packetsLost: 0, jitterMs: 2, samples: 48_000, concealedSamples: 0, levelDbfs: -23 },
    picture: { packetsReceived: 60, packetsLost: 0, framesDecoded: 24, framesDropped: 0, widthPx: 640, heightPx: 360 },
    sent: { widthPx: 640, heightPx: 360 },
  },
  maker: { type: 'second', pictures: 24, missed: 0, busyMs: 20, lateMs: 1 },
  reader: {
    type: 'second',
    reads: true,
    seen: {
      size: { widthPx: 320, heightPx: 180 },
      frozenMs: 0,
      longestFreezeMs: 0,
      freezes: 0,
      stillMs: 0,
      meanLuma: 99,
    },
    picturesRead: 24,
    markers: [marker],
    unreadableMarkers: 1,
    busyMs: 10,
    lateMs: 1,
  },
  analyst: {
    type: 'second',
    loudness: { far: levels, own: { ...levels, levelDbfs: -30 } },
    heard: [sweep],
    similarity: 0.95,
    busyMs: 15,
  },
  sentSweeps: [{ number: 3, turn: 'up', atSeconds: 4, playedAtMs: 4_100 }],
  loop: null,
  heardAtMs: (seconds) => seconds * 1_000 + 200,
  wasHidden: false,
  soundStalled: false,
  pageBusyMs: 5,
  pageLateMs: 10,
  setup: { devices: [{ kind: 'camera', label: 'Kamera' }], browser: 'Chromium 156' },
  ...change,
});

describe('a second’s report', () => {
  it('is what the contract takes, with everything that was measured', () => {
    const report = secondReportOf(parts());
    expect(testReportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      planNumber: 4,
      voided: null,
      costPercent: 5,
      sound: {
        levelDbfs: -22,
        frames: 100,
        clippedFrames: 1,
        sweeps: [{ turn: 'up', heardAtMs: 4_200, peakRatio: 40 }],
      },
      picture: { widthPx: 320, heightPx: 180, similarity: 0.95, markers: [marker], unreadableMarkers: 1, meanLuma: 99 },
      sent: { pictures: 24, levelDbfs: -30, sweeps: [{ number: 3, playedAtMs: 4_100 }] },
    });
    expect(report).toMatchObject({ browser: 'Chromium 156', devices: [{ kind: 'camera', label: 'Kamera' }] });
  });

  it('says null of what could not be measured: pictures that are not given away, sound that sleeps, nothing coming in', () => {
    const { reader, stats } = parts();
    const blind = secondReportOf(
      parts({ reader: { ...reader, seen: null, markers: [] }, analyst: { ...parts().analyst, loudness: {} } }),
    );
    expect(testReportSchema.parse(blind)).toEqual(blind);
    expect(blind.picture).toMatchObject({
      frozenMs: null,
      meanLuma: null,
      stillMs: null,
      widthPx: 640,
      framesDecoded: 24,
    });
    expect(blind.sound).toMatchObject({ levelDbfs: -23, peakDbfs: null, frames: 0 });
    expect(blind.sent.levelDbfs).toBeNull();
    expect(blind.voided).toBeNull();
    const alone = secondReportOf(parts({ plan: null, stats: { ...stats, sound: null, picture: null } }));
    expect(alone).toMatchObject({ planNumber: 0, sound: null, picture: null });
  });

  it('of the loop’s source does not take its own echo for the other side’s sweep', () => {
    const source = secondReportOf(parts({ plan: { ...plan, phase: 'real', loop: 'source' } }));
    expect(source.sound?.sweeps).toEqual([]);
    const unsure = parts({
      analyst: {
        ...parts().analyst,
        heard: [
          { ...sweep, found: false },
          { ...sweep, channel: 'room' },
        ],
      },
    });
    expect(secondReportOf(unsure).sound?.sweeps).toEqual([]);
  });

  it('is void when the page was hidden, and when the browser could not keep up', () => {
    expect(secondReportOf(parts({ wasHidden: true, pageLateMs: 9_000 })).voided).toBe('hidden');
    expect(secondReportOf(parts({ pageLateMs: 9_000 })).voided).toBe('starved');
    expect(secondReportOf(parts({ soundStalled: true })).voided).toBe('starved');
    expect(secondReportOf(parts({ reader: { ...parts().reader, picturesRead: 9 } })).voided).toBe('starved');
    expect(secondReportOf(parts({ reader: { ...parts().reader, reads: false, picturesRead: 0 } })).voided).toBeNull();
  });
});

describe('a browser that keeps up', () => {
  const well: Load = { pictures: 24, missed: 0, framesDecoded: 24, picturesRead: 24, threadLateMs: 5, pageLateMs: 20 };
  it.each<[string, Partial<Load>, boolean]>([
    ['all is well', {}, false],
    ['a few pictures too late', { pictures: 22, missed: 2 }, false],
    ['a third of the pictures not drawn', { pictures: 16, missed: 8 }, true],
    ['nothing to draw', { pictures: 0, missed: 0 }, false],
    ['a slow line, not a slow browser', { framesDecoded: 3, picturesRead: 3 }, false],
    ['pictures of the neighbouring second', { framesDecoded: 24, picturesRead: 21 }, false],
    ['decoded, not read', { framesDecoded: 24, picturesRead: 12 }, true],
    ['the browser does not tell what it decoded', { framesDecoded: null, picturesRead: 1 }, false],
    ['a thread that waited', { threadLateMs: 301 }, true],
    ['a page that stood still', { pageLateMs: 1_501 }, true],
  ])('%s', (_, change, starved) => {
    expect(isStarved({ ...well, ...change })).toBe(starved);
  });
});
