/** Sweeps: the right ones are paired whatever is missing, late or strange, and the missing ones are named. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fractions } from '../../test/page-clock.ts';
import { sweepTurn } from './nonce.ts';
import { alignSweeps, type HeardSweep, type PlayedSweep, type SeenPicture, skews } from './sweeps.ts';

const seed = '3f'.repeat(32);
/** One in two seconds, on a clock that began anywhere. */
const playedAt = (number: number) => 1.76e12 + number * 2_000;
const offset = { ms: -1.75e12, doubtMs: 40 };
const play = (count: number): PlayedSweep[] =>
  Array.from({ length: count }, (_, number) => ({
    number,
    turn: sweepTurn(seed, number),
    playedAtMs: playedAt(number),
  }));
const hear = (sweep: PlayedSweep, delayMs: number): HeardSweep => ({
  turn: sweep.turn,
  heardAtMs: sweep.playedAtMs + offset.ms + delayMs,
  peakRatio: 5,
});
const end = (count: number) => playedAt(count + 10) + offset.ms;
const pairsOf = ({ trips }: { trips: { number: number; heardAtMs: number; playedAtMs: number }[] }) =>
  trips.map(({ number, heardAtMs, playedAtMs }) => [number, heardAtMs - offset.ms - playedAtMs]);

describe('the order of sweeps', () => {
  it('is drawn from the seed: both kinds, never the same for another seed', () => {
    const turns = Array.from({ length: 200 }, (_, number) => sweepTurn(seed, number));
    const ups = turns.filter((turn) => turn === 'up').length;
    expect(ups).toBeGreaterThan(70);
    expect(ups).toBeLessThan(130);
    expect(turns).not.toEqual(Array.from({ length: 200 }, (_, number) => sweepTurn('40'.repeat(32), number)));
  });
});

describe('pairing sweeps', () => {
  it('names exactly the missing ones, for any delay, loss and wander', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.integer({ min: 5, max: 900 }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        // An outage of up to a minute anywhere.
        fc.record({ from: fc.nat(60), length: fc.nat(30) }),
        (chanceSeed, delayMs, loss, outage) => {
          const chance = fractions(chanceSeed);
          const played = play(60);
          const isOut = (number: number) => number >= outage.from && number < outage.from + outage.length;
          const lost = new Set(
            played.filter(({ number }) => chance() < loss || isOut(number)).map(({ number }) => number),
          );
          // A jitter buffer wanders by some tens of milliseconds.
          const heard = played
            .filter(({ number }) => !lost.has(number))
            .map((one) => hear(one, delayMs + 60 * chance()));
          const found = alignSweeps(played, heard, offset, end(60));
          expect(found.missed).toEqual([...lost]);
          expect(found.trips.map(({ number }) => number)).toEqual(
            played.filter(({ number }) => !lost.has(number)).map(({ number }) => number),
          );
          for (const [, delay = 0] of pairsOf(found)) {
            expect(delay).toBeGreaterThanOrEqual(delayMs - 0.01);
            expect(delay).toBeLessThanOrEqual(delayMs + 60.01);
          }
        },
      ),
      // Once the last heard ones were taken for strangers, because so many before them were missing.
      {
        numRuns: 60,
        examples: [
          [0, 5, 0.2612, { from: 0, length: 0 }],
          [22, 5, 0.2956, { from: 28, length: 9 }],
        ],
      },
    );
  });

  it('is not led astray by a delay longer than the pause between two sweeps', () => {
    const played = play(30);
    const found = alignSweeps(
      played,
      played.map((one) => hear(one, 2_400)),
      offset,
      end(30),
    );
    expect(found.missed).toEqual([]);
    expect(pairsOf(found).map(([, delay]) => Math.round(delay ?? 0))).toEqual(new Array(30).fill(2_400));
  });

  it('follows a delay that jumps', () => {
    const played = play(30);
    const found = alignSweeps(
      played,
      played.map((one) => hear(one, one.number < 15 ? 80 : 480)),
      offset,
      end(30),
    );
    expect(found.missed).toEqual([]);
    expect(found.trips).toHaveLength(30);
  });

  it('leaves out what nobody played and what hardly stood out', () => {
    const played = play(20);
    const heard = played.filter(({ number }) => number !== 7).map((one) => hear(one, 120));
    const strange: HeardSweep = { turn: 'up', heardAtMs: playedAt(11) + offset.ms + 1_100, peakRatio: 9 };
    const faint = { ...hear(played[7] as PlayedSweep, 120), peakRatio: 1.9 };
    const found = alignSweeps(played, [...heard, strange, faint], offset, end(20));
    expect(found.missed).toEqual([7]);
    expect(found.trips).toHaveLength(19);
    expect(pairsOf(found).every(([, delay]) => Math.round(delay ?? 0) === 120)).toBe(true);
  });

  it('does not call missed what may still be under way', () => {
    const played = play(10);
    const heard = played.slice(0, 9).map((one) => hear(one, 120));
    const until = playedAt(9) + offset.ms + 900;
    expect(alignSweeps(played, heard, offset, until).missed).toEqual([]);
    expect(alignSweeps(played, heard, offset, until + 4_000).missed).toEqual([9]);
  });

  it('hears nothing, plays nothing: everything is missed, nothing is paired', () => {
    expect(alignSweeps(play(3), [], offset, end(3))).toEqual({ trips: [], missed: [0, 1, 2] });
    expect(alignSweeps([], [hear(play(1)[0] as PlayedSweep, 50)], offset, end(1))).toEqual({ trips: [], missed: [] });
  });

  it('takes no sweep of the wrong turn for a missing one', () => {
    const played = play(20);
    const wrong = played.map((one) => ({
      ...hear(one, 120),
      turn: one.turn === 'up' ? ('down' as const) : ('up' as const),
    }));
    const right = alignSweeps(played, wrong, offset, end(20)).trips.filter(
      ({ number, heardAtMs }) => Math.round(heardAtMs - offset.ms - playedAt(number)) === 120,
    );
    expect(right).toEqual([]);
  });
});

