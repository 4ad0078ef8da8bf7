/** Tests of what a direction's sweeps come to from second to second, where the page that plays them begins anew. */
import { expect, it } from 'vitest';
import { fitClock, markerNonce } from '../measurement/index.ts';
import { DirectionMarks, type MarksInput } from './marks.ts';

const clock = fitClock(
  [0, 10_000, 20_000, 30_000].map((at) => ({ askedAtMs: at, answeredAtMs: at + 4, pageMs: at + 2 })),
);
const delayMs = 80;

/** A second in which one sweep is played and heard. */
const second = (atMs: number, number: number): MarksInput => ({
  played: [{ number, playedAtMs: atMs - 700, turn: 'up' }],
  heard: [{ turn: 'up', heardAtMs: atMs - 700 + delayMs, peakRatio: 8 }],
  heardUntilMs: atMs,
  markers: [],
  witness: {
    ...{ seedHex: 'a7'.repeat(32), streamId: 1, sender: clock, receiver: clock },
    ...{ linesRoundTripMs: null, receiverDrawnAt: new Map() },
  },
  offset: { ms: 0, doubtMs: 4 },
  nearMs: atMs,
});

it('takes the sweeps of a page that was loaded again, whose numbers begin once more', () => {
  const marks = new DirectionMarks();
  const tripsOf = (atMs: number, number: number) => marks.take(second(atMs, number)).sweepTrips;
  expect([0, 1, 2].map((number) => tripsOf(2_000 * (number + 1), number).length)).toEqual([1, 1, 1]);
  const again = [0, 1, 2].map((number) => tripsOf(10_000 + 2_000 * number, number));
  expect(again.map((trips) => trips.length)).toEqual([1, 1, 1]);
  expect(again.flat().map(({ heardAtMs, playedAtMs }) => heardAtMs - playedAtMs)).toEqual([delayMs, delayMs, delayMs]);
});

it('holds a sweep against the pictures of the count it belongs to', () => {
  const marks = new DirectionMarks();
  const seedHex = 'a7'.repeat(32);
  const withPictures = (atMs: number, sweep: number): MarksInput => ({
    ...second(atMs, sweep),
    markers: [400, 401, 402, 403].map((seq, index) => {
      const drawnAtMs = atMs - 750 + index * 33;
      const nonce = markerNonce(seedHex, seq, drawnAtMs);
      return { ...{ seq, drawnAtMs, streamId: 1, echoSeq: 0, echoHoldMs: 0, nonce }, shownAtMs: drawnAtMs + 60 };
    }),
  });
  expect(marks.take(withPictures(2_000, 0)).skewMs).toEqual([delayMs - 60]);
  expect(marks.take(withPictures(32_000, 0)).skewMs).toEqual([delayMs - 60]);
});
