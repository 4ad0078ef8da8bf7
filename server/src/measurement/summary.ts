/**
 * From the seconds of a run to what a rubric judges. Every statistic of every metric is there for both directions or both sites; what was not measured is null.
 * Seconds that are voided, missing or of another phase never count. Delay, skew and similarity come from the synthetic phase, where the reference is known;
 * bandwidth from its own; level, clipping and echo from the real room; everything else from synthetic and real together.
 *
 * Percent are 0 … 100, freezes in seconds, bandwidth a multiple of the class's target. Takes a second or two for a run of an hour: for a worker, or after it.
 */
import type { Measurement } from '@sambung/contract/measurement';
import { metricKeys } from '@sambung/contract/measurement';
import { type Run, sides } from './run.ts';
import { delaysOf } from './run-delay.ts';
import { lossOf } from './run-loss.ts';
import { pictureOf } from './run-picture.ts';
import { siteOf } from './run-site.ts';
import { soundOf } from './run-sound.ts';

/** In the order of the printed report. */
export function summarise(run: Run): Measurement[] {
  const all = sides.flatMap((side) => [
    ...delaysOf(run, side),
    ...lossOf(run, side),
    ...soundOf(run, side),
    ...pictureOf(run, side),
    ...siteOf(run, side),
  ]);
  return all.toSorted((a, b) => metricKeys.indexOf(a.metric) - metricKeys.indexOf(b.metric));
}
