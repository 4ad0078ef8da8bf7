/** Each impairment against what it claims, under a virtual clock: statistics over many packets of fixed seeds, and exact instants where nothing is left to chance. */
import { describe, expect, it } from 'vitest';
import { type Departure, Link } from './link.ts';
import type { Conditions } from './schedule.ts';

interface Run {
  departures: Departure<number>[];
  drops: (string | null)[];
}

/** Offers `count` packets of `size` bytes every `everyMs` and asks for departures exactly when the link says. */
function run(
  conditions: Conditions,
  {
    count = 20_000,
    everyMs = 10,
    size = 1_000,
    seed = 7,
  }: Partial<Record<'count' | 'everyMs' | 'size' | 'seed', number>> = {},
): Run {
  const link = new Link<number>(seed);
  link.setConditions(conditions, 0);
  const result: Run = { departures: [], drops: [] };
  const until = (limitMs: number) => {
    for (let atMs = link.nextAtMs(); atMs <= limitMs; atMs = link.nextAtMs()) result.departures.push(...link.due(atMs));
  };
  for (let index = 0; index < count; index += 1) {
    until(index * everyMs);
    result.drops.push(link.offer(index, size, index * everyMs));
  }
  until(Number.MAX_SAFE_INTEGER);
  return result;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const share = <T>(values: T[], is: (value: T) => boolean) => values.filter(is).length / values.length;
const delays = ({ departures }: Run) => departures.map(({ releaseAtMs, arrivedAtMs }) => releaseAtMs - arrivedAtMs);
const order = ({ departures }: Run) => departures.map(({ packet }) => packet);

describe('a link without conditions', () => {
  it('lets everything through at once, in order', () => {
    const result = run({}, { count: 100 });
    expect(order(result)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(delays(result).every((delay) => delay === 0)).toBe(true);
  });
});

describe('loss', () => {
  it.each([0.01, 0.03, 0.1])('of %d loses that share, each packet on its own', (loss) => {
    const { drops } = run({ loss });
    const lost = drops.map((drop) => drop === 'loss');
    // Four standard deviations of a binomial share.
    const tolerance = 4 * Math.sqrt((loss * (1 - loss)) / drops.length);
    expect(Math.abs(share(lost, Boolean) - loss)).toBeLessThan(tolerance);
    const afterLost = lost.filter((_, index) => lost[index - 1]);
    expect(Math.abs(share(afterLost, Boolean) - loss)).toBeLessThan(
      4 * Math.sqrt((loss * (1 - loss)) / afterLost.length),
    );
  });

  it('gives the same packets the same fate for the same seed, another for another, whatever else is switched on', () => {
    const fate = (conditions: Conditions, seed: number) => run(conditions, { count: 1_000, seed }).drops;
    expect(fate({ loss: 0.05 }, 3)).toEqual(
      fate({ loss: 0.05, jitter: { ms: 5, shape: 'normal', reorders: true }, delayMs: 20 }, 3),
    );
    expect(fate({ loss: 0.05 }, 3)).not.toEqual(fate({ loss: 0.05 }, 4));
  });
});

describe('bursts', () => {
  it('lose the share that the two probabilities give, in runs of the mean length', () => {
    const { drops } = run({ bursts: { enter: 0.01, leave: 0.25, loss: 1 } }, { count: 100_000 });
    const lost = drops.map((drop) => drop === 'burst');
    expect(share(lost, Boolean)).toBeCloseTo(0.01 / 0.26, 2);
    const runs = lost.filter((one, index) => one && !lost[index - 1]).length;
    expect(lost.filter(Boolean).length / runs).toBeGreaterThan(3.7);
    expect(lost.filter(Boolean).length / runs).toBeLessThan(4.3);
  });

  it('may lose only a part while the line is bad', () => {
    const { drops } = run({ bursts: { enter: 0.05, leave: 0.2, loss: 0.5 } }, { count: 100_000 });
    expect(share(drops, (drop) => drop === 'burst')).toBeCloseTo(0.1, 2);
  });
});

describe('delay', () => {
  it('is exact', () => {
    expect(new Set(delays(run({ delayMs: 137 }, { count: 500 })))).toEqual(new Set([137]));
  });

  it('that shrinks does not let new packets overtake old ones', () => {
    const link = new Link<number>(1);
    link.setConditions({ delayMs: 100 }, 0);
    link.offer(1, 100, 0);
    link.setConditions({ delayMs: 10 }, 20);
    link.offer(2, 100, 20);
    expect(link.due(99)).toEqual([]);
    expect(link.due(100).map(({ packet }) => packet)).toEqual([1, 2]);
  });
});

describe('jitter', () => {
  it('uniform: spreads evenly over its width', () => {
    const found = delays(run({ delayMs: 50, jitter: { ms: 30, shape: 'uniform', reorders: true } }));
    expect(Math.min(...found)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...found)).toBeLessThanOrEqual(80);
    expect(mean(found)).toBeCloseTo(65, 0);
    expect(share(found, (delay) => delay < 57.5)).toBeCloseTo(0.25, 1);
  });

  it('normal: has its mean and its deviation', () => {
    const found = delays(run({ delayMs: 100, jitter: { ms: 10, shape: 'normal', reorders: true } }));
    const middle = mean(found);
    expect(middle).toBeCloseTo(100, 0);
    const deviation = Math.sqrt(mean(found.map((delay) => (delay - middle) ** 2)));
    expect(deviation).toBeGreaterThan(9.7);
    expect(deviation).toBeLessThan(10.3);
  });

  it('keeps the order unless it may not', () => {
    const jitter = { ms: 30, shape: 'uniform' } as const;
    const kept = order(run({ jitter: { ...jitter, reorders: false } }));
    expect(kept).toEqual(kept.toSorted((one, other) => one - other));
    const mixed = order(run({ jitter: { ...jitter, reorders: true } }));
    expect(mixed).not.toEqual(kept);
    expect(mixed.toSorted((one, other) => one - other)).toEqual(kept);
  });
});

describe('reordering', () => {
  it('holds its share back, and only those are overtaken', () => {
    const result = run({ delayMs: 20, reorder: { share: 0.05, ms: 35 } });
    const found = delays(result);
    expect(share(found, (delay) => delay > 54.9 && delay < 55.1)).toBeCloseTo(0.05, 2);
    expect(share(found, (delay) => delay > 19.9 && delay < 20.1)).toBeCloseTo(0.95, 2);
    const onTime = result.departures.filter((departure) => departure.releaseAtMs - departure.arrivedAtMs < 21);
    const sequence = onTime.map(({ packet }) => packet);
    expect(sequence).toEqual(sequence.toSorted((one, other) => one - other));
  });
});

describe('duplication', () => {
  it('sends its share twice, the copy marked', () => {
    const { departures } = run({ duplicate: 0.1 });
    expect(share(departures.slice(0, 20_000), ({ copy }) => copy)).toBeCloseTo(0.1 / 1.1, 2);
    const copies = departures.filter(({ copy }) => copy).map(({ packet }) => packet);
    expect(new Set(copies).size).toBe(copies.length);
    expect(departures.filter(({ copy }) => !copy)).toHaveLength(20_000);
  });
});

describe('the rate', () => {
  it.each([300_000, 1_000_000, 3_000_000])('of %d bit/s is what leaves, exactly, while more is offered', (rateBps) => {
    const everyMs = (1_200 * 8 * 1_000) / (rateBps * 1.5);
    const { departures } = run({ rateBps, queueMs: 300 }, { count: 5_000, everyMs, size: 1_200 });
    const [first, last] = [departures[0], departures.at(-1)];
    const bits = (departures.length - 1) * 1_200 * 8;
    expect((bits * 1_000) / ((last?.releaseAtMs ?? 0) - (first?.releaseAtMs ?? 0))).toBeCloseTo(rateBps, 0);
  });

  it('leaves alone what is slower', () => {
    const result = run({ rateBps: 1_000_000, queueMs: 300 }, { everyMs: 10, size: 1_000, count: 500 });
    expect(result.drops.every((drop) => drop === null)).toBe(true);
    // A lone packet takes its own 8 ms.
    expect(delays(result).every((delay) => Math.abs(delay - 8) < 1e-9)).toBe(true);
  });

  it('drops at the tail beyond the queue in milliseconds', () => {
    const result = run({ rateBps: 1_000_000, queueMs: 300 }, { everyMs: 4, size: 1_000, count: 3_000 });
    const queued = result.departures.map(({ queueMs }) => queueMs);
    // The limit, and the packet's own 8 ms.
    expect(Math.max(...queued)).toBeGreaterThan(295);
    expect(Math.max(...queued)).toBeLessThanOrEqual(308);
    expect(share(result.drops.slice(200), (drop) => drop === 'queue')).toBeCloseTo(0.5, 1);
  });

  it('drops at the tail beyond the queue in bytes', () => {
    const result = run({ rateBps: 1_000_000, queueBytes: 10_000 }, { everyMs: 1, size: 1_000, count: 1_000 });
    expect(result.drops.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => null));
    const queued = result.departures.map(({ queueMs }) => queueMs);
    expect(Math.max(...queued)).toBeGreaterThan(70);
    expect(Math.max(...queued)).toBeLessThanOrEqual(80);
  });

  it('that changes holds for what already waits, the packet on its way among them', () => {
    const link = new Link<number>(1);
    link.setConditions({ rateBps: 80_000 }, 0);
    for (const packet of [1, 2]) link.offer(packet, 1_000, 0);
    // Each needs 100 ms; after 50 ms half of the first is out, and the rest goes ten times as fast.
    link.setConditions({ rateBps: 800_000 }, 50);
    expect(link.due(1_000).map(({ releaseAtMs }) => releaseAtMs)).toEqual([55, 65]);
  });

  it('that ends lets everything out at once', () => {
    const link = new Link<number>(1);
    link.setConditions({ rateBps: 8_000 }, 0);
    for (const packet of [1, 2, 3]) link.offer(packet, 1_000, 0);
    link.setConditions({}, 10);
    expect(link.due(10).map(({ packet }) => packet)).toEqual([1, 2, 3]);
  });
});

