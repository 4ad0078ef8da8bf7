/** The console's samples: merging, words, gauges, gaps. */
import type { TestSample } from '@sambung/contract/test-run';
import { describe, expect, it } from 'vitest';
import {
  gaugeShare,
  keptSampleCount,
  type Metric,
  metrics,
  metricText,
  newSampleCount,
  noSamples,
  sparklinePaths,
  withSamples,
} from './samples.ts';

const sample = (second: number, fields: Partial<TestSample> = {}): TestSample => ({
  at: new Date(Date.UTC(2026, 1, 3, 2, 0, second)).toISOString(),
  from: 'host',
  phase: 'real',
  voided: null,
  route: 'udp',
  roundTripMs: null,
  lossPercent: null,
  upLossPercent: null,
  downLossPercent: null,
  jitterMs: null,
  audioBitrateBps: null,
  videoBitrateBps: null,
  framesPerSecond: null,
  frameHeightPx: null,
  frozenMs: null,
  similarity: null,
  soundLevelDbfs: null,
  skewMs: null,
  costPercent: null,
  trust: {},
  ...fields,
});
const metric = (name: Metric['name']) => metrics.find((candidate) => candidate.name === name) as Metric;

describe('samples', () => {
  it('are kept per direction, oldest first, each second once', () => {
    const stored = withSamples(noSamples, [sample(2), sample(1), sample(1, { from: 'audience' })]);
    const merged = withSamples(stored, [sample(3), sample(2, { roundTripMs: 9 })]);
    expect(merged.host.map(({ at }) => new Date(at).getUTCSeconds())).toEqual([1, 2, 3]);
    expect(merged.host[1]?.roundTripMs).toBe(9);
    expect(merged.audience).toHaveLength(1);
  });

  it('forget the oldest beyond what a sparkline shows', () => {
    const many = Array.from({ length: keptSampleCount + 30 }, (_, second) => sample(second));
    const kept = withSamples(noSamples, many).host;
    expect(kept).toHaveLength(keptSampleCount);
    expect(kept.at(-1)?.at).toBe(many.at(-1)?.at);
  });

  it('count as new only once', () => {
    const stored = withSamples(noSamples, [sample(1)]);
    expect(newSampleCount(stored, [sample(1), sample(2), sample(1, { from: 'audience' })])).toBe(2);
  });
});

describe('a metric', () => {
  it('is written by locale, with its unit', () => {
    expect(metricText('id', metric('videoBitrateBps'), 1_250_000)).toBe('1,25 Mbit/s');
    expect(metricText('en', metric('videoBitrateBps'), 1_250_000)).toBe('1.25 Mbit/s');
    expect(metricText('id', metric('lossPercent'), 0)).toBe('0,0 %');
    expect(metricText('en', metric('framesPerSecond'), 29.6)).toBe('30 fps');
  });

  it('stays on its gauge', () => {
    expect([-90, -60, -30, 0].map((level) => gaugeShare(metric('soundLevelDbfs'), level))).toEqual([0, 0, 0.5, 1]);
    expect(gaugeShare(metric('roundTripMs'), 9_000)).toBe(1);
  });

  it('leaves a gap in its line where nothing is known', () => {
    const known = (second: number) => sample(second, { roundTripMs: 100 });
    const paths = sparklinePaths(metric('roundTripMs'), [known(1), known(2), sample(3), known(4)], 240, 30);
    expect(paths).toHaveLength(2);
    expect(paths[0]).toMatch(/^M[\d.]+ [\d.]+L[\d.]+ [\d.]+$/);
    expect(paths[1]).toMatch(/^M240\.0 /);
    expect(sparklinePaths(metric('roundTripMs'), [sample(1)], 240, 30)).toEqual([]);
  });
});
