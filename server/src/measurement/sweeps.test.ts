/** Sweeps: the right ones are paired whatever is missing, late or strange, and the missing ones are named. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fractions } from '../../test/page-clock.ts';
import { sweepTurn } from './nonce.ts';
import { alignSweeps, type HeardSweep, type PlayedSweep, skews } from './sweeps.ts';

const seed = '3f'.repeat(32);
/** One in two seconds, on a clock that began anywhere. */
const playedAt = (number: number) => 1.76e12 + number * 2_000;
const offset = { ms: -1.75e12, doubtMs: 40 };
const play = (count: number): PlayedSweep[] =>
  Array.from({ length: count }, (_, number) => ({
    number,
    turn: sweepTurn(seed, number),
    playedAtMs: playedAt(number),
    flashSeq: number * 60 + 1,
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
  const shownAt = new Map(played.map(({ number, flashSeq }) => [flashSeq ?? 0, 500_000 + number * 2_000]));

  it('is positive when the sound is late, without what the generator itself put between them', () => {
    const together = new Map(played.map(({ number, flashSeq }) => [flashSeq ?? 0, playedAt(number) % 2 ** 32]));
    expect(skews(trips, played, together, shownAt).map(({ skewMs }) => skewMs)).toEqual([70, 70, 70]);
    const flashEarly = new Map([...together].map(([seq, at]) => [seq, at - 25]));
    expect(skews(trips, played, flashEarly, shownAt).map(({ skewMs }) => Math.round(skewMs))).toEqual([45, 45, 45]);
  });

  it('needs both the flash and the sweep', () => {
    const drawnAt = new Map([[1, playedAt(0) % 2 ** 32]]);
    expect(skews(trips, played, drawnAt, shownAt)).toHaveLength(1);
    expect(skews(trips, played, drawnAt, new Map())).toEqual([]);
    const silent = played.map((one) => ({ ...one, flashSeq: null }));
    expect(skews(trips, silent, drawnAt, shownAt)).toEqual([]);
  });

  it('says nothing of a flash that was shown in another count of pictures', () => {
    const drawnAt = new Map(played.map(({ number, flashSeq }) => [flashSeq ?? 0, playedAt(number) % 2 ** 32]));
    const longAgo = new Map([...shownAt].map(([seq, at], index) => [seq, index === 1 ? at - 30_000 : at]));
    expect(skews(trips, played, drawnAt, longAgo).map(({ number }) => number)).toEqual([0, 2]);
  });
});
