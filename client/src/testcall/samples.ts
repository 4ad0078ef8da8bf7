/** The console's samples: merged from the stored ones and the live ones, kept per direction, and turned into words and shares of a gauge. */
import type { Side } from '@sambung/contract/http';
import type { Language } from '@sambung/contract/problem';
import type { TestSample } from '@sambung/contract/test-run';

/** Samples kept per direction for the sparklines. More: a longer look back. Fewer: more detail per second. */
export const keptSampleCount = 120;

export const sides = ['host', 'audience'] as const satisfies readonly Side[];
export type Samples = Record<Side, readonly TestSample[]>;
export const noSamples: Samples = { host: [], audience: [] };

/** Both lists with further samples sorted in; the same second of the same direction counts once. */
export function withSamples(samples: Samples, more: readonly TestSample[]): Samples {
  const merged = { ...samples };
  for (const side of sides) {
    const added = more.filter((sample) => sample.from === side);
    if (added.length === 0) continue;
    const byInstant = new Map([...samples[side], ...added].map((sample) => [Date.parse(sample.at), sample]));
    const sorted = [...byInstant].sort(([a], [b]) => a - b).map(([, sample]) => sample);
    merged[side] = sorted.slice(-keptSampleCount);
  }
  return merged;
}

/** How many of these are not among those already there. */
export function newSampleCount(samples: Samples, more: readonly TestSample[]): number {
  return more.filter((sample) => !samples[sample.from].some((known) => known.at === sample.at)).length;
}

export type MetricName =
  | 'roundTripMs'
  | 'lossPercent'
  | 'upLossPercent'
  | 'downLossPercent'
  | 'jitterMs'
  | 'videoBitrateBps'
  | 'framesPerSecond'
  | 'audioBitrateBps'
  | 'frameHeightPx'
  | 'soundLevelDbfs'
  | 'skewMs'
  | 'costPercent';

/** A gauge's scale in the metric's own unit, and the decimals worth reading. The ends are where the rubric's "fail" lies well inside. */
export type Metric = { name: MetricName; from: number; to: number; decimals: number };

export const metrics: readonly Metric[] = [
  { name: 'roundTripMs', from: 0, to: 400, decimals: 0 },
  { name: 'lossPercent', from: 0, to: 10, decimals: 1 },
  { name: 'upLossPercent', from: 0, to: 10, decimals: 1 },
  { name: 'downLossPercent', from: 0, to: 10, decimals: 1 },
  { name: 'jitterMs', from: 0, to: 60, decimals: 1 },
  { name: 'videoBitrateBps', from: 0, to: 3_000_000, decimals: 2 },
  { name: 'framesPerSecond', from: 0, to: 30, decimals: 0 },
  { name: 'audioBitrateBps', from: 0, to: 96_000, decimals: 0 },
  { name: 'frameHeightPx', from: 0, to: 720, decimals: 0 },
  { name: 'soundLevelDbfs', from: -60, to: 0, decimals: 0 },
  { name: 'skewMs', from: -200, to: 200, decimals: 0 },
  { name: 'costPercent', from: 0, to: 20, decimals: 0 },
];

/** Where a value stands on its gauge, 0 to 1. */
export function gaugeShare({ from, to }: Metric, value: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** A value with its unit as people read it; numbers by locale. */
export function metricText(language: Language, { name, decimals }: Metric, value: number): string {
  const { divisor, unit } = units[name];
  const number = new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return `${number.format(value / divisor)} ${unit}`;
}

const units: Record<MetricName, { divisor: number; unit: string }> = {
  roundTripMs: { divisor: 1, unit: 'ms' },
  lossPercent: { divisor: 1, unit: '%' },
  upLossPercent: { divisor: 1, unit: '%' },
  downLossPercent: { divisor: 1, unit: '%' },
  jitterMs: { divisor: 1, unit: 'ms' },
  videoBitrateBps: { divisor: 1_000_000, unit: 'Mbit/s' },
  framesPerSecond: { divisor: 1, unit: 'fps' },
  audioBitrateBps: { divisor: 1_000, unit: 'kbit/s' },
  frameHeightPx: { divisor: 1, unit: 'px' },
  soundLevelDbfs: { divisor: 1, unit: 'dBFS' },
  skewMs: { divisor: 1, unit: 'ms' },
  costPercent: { divisor: 1, unit: '%' },
};

/**
 * The line of a sparkline, one path per unbroken run: a second without a value is a gap, never a zero. Coordinates fill `widthPx` × `heightPx`; the
 * newest sample is at the right edge.
 */
export function sparklinePaths(
  metric: Metric,
  samples: readonly TestSample[],
  widthPx: number,
  heightPx: number,
): string[] {
  const step = widthPx / (keptSampleCount - 1);
  const left = widthPx - step * (samples.length - 1);
  const runs: string[][] = [];
  let run: string[] | null = null;
  samples.forEach((sample, index) => {
    const value = sample[metric.name];
    if (value === null) {
      run = null;
      return;
    }
    if (!run) {
      run = [];
      runs.push(run);
    }
    const x = left + step * index;
    const y = 1 + (1 - gaugeShare(metric, value)) * (heightPx - 2);
    run.push(`${run.length === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`);
  });
  // A single point has no length; a tiny step makes its round cap visible.
  return runs.map((points) => (points.length === 1 ? `${points[0]}h0.1` : points.join('')));
}
