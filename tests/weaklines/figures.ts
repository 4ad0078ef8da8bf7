/** From samples and the relay's log to the figures that a weak line is judged by. Pure; all instants are milliseconds since the relay began. */
import type { PacketRecord } from '../support/relay/log.ts';
import { type Quantiles, quantiles, summarize } from '../support/relay/summary.ts';

/** When and against what a line is judged. */
export interface Judged {
  /** How long the run is. */
  durationMs: number;
  /** When the line's condition is to be judged from: what is before is settling. */
  judgedFromMs: number;
  /** Bits a second that the judged leg lets through, where it is capped. */
  capBps?: number;
  /** When something ends after which a picture, or the top layer, must come back. */
  relievedAtMs?: number;
}

/** A picture that was shown, as the browser told it. */
export interface ShownFrame {
  atMs: number;
  /** How many were shown before it, those that the page was too busy to be told of among them. */
  count: number;
  /** Width in pixels as decoded, which tells the layer. */
  width: number;
}

export interface EstimateSample {
  atMs: number;
  /** What the worker thinks the subscriber's line carries; null when it does not say. */
  estimateBps: number | null;
}

export interface LayerChange {
  atMs: number;
  /** null: nothing is forwarded. */
  spatialLayer: number | null;
  temporalLayer: number | null;
}

/** What the publisher's encoder had made by then. */
export interface SourceSample {
  atMs: number;
  /** Of the layer that made fewest. */
  frameCount: number;
}

export interface Recorded {
  /** Of the picture that is published, in pixels: what the top layer shows. */
  sourceWidth: number;
  frames: readonly ShownFrame[];
  estimates: readonly EstimateSample[];
  source: readonly SourceSample[];
  /** The worker's notifications. */
  layerChanges: readonly LayerChange[];
  packets: readonly PacketRecord[];
}

export interface Figures {
  /** Over the judged time; null when the worker says nothing. */
  estimateBps: Quantiles | null;
  /** As shares of the cap, where there is one. */
  estimateShare: Quantiles | null;
  /** At second 10. */
  estimateAt10sBps: number | null;
  /** Between second 15 and the judged time: what the estimate was before the line became bad. */
  estimateBeforeBps: Quantiles | null;
  /** Of the spatial layer, or between something and nothing. */
  layerChanges: number;
  temporalLayerChanges: number;
  /** The share of the judged time in which each layer was the one forwarded, lowest first. */
  layerShares: number[];
  freezes: number;
  longestGapMs: number;
  /** The share of the judged time that lay in gaps longer than a freeze. */
  freezeRatio: number;
  /** Of the relay's queue towards the subscriber. */
  queueMs: Quantiles;
  queueDrops: number;
  /** What came out of the relay, in bits a second and as a share of the cap. */
  sentBps: number;
  sentShare: number | null;
  framesPerSecond: number;
  /** What the publisher made: fewer than the camera's mean that the machine was too busy to judge the line. */
  sourceFramesPerSecond: number;
  /** From the relief until the first picture after it. */
  pictureBackMs: number | null;
  /** From the relief until the top layer was shown. */
  topLayerMs: number | null;
}

/** A gap between shown pictures that counts as a freeze: at 15 pictures a second four are missing. */
export const freezeMs = 300;

