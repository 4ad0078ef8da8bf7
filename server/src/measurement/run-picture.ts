/** How a direction looks: pictures a second, their size, standstills, and likeness with what was sent. */
import type { Measurement } from '@sambung/contract/measurement';
import { upperOfNone } from './block-bootstrap.ts';
import { middleOf, quantileOf } from './quantile.ts';
import { measurement, type Run, rowsOf, type Side, statisticOf, sumOf, type Timeline, timeline } from './run.ts';

/** A picture counts as large as it was for this share of the time. */
const sizeShare = 0.9;
/** A second that stood still for this share of it stood still altogether. */
const frozenShare = 0.99;

export function pictureOf(run: Run, direction: Side): Measurement[] {
  const scope = { direction };
  const seconds = timeline(run, direction, ['synthetic', 'real']);
  const rates = rowsOf(seconds, ({ picture, spanMs }) =>
    picture?.framesDecoded == null ? null : (1_000 * picture.framesDecoded) / spanMs,
  );
  const heights = rowsOf(seconds, ({ picture }) =>
    // A phone held upright has the class's lines across.
    picture?.heightPx == null ? null : Math.min(picture.heightPx, picture.widthPx ?? picture.heightPx),
  );
  const still = rowsOf(seconds, ({ picture, spanMs }) =>
    picture?.frozenMs == null ? null : { frozenMs: Math.min(picture.frozenMs, spanMs), spanMs },
  );
  const likeness = rowsOf(timeline(run, direction, ['synthetic']), ({ picture }) => picture?.similarity ?? null);
  const of = (metric: 'frame-rate' | 'resolution' | 'freezes' | 'similarity', statistic: string, found: object) =>
    measurement(metric, statistic, scope, 'self-reported', found);
  return [
    of('frame-rate', 'median', statisticOf(run, rates, middleOf)),
    of(
      'frame-rate',
      'p5',
      statisticOf(run, rates, (values) => quantileOf(values, 0.05)),
    ),
    of('resolution', 'height', statisticOf(run, heights, reachedFor)),
    of(
      'freezes',
      'share',
      statisticOf(
        run,
        still,
        (rows) =>
          rows.length === 0 ? null : (100 * sumOf(rows, (row) => row.frozenMs)) / sumOf(rows, ({ spanMs }) => spanMs),
        { ifNothing: (rows) => 100 * upperOfNone(rows.length) },
      ),
    ),
    of('freezes', 'longest', { value: longest(seconds), sampleCount: still.filter((row) => row !== null).length }),
    of('similarity', 'median', statisticOf(run, likeness, middleOf)),
  ];
}

/** The largest size that was reached or passed for 90 % of the time: a size that was there, not one between two. */
function reachedFor(heights: readonly number[]): number | null {
  const sorted = heights.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * (1 - sizeShare) + 1e-9)] ?? null;
}

/** Seconds; null where nothing is known. A standstill that has not ended is as long as the whole seconds it has filled. */
function longest(seconds: Timeline): number | null {
  let most: number | null = null;
  let standing = 0;
  for (const sample of seconds) {
    const { frozenMs = null, longestFreezeMs = null } = sample?.picture ?? {};
    if (!sample || frozenMs === null) {
      standing = 0;
      continue;
    }
    standing = frozenMs >= frozenShare * sample.spanMs ? standing + sample.spanMs : 0;
    most = Math.max(most ?? 0, longestFreezeMs ?? 0, standing);
  }
  return most === null ? null : most / 1_000;
}
