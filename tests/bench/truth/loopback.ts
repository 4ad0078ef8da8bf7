/** What the product measures where nothing is impaired: what a browser, and not a line, brings into every number. Pure. */
import type { Side } from '@sambung/contract/http';
import type { MetricKey } from '@sambung/contract/measurement';
import type { CellRun } from './cell.ts';
import { type CellTruth, type Loopback, sides } from './truth.ts';

/** From a cell without any fault; what its relays added to delays is taken off. */
export function loopbackOf({ proposal }: CellRun, truth: CellTruth): Loopback {
  const measured = (metric: MetricKey, side: Side): number => {
    const row = proposal.rows.find(
      ({ metric: own, scope }) => own === metric && ('site' in scope ? scope.site : scope.direction) === side,
    );
    const value = row?.columns[0]?.value;
    return typeof value === 'number' ? value : 0;
  };
  const by = (of: (side: Side) => number): Record<Side, number> => ({ host: of('host'), audience: of('audience') });
  return {
    audioDelayMs: by((side) => measured('audio-delay', side) - truth.directions[side].addedSoundMs),
    videoDelayMs: by((side) => measured('video-delay', side) - truth.directions[side].addedPictureMs),
    skewMs: by((side) => measured('skew', side)),
    roundTripMs: by((side) => measured('round-trip', side) - truth.sites[side].addedRoundTripMs),
    waitMs: by((side) => truth.directions[side].waitMs),
    similarity: Math.min(...sides.map((side) => measured('similarity', side))),
  };
}
