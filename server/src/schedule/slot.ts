/** Slots of time and who is busy in them. Pure; instants are epoch milliseconds, ends are exclusive. */

/** A slot, end exclusive. */
export interface Slot {
  readonly startsAt: number;
  readonly endsAt: number;
}

export const minuteMs = 60_000;
export const dayMs = 86_400_000;
/** Starts that the product chooses lie on this grid, so that nobody is offered 09:07. */
export const gridMs = 15 * minuteMs;

/** What holds a resource, by resource. Slots of one resource are ascending by start and never overlap. */
export type Busy = ReadonlyMap<string, readonly Slot[]>;

/** Something a case needs: `count` of these resources at once. A room or a person is one of one; equipment is some of its units. */
export interface Need {
  readonly count: number;
  readonly anyOf: readonly string[];
}

export const overlaps = (a: Slot, b: Slot): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt;

export function isFree(slot: Slot, holds: readonly Slot[]): boolean {
  // The last hold that begins before the slot ends is the only one that can reach into it, because they never overlap.
  const last = holds[countBefore(holds, slot.endsAt) - 1];
  return last === undefined || last.endsAt <= slot.startsAt;
}

/** How many of the holds begin before the instant. */
function countBefore(holds: readonly Slot[], at: number): number {
  let low = 0;
  let high = holds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((holds[middle] as Slot).startsAt < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The resources of a need that are free in all the slots, in the order given. */
export function freeOf(need: Need, slots: readonly Slot[], busy: Busy): string[] {
  return need.anyOf.filter((id) => {
    const holds = busy.get(id);
    return holds === undefined || slots.every((slot) => isFree(slot, holds));
  });
}

/** Whether every need finds enough free resources for all the slots. */
export function isMet(needs: readonly Need[], slots: readonly Slot[], busy: Busy): boolean {
  return needs.every((need) => freeOf(need, slots, busy).length >= need.count);
}

/** What is common to two lists of slots that are ascending and apart. */
export function intersect(a: readonly Slot[], b: readonly Slot[]): Slot[] {
  return a.flatMap((one) =>
    b
      .filter((other) => overlaps(one, other))
      .map((other) => ({
        startsAt: Math.max(one.startsAt, other.startsAt),
        endsAt: Math.min(one.endsAt, other.endsAt),
      })),
  );
}

/** Starts on the grid within a stretch at which `lengthMs` still fits, the nearest to `wanted` first. */
export function startsIn(stretch: Slot, lengthMs: number, wanted: number): number[] {
  const first = Math.ceil(stretch.startsAt / gridMs) * gridMs;
  const starts: number[] = [];
  for (let at = first; at + lengthMs <= stretch.endsAt; at += gridMs) starts.push(at);
  // The wanted start itself counts even off the grid.
  if (wanted % gridMs !== 0 && wanted >= stretch.startsAt && wanted + lengthMs <= stretch.endsAt) starts.push(wanted);
  return starts.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted) || a - b);
}

/** What is left of a span between holds that are sorted by start. */
export function freeStretches(span: Slot, holds: readonly Slot[]): Slot[] {
  const free: Slot[] = [];
  let from = span.startsAt;
  // Of those that begin before the span only the last can reach into it.
  for (let index = Math.max(0, countBefore(holds, from) - 1); index < holds.length; index++) {
    const hold = holds[index] as Slot;
    if (hold.endsAt <= from) continue;
    if (hold.startsAt >= span.endsAt) break;
    if (hold.startsAt > from) free.push({ startsAt: from, endsAt: hold.startsAt });
    from = hold.endsAt;
  }
  if (from < span.endsAt) free.push({ startsAt: from, endsAt: span.endsAt });
  return free;
}
