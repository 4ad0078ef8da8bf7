/** Alternating rounds and what is made of them. */

/** The median. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Distance between the largest and the smallest, as a part of the median. */
export function spread(values: number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

/**
 * Runs the subjects one after the other, round by round, and throws the first round away: caches, clocks and the page
 * cache are cold in it. Resolves with each subject's values.
 */
export async function alternate<Name extends string>(
  subjects: Record<Name, () => Promise<number>>,
  rounds: number,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(subjects) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const value = await subjects[name]();
      if (round > 0) values[name].push(value);
    }
  }
  return values;
}
