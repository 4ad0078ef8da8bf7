/** The steps of a procedure as a graph. Pure. */
import type { SopStep } from '@sambung/contract/sop';

type Edges = readonly Pick<SopStep, 'key' | 'next'>[];

/** Every step on some way from here, this one included; circles end where they close. */
export function reachableFrom(steps: Edges, start: string): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (reached.has(key)) continue;
    reached.add(key);
    open.push(...(steps.find((step) => step.key === key)?.next ?? []));
  }
  return reached;
}

/** Every step on some way to here, without this one. */
export function stepsBefore(steps: Edges, end: string): Set<string> {
  return new Set(steps.map(({ key }) => key).filter((key) => key !== end && reachableFrom(steps, key).has(end)));
}
