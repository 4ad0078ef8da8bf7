/** The warning while the date is chosen counts as the procedure does. */
import { defaultWeek } from '@sambung/contract/calendar';
import { describe, expect, it } from 'vitest';
import { daysAhead, leadTimeShort } from './lead-time.ts';

describe('daysAhead', () => {
  it('counts calendar days between local dates', () => {
    expect(daysAhead('2026-11-30', '2026-12-07', 'calendar')).toBe(7);
    expect(daysAhead('2026-11-30', '2026-11-30', 'calendar')).toBe(0);
    expect(daysAhead('2026-11-30', '2026-11-29', 'calendar')).toBe(0);
  });

  it('counts working days by the hours of the week', () => {
    // Friday to Monday is one working day, two where Saturday is worked.
    expect(daysAhead('2026-11-27', '2026-11-30', 'working')).toBe(1);
    const saturdays = { ...defaultWeek, saturday: [{ opens: '08:00', closes: '12:00' }] };
    expect(daysAhead('2026-11-27', '2026-11-30', 'working', saturdays)).toBe(2);
  });
});

describe('leadTimeShort', () => {
  it('[UNSRI-25] [UNSRI-92] warns six days ahead of a week, not seven', () => {
    const week = { days: 7, count: 'calendar' } as const;
    expect(leadTimeShort(week, '2026-11-30', '2026-12-06')).toBe(6);
    expect(leadTimeShort(week, '2026-11-30', '2026-12-07')).toBeNull();
  });

  it('never warns where the procedure asks for no lead time', () => {
    expect(leadTimeShort({ days: 0, count: 'calendar' }, '2026-11-30', '2026-11-30')).toBeNull();
  });
});
