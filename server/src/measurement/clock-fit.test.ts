/** Clocks of pages: whatever line lies between, the range that is given holds the truth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askPage, type LineAndClock, pageClock } from '../../test/page-clock.ts';
import { driftLimit, fitClock, offsetAt, serverTimeOf, uncertaintyMs } from './clock-fit.ts';

const lines: fc.Arbitrary<LineAndClock> = fc.record({
  startMs: fc.constantFrom(0, 5_000_000, 1.7e12),
  seconds: fc.integer({ min: 10, max: 600 }),
  offsetMs: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  driftPpm: fc.double({ min: -150, max: 150, noNaN: true }),
  upMs: fc.double({ min: 0.1, max: 300, noNaN: true }),
  downMs: fc.double({ min: 0.1, max: 300, noNaN: true }),
  jitterMs: fc.double({ min: 0, max: 100, noNaN: true }),
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
});
/** Floating point at 1.7e12 ms keeps quarters of microseconds. */
const hair = 0.002;
const still: LineAndClock = {
  startMs: 1e6,
  seconds: 300,
  offsetMs: 5e8,
  driftPpm: 0,
  upMs: 20,
  downMs: 20,
  jitterMs: 0,
  seed: 1,
};

describe('the fit of a clock', () => {
  it('gives a range that holds the true offset at every instant, on lines of any asymmetry and jitter', () => {
    fc.assert(
      fc.property(lines, fc.double({ min: 0, max: 1, noNaN: true }), (line, when) => {
        const fit = fitClock(askPage(line));
        expect(fit.segments).toHaveLength(1);
        const at = line.startMs + when * line.seconds * 1_000;
        const truth = pageClock(line)(at) - at;
        const found = offsetAt(fit, at);
        expect(found?.lowMs).toBeLessThanOrEqual(truth + hair);
        expect(found?.highMs).toBeGreaterThanOrEqual(truth - hair);
        expect(found?.valueMs).toBeGreaterThanOrEqual((found?.lowMs ?? 0) - hair);
        expect(found?.valueMs).toBeLessThanOrEqual((found?.highMs ?? 0) + hair);
      }),
      { numRuns: 300 },
    );
  });

  it('is uncertain by half of the quickest round trip and what the clock may have drifted since', () => {
    fc.assert(
      fc.property(lines, (line) => {
        const exchanges = askPage(line).filter(({ askedAtMs }) => askedAtMs < line.startMs + 10_000);
        const fit = fitClock(exchanges);
        const quickest = Math.min(...exchanges.map(({ askedAtMs, answeredAtMs }) => answeredAtMs - askedAtMs));
        const window = fit.segments[0]?.windows[0];
        const there = offsetAt(fit, window?.atMs ?? 0);
        expect(there && uncertaintyMs(there)).toBeCloseTo(quickest / 2, 2);
        const later = offsetAt(fit, (window?.atMs ?? 0) + 5_000);
        expect(later && uncertaintyMs(later)).toBeCloseTo(quickest / 2 + 5_000 * driftLimit, 2);
      }),
      { numRuns: 100 },
    );
  });

  it('moves with the origin of either clock and with nothing else', () => {
    const shifts = fc.integer({ min: -1_000_000, max: 1_000_000_000 });
    fc.assert(
      fc.property(lines, shifts, shifts, (line, server, page) => {
        const near = { ...line, startMs: 2_000_000 };
        const exchanges = askPage(near);
        const moved = exchanges.map(({ askedAtMs, answeredAtMs, pageMs }) => ({
          askedAtMs: askedAtMs + server,
          answeredAtMs: answeredAtMs + server,
          pageMs: pageMs + page,
        }));
        const at = near.startMs + near.seconds * 500;
        const before = offsetAt(fitClock(exchanges), at);
        const after = offsetAt(fitClock(moved), at + server);
        for (const key of ['valueMs', 'lowMs', 'highMs'] as const)
          expect(after?.[key]).toBeCloseTo((before?.[key] ?? 0) + page - server, 2);
      }),
      { numRuns: 100 },
    );
  });

  it('does not care in which order the answers are listed', () => {
    const exchanges = askPage({ ...still, jitterMs: 30 });
    expect(fitClock(exchanges.toReversed())).toEqual(fitClock(exchanges));
  });

  it('follows a drift that two windows would lose in their jitter', () => {
    const line = { ...still, seconds: 600, driftPpm: 40, jitterMs: 15 };
    const slope = fitClock(askPage(line)).segments[0]?.line.slope ?? 0;
    expect(slope * 1e6).toBeGreaterThan(36);
    expect(slope * 1e6).toBeLessThan(44);
    expect(fitClock(askPage({ ...line, seconds: 30 })).segments[0]?.line.slope).toBe(0);
  });

  it('keeps a slow window from bending the line, and the truth in the range', () => {
    // From 200 to 220 s the way back takes 800 ms longer: those windows are off by 400 ms.
    const exchanges = askPage(still).map((exchange) =>
      exchange.askedAtMs >= 1_200_000 && exchange.askedAtMs < 1_220_000
        ? { ...exchange, answeredAtMs: exchange.answeredAtMs + 800 }
        : exchange,
    );
    const fit = fitClock(exchanges);
    expect(fit.segments).toHaveLength(1);
    expect(offsetAt(fit, 1_205_000)?.valueMs).toBeCloseTo(5e8, 3);
  });

  it('leaves out one window that contradicts all others', () => {
    const exchanges = askPage(still).map((exchange) =>
      exchange.askedAtMs >= 1_100_000 && exchange.askedAtMs < 1_110_000
        ? { ...exchange, pageMs: exchange.pageMs + 5_000 }
        : exchange,
    );
    const fit = fitClock(exchanges);
    expect(fit.segments).toHaveLength(1);
    expect(offsetAt(fit, 1_105_000)?.valueMs).toBeCloseTo(5e8, 3);
    const first = askPage(still).map((exchange) =>
      exchange.askedAtMs < 1_010_000 ? { ...exchange, pageMs: exchange.pageMs + 5_000 } : exchange,
    );
    expect(offsetAt(fitClock(first), 1_050_000)?.valueMs).toBeCloseTo(5e8, 3);
  });

  it('knows a clock that was set: before and after it is right, in between it is not known', () => {
    fc.assert(
      fc.property(
        lines,
        fc.integer({ min: 40, max: 200 }),
        fc.constantFrom(-3_600_000, -2_500, 2_500, 60_000),
        (drawn, second, ms) => {
          const line = { ...drawn, seconds: 300, step: { second, ms } };
          const fit = fitClock(askPage(line));
          expect(fit.segments).toHaveLength(2);
          const clock = pageClock(line);
          for (const wanted of [second - 25, second + 25]) {
            const at = line.startMs + wanted * 1_000;
            const found = offsetAt(fit, at);
            expect(found?.lowMs).toBeLessThanOrEqual(clock(at) - at + hair);
            expect(found?.highMs).toBeGreaterThanOrEqual(clock(at) - at - hair);
          }
          expect(offsetAt(fit, line.startMs + second * 1_000)).toBeNull();
        },
      ),
      { numRuns: 100 },
    );
  });

  it('finds the instant of the server behind an instant of the page, also when it came twice', () => {
    const line = { ...still, seconds: 300, driftPpm: 100, step: { second: 150, ms: -60_000 } };
    const fit = fitClock(askPage(line));
    for (const second of [100, 130, 180, 210]) {
      const at = line.startMs + second * 1_000;
      const found = serverTimeOf(fit, pageClock(line)(at), at + 900);
      expect(found?.lowMs).toBeLessThanOrEqual(at + hair);
      expect(found?.highMs).toBeGreaterThanOrEqual(at - hair);
      expect(Math.abs((found?.valueMs ?? 0) - at)).toBeLessThan(20);
    }
    expect(serverTimeOf(fit, pageClock(line)(line.startMs) - 1e6, line.startMs)).toBeNull();
  });

  it('knows nothing without answers and far from them', () => {
    expect(offsetAt(fitClock([]), 0)).toBeNull();
    expect(serverTimeOf(fitClock([]), 0, 0)).toBeNull();
    const fit = fitClock(askPage(still));
    expect(offsetAt(fit, still.startMs + 320_000)).not.toBeNull();
    expect(offsetAt(fit, still.startMs + 340_000)).toBeNull();
    const backwards = [{ askedAtMs: 10, answeredAtMs: 5, pageMs: 7 }];
    expect(fitClock(backwards).segments).toEqual([]);
  });
});
