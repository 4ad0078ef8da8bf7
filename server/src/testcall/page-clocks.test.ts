/** Tests of the exchanges with a page's clock: asked, answered once, the quickest of each ten seconds kept. */
import { describe, expect, it } from 'vitest';
import { offsetAt } from '../measurement/index.ts';
import { PageClock } from './page-clocks.ts';

/** A page whose clock is 5 s ahead answers each question after `tripMs`; what was kept. */
function ask(clock: PageClock, atMs: number, tripMs: number) {
  const number = clock.ask(atMs);
  return clock.answer(number, atMs + tripMs / 2 + 5_000, atMs + tripMs);
}

describe('a page’s clock', () => {
  it('is known as well as the quickest exchange allows', () => {
    const clock = new PageClock();
    for (let second = 0; second < 20; second += 1) ask(clock, second * 1_000, second === 7 ? 4 : 60);
    const offset = offsetAt(clock.fit(), 19_000);
    expect(offset?.valueMs).toBeCloseTo(5_000, 3);
    expect((offset?.highMs ?? 0) - (offset?.lowMs ?? 0)).toBeLessThan(10);
  });

  it('gives the quickest exchange of a window for keeping once the window is over', () => {
    const clock = new PageClock();
    const kept = Array.from({ length: 21 }, (_, second) => ask(clock, second * 1_000, second === 3 ? 8 : 50));
    expect(kept.filter((one) => one !== null)).toMatchObject([
      { askedAtMs: 3_000, answeredAtMs: 3_008 },
      { answeredAtMs: expect.any(Number) },
    ]);
  });

  it('takes no answer that was not asked for, twice, or too late', () => {
    const clock = new PageClock();
    const number = clock.ask(0);
    expect(clock.answer(99, 1, 5)).toBeNull();
    clock.answer(number, 5_002, 4);
    clock.answer(number, 9_999, 4);
    expect(offsetAt(clock.fit(), 0)?.valueMs).toBeCloseTo(5_000, 3);
    const late = clock.ask(1_000);
    clock.ask(20_000);
    clock.answer(late, 0, 20_001);
    expect(offsetAt(clock.fit(), 0)?.valueMs).toBeCloseTo(5_000, 3);
  });
});
