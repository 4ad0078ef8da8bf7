/** Tests of what is taken for true of a run's delays. */
import { describe, expect, it } from 'vitest';
import type { PacketRecord } from '../../support/relay/log.ts';
import type { CellRun } from './cell.ts';
import { trueTime, trueTrips } from './trips.ts';

/** Constant parts of a trip. */
const elsewhereMs = 70;
const seen = (knownMs: number, errorMs = 0) => ({ ms: elsewhereMs + knownMs + errorMs, knownMs });
const times = <T>(count: number, of: (index: number) => T) => Array.from({ length: count }, (_, index) => of(index));

describe('a true time', () => {
  const before = times(9, () => seen(50));

  it('is what was observed where every observation is right, on whichever step of a buffer its median falls', () => {
    // Books are known to some milliseconds; the median of the expected alone would be 110, of the observed it is 120.
    const later = [
      ...times(13, () => ({ ms: 110, knownMs: 40 })),
      ...times(7, () => ({ ms: 120, knownMs: 52 })),
      ...times(7, () => ({ ms: 120, knownMs: 39 })),
    ];
    expect(trueTime({ before, later }, 0).medianMs).toBe(120);
  });

  it('is less than what was observed by what all observations are too long', () => {
    const later = times(27, (index) => seen(30 + index, 15));
    const { medianMs } = trueTime({ before, later }, 0);
    expect(elsewhereMs + 43 + 15 - medianMs).toBe(15);
  });

  it('holds what was put in on purpose', () => {
    const later = times(27, () => seen(50, 150));
    expect(trueTime({ before, later }, 150).medianMs).toBe(elsewhereMs + 50 + 150);
    expect(trueTime({ before, later }, 0).medianMs).toBe(elsewhereMs + 50);
  });

  it('is doubted the more the more its observations differ', () => {
    const sure = trueTime({ before, later: before }, 0).doubtMs;
    const unsure = trueTime({ before: times(9, (index) => seen(50, index)), later: before }, 0).doubtMs;
    expect([sure, unsure > 1]).toEqual([0, true]);
  });
});

describe("a direction's true trips", () => {
  const beganAtMs = 1_700_000_000_000;
  const phases = (['bandwidth', 'bandwidth', 'synthetic'] as const).map((phase, index) => ({
    ...{ phase, planNumber: index },
    ...{ fromMs: beganAtMs + 10_000 * index, toMs: beganAtMs + 10_000 * (index + 1) },
  }));
  /** The second leg's queue grows and shrinks once the fault has begun. */
  const queueMs = (atMs: number) => (atMs < 20_000 ? 0 : 100 + 80 * Math.sin(atMs / 700));
  const sound = (queue: (atMs: number) => number): PacketRecord[] =>
    times(1_500, (number) => ({
      ...{ atMs: 20 * number, flow: 0, kind: 'rtp' as const, ssrc: 5, sequence: number, size: 120 },
      ...{ verdict: 'sent' as const, queueMs: queue(20 * number), flightMs: 0, lateMs: 0 },
    })).flatMap((packet) => (['up', 'down'] as const).map((direction) => ({ ...packet, direction })));
  const picture = (queue: (atMs: number) => number) =>
    sound(queue).map((packet) => ({ ...packet, ssrc: 9, size: 1_000 }));
  const leg = (queue: (atMs: number) => number) => ({
    ...{ beganAtMs, log: { packets: [...sound(queue), ...picture(queue)], events: [] } },
  });
  const bufferMs = 40;
  /** `errorMs`: how much too long all of it was measured. */
  const run = (errorMs: number) => {
    const trip = (sentAtMs: number) => bufferMs + queueMs(sentAtMs) + 30 + (sentAtMs < 20_000 ? 0 : errorMs);
    const seconds = times(18, (index) => {
      const sentAtMs = 11_000 + 1_000 * index;
      const [playedAtMs, ms] = [beganAtMs + sentAtMs, trip(sentAtMs)];
      return {
        ...{ direction: 'host', voided: null, planNumber: sentAtMs < 20_000 ? 1 : 2, atMs: playedAtMs },
        sweepTrips: [{ playedAtMs, heardAtMs: playedAtMs + ms }],
        pictureTrip: { drawnAtMs: playedAtMs % 2 ** 32, shownAtMs: playedAtMs + ms },
        skewMs: [0],
      };
    });
    const told = (ms: number) => ({ ms: 10 * ms, count: 10 });
    const waits = (['host', 'audience'] as const).flatMap((side) =>
      times(32, (index) => ({
        ...{ side, epochMs: beganAtMs + 1_000 * index, repeated: [] },
        spent: { sound: told(bufferMs), picture: told(bufferMs), encoding: told(5), pacing: told(0) },
      })),
    );
    const legs = { host: leg(() => 0), audience: leg(queueMs) };
    return { condition: {}, phases, seconds, waits, legs } as unknown as CellRun;
  };

  it('follow a queue that moves from second to second', () => {
    const nothing = { sound: 0, picture: 0 };
    const [right, wrong] = [0, 15].map((errorMs) => trueTrips(run(errorMs), 'host', nothing));
    // The queue is read from packets around the moment: as closely as those differ.
    expect(Math.abs((right?.sound.medianMs ?? 0) - (wrong?.sound.medianMs ?? 99))).toBeLessThan(3);
    expect(Math.abs((right?.picture.medianMs ?? 0) - (wrong?.picture.medianMs ?? 99))).toBeLessThan(3);
    expect(right?.sound.medianMs).toBeGreaterThan(bufferMs + 30 + 60);
    expect(Math.abs(right?.skew.medianMs ?? 99)).toBeLessThan(3);
  });

  it('cannot be told of a run in which nothing was observed', () => {
    expect(() => trueTrips({ ...run(0), seconds: [] }, 'host', { sound: 0, picture: 0 })).toThrow('too little');
  });
});
