/** Canaries: a receiver that hides its losses is caught or gains nothing; an honest one on a bad line is not accused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fractions } from '../../test/page-clock.ts';
import { believeReceiver, chanceOfAtMost, downlinkLoss, namedOutsideOutages } from './canary.ts';
import type { Downlink } from './second-sample.ts';

/** Ten minutes with a canary every two seconds, on a line that loses a share of everything, to a receiver that tells a share of what it lost. */
function run(loss: number, told: number, seed = 1, changes: Partial<Downlink> = {}): Downlink[] {
  const chance = fractions(seed);
  const lots = (count: number, share: number) =>
    Array.from({ length: count }, chance).filter((one) => one < share).length;
  return Array.from({ length: 600 }, (_, second) => {
    const withheld = second % 2;
    const withheldNamed = lots(withheld, told);
    const lost = lots(100, loss);
    return {
      sent: 100,
      bytes: 60_000,
      withheld,
      withheldNamed,
      skipped: 0,
      claimedLost: withheldNamed + lots(lost, told),
      jitterMs: 3,
      ...changes,
    };
  });
}
const lossOf = (seconds: Downlink[]) => downlinkLoss(seconds, believeReceiver(seconds));

describe('the word of a receiver', () => {
  it('is believed when it names the canaries, and they are taken off its losses', () => {
    expect(believeReceiver(run(0, 1))).toEqual({ belief: 'believed', toldShare: 1 });
    expect(lossOf(run(0, 1))).toBe(0);
    for (const loss of [0.01, 0.03, 0.1, 0.2]) {
      const seconds = run(loss, 1);
      expect(Math.abs((lossOf(seconds) ?? 0) - loss)).toBeLessThan(0.005);
    }
  });

  it('is void when it hides losses: everything counts as lost', () => {
    for (const told of [0, 0.2, 0.5, 0.7]) {
      const seconds = run(0.1, told);
      expect(believeReceiver(seconds).belief).toBe('disbelieved');
      expect(lossOf(seconds)).toBe(1);
    }
  });

  it('gains nothing from hiding less than is caught: what it tells is scaled by what it told of the canaries', () => {
    const seconds = run(0.1, 0.9, 4);
    expect(believeReceiver(seconds).belief).toBe('believed');
    expect(Math.abs((lossOf(seconds) ?? 0) - 0.1)).toBeLessThan(0.005);
  });

  it('never comes out better than honestly, however much is hidden', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        share,
        fc.integer({ min: 0, max: 1e6 }),
        (loss, told, seed) => {
          const honest = lossOf(run(loss, 1, seed)) ?? 0;
          expect(lossOf(run(loss, told, seed))).toBeGreaterThanOrEqual(honest * 0.85 - 0.004);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is believed on a bad line whose feedback is lost too', () => {
    let accused = 0;
    for (let seed = 0; seed < 100; seed++) if (believeReceiver(run(0.1, 0.93, seed)).belief !== 'believed') accused++;
    expect(accused).toBe(0);
  });

  it('is its own word without canaries, and with too few of them', () => {
    const without = run(0.05, 1, 1, { withheld: 0, withheldNamed: 0, claimedLost: 5 });
    expect(believeReceiver(without)).toEqual({ belief: 'untested', toldShare: 1 });
    expect(lossOf(without)).toBeCloseTo(0.05, 10);
    expect(believeReceiver(run(0, 0).slice(0, 8)).belief).toBe('untested');
  });

  it('is void when its count is below the canaries, even where its reports name no packets', () => {
    const names = { withheldNamed: null };
    expect(believeReceiver(run(0, 1, 1, { ...names, claimedLost: 0 })).belief).toBe('disbelieved');
    const honest = run(0.02, 1).map((second) => ({ ...second, ...names }));
    expect(believeReceiver(honest).belief).toBe('untested');
    expect(Math.abs((lossOf(honest) ?? 0) - 0.02)).toBeLessThan(0.003);
    // Named one by one and left out of the sum.
    expect(believeReceiver(run(0.1, 1, 1, { claimedLost: 0 })).belief).toBe('disbelieved');
  });

  it('is void where pictures are named and sound, of which only the sum is told, is left out of it', () => {
    const pictures = run(0.05, 1);
    const sound = (claimedLost?: number) =>
      run(0.05, 1, 2, claimedLost === undefined ? {} : { claimedLost }).map((second) => ({
        ...second,
        withheldNamed: null,
      }));
    expect(believeReceiver([...pictures, ...sound()]).belief).toBe('believed');
    expect(believeReceiver([...pictures, ...sound(0)]).belief).toBe('disbelieved');
  });

  it('cannot name more canaries than there were', () => {
    const boasting = run(0.1, 1).map((second) => ({ ...second, withheldNamed: second.withheld * 3 }));
    expect(believeReceiver(boasting).toldShare).toBe(1);
  });

  it('is not accused of the canaries that fell into an outage it tells of itself', () => {
    // Three seconds in which the page says nothing, told of in the fourth; four of seven canaries were withheld in the dark.
    const clean = run(0, 1).slice(0, 12);
    const [first] = clean;
    if (!first) throw new Error('no second');
    const silent = { ...first, withheld: 0, withheldNamed: 0, claimedLost: null };
    const told = { ...silent, claimedLost: 300 };
    const unnamed = { ...first, withheld: 2, withheldNamed: 0, claimedLost: 0 };
    const seconds = [...clean, silent, silent, silent, told, unnamed, unnamed, ...clean];
    expect(believeReceiver(seconds).toldShare).toBeLessThan(0.8);
    const excused = namedOutsideOutages(seconds);
    expect(believeReceiver(excused)).toEqual({ belief: 'believed', toldShare: 1 });
    // Of an outage nothing is excused that came long after it.
    const later = namedOutsideOutages([...clean, told, ...clean, unnamed, unnamed, unnamed, unnamed]);
    expect(believeReceiver(later).belief).toBe('disbelieved');
  });

  it('gains nothing from claiming outages to hide other losses behind', () => {
    for (const loss of [0.02, 0.05, 0.1]) {
      const honest = lossOf(run(loss, 1)) ?? 0;
      const lying = run(loss, 0).map((second, at) => (at % 10 === 0 ? { ...second, claimedLost: 60 } : second));
      const word = believeReceiver(namedOutsideOutages(lying));
      expect(downlinkLoss(lying, word) ?? 0).toBeGreaterThan(honest);
      const everySeven = run(loss, 0).map((second, at) => (at % 7 === 0 ? { ...second, claimedLost: 60 } : second));
      // Never heard of again but by its sum, and that is a tenth.
      expect(downlinkLoss(everySeven, believeReceiver(namedOutsideOutages(everySeven))) ?? 0).toBeGreaterThan(0.08);
    }
  });

  it('is not available where nothing was reported', () => {
    const silent = run(0.1, 1, 1, { claimedLost: null, withheldNamed: null });
    expect(lossOf(silent)).toBeNull();
    expect(lossOf([])).toBeNull();
  });
});

describe('the chance of at most so many', () => {
  it('is the binomial distribution', () => {
    expect(chanceOfAtMost(0, 3, 0.9)).toBeCloseTo(0.001, 10);
    expect(chanceOfAtMost(3, 3, 0.9)).toBeCloseTo(1, 10);
    expect(chanceOfAtMost(1, 2, 0.5)).toBeCloseTo(0.75, 10);
    expect(chanceOfAtMost(400, 400, 0.9)).toBeCloseTo(1, 9);
  });
});
