/** The steps of a procedure as a graph. Pure. */
import type { WorkingDuration } from '@sambung/contract/calendar';
import type { SopDocument, SopStep } from '@sambung/contract/sop';

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

/**
 * Time standards that must pass one after another between filing and the event, as the procedure prints them: the longest way is not sought, all of them
 * count, because parallel steps are often the same people. What a request closer than their sum is warned of (KALTARA-25, UNEJ-21).
 */
export function standardsBeforeEvent(document: SopDocument): WorkingDuration[] {
  const conduct = document.steps.find(({ kind }) => kind === 'conduct');
  if (!conduct) return [];
  const before = stepsBefore(document.steps, conduct.key);
  return document.steps
    .filter(({ key, kind, position }) => before.has(key) && !(kind === 'intake' && position === 'requester'))
    .flatMap(({ time }) => {
      if (!time) return [];
      const counts = time.anchor === 'event-start' ? time.printed : (time.printed ?? time.standard);
      return counts ? [counts] : [];
    });
}
