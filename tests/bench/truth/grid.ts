/**
 * The grid: what is done to the lines and sources, cell by cell. Each condition's deciding value lies well away from every limit of the rubric: a clean line's
 * sound takes 130 to 180 ms on a machine of two cores, so that some 120 ms more lie in the middle of what is marginal (200 to 400 ms).
 */
import type { Side } from '@sambung/contract/http';
import { seededRandom } from '../../support/random.ts';
import type { Conditions } from '../../support/relay/schedule.ts';
import type { Condition } from './condition.ts';

const other = (side: Side): Side => (side === 'host' ? 'audience' : 'host');

/** On one way of one leg: `up` is what its site sends, `down` what it receives, which is the other side's direction. */
function oneWay(
  name: string,
  metric: Condition['metric'],
  leg: Side,
  way: 'up' | 'down',
  conditions: Conditions,
): Condition {
  const at = way === 'up' ? leg : other(leg);
  return { name: `${name}, ${leg} ${way}`, metric, at, leg, [way]: conditions };
}

const bothWays = (name: string, metric: Condition['metric'], leg: Side, conditions: Conditions): Condition => ({
  ...{ name: `${name}, ${leg} both ways`, metric, at: leg, leg },
  ...{ up: conditions, down: conditions },
});

const lossy = (percent: number, leg: Side, way: 'up' | 'down') =>
  oneWay(`loss ${percent} %`, 'packet-loss', leg, way, { loss: percent / 100 });

/** Bursts of a mean length in packets. */
const bursty = (percent: number, length: number, leg: Side, way: 'up' | 'down') =>
  oneWay(`bursts of ${length}, ${percent} %`, 'packet-loss', leg, way, {
    bursts: { enter: percent / 100 / length / (1 - percent / 100), leave: 1 / length, loss: 1 },
  });

const late = (delayMs: number, leg: Side) => bothWays(`delay ${delayMs} ms`, 'audio-delay', leg, { delayMs });

/** `signals`: the WebSocket goes the same way. */
const unequal = (upMs: number, downMs: number, leg: Side, signals: boolean): Condition => ({
  name: `delay ${upMs} ms up, ${downMs} ms down, ${leg}${signals ? ', WebSocket too' : ''}`,
  ...{ metric: 'audio-delay', at: upMs > downMs ? leg : other(leg), leg, signals },
  ...{ up: { delayMs: upMs }, down: { delayMs: downMs } },
});

/** As queues do it: nobody overtakes. A browser's own reports leave out what arrives out of order, so that they would tell too little of the other kind. */
const trembling = (ms: number, leg: Side, way: 'up' | 'down') =>
  oneWay(`jitter ${ms} ms`, 'jitter', leg, way, { jitter: { ms, shape: 'uniform', reorders: false } });

const narrow = (kbps: number, leg: Side, way: 'up' | 'down'): Condition => ({
  ...oneWay(`${kbps} kbit/s`, 'bandwidth', leg, way, { rateBps: kbps * 1_000, queueMs: 300 }),
  at: leg,
});

const reordered = (percent: number, ms: number, leg: Side, way: 'up' | 'down') =>
  oneWay(`${percent} % held back by ${ms} ms`, 'packet-loss', leg, way, { reorder: { share: percent / 100, ms } });

const dark = (leg: Side, seconds: readonly number[]): Condition => ({
  ...{ name: `${seconds.length} × 3 s of darkness, ${leg}`, metric: 'freezes', at: leg, leg },
  during: seconds.flatMap((second) => [
    { atMs: 1_000 * second, up: { blackout: true }, down: { blackout: true } },
    { atMs: 1_000 * (second + 3), up: {}, down: {} },
  ]),
});

const faulty = (source: NonNullable<Condition['source']>, metric: Condition['metric'], at: Side): Condition => ({
  ...{ name: `${source} source, ${at}`, metric, at, leg: at, source },
});

const unsynchronised = (offsetMs: number, at: Side): Condition => ({
  ...{ name: `sound ${offsetMs} ms after the picture, ${at}`, metric: 'skew', at, leg: at, offsetMs },
});

