/**
 * Which of the sweeps that were heard is which of those that were played. A sweep says only whether it went up or down; the order of ups and downs was drawn
 * from a seed, so that a stretch of them fits in one place alone and a missing one is named. The clocks only have to be roughly right.
 */
import { clockDifference } from './delay.ts';
import { middleOf } from './quantile.ts';
import type { SweepTrip } from './second-sample.ts';

export interface PlayedSweep {
  number: number;
  turn: 'up' | 'down';
  /** On the sender's clock. */
  playedAtMs: number;
}

export interface HeardSweep {
  turn: 'up' | 'down';
  /** On the receiver's clock. */
  heardAtMs: number;
  peakRatio: number;
}

/** A correlation peak that stands out less is not counted as heard (C3.6). Higher loses sweeps on noisy lines, lower hears some that were not. */
export const peakRatioAtLeast = 2;
/** Longer than this no sweep is under way: then it counts as missed. Higher gives wrong pairs more room and waits longer before a miss is known. */
export const underWayAtMostMs = 3_000;
/** A delay that moves by this much from one sweep to the next costs as much as a missed sweep. Higher follows wilder delays and pairs more strangers. */
const usualMoveMs = 400;
/** A sound that nobody played is rarer than any outage. Higher finds a partner for everything heard, lower throws away what was ours. */
const strangerCost = 5;
/** What each further sweep missed in a row costs, and all of them at most: an outage is one cause, however long it lasts. */
const furtherMissCost = 0.1;
const outageCost = 2;
/** Something heard between two sweeps that is none of ours. */
const strangersAtMost = 3;

export interface SweepAlignment {
  trips: SweepTrip[];
  /** Numbers that were played and not heard. */
  missed: number[];
}

/** No sample holds more. */
const mostSkewMs = 10_000;

interface Pair {
  played: number;
  heard: number;
  delayMs: number;
  cost: number;
  from: Pair | null;
}

/**
 * The cheapest pairing that keeps the order: missed sweeps cost a little, a delay that jumps the more the further, a sound that nobody played most.
 * @param offsetMs receiver's clock minus sender's, with the doubt that both fits leave
 * @param heardUntilMs up to here, on the receiver's clock, everything that was heard is in the list
 */
export function alignSweeps(
  played: readonly PlayedSweep[],
  allHeard: readonly HeardSweep[],
  offset: { ms: number; doubtMs: number },
  heardUntilMs: number,
): SweepAlignment {
  const heard = allHeard
    .filter(({ peakRatio }) => peakRatio > peakRatioAtLeast)
    .toSorted((a, b) => a.heardAtMs - b.heardAtMs);
  const inOrder = played.toSorted((a, b) => a.number - b.number);
  const best = cheapest(candidates(inOrder, heard, offset), inOrder.length, heard.length);
  const trips: SweepTrip[] = [];
  const found = new Set<number>();
  for (const pair of best) {
    const sweep = inOrder[pair.played];
    const sound = heard[pair.heard];
    if (!sweep || !sound) continue;
    trips.push({ number: sweep.number, playedAtMs: sweep.playedAtMs, heardAtMs: sound.heardAtMs });
    found.add(sweep.number);
  }
  const known = heardUntilMs - offset.ms - offset.doubtMs - underWayAtMostMs;
  const last = trips.at(-1)?.number ?? -1;
  const missed = inOrder
    // One that was overtaken is missed as well: sound does not change its order.
    .filter(({ number, playedAtMs }) => !found.has(number) && (playedAtMs <= known || number < last))
    .map(({ number }) => number);
  return { trips, missed };
}

function candidates(
  played: readonly PlayedSweep[],
  heard: readonly HeardSweep[],
  offset: { ms: number; doubtMs: number },
): Pair[] {
  return heard.flatMap((sound, heardIndex) =>
    played.flatMap((sweep, playedIndex) => {
      const delayMs = sound.heardAtMs - offset.ms - sweep.playedAtMs;
      const fits =
        sweep.turn === sound.turn && delayMs >= -offset.doubtMs && delayMs <= underWayAtMostMs + offset.doubtMs;
      return fits ? [{ played: playedIndex, heard: heardIndex, delayMs, cost: 0, from: null }] : [];
    }),
  );
}

const missCost = (inARow: number) => (inARow === 0 ? 0 : Math.min(outageCost, 1 + furtherMissCost * (inARow - 1)));

/** Best path through the pairs: each costs what was skipped before it and how far its delay moved, and the last what is left over. */
function cheapest(pairs: Pair[], playedCount: number, heardCount: number): Pair[] {
  let best: Pair | null = null;
  // A miss at the end may only be one that is still under way; it must not pull a pairing out of its place.
  const left = (pair: Pair) =>
    strangerCost * (heardCount - 1 - pair.heard) + Math.min(1, playedCount - 1 - pair.played) / 2;
  for (const [index, pair] of pairs.entries()) {
    // A pairing that begins late has skipped what came before. Of two that fit as well, the shorter delay.
    pair.cost = strangerCost * pair.heard + missCost(pair.played) + pair.delayMs / underWayAtMostMs / 2;
    for (let before = index - 1; before >= 0; before--) {
      const from = pairs[before];
      if (!from || pair.heard - from.heard > strangersAtMost + 1) break;
      const gap = pair.played - from.played;
      if (from.heard >= pair.heard || gap < 1) continue;
      const skipped = missCost(gap - 1) + strangerCost * (pair.heard - from.heard - 1);
      const moved = Math.abs(pair.delayMs - from.delayMs) / usualMoveMs;
      const cost = from.cost + skipped + moved;
      if (cost < pair.cost) {
        pair.cost = cost;
        pair.from = from;
      }
    }
    if (!best || pair.cost + left(pair) < best.cost + left(best)) best = pair;
  }
  const path: Pair[] = [];
  for (let pair = best; pair; pair = pair.from) path.unshift(pair);
  return path;
}

/** A picture that was seen: drawn on the sender's clock modulo 2^32 ms, shown on the receiver's. */
export interface SeenPicture {
  readonly drawnAtMs: number;
  readonly shownAtMs: number;
}

/** Pictures shown this long before or after a sweep was heard are beside it. Higher smooths what changes with the sweep, lower lets one late picture decide. */
const besideMs = 500;
/** Fewer pictures beside a sweep say nothing. Higher loses sweeps of lines that stand still, lower trusts single pictures. */
const picturesAtLeast = 3;

/**
 * Sound after picture in milliseconds, positive when the sound is late: what the sweep took, without what the pictures beside it took (median: a single picture is
 * larger or smaller than the others and comes late or early by that). Sender's and receiver's clock each tell both, so no clock has to be fitted.
 */
export function skews(
  trips: readonly SweepTrip[],
  pictures: readonly SeenPicture[],
): { number: number; skewMs: number }[] {
  return trips.flatMap(({ number, playedAtMs, heardAtMs }) => {
    const beside = pictures
      .filter(({ shownAtMs }) => Math.abs(shownAtMs - heardAtMs) <= besideMs)
      .map(({ drawnAtMs, shownAtMs }) => heardAtMs - shownAtMs - clockDifference(playedAtMs, drawnAtMs))
      // Further apart than any line brings them they belong to different counts of a page that began anew.
      .filter((skewMs) => Math.abs(skewMs) <= mostSkewMs);
    const skewMs = middleOf(beside);
    return skewMs === null || beside.length < picturesAtLeast ? [] : [{ number, skewMs }];
  });
}
