/** The weak lines that are run: what each does to which leg, what is sent, and what must come of it. */
import type { ScheduleInput } from '../support/relay/schedule.ts';
import type { Figures, Judged } from './figures.ts';

export interface WeakLine extends Judged {
  name: string;
  /** One line for a person. */
  title: string;
  /** Most that each simulcast layer is sent at, lowest first; each has a quarter of the pixels of the next. */
  layersBps: readonly number[];
  /** Whose leg the relay is on. */
  leg: 'publisher' | 'subscriber';
  schedule: ScheduleInput;
  /** Long ones belong to the full tests. */
  isLong: boolean;
  /** What the figures must keep to; each is printed with its name when it does not. */
  expectations: Record<string, (figures: Figures) => boolean>;
}

const usualLayers = [99_000, 295_000, 1_150_000];
const highLayers = [150_000, 600_000, 2_300_000];
/** What a home router's buffer is like: long enough to ruin a conversation. */
const queueMs = 300;

/** From second 10 the estimate is 85–100 % of the cap, the picture is steady on the highest layer that fits, and the queue stays short. */
function capped(name: string, rateBps: number, layersBps: readonly number[], layer: number): WeakLine {
  return {
    name,
    title: `the subscriber's line carries ${rateBps / 1_000} kbit/s, ${queueMs} ms drop-tail`,
    layersBps,
    leg: 'subscriber',
    schedule: { seed: 11, phases: [{ atMs: 0, down: { rateBps, queueMs } }] },
    durationMs: 120_000,
    judgedFromMs: 10_000,
    capBps: rateBps,
    isLong: true,
    expectations: {
      'estimate 85–100 % of the cap (median)': ({ estimateShare }) =>
        estimateShare !== null && estimateShare.p50 >= 0.85 && estimateShare.p50 <= 1,
      'relay queue p95 ≤ 150 ms': ({ queueMs }) => queueMs.p95 <= 150,
      'at most two layer changes': ({ layerChanges }) => layerChanges <= 2,
      'no freeze > 0.3 s': ({ freezes }) => freezes === 0,
      'the highest layer that fits': ({ layerShares }) => (layerShares[layer] ?? 0) >= 0.95,
    },
  };
}

export const weakLines: readonly WeakLine[] = [
  capped('cap-300k', 300_000, usualLayers, 0),
  capped('cap-1m', 1_000_000, usualLayers, 1),
  capped('cap-3m', 3_000_000, highLayers, 2),
  {
    name: 'publisher-loss',
    title: "the publisher's line loses 5 % of its packets from second 30 on",
    layersBps: usualLayers,
    leg: 'publisher',
    schedule: {
      seed: 12,
      phases: [
        { atMs: 0, up: {}, down: {} },
        { atMs: 30_000, up: { loss: 0.05 } },
      ],
    },
    durationMs: 90_000,
    judgedFromMs: 30_000,
    isLong: true,
    expectations: {
      "the subscriber's estimate unchanged (± 10 %)": ({ estimateBeforeBps, estimateBps }) =>
        estimateBeforeBps !== null &&
        estimateBps !== null &&
        Math.abs(estimateBps.p50 / estimateBeforeBps.p50 - 1) <= 0.1,
      'freeze ratio ≤ 1 %': ({ freezeRatio }) => freezeRatio <= 0.01,
    },
  },
  {
    name: 'blackout',
    title: "the subscriber's line is dark for 2 s",
    layersBps: usualLayers,
    leg: 'subscriber',
    schedule: {
      seed: 13,
      phases: [
        { atMs: 0, up: {}, down: {} },
        { atMs: 15_000, up: { blackout: true }, down: { blackout: true } },
        { atMs: 17_000, up: {}, down: {} },
      ],
    },
    durationMs: 27_000,
    judgedFromMs: 17_000,
    relievedAtMs: 17_000,
    isLong: false,
    expectations: {
      'picture back ≤ 1.5 s after it': ({ pictureBackMs }) => pictureBackMs !== null && pictureBackMs <= 1_500,
    },
  },
  {
    name: 'recovery',
    title: "the subscriber's line widens from 300 kbit/s to 3 Mbit/s at second 30",
    layersBps: highLayers,
    leg: 'subscriber',
    schedule: {
      seed: 14,
      phases: [
        { atMs: 0, down: { rateBps: 300_000, queueMs } },
        { atMs: 30_000, down: { rateBps: 3_000_000, queueMs } },
      ],
    },
    durationMs: 60_000,
    judgedFromMs: 30_000,
    capBps: 3_000_000,
    relievedAtMs: 30_000,
    isLong: true,
    expectations: {
      'top layer ≤ 10 s': ({ topLayerMs }) => topLayerMs !== null && topLayerMs <= 10_000,
    },
  },
];
