/** Clocks in words: on time, half gone, nearly gone, late, standing still. */
import { describe, expect, it } from 'vitest';
import { urgencyOf } from '../ui/urgency.ts';
import { clockWords } from './clock-words.ts';

const active = (usedMinutes: number, late = usedMinutes > 60, paused = false) =>
  ({ state: 'active', clock: { usedMinutes, allowedMinutes: 60, late, paused } }) as const;

describe('clockWords', () => {
  it('tells the working time that is left, and when half and four fifths are gone', () => {
    expect(clockWords(active(10))).toEqual({ urgency: 'calm', key: 'clockLeft', minutes: 50 });
    expect(clockWords(active(30))).toMatchObject({ urgency: 'soon', minutes: 30 });
    expect(clockWords(active(48))).toMatchObject({ urgency: 'urgent', minutes: 12 });
  });

  it('tells by how much it is late, and not "by 0 minutes"', () => {
    expect(clockWords(active(95))).toEqual({ urgency: 'late', key: 'clockLateBy', minutes: 35 });
    expect(clockWords(active(60, true))).toEqual({ urgency: 'late', key: 'clockLate', minutes: 0 });
  });

  it('says that the clock stands still while the request is returned', () => {
    expect(clockWords(active(70, false, true))).toMatchObject({ urgency: 'paused', key: 'clockPaused' });
  });

  it('remembers of a finished step only whether it kept its time', () => {
    const done = (late: boolean) => ({
      state: 'done' as const,
      clock: { usedMinutes: 90, allowedMinutes: 60, late, paused: false },
    });
    expect(clockWords(done(true))?.key).toBe('clockWasLate');
    expect(clockWords(done(false))?.key).toBe('clockOnTime');
  });

  it('is silent where the procedure names no time', () => {
    expect(clockWords({ state: 'active', clock: null })).toBeNull();
    expect(urgencyOf({ used: null, late: false })).toBe('none');
  });
});
