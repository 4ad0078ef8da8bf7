/** A draw of requirements that anyone can repeat: the same seed over the same list takes the same ids. */
import { seededRandom } from '../support/random.ts';
import type { Trace } from './trace.ts';

/** `count` of the covered ids, in the order in which they were drawn, or all when there are fewer. */
export function draw({ tests }: Pick<Trace, 'tests'>, count: number, seed: number): string[] {
  const random = seededRandom(seed);
  // Sorted, so that the order in which tests are found does not change the draw.
  const left = Object.keys(tests).sort();
  const taken: string[] = [];
  while (taken.length < count && left.length > 0) taken.push(...left.splice(Math.floor(random() * left.length), 1));
  return taken;
}
