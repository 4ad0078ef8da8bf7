/**
 * How long a picture or a sound is under way in one direction (after ITU-T P.931: a mark put in at one end and seen at the other). Two estimates: by the fitted
 * clocks of both pages, and without clocks by what the other page sends back. Where they differ the larger is judged, and the doubt is printed.
 */
import type { ShownMarker } from '@sambung/contract/test-report';
import { type ClockFit, type Estimate, offsetAt, serverTimeOf } from './clock-fit.ts';
import { middleOf } from './quantile.ts';
import type { PictureTrip, SecondSample } from './second-sample.ts';

const markerClock = 2 ** 32;
/** A hold that fills its 16 bits may have been longer. */
const endlessHoldMs = 0xffff;
/**
 * How much of half the lines' round trip a direction may fall short of before the doubt is printed: what differs between the two ways of an ordinary line and
 * between a round trip now and a median of minutes. Higher lets a page that moves delay from one direction to the other look better, lower doubts good lines.
 */
export const asymmetrySlackMs = 10;

/** The difference nearest to zero of two instants of which one or both are known modulo 2^32 ms. */
export function clockDifference(laterMs: number, earlierMs: number): number {
  const difference = (((laterMs - earlierMs) % markerClock) + markerClock) % markerClock;
  return difference >= markerClock / 2 ? difference - markerClock : difference;
}

/** The instant modulo 2^32 ms that lies nearest to another. */
export const unwrapNear = (wrappedMs: number, nearMs: number): number => nearMs + clockDifference(wrappedMs, nearMs);

/** The marker that stands for its second: the one whose difference between both clocks is the median. */
export function pictureTripOf(markers: readonly Pick<ShownMarker, 'drawnAtMs' | 'shownAtMs'>[]): PictureTrip | null {
  const sorted = markers.toSorted(
    (a, b) => clockDifference(a.shownAtMs, a.drawnAtMs) - clockDifference(b.shownAtMs, b.drawnAtMs),
  );
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  return middle ? { drawnAtMs: middle.drawnAtMs, shownAtMs: middle.shownAtMs, markers: sorted.length } : null;
}

/**
 * One direction's delay by the clocks; null where one of them is not known. A range that ends below zero is impossible: shown before it was drawn.
 * @param nearMs when it arrived, roughly, on the server's clock
 */
export function clockDelay(
  sentPageMs: { at: number; wrapped: boolean },
  seenPageMs: number,
  nearMs: number,
  sender: ClockFit,
  receiver: ClockFit,
): Estimate | null {
  const seen = serverTimeOf(receiver, seenPageMs, nearMs);
  const senderOffset = seen && offsetAt(sender, seen.valueMs);
  if (!seen || !senderOffset) return null;
  const sentAt = sentPageMs.wrapped ? unwrapNear(sentPageMs.at, seen.valueMs + senderOffset.valueMs) : sentPageMs.at;
  const sent = serverTimeOf(sender, sentAt, seen.valueMs);
  if (!sent) return null;
  return {
    valueMs: seen.valueMs - sent.valueMs,
    lowMs: seen.lowMs - sent.highMs,
    highMs: seen.highMs - sent.lowMs,
  };
}

/** What is physically possible of an estimate; null if nothing is. */
export function possible(estimate: Estimate | null): Estimate | null {
  if (!estimate || estimate.highMs < 0) return null;
  return { ...estimate, valueMs: Math.max(0, estimate.valueMs), lowMs: Math.max(0, estimate.lowMs) };
}

export const pictureDelay = (
  { pictureTrip, atMs }: Pick<SecondSample, 'pictureTrip' | 'atMs'>,
  sender: ClockFit,
  receiver: ClockFit,
): Estimate | null =>
  pictureTrip &&
  possible(clockDelay({ at: pictureTrip.drawnAtMs, wrapped: true }, pictureTrip.shownAtMs, atMs, sender, receiver));

export const soundDelays = (
  { sweepTrips, atMs }: Pick<SecondSample, 'sweepTrips' | 'atMs'>,
  sender: ClockFit,
  receiver: ClockFit,
): Estimate[] =>
  sweepTrips.flatMap(
    ({ playedAtMs, heardAtMs }) =>
      possible(clockDelay({ at: playedAtMs, wrapped: false }, heardAtMs, atMs, sender, receiver)) ?? [],
  );

/**
 * There and back on one clock: our picture was shown over there, held, and named in a picture that we were shown. The sum of both directions' delays, whatever
 * the clocks say. Null where nothing was echoed yet, the hold filled its field, or the echoed picture is not known.
 * @param drawnAt when our own pictures were drawn, by number, from markers whose nonces were checked
 */
export function echoRoundTrip(shown: ShownMarker, drawnAt: ReadonlyMap<number, number>): number | null {
  const drawnAtMs = drawnAt.get(shown.echoSeq);
  if (shown.echoSeq === 0 || shown.echoHoldMs >= endlessHoldMs || drawnAtMs === undefined) return null;
  return clockDifference(shown.shownAtMs, drawnAtMs) - shown.echoHoldMs;
}

/** The median of a second's round trips. */
export function pictureRoundTripOf(
  markers: readonly ShownMarker[],
  drawnAt: ReadonlyMap<number, number>,
): SecondSample['pictureRoundTrip'] {
  const trips = markers.flatMap((marker) => echoRoundTrip(marker, drawnAt) ?? []).filter((ms) => ms >= 0);
  const ms = middleOf(trips);
  return ms === null ? null : { ms, markers: trips.length };
}

export interface DelayEvidence {
  /** By the clocks: this direction and the other one. */
  own: Estimate | null;
  other: Estimate | null;
  /** Both directions together without clocks, by the echo. */
  roundTripMs: number | null;
  /** Round trips of both lines between page and server, as the server saw them on the way that media takes. */
  linesRoundTripMs: number | null;
}

/**
 * The delay to judge.
 *
 * What both directions take together cannot be less than the echo says, nor than the round trips of the lines. So what the other direction's clocks leave of
 * that sum is the second estimate of this one, and the larger of the two is the value. Half of the round trip is never the value: it would hide the bad
 * direction. It only widens the interval where the value falls short of it, because then the line is asymmetric or a page's clock answers lie, and nobody can
 * tell which; the truth of an asymmetric line stays covered.
 */
export function judgeDelay({ own, other, roundTripMs, linesRoundTripMs }: DelayEvidence): Estimate | null {
  const sumMs = Math.max(roundTripMs ?? 0, linesRoundTripMs ?? 0);
  const rest: Estimate | null =
    other && sumMs > 0
      ? { valueMs: sumMs - other.valueMs, lowMs: sumMs - other.highMs, highMs: sumMs - other.lowMs }
      : null;
  // Without clocks all that is known is that one direction is not longer than both.
  const bound = roundTripMs === null ? null : { valueMs: sumMs, lowMs: 0, highMs: sumMs };
  const first = own ?? possible(rest) ?? bound;
  if (!first) return null;
  const valueMs = Math.max(first.valueMs, rest?.valueMs ?? 0);
  const half = linesRoundTripMs === null ? 0 : linesRoundTripMs / 2 - asymmetrySlackMs;
  return {
    valueMs,
    lowMs: Math.max(0, Math.min(first.lowMs, valueMs)),
    highMs: Math.max(first.highMs, valueMs, half),
  };
}
