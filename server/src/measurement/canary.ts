/**
 * Whether a receiver tells the truth about what it lost. The server skips a few packet numbers on purpose. The receiver cannot know which gaps were the line's
 * and which the server's, so one that hides its losses hides these with them: the share of canaries it names is the share of its losses that it tells.
 *
 * - It names (nearly) all: believed, and its losses are divided by the share it named, so that what its own feedback lost on the way cannot flatter it either.
 * - It names far fewer than lost feedback explains: disbelieved. Its numbers are void and all packets count as lost, which fails. Leaving the loss out as "not
 *   measured" would raise the verdict of a line that would have failed honestly.
 * - Who is in the dark names nothing: canaries of an outage that the receiver tells of itself say neither (`namedOutsideOutages`). To claim outages in order to
 *   hide other losses costs more than it hides.
 * - Too few canaries, or reports that name no packets (receiver reports count alone): untested. A total below the canaries' own number is still disbelieved;
 *   anything else is the receiver's word and marked so.
 */
import type { Downlink } from './second-sample.ts';

/** Canaries an honest receiver names at least: feedback is lost too, on lines of up to a tenth loss. Higher accuses bad lines, lower lets more be hidden. */
export const honestShare = 0.9;
/** An honest receiver is accused once in this many runs. Higher needs more canaries to catch a lie. */
const accusedOnceIn = 1_000;
/** Fewer canaries than this say nothing. */
const canariesAtLeast = 5;
/** In a count without names, what may still be on its way when the run ends. */
const unreported = 2;

/** Of what was sent in a second, the share whose loss is an outage. Higher misses outages that began within a second, lower excuses receivers on very bad lines. */
const outageShare = 0.5;
/**
 * Seconds after an outage was told of in which its canaries are still charged: three until the node no longer waits for their name (`NAMED_WITHIN`), three
 * until the server no longer waits for the loss (`canaryPatience`). Higher leaves fewer canaries to judge by, lower accuses who was in the dark.
 */
const outageEchoSeconds = 6;

export type Belief = 'believed' | 'disbelieved' | 'untested';

export interface ReceiverWord {
  belief: Belief;
  /** Of the losses, the share that the receiver tells; 1 where nothing better is known. */
  toldShare: number;
}

/** One stream's seconds in their order, null where one does not count: without names where canaries of an outage may be among them. */
export function namedOutsideOutages(seconds: readonly (Downlink | null)[]): Downlink[] {
  let toldAt = Number.NEGATIVE_INFINITY;
  return seconds.flatMap((second, at) => {
    if (!second) return [];
    const { claimedLost, sent } = second;
    if (claimedLost !== null && claimedLost > 0 && claimedLost >= sent * outageShare) toldAt = at;
    return [at - toldAt <= outageEchoSeconds ? { ...second, withheldNamed: null } : second];
  });
}

/** Of all seconds in which the receiver reported. */
export function believeReceiver(seconds: readonly Downlink[]): ReceiverWord {
  const reported = seconds.filter(({ claimedLost }) => claimedLost !== null);
  const named = reported.filter(({ withheldNamed }) => withheldNamed !== null);
  const total = sum(named, ({ withheld }) => withheld);
  const told = Math.min(
    total,
    sum(named, ({ withheldNamed }) => withheldNamed ?? 0),
  );
  const withheld = sum(reported, (second) => second.withheld);
  const claimed = sum(reported, ({ claimedLost }) => claimedLost ?? 0);
  if (total >= canariesAtLeast) {
    if (chanceOfAtMost(told, total, honestShare) < 1 / accusedOnceIn) return { belief: 'disbelieved', toldShare: 0 };
  }
  // However it is reported, nobody can have lost less than what was never sent.
  if (withheld >= canariesAtLeast && claimed < told - unreported) return { belief: 'disbelieved', toldShare: 0 };
  // Names of pictures say nothing of sound that is only told as a sum.
  if (hidesItsSum(reported.filter(({ withheldNamed }) => withheldNamed === null)))
    return { belief: 'disbelieved', toldShare: 0 };
  if (total >= canariesAtLeast) return { belief: 'believed', toldShare: told / total };
  if (hidesItsSum(reported)) return { belief: 'disbelieved', toldShare: 0 };
  return { belief: 'untested', toldShare: 1 };
}

function hidesItsSum(seconds: readonly Downlink[]): boolean {
  const withheld = sum(seconds, (second) => second.withheld);
  const claimed = sum(seconds, ({ claimedLost }) => claimedLost ?? 0);
  return withheld >= canariesAtLeast && claimed < withheld * honestShare - unreported;
}

/** Share of the packets sent that were lost on the way down, 0 … 1; null where nothing was reported. Canaries are taken off. */
export function downlinkLoss(seconds: readonly Downlink[], { belief, toldShare }: ReceiverWord): number | null {
  const reported = seconds.filter(({ claimedLost }) => claimedLost !== null);
  const sent = sum(reported, (second) => second.sent);
  if (sent === 0) return null;
  if (belief === 'disbelieved') return 1;
  const withheld = sum(reported, (second) => second.withheld);
  const claimed = sum(reported, ({ claimedLost }) => claimedLost ?? 0);
  // What was told of the canaries is only their told share as well.
  const lost = Math.max(0, claimed / toldShare - withheld);
  return Math.min(1, lost / sent);
}

/** P(X ≤ successes) of a binomial distribution. */
export function chanceOfAtMost(successes: number, trials: number, share: number): number {
  // In logarithms: 0.1^400 is no number any more.
  let term = trials * Math.log(1 - share);
  let total = Math.exp(term);
  for (let index = 1; index <= successes; index++) {
    term += Math.log(((trials - index + 1) / index) * (share / (1 - share)));
    total += Math.exp(term);
  }
  return Math.min(1, total);
}

const sum = <T>(list: readonly T[], of: (one: T) => number): number => list.reduce((total, one) => total + of(one), 0);
