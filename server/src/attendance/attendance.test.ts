/** Tests of attendance: comings and goings become stays, and their total. */
import { expect, it } from 'vitest';
import { attendanceOf, type Comings } from './attendance.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 3, minute));
const now = at(60);
const person = (displayName: string, ...events: Comings['events']): Comings => ({
  ...{ participantId: displayName, displayName, side: null, events },
});
const joined = (minute: number, displayName: string | null = null) =>
  ({ kind: 'joined', at: at(minute), displayName }) as const;
const left = (minute: number) => ({ kind: 'left', at: at(minute), displayName: null }) as const;
const renamed = (minute: number, displayName: string) => ({ kind: 'renamed', at: at(minute), displayName }) as const;

it('adds up every stay, in the order in which people came', () => {
  const found = attendanceOf(
    [person('Bayu', joined(20), left(25), joined(30), left(50)), person('Sari', joined(10), left(40))],
    now,
  );
  expect(found.map(({ displayName, totalSeconds }) => [displayName, totalSeconds])).toEqual([
    ['Sari', 1_800],
    ['Bayu', 1_500],
  ]);
  expect(found[1]?.stays).toEqual([
    { joinedAt: at(20).toISOString(), leftAt: at(25).toISOString() },
    { joinedAt: at(30).toISOString(), leftAt: at(50).toISOString() },
  ]);
});

it('counts who is still there up to now', () => {
  expect(attendanceOf([person('Sari', joined(45))], now)).toMatchObject([
    { totalSeconds: 900, stays: [{ leftAt: null }] },
  ]);
});

it('takes two comings in a row for one, as after a restart, and leaves out who never came', () => {
  const found = attendanceOf(
    [person('Sari', joined(0), joined(5), left(10), left(11)), person('Bayu'), person('Dewi', left(3))],
    now,
  );
  expect(found.map(({ displayName, totalSeconds }) => [displayName, totalSeconds])).toEqual([['Sari', 600]]);
});

it('names what somebody was called before, and counts a new name neither as coming nor as going', () => {
  const found = attendanceOf(
    [person('Sari', joined(0, 'iPad'), renamed(5, 'Sri'), renamed(6, 'Sari'), left(10), joined(12, 'Sri'), left(14))],
    now,
  );
  expect(found).toMatchObject([{ displayName: 'Sari', earlierNames: ['iPad', 'Sri'], totalSeconds: 720 }]);
  expect(found[0]?.stays).toHaveLength(2);
});
