/** The figures of weak lines, from samples whose answer is plain. */
import { describe, expect, it } from 'vitest';
import type { PacketRecord } from '../support/relay/log.ts';
import { figuresOf, type Judged, type Recorded, type ShownFrame } from './figures.ts';

const line: Judged = { durationMs: 30_000, judgedFromMs: 10_000, capBps: 1_000_000, relievedAtMs: 12_000 };
const nothing: Recorded = { sourceWidth: 960, frames: [], estimates: [], source: [], layerChanges: [], packets: [] };
/** Pictures every 50 ms over [fromMs, toMs). */
const frames = (fromMs: number, toMs: number, width = 960): ShownFrame[] =>
  Array.from({ length: (toMs - fromMs) / 50 }, (_, index) => ({
    atMs: fromMs + index * 50,
    count: fromMs / 50 + index,
    width,
  }));
/** As the browser counts when nothing was shown in the gaps. */
const counted = (shown: ShownFrame[]) => shown.map((frame, count) => ({ ...frame, count }));
const figures = (recorded: Partial<Recorded>) => figuresOf(line, { ...nothing, ...recorded });

describe('freezes', () => {
  it('are gaps longer than 0.3 s within the judged time', () => {
    const shown = [...frames(0, 5_000), ...frames(7_000, 15_000), ...frames(15_900, 20_000), ...frames(20_250, 30_000)];
    const { freezes, longestGapMs, freezeRatio } = figures({ frames: counted(shown) });
    expect(freezes).toBe(1);
    expect(longestGapMs).toBe(950);
    expect(freezeRatio).toBeCloseTo(950 / 20_000);
  });

  it('do not count pictures that were shown while the page was not told', () => {
    const shown = frames(0, 30_000).filter(({ atMs }) => atMs < 15_000 || atMs >= 15_900);
    expect(figures({ frames: shown }).freezes).toBe(0);
  });

  it('last until the end when no picture comes any more, and from the beginning when none ever came', () => {
    expect(figures({ frames: frames(0, 25_000) })).toMatchObject({ freezes: 1, longestGapMs: 5_050 });
    expect(figures({}).freezeRatio).toBe(1);
  });
});

describe('the estimate', () => {
  it('is judged from its time on, against the cap, and known before', () => {
    const estimates = [
      [2_000, 200_000],
      [9_900, 600_000],
      [12_000, 900_000],
      [18_000, 950_000],
      [24_000, 970_000],
    ].map(([atMs = 0, estimateBps = 0]) => ({ atMs, estimateBps }));
    const found = figures({ estimates });
    expect(found.estimateAt10sBps).toBe(600_000);
    expect(found.estimateShare?.p50).toBeCloseTo(0.95);
    expect(found.estimateShare?.max).toBeCloseTo(0.97);
  });

  it('is null when the worker says none', () => {
    const { estimateBps, estimateShare } = figures({ estimates: [{ atMs: 12_000, estimateBps: null }] });
    expect([estimateBps, estimateShare]).toEqual([null, null]);
  });
});

describe('layers', () => {
  it('share the judged time by what was forwarded, and only changes within it count', () => {
    const layerChanges = [
      { atMs: 1_000, spatialLayer: 1, temporalLayer: 0 },
      { atMs: 12_000, spatialLayer: 1, temporalLayer: 2 },
      { atMs: 15_000, spatialLayer: null, temporalLayer: null },
      { atMs: 20_000, spatialLayer: 2, temporalLayer: 2 },
    ];
    const found = figures({ layerChanges });
    expect(found.layerChanges).toBe(2);
    expect(found.temporalLayerChanges).toBe(3);
    expect(found.layerShares).toEqual([0, 0.25, 0.5]);
  });

  it('are seen coming back by the width of the picture', () => {
    const shown = [...frames(0, 11_000), ...frames(13_000, 19_000, 240), ...frames(19_000, 30_000)];
    expect(figures({ frames: shown })).toMatchObject({ pictureBackMs: 1_000, topLayerMs: 7_000 });
    expect(figures({ frames: frames(0, 30_000, 480) }).topLayerMs).toBeNull();
  });
});

it('tells how many pictures the publisher made in the judged time', () => {
  const source = [0, 10_000, 20_000, 29_000].map((atMs) => ({ atMs, frameCount: (atMs * 12) / 1_000 }));
  expect(figures({ source }).sourceFramesPerSecond).toBeCloseTo(12);
  expect(figures({}).sourceFramesPerSecond).toBe(0);
});

it('reads queue and rate from the relay, towards the subscriber', () => {
  const packet: PacketRecord = {
    atMs: 11_000,
    direction: 'down',
    flow: 1,
    kind: 'rtp',
    ssrc: 1,
    sequence: 1,
    size: 125_000,
    verdict: 'sent',
    queueMs: 40,
    flightMs: 0,
    lateMs: 0,
  };
  const packets = [packet, { ...packet, direction: 'up' as const }, { ...packet, verdict: 'queue' as const }];
  const found = figures({ packets });
  expect(found.sentBps).toBe(50_000);
  expect(found.sentShare).toBeCloseTo(0.05);
  expect(found.queueMs.p95).toBe(40);
  expect(found.queueDrops).toBe(1);
});