export function figuresOf(line: Judged, recorded: Recorded): Figures {
  const { judgedFromMs: fromMs, durationMs: toMs, capBps, relievedAtMs } = line;
  const judged = recorded.estimates.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const before = recorded.estimates.filter(({ atMs }) => atMs >= 15_000 && atMs < fromMs);
  const estimateBps = estimateQuantiles(judged);
  const gaps = freezesOf(recorded.frames, fromMs, toMs);
  const frames = recorded.frames.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const summary = summarize(recorded.packets, { direction: 'down', fromMs, toMs });
  const afterRelief = recorded.frames.filter(({ atMs }) => relievedAtMs !== undefined && atMs >= relievedAtMs);
  const since = (frame: ShownFrame | undefined) =>
    frame && relievedAtMs !== undefined ? frame.atMs - relievedAtMs : null;
  return {
    estimateBps,
    estimateShare: estimateBps && capBps !== undefined ? mapped(estimateBps, (value) => value / capBps) : null,
    estimateAt10sBps: recorded.estimates.findLast(({ atMs }) => atMs <= 10_000)?.estimateBps ?? null,
    estimateBeforeBps: estimateQuantiles(before),
    layerChanges: changesOf(recorded.layerChanges, 'spatialLayer', fromMs, toMs),
    temporalLayerChanges: changesOf(recorded.layerChanges, 'temporalLayer', fromMs, toMs),
    layerShares: layerShares(recorded.layerChanges, fromMs, toMs),
    freezes: gaps.length,
    longestGapMs: Math.max(0, ...gaps.map(({ lengthMs }) => lengthMs)),
    freezeRatio: gaps.reduce((sum, { lengthMs }) => sum + lengthMs, 0) / (toMs - fromMs),
    queueMs: summary.queueMs,
    queueDrops: summary.queueDrops,
    sentBps: summary.sentBps,
    sentShare: capBps === undefined ? null : summary.sentBps / capBps,
    framesPerSecond: (((frames.at(-1)?.count ?? 0) - (frames[0]?.count ?? 0)) * 1_000) / (toMs - fromMs),
    sourceFramesPerSecond: rateOf(recorded.source, fromMs, toMs),
    pictureBackMs: since(afterRelief[0]),
    topLayerMs: since(afterRelief.find(({ width }) => width === recorded.sourceWidth)),
  };
}

/** Gaps longer than a freeze that touch [fromMs, toMs), the one after the last picture among them; only their part within counts. */
function freezesOf(frames: readonly ShownFrame[], fromMs: number, toMs: number): { lengthMs: number }[] {
  const gaps: { lengthMs: number }[] = [];
  for (let index = 0; index <= frames.length; index += 1) {
    const [previous, next] = [frames[index - 1], frames[index]];
    // Pictures that were shown while the page could not be told are spread over the gap.
    const shown = next && previous ? Math.max(1, next.count - previous.count) : 1;
    const [beginMs, endMs] = [previous?.atMs ?? 0, next?.atMs ?? toMs];
    const within = Math.min(endMs, toMs) - Math.max(beginMs, fromMs);
    if ((endMs - beginMs) / shown > freezeMs && within > 0) gaps.push({ lengthMs: within });
  }
  return gaps;
}

function rateOf(source: readonly SourceSample[], fromMs: number, toMs: number): number {
  const within = source.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const [first, last] = [within[0], within.at(-1)];
  if (!first || !last || last.atMs === first.atMs) return 0;
  return ((last.frameCount - first.frameCount) * 1_000) / (last.atMs - first.atMs);
}

function changesOf(
  changes: readonly LayerChange[],
  which: 'spatialLayer' | 'temporalLayer',
  fromMs: number,
  toMs: number,
): number {
  return changes.filter(
    (change, index) =>
      change.atMs >= fromMs && change.atMs < toMs && change[which] !== (changes[index - 1]?.[which] ?? null),
  ).length;
}

function layerShares(changes: readonly LayerChange[], fromMs: number, toMs: number): number[] {
  const shares = [0, 0, 0];
  changes.forEach(({ atMs, spatialLayer }, index) => {
    const untilMs = Math.min(toMs, changes[index + 1]?.atMs ?? toMs);
    const within = untilMs - Math.max(fromMs, atMs);
    if (spatialLayer !== null && within > 0)
      shares[spatialLayer] = (shares[spatialLayer] ?? 0) + within / (toMs - fromMs);
  });
  return shares;
}

function estimateQuantiles(samples: readonly EstimateSample[]): Quantiles | null {
  const values = samples.flatMap(({ estimateBps }) => estimateBps ?? []);
  return values.length === 0 ? null : quantiles(values);
}

function mapped({ p50, p95, p99, max }: Quantiles, map: (value: number) => number): Quantiles {
  return { p50: map(p50), p95: map(p95), p99: map(p99), max: map(max) };
}
