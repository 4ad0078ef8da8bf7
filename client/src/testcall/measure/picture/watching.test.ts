/** What is watched of pictures: standstills, brightness and the moment of display. */
import { describe, expect, it } from 'vitest';
import { Brightness } from './brightness.ts';
import { DisplayClock } from './display-clock.ts';
import { Standstills } from './standstills.ts';

const steady = (standstills: Standstills, from: number, count: number, everyMs: number) => {
  for (let i = 0; i < count; i += 1) standstills.shown(from + i * everyMs);
  return from + (count - 1) * everyMs;
};

describe('standstills', () => {
  it('are none before the first picture, and none of a steady one', () => {
    const standstills = new Standstills();
    expect(standstills.take(1_000)).toBeNull();
    const last = steady(standstills, 1_000, 24, 1_000 / 24);
    expect(standstills.take(last + 40)).toEqual({ frozenMs: 0, longestFreezeMs: 0, freezes: 0 });
  });

  it('begin beyond 150 ms or three usual intervals, whichever is more', () => {
    const fast = new Standstills();
    fast.shown(steady(fast, 0, 31, 33) + 149);
    expect(fast.take(1_200)?.freezes).toBe(0);
    fast.shown(990 + 149 + 151);
    expect(fast.take(1_300)).toEqual({ frozenMs: 151, longestFreezeMs: 151, freezes: 1 });
    const slow = new Standstills();
    slow.shown(steady(slow, 0, 15, 100) + 290);
    expect(slow.take(1_700)?.freezes).toBe(0);
    slow.shown(1_400 + 290 + 310);
    expect(slow.take(2_010)).toEqual({ frozenMs: 310, longestFreezeMs: 310, freezes: 1 });
  });

  it('over several seconds are told as they go and counted once, their parts adding up to the whole', () => {
    const standstills = new Standstills();
    const last = steady(standstills, 0, 25, 40);
    expect(standstills.take(last + 100)?.frozenMs).toBe(0);
    const seconds = [1_100, 2_100, 3_100].map((after) => standstills.take(last + after));
    expect(seconds.map((second) => second?.frozenMs)).toEqual([1_100, 1_000, 1_000]);
    expect(seconds.every((second) => second?.freezes === 0)).toBe(true);
    standstills.shown(last + 3_400);
    expect(standstills.take(last + 3_410)).toEqual({ frozenMs: 300, longestFreezeMs: 3_400, freezes: 1 });
  });

  it('are not those of another source', () => {
    const standstills = new Standstills();
    steady(standstills, 0, 25, 40);
    standstills.reset();
    standstills.shown(9_000);
    expect(standstills.take(9_050)).toEqual({ frozenMs: 0, longestFreezeMs: 0, freezes: 0 });
  });
});

describe('brightness', () => {
  const size = { widthPx: 128, heightPx: 72 };
  const grey = (level: number) => ({ data: new Uint8Array(128 * 72).fill(level), stridePx: 128 });

  it('is the mean, and null of a second in which nothing was looked at', () => {
    const brightness = new Brightness();
    expect(brightness.take()).toEqual({ meanLuma: null, stillMs: null });
    brightness.look(grey(16), size, 0);
    expect(brightness.take().meanLuma).toBe(16);
    expect(brightness.take().meanLuma).toBeNull();
  });

  it('knows for how long nothing changed, trembling aside, and notices what only creeps', () => {
    const brightness = new Brightness();
    for (const [second, level] of [80, 81, 79, 80].entries()) brightness.look(grey(level), size, second * 1_000);
    expect(brightness.take().stillMs).toBe(3_000);
    brightness.look(grey(90), size, 4_000);
    expect(brightness.take().stillMs).toBe(0);
    for (const [second, level] of [91, 92, 93].entries()) brightness.look(grey(level), size, 5_000 + second * 1_000);
    expect(brightness.take().stillMs).toBe(0);
  });
});

describe('the moment of display', () => {
  it('is the browser’s word, else the usual time after reading', () => {
    const clock = new DisplayClock();
    expect(clock.shownAtMs(1_000, 1)).toBe(1_008);
    clock.told([
      { rtpTimestamp: 2, atMs: 1_090 },
      { rtpTimestamp: 3, atMs: 1_140 },
      { rtpTimestamp: 4, atMs: 1_172 },
    ]);
    expect([2, 3, 4].map((n) => clock.shownAtMs(1_000 + n * 40, n))).toEqual([1_090, 1_140, 1_172]);
    expect(clock.shownAtMs(1_200, 5)).toBe(1_212);
    expect(clock.shownAtMs(1_240, null)).toBe(1_252);
  });

  it('is not that of another picture with the same timestamp', () => {
    const clock = new DisplayClock();
    clock.told([{ rtpTimestamp: 9, atMs: 1_000 }]);
    expect(clock.shownAtMs(90_000, 9)).toBe(90_008);
  });
});
