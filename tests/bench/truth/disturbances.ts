/** How often a direction was disturbed, from the product's samples. Pure. */
import type { Side } from '@sambung/contract/http';
import type { TestSample } from '@sambung/contract/test-run';

/** The picture, for more than half of the second. */
export const standsStill = ({ frozenMs }: TestSample) => (frozenMs ?? 0) > 500;
/** A decoder that has nothing more to make up plays nothing at all; between two sweeps it plays -112 dBFS. */
export const isDumb = ({ soundLevelDbfs }: TestSample) => (soundLevelDbfs ?? 0) < -120;

/** How often a direction was disturbed: seconds in a row for which it holds are one. */
export function countRuns(
  samples: readonly TestSample[],
  from: Side,
  isDisturbed: (sample: TestSample) => boolean,
): number {
  let count = 0;
  let goesOn = false;
  for (const sample of samples) {
    if (sample.from !== from || (sample.phase !== 'synthetic' && sample.phase !== 'real')) continue;
    const now = isDisturbed(sample);
    if (now && !goesOn) count++;
    goesOn = now;
  }
  return count;
}
