/** Delays of one direction: what clocks and echoes leave open always holds the truth, and no page gains by answering wrongly. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askPage, type LineAndClock, pageClock } from '../../test/page-clock.ts';
import { sampleOf } from '../../test/run-seconds.ts';
import { type Estimate, fitClock } from './clock-fit.ts';
import {
  clockDifference,
  echoRoundTrip,
  judgeDelay,
  pictureDelay,
  pictureRoundTripOf,
  pictureTripOf,
  soundDelays,
  unwrapNear,
} from './delay.ts';

const wrap = 2 ** 32;
const line = (changes: Partial<LineAndClock>): LineAndClock => ({
  startMs: 1e6,
  seconds: 120,
  offsetMs: 1.76e12,
  driftPpm: 0,
  upMs: 15,
  downMs: 15,
  jitterMs: 2,
  seed: 3,
  ...changes,
});
const estimate = (valueMs: number, doubt = 5): Estimate => ({
  valueMs,
  lowMs: valueMs - doubt,
  highMs: valueMs + doubt,
});
const shown = (changes: object) => ({
  seq: 9,
  drawnAtMs: 0,
  streamId: 1,
  echoSeq: 0,
  echoHoldMs: 0,
  nonce: 0,
  shownAtMs: 0,
  ...changes,
});

describe('a clock modulo 2^32', () => {
  it('is compared and unwrapped across its end', () => {
    expect(clockDifference(5, wrap - 7)).toBe(12);
    expect(clockDifference(wrap - 7, 5)).toBe(-12);
    expect(clockDifference(1.76e12 + 40.5, (1.76e12 + 0.5) % wrap)).toBeCloseTo(40, 6);
    const page = 1.76e12 + 123_456;
    expect(unwrapNear(Math.round(page) % wrap, page + 900)).toBe(Math.round(page));
    expect(unwrapNear(Math.round(page) % wrap, page - 9e5)).toBe(Math.round(page));
  });
});

describe("a direction's delay by the clocks", () => {
  const lines = fc.record({
    offsetMs: fc.double({ min: 1e12, max: 2e12, noNaN: true }),
    driftPpm: fc.double({ min: -100, max: 100, noNaN: true }),
    upMs: fc.double({ min: 0.1, max: 300, noNaN: true }),
    downMs: fc.double({ min: 0.1, max: 300, noNaN: true }),
    jitterMs: fc.double({ min: 0, max: 50, noNaN: true }),
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
  });

  it('holds the true delay whatever both lines and clocks are like', () => {
    const delay = fc.double({ min: 0, max: 2_000, noNaN: true });
    fc.assert(
      fc.property(lines, lines, delay, fc.integer({ min: 5, max: 115 }), (host, audience, delayMs, second) => {
        const [from, to] = [line(host), line(audience)];
        const drawnServer = 1e6 + second * 1_000;
        const found = pictureDelay(
          {
            atMs: drawnServer + 2_500,
            pictureTrip: {
              drawnAtMs: Math.floor(pageClock(from)(drawnServer)) % wrap,
              shownAtMs: pageClock(to)(drawnServer + delayMs),
              markers: 30,
            },
          },
          fitClock(askPage(from)),
          fitClock(askPage(to)),
        );
        // The marker carries whole milliseconds.
        expect(found?.lowMs).toBeLessThanOrEqual(delayMs + 1.01);
        expect(found?.highMs).toBeGreaterThanOrEqual(delayMs - 0.01);
        expect(found?.valueMs).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 150 },
    );
  });

  it('is as doubtful as half of both quickest round trips', () => {
    const [from, to] = [line({ upMs: 40, downMs: 10, jitterMs: 0 }), line({ upMs: 5, downMs: 5, jitterMs: 0 })];
    const [found] = soundDelays(
      sampleOf({
        atMs: 1_061_000,
        sweepTrips: [{ number: 4, playedAtMs: pageClock(from)(1_060_000), heardAtMs: pageClock(to)(1_060_120) }],
      }),
      fitClock(askPage(from)),
      fitClock(askPage(to)),
    );
    const doubt = found ? (found.highMs - found.lowMs) / 2 : 0;
    expect(doubt).toBeGreaterThan(29.9);
    expect(doubt).toBeLessThan(33);
    // The asymmetry of the sender's line puts the middle 15 ms off, the range still holds the truth.
    expect(found?.valueMs).toBeCloseTo(135, 0);
    expect(found?.lowMs).toBeLessThan(120);
  });

  it('is not known where a clock is not, and impossible below zero', () => {
    const known = fitClock(askPage(line({ jitterMs: 0 })));
    const clock = pageClock(line({}));
    const trip = (delayMs: number) => ({
      atMs: 1_061_000,
      pictureTrip: {
        drawnAtMs: Math.floor(clock(1_060_000)) % wrap,
        shownAtMs: clock(1_060_000 + delayMs),
        markers: 1,
      },
    });
    expect(pictureDelay(trip(50), known, fitClock([]))).toBeNull();
    expect(pictureDelay(trip(50), fitClock([]), known)).toBeNull();
    expect(pictureDelay({ atMs: 0, pictureTrip: null }, known, known)).toBeNull();
    expect(pictureDelay(trip(-60), known, known)).toBeNull();
    // Within the doubt of both clocks: it may have been quick.
    expect(pictureDelay(trip(-10), known, known)).toMatchObject({ valueMs: 0, lowMs: 0 });
  });

  it('lets the median marker stand for its second', () => {
    const markers = [90, 40, 500, 60, 50].map((delayMs, index) => ({
      drawnAtMs: (1_000 * index) % wrap,
      shownAtMs: 1_000 * index + 77 + delayMs,
    }));
    expect(pictureTripOf(markers)).toEqual({ ...markers[3], markers: 5 });
    expect(pictureTripOf([])).toBeNull();
  });
});

describe('the echo', () => {
  const drawnAt = new Map([[7, 4_000]]);

  it('is the way there and back without the hold', () => {
    expect(echoRoundTrip(shown({ echoSeq: 7, echoHoldMs: 30, shownAtMs: 4_280 }), drawnAt)).toBe(250);
    const late = shown({ echoSeq: 7, echoHoldMs: 30, shownAtMs: 3 * wrap + 4_280 });
    expect(echoRoundTrip(late, drawnAt)).toBe(250);
  });

  it('says nothing before the first picture, of pictures nobody drew, or where the hold is full', () => {
    expect(echoRoundTrip(shown({ echoSeq: 0, shownAtMs: 4_280 }), new Map([[0, 4_000]]))).toBeNull();
    expect(echoRoundTrip(shown({ echoSeq: 8, shownAtMs: 4_280 }), drawnAt)).toBeNull();
    expect(echoRoundTrip(shown({ echoSeq: 7, echoHoldMs: 0xffff, shownAtMs: 90_000 }), drawnAt)).toBeNull();
  });

  it('is summed up by its median', () => {
    const markers = [200, 900, 220].map((ms) => shown({ echoSeq: 7, shownAtMs: 4_000 + ms }));
    expect(pictureRoundTripOf(markers, drawnAt)).toEqual({ ms: 220, markers: 3 });
    expect(pictureRoundTripOf([shown({})], drawnAt)).toBeNull();
  });
});

describe('the delay that is judged', () => {
  it('is the clocks’ where everything agrees', () => {
    const evidence = { own: estimate(100), other: estimate(60), roundTripMs: 160, linesRoundTripMs: 120 };
    expect(judgeDelay(evidence)).toEqual({ valueMs: 100, lowMs: 95, highMs: 105 });
  });

  it('keeps the bad direction of an asymmetric line bad, and the good one good with its doubt', () => {
    const slow = estimate(310, 20);
    const fast = estimate(20, 20);
    const both = { roundTripMs: 330, linesRoundTripMs: 320 };
    expect(judgeDelay({ own: slow, other: fast, ...both })).toEqual({ valueMs: 310, lowMs: 290, highMs: 330 });
    // Not half of the round trip; but a line that looks like this could be a page that moves delay to the other direction.
    expect(judgeDelay({ own: fast, other: slow, ...both })).toEqual({ valueMs: 20, lowMs: 0, highMs: 150 });
  });

  it('holds the truth of any asymmetric line that the clocks misplace within their doubt', () => {
    const ms = fc.double({ min: 1, max: 500, noNaN: true });
    const part = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(ms, ms, fc.double({ min: 0, max: 200, noNaN: true }), part, (there, back, doubt, shift) => {
        const misplaced = (truth: number, by: number): Estimate => ({
          valueMs: Math.max(0, truth + by),
          lowMs: Math.max(0, truth + by - doubt),
          highMs: truth + by + doubt,
        });
        const own = misplaced(there, shift * doubt);
        const other = misplaced(back, -shift * doubt);
        const found = judgeDelay({ own, other, roundTripMs: there + back, linesRoundTripMs: (there + back) * 0.8 });
        const hair = 1e-6;
        expect(found?.lowMs).toBeLessThanOrEqual(there + hair);
        expect(found?.highMs).toBeGreaterThanOrEqual(there - hair);
      }),
      { numRuns: 500 },
    );
  });

  it('does not believe a page that says it saw pictures earlier: what is missing from the sum comes back', () => {
    // Truly 200 and 200; the receiver takes 150 off what it saw.
    const honest = { other: estimate(200), roundTripMs: 400, linesRoundTripMs: 380 };
    expect(judgeDelay({ own: estimate(50), ...honest })?.valueMs).toBe(200);
    // It stretches the hold as well: then the lines' round trips stand in.
    const stretched = { other: estimate(200), roundTripMs: 250, linesRoundTripMs: 380 };
    expect(judgeDelay({ own: estimate(50), ...stretched })?.valueMs).toBe(180);
  });

  it('never falls when more is claimed against it, and never rises by a shorter claim of its own', () => {
    const ms = fc.double({ min: 0, max: 600, noNaN: true });
    fc.assert(
      fc.property(ms, ms, ms, ms, (own, other, roundTrip, lines) => {
        const base = { own: estimate(own), other: estimate(other), roundTripMs: roundTrip, linesRoundTripMs: lines };
        const value = judgeDelay(base)?.valueMs ?? 0;
        expect(value).toBeGreaterThanOrEqual(own);
        expect(value).toBeGreaterThanOrEqual(lines - other);
        expect(judgeDelay({ ...base, roundTripMs: roundTrip + 50 })?.valueMs).toBeGreaterThanOrEqual(value);
        expect(judgeDelay({ ...base, linesRoundTripMs: lines + 50 })?.highMs).toBeGreaterThanOrEqual(
          judgeDelay(base)?.highMs ?? 0,
        );
      }),
    );
  });

  it('is bounded by the round trip where no clock is known, and unknown without that', () => {
    expect(judgeDelay({ own: null, other: null, roundTripMs: 300, linesRoundTripMs: 200 })).toEqual({
      valueMs: 300,
      lowMs: 0,
      highMs: 300,
    });
    expect(judgeDelay({ own: null, other: estimate(100), roundTripMs: 300, linesRoundTripMs: 200 })).toEqual({
      valueMs: 200,
      lowMs: 195,
      highMs: 205,
    });
    expect(judgeDelay({ own: null, other: null, roundTripMs: null, linesRoundTripMs: 200 })).toBeNull();
  });
});
