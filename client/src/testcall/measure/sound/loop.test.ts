/** The acoustic loop: echo that is found, the bound where none is, and the clock that sound runs on. */
import { describe, expect, it } from 'vitest';
import type { Heard } from '../orders.ts';
import { ContextClock } from './context-clock.ts';
import { loopOf } from './loop.ts';
import { LoopWatch } from './loop-watch.ts';

const heard = (parts: Partial<Heard>): Heard => ({
  channel: 'far',
  turn: 'up',
  atSample: 0,
  atSeconds: 10.3,
  gain: 0.1,
  peakRatio: 5,
  found: true,
  ...parts,
});
const sent = { turn: 'up', atSeconds: 10, gain: 1 } as const;

describe('the acoustic loop', () => {
  it('is how much quieter the sweep came back, and when', () => {
    const loop = loopOf(sent, [heard({ gain: 0.1 }), heard({ gain: 0.01, atSeconds: 10.9 })]);
    expect(loop?.returnLossDb).toBeCloseTo(20, 9);
    expect(loop?.delayMs).toBeCloseTo(300, 6);
    expect(loop?.boundDb).toBeNull();
    expect(loopOf({ ...sent, gain: 0.5 }, [heard({ gain: 0.05 })])?.returnLossDb).toBeCloseTo(20, 9);
  });

  it('that brings nothing proves a bound: a return twice as strong as any coincidence would have been found', () => {
    const noise = [
      heard({ found: false, gain: 0.0005, peakRatio: 1.1 }),
      heard({ found: false, gain: 0.001, atSeconds: 11.2 }),
    ];
    const loop = loopOf(sent, noise);
    expect(loop?.returnLossDb).toBeNull();
    expect(loop?.boundDb).toBeCloseTo(20 * Math.log10(1 / 0.002), 9);
  });

  it('takes no other turn, nothing from before and nothing after the next sweep', () => {
    const others = [heard({ turn: 'down' }), heard({ atSeconds: 9.9 }), heard({ atSeconds: 12.1 })];
    expect(loopOf(sent, others)).toBeNull();
    expect(loopOf(sent, [])).toBeNull();
  });

  it('is told once for each sweep, when all that may come back was listened to', () => {
    const watch = new LoopWatch();
    watch.sent(sent);
    expect(watch.take(12)).toBeNull();
    watch.heard([heard({})]);
    watch.sent({ ...sent, turn: 'down', atSeconds: 12 });
    expect(watch.take(14)?.returnLossDb).toBeCloseTo(20, 9);
    expect(watch.take(15)).toBeNull();
    watch.heard([heard({ turn: 'down', atSeconds: 12.5, found: false, gain: 1e-4 })]);
    expect(watch.take(16.5)?.boundDb).toBeCloseTo(20 * Math.log10(1 / 2e-4), 6);
  });
});

describe('the sound’s clock', () => {
  it('tells when a sample is made by the reading right after a batch, and when it is heard by the middle one', () => {
    const clock = new ContextClock();
    expect(clock.madeAtMs(1)).toBeNull();
    for (const lateMs of [9, 3, 0, 7])
      clock.read({ nowMs: 50_000 + lateMs, currentSeconds: 2, output: { seconds: 2, atMs: 50_030 + lateMs } });
    expect(clock.madeAtMs(3)).toBe(51_000);
    expect(clock.heardAtMs(3)).toBe(51_037);
    clock.reset();
    clock.read({ nowMs: 1_000, currentSeconds: 0.5, output: null });
    expect(clock.heardAtMs(1)).toBe(1_500);
  });

  it('notices that sound stood still, and believes only what it read since', () => {
    const clock = new ContextClock();
    const read = (reading: number, behindMs: number) => {
      const nowMs = 1_000 + reading * 100;
      const seconds = (nowMs - behindMs) / 1_000;
      clock.read({ nowMs: nowMs + (reading % 3), currentSeconds: seconds, output: { seconds, atMs: nowMs + 30 } });
    };
    for (let reading = 0; reading < 50; reading += 1) read(reading, 0);
    expect(clock.takeStall()).toBe(false);
    expect(clock.madeAtMs(2)).toBe(2_000);
    for (let reading = 50; reading < 60; reading += 1) read(reading, 180);
    expect(clock.takeStall()).toBe(true);
    expect(clock.takeStall()).toBe(false);
    expect(clock.madeAtMs(2)).toBeCloseTo(2_180, 6);
    expect(clock.heardAtMs(2)).toBeCloseTo(2_210, 6);
    for (let reading = 60; reading < 90; reading += 1) read(reading, 185);
    expect(clock.takeStall()).toBe(false);
  });
});
