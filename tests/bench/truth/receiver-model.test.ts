/** The model of a receiver: every fault of a line comes out as a listener would hear it. */
import { describe, expect, it } from 'vitest';
import type { PacketRecord } from '../../support/relay/log.ts';
import { type ReceiverOptions, ratings, replay, type SoundPacket, soundPackets, through } from './receiver-model.ts';

/** Fractions from a seed (xorshift). */
function fractions(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** So many seconds of sound on a line that gives each packet a delay or null. */
function line(seconds: number, fate: (number: number, chance: () => number) => number | null): SoundPacket[] {
  const chance = fractions(7);
  return Array.from({ length: seconds * 50 }, (_, number) => {
    const delay = fate(number, chance);
    return { number, sentMs: number * 20, arrivedMs: delay === null ? null : number * 20 + delay };
  });
}
const concealed = (packets: SoundPacket[], options?: ReceiverOptions) => replay(packets, options).concealedPercent;

describe('the model of a receiver', () => {
  it('plays a clean line as it is, late by the line and two packets', () => {
    const clean = replay(line(60, () => 70));
    expect(clean.concealedPercent).toBe(0);
    expect(clean.mendedPackets).toBe(0);
    expect(clean.delayMs).toBeGreaterThanOrEqual(70);
    expect(clean.delayMs).toBeLessThan(125);
    expect(clean.seconds.length).toBeGreaterThanOrEqual(59);
  });

  it('conceals what was lost, and with FEC only what was lost in a row', () => {
    for (const loss of [0.01, 0.05, 0.1, 0.2]) {
      const packets = line(200, (_, chance) => (chance() < loss ? null : 40));
      const lost = (100 * packets.filter(({ arrivedMs }) => arrivedMs === null).length) / packets.length;
      expect(Math.abs(concealed(packets, { fec: false }) - lost)).toBeLessThan(0.05 * lost + 0.1);
      const mended = concealed(packets, { fec: true });
      expect(mended).toBeLessThan(lost * (loss + 0.15));
      expect(mended).toBeGreaterThan(lost * loss * 0.3);
    }
  });

  it('never conceals less for more loss', () => {
    for (const fec of [true, false]) {
      const shares = [0, 0.02, 0.05, 0.1, 0.2, 0.4].map((loss) =>
        concealed(
          line(100, (_, chance) => (chance() < loss ? null : 40)),
          { fec },
        ),
      );
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    }
  });

  it('takes bursts for as much as they are, whatever FEC can do', () => {
    // Ten packets in a row once in four seconds: 5 %.
    const bursts = line(200, (number) => (number % 200 < 10 ? null : 40));
    expect(concealed(bursts, { fec: false })).toBeCloseTo(5, 0);
    expect(concealed(bursts, { fec: true })).toBeGreaterThan(4);
  });

  it('waits for as much jitter as is usual, and conceals what comes later than that', () => {
    const jittered = line(120, (_, chance) => 40 + 60 * chance());
    expect(concealed(jittered)).toBeLessThan(0.6);
    const waited = replay(jittered).delayMs;
    expect(waited).toBeGreaterThan(90);
    expect(waited).toBeLessThan(190);
    expect(concealed(jittered, { quantile: 0.5, fec: false })).toBeGreaterThan(concealed(jittered, { fec: false }));
  });

  it('gets over a step of delay with one gap, and comes back when it is gone', () => {
    const step = line(60, (number) => (number >= 1_000 && number < 2_000 ? 240 : 40));
    const { seconds, concealedPercent } = replay(step, { fec: false });
    const gaps = seconds.reduce((sum, { concealedMs }) => sum + concealedMs, 0);
    expect(gaps).toBeGreaterThanOrEqual(160);
    expect(gaps).toBeLessThanOrEqual(220);
    expect(concealedPercent).toBeLessThan(0.4);
  });

  it('fades to silence in a long blackout, which is no concealed speech', () => {
    const blackout = line(60, (number) => (number >= 1_000 && number < 1_150 ? null : 40));
    const heard = (options: ReceiverOptions) =>
      replay(blackout, options).seconds.reduce((sum, { concealedMs }) => sum + concealedMs, 0);
    expect(heard({ mutedAfterMs: 10_000 })).toBeGreaterThan(2_900);
    expect(heard({ mutedAfterMs: 10_000 })).toBeLessThan(3_100);
    expect(heard({ mutedAfterMs: 1_000 })).toBe(1_000);
  });

  it('plays what came out of order in order', () => {
    expect(concealed(line(60, (number) => (number % 10 === 0 ? 70 : 40)))).toBeLessThan(0.3);
  });

  it('has nothing to play where nothing came', () => {
    expect(replay([]).seconds).toEqual([]);
    expect(replay(line(1, () => null)).seconds).toEqual([]);
  });

  it('rates each ten seconds by what was concealed in them', () => {
    const bad = line(40, (number) => (number >= 500 && number < 1_000 && number % 10 === 0 ? null : 40));
    const rated = ratings(replay(bad, { fec: false }), 150);
    expect(rated).toHaveLength(4);
    // C2: nothing lost at 150 ms is 93.0, a tenth 45.5.
    expect(rated[0]).toBeCloseTo(93.0, 1);
    expect(Math.min(...rated)).toBeGreaterThan(44);
    expect(Math.min(...rated)).toBeLessThan(48);
    expect(ratings({ seconds: new Array(10).fill({ playedMs: 1_000, concealedMs: 30 }) }, 150)[0]).toBeCloseTo(71.1, 1);
  });
});

describe("the relay's log as packets", () => {
  const record = (changes: Partial<PacketRecord>): PacketRecord => ({
    atMs: 0,
    direction: 'up',
    flow: 0,
    kind: 'rtp',
    ssrc: 5,
    sequence: 0,
    size: 100,
    verdict: 'sent',
    queueMs: 1,
    flightMs: 40,
    lateMs: 0.5,
    ...changes,
  });

  it('is read across the end of the sequence numbers, without other streams, copies once', () => {
    const packets = [
      record({ atMs: 0, sequence: 65_534 }),
      record({ atMs: 20, sequence: 65_535, verdict: 'loss' }),
      record({ atMs: 40, sequence: 0 }),
      record({ atMs: 40, sequence: 0, verdict: 'copy', flightMs: 90 }),
      record({ atMs: 41, sequence: 9_000, ssrc: 6 }),
      record({ atMs: 42, sequence: 1, direction: 'down' }),
      record({ atMs: 60, sequence: 1, kind: 'rtcp' }),
    ];
    expect(soundPackets({ packets, events: [] }, 'up', 5)).toEqual([
      { number: 65_534, sentMs: 0, arrivedMs: 41.5 },
      { number: 65_535, sentMs: 20, arrivedMs: null },
      { number: 65_536, sentMs: 40, arrivedMs: 81.5 },
    ]);
  });

  it('leads through two lines one after the other', () => {
    const first = [0, 1, 2].map((number) => ({
      number,
      sentMs: number * 20,
      arrivedMs: number === 1 ? null : number * 20 + 30,
    }));
    const second = [0, 2].map((number) => ({ number, sentMs: number * 20 + 30, arrivedMs: number === 2 ? null : 90 }));
    expect(through(first, second)).toEqual([
      { number: 0, sentMs: 0, arrivedMs: 90 },
      { number: 1, sentMs: 20, arrivedMs: null },
      { number: 2, sentMs: 40, arrivedMs: null },
    ]);
  });
});