describe('a blackout', () => {
  it('swallows datagrams and holds streams, which come out whole and in order after it', () => {
    const link = new Link<string>(1);
    link.offerStream('a', 10, 0);
    link.setConditions({ blackout: true }, 5);
    expect(link.offer('lost', 10, 10)).toBe('blackout');
    link.offerStream('b', 10, 10);
    link.offerStream('c', 10, 20);
    expect(link.isFull(30)).toBe(true);
    link.setConditions({ delayMs: 7 }, 2_000);
    expect(link.isFull(2_000)).toBe(false);
    const after = link.due(3_000);
    expect(after.map(({ packet, releaseAtMs }) => [packet, releaseAtMs])).toEqual([
      ['a', 0],
      ['b', 2_007],
      ['c', 2_007],
    ]);
    expect(after[1]?.queueMs).toBe(1_990);
  });
});

describe('a stream', () => {
  it('shares the queue, is never dropped, and is told when to wait', () => {
    const link = new Link<string>(1);
    link.setConditions({ rateBps: 800_000, queueMs: 20, loss: 1, reorder: { share: 1, ms: 500 }, duplicate: 1 }, 0);
    for (let count = 0; count < 3; count += 1) {
      expect(link.isFull(0)).toBe(false);
      link.offerStream(`${count}`, 1_000, 0);
    }
    expect(link.isFull(0)).toBe(true);
    expect(link.isFull(11)).toBe(false);
    expect(link.due(1_000).map(({ packet, releaseAtMs }) => [packet, releaseAtMs])).toEqual([
      ['0', 10],
      ['1', 20],
      ['2', 30],
    ]);
  });
});