const echoing = (echoDb: number, at: Side): Condition => ({
  ...{ name: `echo ${echoDb} dB below, of ${at}`, metric: 'echo', at, leg: at, echoDb },
});

const clean: Condition = { name: 'no impairment', metric: 'packet-loss', at: 'host', leg: 'host' };

// biome-ignore format: one line a kind reads as the table it is
export const grid: readonly Condition[] = [
  clean,
  ...[lossy(0.3, 'host', 'up'), lossy(0.4, 'audience', 'down'), lossy(0.3, 'audience', 'up'), lossy(0.4, 'host', 'down')],
  ...[lossy(1.8, 'host', 'up'), lossy(2, 'audience', 'up'), lossy(1.8, 'host', 'down'), lossy(2, 'audience', 'down')],
  ...[lossy(1.5, 'host', 'up'), lossy(1.6, 'audience', 'up'), lossy(1.5, 'host', 'down'), lossy(1.6, 'audience', 'down')],
  ...[lossy(5, 'host', 'up'), lossy(5, 'audience', 'down'), lossy(10, 'host', 'down'), lossy(10, 'audience', 'up'), lossy(20, 'host', 'up'), lossy(20, 'audience', 'down')],
  ...[bursty(0.25, 2, 'host', 'up'), bursty(1.7, 2, 'audience', 'up'), bursty(1.7, 2, 'host', 'down'), bursty(7, 5, 'audience', 'down'), bursty(12, 8, 'host', 'up')],
  ...[late(5, 'host'), late(10, 'audience'), late(110, 'host'), late(120, 'audience'), late(125, 'host'), late(100, 'audience'), late(350, 'host'), late(500, 'audience')],
  ...[unequal(14, 2, 'host', false), unequal(14, 2, 'host', true), unequal(2, 14, 'audience', false), unequal(2, 14, 'audience', true)],
  ...[unequal(125, 10, 'host', false), unequal(125, 10, 'host', true), unequal(10, 125, 'host', false), unequal(10, 125, 'host', true)],
  ...[unequal(130, 0, 'audience', false), unequal(130, 0, 'audience', true), unequal(0, 130, 'audience', false), unequal(0, 130, 'audience', true)],
  ...[unequal(200, 0, 'audience', true), unequal(500, 50, 'host', false), unequal(500, 50, 'host', true), unequal(50, 500, 'audience', false), unequal(50, 500, 'audience', true)],
  ...[trembling(20, 'host', 'up'), trembling(30, 'audience', 'down'), trembling(20, 'audience', 'up'), trembling(100, 'host', 'down')],
  ...[narrow(150, 'host', 'up'), narrow(250, 'audience', 'up'), narrow(150, 'audience', 'down'), narrow(300, 'host', 'down')],
  ...[narrow(2_500, 'audience', 'up'), narrow(3_000, 'host', 'up'), narrow(5_000, 'audience', 'down'), narrow(5_000, 'host', 'down')],
  ...[reordered(1, 30, 'host', 'up'), reordered(3, 30, 'audience', 'down')],
  ...[dark('host', [20]), dark('audience', [10, 30])],
  ...[faulty('muted', 'speech-level', 'host'), faulty('black', 'resolution', 'audience'), faulty('frozen', 'freezes', 'host'), faulty('clipped', 'clipping', 'audience'), faulty('low-resolution', 'resolution', 'host')],
  ...[unsynchronised(150, 'host'), unsynchronised(-150, 'host'), unsynchronised(150, 'audience'), unsynchronised(-150, 'audience')],
  ...[echoing(20, 'host'), echoing(20, 'audience')],
];

/** `count` cells of the grid in the grid's order, drawn by the seed; all of them where it is not smaller. */
export function drawn(count: number, seed: number): Condition[] {
  const random = seededRandom(seed);
  const ranked = grid.map((condition) => ({ condition, rank: random() }));
  const kept = new Set(ranked.toSorted((a, b) => a.rank - b.rank).slice(0, count));
  return ranked.filter((one) => kept.has(one)).map(({ condition }) => condition);
}