describe('sound after picture', () => {
  const played = play(3);
  const trips = played.map(({ number, playedAtMs }) => ({
    number,
    playedAtMs,
    heardAtMs: 500_000 + number * 2_000 + 70,
  }));
  /** Thirty a second, drawn with the sweep and around it, each shown at once by a clock of its own. */
  const pictures: SeenPicture[] = Array.from({ length: 300 }, (_, index) => {
    const atMs = (index - 60) * 33;
    return { drawnAtMs: (playedAt(0) + atMs) % 2 ** 32, shownAtMs: 500_000 + atMs };
  });
  const skewsBeside = (seen: readonly SeenPicture[]) =>
    skews(trips, seen).map(({ number, skewMs }) => [number, Math.round(skewMs)]);
  const late = (picture: SeenPicture, ms: number) => ({ ...picture, shownAtMs: picture.shownAtMs + ms });

  it('is positive when the sound is late', () => {
    const all = (skewMs: number) => [0, 1, 2].map((number) => [number, skewMs]);
    expect(skewsBeside(pictures)).toEqual(all(70));
    expect(skewsBeside(pictures.map((picture) => late(picture, 90)))).toEqual(all(-20));
  });

  it('goes by most pictures beside the sweep, not by one that came early or late', () => {
    const uneven = pictures.map((picture, index) => late(picture, index % 3 === 0 ? 400 : 0));
    expect(skewsBeside(uneven).map(([, skewMs]) => skewMs)).toEqual([70, 70, 70]);
  });

  it('needs several pictures beside the sweep', () => {
    expect(skewsBeside([])).toEqual([]);
    const around = (number: number) => 500_000 + number * 2_000;
    const gap = pictures.filter(({ shownAtMs }) => Math.abs(shownAtMs - around(1)) > 700);
    expect(skewsBeside(gap).map(([number]) => number)).toEqual([0, 2]);
    const two = pictures.filter(({ shownAtMs }) => Math.abs(shownAtMs - around(1) - 70) < 30);
    expect(two.length).toBeLessThan(3);
    expect(skewsBeside(two)).toEqual([]);
  });

  it('leaves out pictures of another count of a page that began anew', () => {
    const before = pictures.map(({ drawnAtMs, shownAtMs }) => ({ drawnAtMs: drawnAtMs - 30_000, shownAtMs }));
    expect(skewsBeside(before)).toEqual([]);
    expect(skewsBeside([...before, ...pictures]).map(([, skewMs]) => skewMs)).toEqual([70, 70, 70]);
  });
});
